//! What may be meant in two ways is asked about, or kept as it is written.

use std::borrow::Cow;
use std::slice::from_ref;

use exoscope_core::sample::{ColumnValues, SampleId};
use exoscope_core::{Cohort, Scale};
use exoscope_import::{
    Annotation, Decimal, GeoSettings, Join, TableSettings, annotate, geo, table,
};

use crate::{Folder, import, says};

const MIRNAS: [&str; 12] = [
    "hsa-miR-21-5p",
    "hsa-miR-16-5p",
    "hsa-miR-122-5p",
    "hsa-let-7b-5p",
    "hsa-miR-451a",
    "hsa-miR-223-3p",
    "hsa-miR-126-3p",
    "hsa-miR-141-3p",
    "hsa-miR-200c-3p",
    "hsa-miR-155-5p",
    "hsa-miR-92a-3p",
    "hsa-miR-486-5p",
];

/// A level of each miRNA, and what is off it in each of six samples.
fn value(sample: usize, mirna: usize) -> f64 {
    let level = 18.0 + ((mirna * 5) % 12) as f64;
    level + ((sample * 7 + mirna * 3) % 11) as f64 * 0.13
}

/// A table with a line a miRNA, six samples and one more column.
fn beside(heading: &str, column: impl Fn(usize) -> String) -> String {
    let mut text = format!("miRNA,P1,P2,P3,P4,P5,P6,{heading}\n");
    for (mirna, name) in MIRNAS.iter().enumerate() {
        let cells: Vec<String> =
            (0..6).map(|sample| format!("{:.2}", value(sample, mirna) - 14.0)).collect();
        text += &format!("{name},{},{}\n", cells.join(","), column(mirna));
    }
    text
}

/// A table with a line a miRNA and six samples.
fn of(corner: &str, cell: impl Fn(usize, usize) -> String) -> String {
    let mut text = format!("{corner},P1,P2,P3,P4,P5,P6\n");
    for (mirna, name) in MIRNAS.iter().enumerate() {
        let cells: Vec<String> = (0..6).map(|sample| cell(sample, mirna)).collect();
        text += &format!("{name},{}\n", cells.join(","));
    }
    text
}

/// The scale of a file of this name, and why.
fn scale(file: &str, content: &str) -> (Scale, String) {
    let folder = Folder::new();
    let path = folder.file(file, content);
    let report = table(from_ref(&path), &TableSettings::default()).unwrap().report;
    (report.scale.scale, report.scale.reason)
}

fn texts(cohort: &Cohort, column: &str) -> Vec<String> {
    let column = cohort.metadata().column(column).unwrap();
    column.texts().map(|text| text.map_or_else(String::new, Cow::into_owned)).collect()
}

#[test]
fn what_is_computed_of_samples_is_no_sample() {
    let mean = |of: std::ops::Range<usize>, mirna: usize| {
        let n = of.len() as f64;
        of.map(|sample| value(sample, mirna) - 14.0).sum::<f64>() / n
    };
    let order = |mirna: usize| ((mirna * mirna * 7 + mirna) % 23) as f64 * 0.1;
    let refused = |heading: &str, why: &str, column: &dyn Fn(usize) -> f64| {
        let text = beside(heading, |mirna| format!("{:.4}", column(mirna)));
        let refused = import(text, &TableSettings::default()).unwrap_err();
        says(&refused, &[&format!("{heading:?} looks like no sample"), why, "`keep`"]);
    };
    refused("Cancer", "the means of 3 others", &|m| mean(0..3, m));
    refused("Cancer", "the sums of 3 others", &|m| mean(0..3, m) * 3.0);
    let change = |m| mean(0..3, m) - mean(3..6, m);
    refused("deltaX", "the means of 3 others less those of 3", &change);
    refused("score", "another order", &order);
    let range = |m| {
        let all = || (0..6).map(|sample| value(sample, m));
        all().fold(f64::MIN, f64::max) - all().fold(f64::MAX, f64::min)
    };
    refused("spread", "the ranges of the others", &range);
    for heading in ["FC", "IQR", "Cancer_vs_Control"] {
        let read =
            import(beside(heading, |m| format!("{:.3}", order(m))), &TableSettings::default());
        let samples: Vec<String> =
            read.unwrap().cohort.samples().iter().map(ToString::to_string).collect();
        assert_eq!(samples, ["P1", "P2", "P3", "P4", "P5", "P6"], "{heading}");
    }
}

