//! Values that are no counts and no logarithms.

use exoscope_core::Scale;

use super::{as_counts, as_table, case, good, samples};
use exoscope_import::TableSettings;

use crate::{import, says};

/// Tables of four miRNAs and two samples, and their scale.
const SCALES: &[(Scale, &str, [[f64; 2]; 4])] = &[
    (Scale::Fraction, "from 0 to 0.7", [[0.02537, 0.0], [0.72063, 0.1], [0.0, 0.2], [0.001, 0.3]]),
    (Scale::Fraction, "sums to 1", [[0.5, 0.125], [0.25, 0.25], [0.25, 0.125], [0.0, 0.5]]),
    (Scale::Percent, "sums to 100", [[50.5, 12.5], [25.0, 25.0], [24.5, 12.5], [0.0, 50.0]]),
    (Scale::Cpm, "a million", [[5e5, 1e6], [499_000.0, 0.0], [1000.0, 0.0], [0.0, 0.0]]),
    (Scale::Ct, "a last cycle", [[21.2, 22.5], [40.0, 30.1], [25.5, 26.5], [18.5, 19.5]]),
    (Scale::Ct, "above 20", [[23.1, 24.2], [20.1, 21.5], [33.4, 31.5], [28.25, 29.5]]),
    (Scale::Log2Intensity, "fractional", [[7.5, 8.25], [9.5, 1.1], [12.5, 11.5], [3.5, 4.5]]),
];

fn text(values: &[[f64; 2]; 4]) -> String {
    let names = ["hsa-miR-21-5p", "hsa-miR-16-5p", "hsa-let-7a-5p", "hsa-miR-486-5p"];
    let line = |(name, [a, b]): (&str, &[f64; 2])| format!("{name},{a},{b}\n");
    let lines: String = names.into_iter().zip(values).map(line).collect();
    format!("miRNA,S1,S2\n{lines}")
}

#[test]
fn shares_cycles_and_logarithms_are_told_apart_and_are_no_counts() {
    for (scale, reason, values) in SCALES {
        let read = good(as_table("t.csv", text(values)));
        assert_eq!(read.cohort.scale(), *scale);
        assert!(read.report.scale.reason.contains(reason), "{}", read.report.scale.reason);
        let error = as_counts("t.csv", &text(values)).map(|read| read.report).unwrap_err();
        says(&error, &[&format!("t.csv: the values seem to be {scale}, not counts")]);
    }
}

#[test]
fn zeros_are_no_whole_numbers_that_speak_for_counts() {
    let text = "m,a,b\nhsa-miR-21-5p,700.25,0\nhsa-miR-16-5p,0,0\nhsa-let-7a-5p,0,3.5\n";
    says(&as_counts("t.csv", text).map(|r| r.report).unwrap_err(), &["100 % of the values have"]);
}

#[test]
fn what_was_not_detected_is_the_last_cycle_of_ct_and_refused_elsewhere() {
    for word in ["Undetermined", "ND", "No Ct", "not detected", "<LOD"] {
        let text = format!("m,a,b\nhsa-miR-21-5p,21.5,{word}\nhsa-miR-16-5p,NA,18.25\n");
        let read = good(as_table("t.csv", &text));
        assert_eq!(read.cohort.scale(), Scale::Ct);
        assert_eq!(read.cohort.values().get(1, 0), Some(40.0));
        assert_eq!(read.report.missing.count, 1);
        assert!(read.report.scale.reason.contains("1 undetermined, put at cycle 40"));
        let long = text.replace("18.25", "41.5");
        assert_eq!(good(as_table("t.csv", &long)).cohort.values().get(1, 0), Some(45.0));
        let counts = text.replace("21.5", "2150").replace("18.25", "7");
        let error = as_table("t.csv", &counts).map(|i| i.report).unwrap_err();
        says(&error, &["hsa-miR-21-5p of sample b was not detected", "scale ct alone"]);
        says(
            &as_counts("t.csv", &counts).map(|i| i.report).unwrap_err(),
            &["t.csv:2:3", "no number"],
        );
    }
    let gaps = "m,a,b\nhsa-miR-21-5p,21.5,#N/A\nhsa-miR-16-5p,,28.25\n";
    assert_eq!(good(as_table("t.csv", gaps)).report.missing.count, 2);
    let settings = TableSettings { empty_undetermined: true, ..TableSettings::default() };
    let read = good(import(gaps, &settings));
    assert_eq!(read.report.missing.count, 1);
    assert_eq!(read.cohort.values().get(0, 1), Some(40.0));
    let dash = gaps.replace("#N/A", "-");
    says(&as_table("t.csv", dash).map(|i| i.report).unwrap_err(), &["\"-\" is no number"]);
}

#[test]
fn the_cases_at_hand_are_right() {
    let Some(path) = case("ct_forty.csv") else { return };
    let read = good(as_table("ct.csv", std::fs::read(path).unwrap()));
    assert_eq!(read.cohort.scale(), Scale::Ct);
    assert_eq!(samples(&read.cohort), ["S1", "S2", "S3", "S4"]);
}

#[test]
fn marks_of_missing_values_are_asked_about_and_one_distribution_is_no_other_logarithm() {
    for mark in [-9.0, -99.0, -999.0, -9999.0] {
        let marked = [[7.5, mark], [9.5, 1.1], [12.5, 11.5], [3.5, 4.5]];
        let read = good(as_table("t.csv", text(&marked)));
        assert_eq!(read.cohort.scale(), Scale::Unknown, "{mark}");
        let reason = &read.report.scale.reason;
        assert!(reason.contains("may stand for missing"), "{reason}");
    }
    // Quantile normalisation: whatever the values are made of, samples have one total.
    let quantile = "miRNA,S1,S2,S3\nhsa-miR-21-5p,10.5,12.75,8.25\nhsa-miR-16-5p,12.75,8.25,10.5\n\
                    hsa-miR-451a,8.25,10.5,12.75\n";
    assert_eq!(good(as_table("t.csv", quantile)).cohort.scale(), Scale::Log2Intensity);
}