#[test]
fn ct_are_no_logarithms_turned_over() {
    let ct = |sample, mirna| format!("{:.2}", value(sample, mirna));
    assert_eq!(scale("t.csv", &of("miRNA", ct)).0, Scale::Ct);
    for code in ["0", "-1"] {
        let coded =
            |s: usize, m: usize| if (s + m).is_multiple_of(5) { code.to_owned() } else { ct(s, m) };
        let (found, why) = scale("t.csv", &of("miRNA", coded));
        assert_eq!(found, Scale::Unknown, "{code}");
        assert!(why.contains(&format!("of {code}, as Ct are")), "{why}");
    }
    let early = |s, m| format!("{:.2}", value(s, m) * 0.8 - 1.0);
    assert_eq!(scale("t.csv", &of("miRNA", early)).0, Scale::Unknown);
    // As logarithms they look, and are called otherwise.
    let low = |s, m| format!("{:.2}", value(s, m) - 15.0);
    assert_eq!(scale("t.csv", &of("miRNA", low)).0, Scale::Log2Intensity);
    for (file, corner) in [
        ("Ct_values.csv", "miRNA"),
        ("dct2 dCt.csv", "miRNA"),
        ("t.csv", "dCt"),
        ("t.csv", "2^-ΔΔCt"),
    ] {
        assert_eq!(scale(file, &of(corner, low)).0, Scale::Unknown, "{file} {corner}");
    }
}

#[test]
fn logarithms_of_counts_are_on_no_scale() {
    let count = |s: usize, m: usize| ((s * 37 + m * 101) % 17 * ((m * 7) % 5) * (s + 3)) as f64;
    for (text, log) in [
        ("natural logarithms", f64::ln_1p as fn(f64) -> f64),
        ("decimal logarithms", |x| (x + 1.0).log10()),
        ("log2", |x| (x + 1.0).log2()),
    ] {
        let cell = |s: usize, m: usize| format!("{:.4}", log(count(s, m)));
        let (found, why) = scale("t.csv", &of("miRNA", cell));
        assert_eq!(found, Scale::Unknown, "{text}");
        assert!(why.contains(text) && why.contains("of counts"), "{why}");
    }
}

#[test]
fn keys_and_facts_stay_as_they_are_written() {
    let kits = "s,miR-1-3p,kit,plate\na,1,1.1,1E5\nb,200,1.10,2E3\nc,3,1.2,100000\n";
    let cohort = import(kits, &TableSettings::default()).unwrap().cohort;
    assert_eq!(texts(&cohort, "kit"), ["1.1", "1.10", "1.2"]);
    assert_eq!(texts(&cohort, "plate"), ["1E5", "2E3", "100000"]);
    let folder = Folder::new();
    let first = folder.file("a.csv", "s,miR-1-3p,kit\na,1,1.10\nb,200,2.50\n");
    let second = folder.file("b.csv", "s,miR-1-3p,kit\nc,1,B\nd,200,2.5\n");
    let both = table(&[first, second], &TableSettings::default()).unwrap().cohort;
    assert_eq!(texts(&both, "kit"), ["1.10", "2.50", "B", "2.5"]);
    let names = "id,miR-1-3p\n1E5,1\n2E3,200\n1E05,3\n100000,4\n";
    let cohort = import(names, &TableSettings::default()).unwrap().cohort;
    let samples: Vec<&str> = cohort.samples().iter().map(SampleId::as_str).collect();
    assert_eq!(samples, ["1E5", "2E3", "1E05", "100000"]);
}

#[test]
fn thousands_are_asked_about_in_facts_too() {
    let cohort = import("s,miR-1-3p\na,1\nb,200\n", &TableSettings::default()).unwrap().cohort;
    let folder = Folder::new();
    let from = folder.file("f.csv", "s;reads\na;22.622\nb;1.882\n");
    let joined = |decimal| {
        let join = Join { from: from.clone(), decimal, ..Join::default() };
        let annotation = Annotation { join: Some(join), ..Annotation::default() };
        annotate(cohort.clone(), std::path::Path::new("c.parquet"), &annotation)
    };
    says(&joined(None).unwrap_err(), &["f.csv:2:2", "\"22.622\" may be a number of thousands"]);
    let reads = |decimal| texts(&joined(Some(decimal)).unwrap().cohort, "reads");
    assert_eq!(reads(Decimal::Comma), ["22622", "1882"]);
    assert_eq!(reads(Decimal::Point), ["22.622", "1.882"]);
    let swiss = import("s,miR-1-3p\na,2'873\nb,5\n", &TableSettings::default()).unwrap_err();
    says(&swiss, &["\"2'873\" is no number", "nothing between thousands"]);
}

#[test]
fn a_square_of_numbers_is_asked_about() {
    let folder = Folder::new();
    let features = folder.file("f.txt", "miR-1-3p\nmiR-2-3p\nmiR-21-5p\n");
    let settings = TableSettings { features: Some(features), ..TableSettings::default() };
    let square = folder.file("m.csv", "1,2,3\n4,5,600\n7,8,9\n");
    let refused = table(from_ref(&square), &settings).unwrap_err();
    says(&refused, &["3 rows and 3 columns without headings", "`orientation`"]);
}

#[test]
fn a_submitter_says_what_the_values_are() {
    let series = |said: &str| {
        format!(
            "!Series_geo_accession\t\"GSE1\"\n!Sample_geo_accession\t\"GSM1\"\t\"GSM2\"\t\"GSM3\"\n\
             !Sample_data_processing\t\"{said}\"\t\"{said}\"\t\"{said}\"\n!series_matrix_table_begin\n\
             \"ID_REF\"\t\"GSM1\"\t\"GSM2\"\t\"GSM3\"\n\"hsa-miR-21-5p\"\t7.5\t8.25\t7.1\n\
             \"hsa-miR-451a\"\t9.5\t9.1\t9.9\n!series_matrix_table_end\n"
        )
    };
    let read = |said: &str| {
        let folder = Folder::new();
        let file = folder.file("s.txt", series(said));
        geo(&[file], &GeoSettings::default()).unwrap().report
    };
    let plain = read("log2 of quantile normalised signals");
    assert_eq!(plain.import.scale.scale, Scale::Log2Intensity);
    assert_eq!(plain.series[0].processing, ["log2 of quantile normalised signals"]);
    let other = read("log10 transformed");
    assert_eq!(other.import.scale.scale, Scale::Unknown);
    assert!(other.import.scale.reason.contains("\"log10 transformed\""));
}

#[test]
fn lines_of_facts_may_stand_above_those_of_mirnas() {
    let text =
        "miRNA,P1,P2,P3\ngroup,A,B,A\nage,45,61,NA\nhsa-miR-21-5p,1,2,300\nhsa-miR-16-5p,4,5,6\n";
    let cohort = import(text, &TableSettings::default()).unwrap().cohort;
    assert_eq!(texts(&cohort, "group"), ["A", "B", "A"]);
    assert_eq!(texts(&cohort, "age"), ["45", "61", ""]);
    assert!(matches!(cohort.metadata().column("age").unwrap().values(), ColumnValues::Number(_)));
    assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (3, 2));
    // What is of numbers and called like nothing known is asked about.
    let text = text.replace("group,A,B,A\nage", "foo");
    says(&import(text, &TableSettings::default()).unwrap_err(), &["t.csv:2:1", "\"foo\""]);
    let stated = "miRNA,P1,P2\nkit,1,2\nhsa-miR-21-5p,100,2\n";
    let settings = TableSettings { facts: vec!["kit".to_owned()], ..TableSettings::default() };
    assert_eq!(texts(&import(stated, &settings).unwrap().cohort, "kit"), ["1", "2"]);
}

#[test]
fn words_of_samples_in_a_long_table_are_facts() {
    let mut text = "sample,miRNA,count,group,status\n".to_owned();
    for (sample, group) in [("a", "BC"), ("b", "HC"), ("c", "BC")] {
        for (number, mirna) in MIRNAS.iter().enumerate().take(3) {
            let status = ["up", "down", "up"][number];
            text += &format!("{sample},{mirna},{},{group},{status}\n", 7 + 200 * number);
        }
    }
    let cohort = import(text, &TableSettings::default()).unwrap().cohort;
    assert_eq!(texts(&cohort, "group"), ["BC", "HC", "BC"]);
    assert!(cohort.metadata().column("status").is_err());
}

#[test]
fn headings_that_all_say_ct_are_believed() {
    let low = |s, m| format!("{:.2}", value(s, m) - 15.0);
    let text = of("miRNA", low);
    for heading in ["Ct_P", "P.Cq.", "P (Ct) ", "Cq(P) "] {
        let named = text.replace(",P", &format!(",{heading}"));
        assert_eq!(scale("t.csv", &named).0, Scale::Unknown, "{heading}");
    }
    // One of several is a control.
    assert_eq!(scale("t.csv", &text.replace(",P1", ",CT_1")).0, Scale::Log2Intensity);
    let negative = of("miRNA", |s, m| format!("{:.2}", -value(s, m)));
    assert_eq!(scale("t.csv", &negative).0, Scale::Unknown);
}

#[test]
fn a_name_that_is_not_there_is_never_dropped() {
    let pivot = "miRNA,P1\nhsa-miR-21-5p,100\n,5\n";
    let settings = TableSettings { drop_unknown: true, ..TableSettings::default() };
    says(&import(pivot, &settings).unwrap_err(), &["t.csv:3:1", "fill names down"]);
    let long = "miRNA,sample,count\nhsa-miR-21-5p,a,100\n,b,5\nhsa-miR-16-5p,a,7\n,b,9\n";
    says(&import(long, &settings).unwrap_err(), &["t.csv:3:1", "fill names down"]);
}

#[test]
fn letters_of_several_encodings_are_asked_about() {
    let mut latin = b"s,miR-1-3p,Gr".to_vec();
    latin.extend(b"\xf6\xdfe (\xb5m)\na,1,3 \xb5m\nb,200,4 \xb5m\n");
    let read = import(&latin, &TableSettings::default());
    match read {
        Ok(read) => assert!(read.cohort.metadata().column("Größe (µm)").is_ok()),
        Err(error) => says(&error, &["`encoding`", "latin1"]),
    }
}
