//! Thousands of made-up files of these kinds with known contents: none goes in as something else.

use exoscope_core::{Cohort, Scale};
use exoscope_import::{TableSettings, table};

use super::{mirnas, samples};
use crate::Folder;

/// The next number of a fixed sequence (Knuth's MMIX generator).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// Headings beside samples: known ones, and one that no list can hold.
const HEADINGS: &[&str] = &[
    "logFC",
    "log2FoldChange",
    "PValue",
    "padj",
    "adj.P.Val",
    "AveExpr",
    "Length",
    "Chr",
    "total",
    "Total reads",
    "mean",
    "RPM",
    "S1(norm)",
    "Sequence",
    "X17",
];
/// A miRNA in its own and in other spellings.
const NAMES: &[[&str; 5]] = &[
    ["hsa-miR-21-5p", "hsa.miR.21.5p", "hsa_miR_21_5p", "miR-21-5p", "MIMAT0000076"],
    ["hsa-miR-16-5p", "hsa.miR.16.5p", "hsa_miR_16_5p", "miR-16-5p", "MIMAT0000069"],
    ["hsa-let-7a-5p", "hsa.let.7a.5p", "hsa_let_7a_5p", "let-7a-5p", "MIMAT0000062"],
    ["hsa-miR-451a", "hsa.miR.451a", "hsa_miR_451a", "miR-451a", "MIMAT0001631"],
    ["hsa-miR-122-5p", "hsa.miR.122.5p", "hsa_miR_122_5p", "miR-122-5p", "MIMAT0000421"],
    ["hsa-miR-223-3p", "hsa.miR.223.3p", "hsa_miR_223_3p", "miR-223-3p", "MIMAT0000280"],
];

struct Made {
    text: String,
    scale: Scale,
    values: Vec<Vec<f64>>,
}

/// Values of three samples on a scale.
fn values(scale: Scale, state: &mut u64) -> Vec<Vec<f64>> {
    let mut sample = || -> Vec<f64> {
        let mut raw: Vec<f64> = NAMES.iter().map(|_| (next(state) % 9_000 + 1) as f64).collect();
        let sum: f64 = raw.iter().sum();
        for value in &mut raw {
            *value = match scale {
                Scale::Counts => *value + 70.0,
                Scale::Fraction => *value / sum,
                Scale::Ct => 21.0 + (*value / 500.0),
                _ => 2.0 + (*value / 700.0),
            };
        }
        raw
    };
    (0..3).map(|_| sample()).collect()
}

/// What a column beside the samples holds of a miRNA.
fn other(heading: &str, row: usize, values: &[Vec<f64>], state: &mut u64) -> String {
    let sum: f64 = values.iter().map(|sample| sample[row]).sum();
    match heading {
        "Length" => (20 + next(state) % 4).to_string(),
        "Chr" => format!("chr{}", 1 + next(state) % 22),
        "Sequence" => "UAGCUUAUCAGACUGAUGUUGA".to_owned(),
        "total" | "Total reads" | "X17" => sum.to_string(),
        "mean" | "AveExpr" => (sum / values.len() as f64).to_string(),
        "logFC" | "log2FoldChange" => (next(state) as f64 % 800.0 / 100.0 - 4.0).to_string(),
        "RPM" | "S1(norm)" => (values[0][row] * 3.5).to_string(),
        _ => (next(state) as f64 % 1000.0 / 1001.0).to_string(),
    }
}

fn made(state: &mut u64) -> Made {
    let scales = [Scale::Counts, Scale::Fraction, Scale::Ct, Scale::Log2Intensity];
    let scale = scales[next(state) % scales.len()];
    let values = values(scale, state);
    let spelling = next(state) % 5;
    let delimiter = [",", "\t", ";"][next(state) % 3];
    let name = |row: usize| NAMES[row][spelling];
    let mut lines: Vec<Vec<String>> = Vec::new();
    if next(state).is_multiple_of(3) {
        lines.push(
            std::iter::once("sample")
                .chain((0..NAMES.len()).map(name))
                .map(str::to_owned)
                .collect(),
        );
        for (number, sample) in values.iter().enumerate() {
            let cells = sample.iter().map(f64::to_string);
            lines.push(std::iter::once(format!("S{}", number + 1)).chain(cells).collect());
        }
        if next(state).is_multiple_of(2) {
            let totals = (0..NAMES.len()).map(|row| other("total", row, &values, state));
            lines.push(std::iter::once("Total".to_owned()).chain(totals).collect());
        }
    } else {
        let others: Vec<(usize, &str)> = (0..next(state) % 4)
            .map(|_| (1 + next(state) % 3, HEADINGS[next(state) % HEADINGS.len()]))
            .collect();
        let mut heading: Vec<String> = ["miRNA", "S1", "S2", "S3"].map(str::to_owned).into();
        for (at, text) in &others {
            heading.insert(*at, (*text).to_owned());
        }
        lines.push(heading);
        for row in 0..NAMES.len() {
            let mut cells: Vec<String> = vec![name(row).to_owned()];
            cells.extend(values.iter().map(|sample| sample[row].to_string()));
            for (at, text) in &others {
                cells.insert(*at, other(text, row, &values, state));
            }
            lines.push(cells);
        }
    }
    let text = lines.iter().map(|cells| cells.join(delimiter) + "\n").collect();
    Made { text, scale, values }
}

fn is_right(made: &Made, cohort: &Cohort) -> bool {
    let stored =
        |value: f64| if cohort.scale().is_exact() { value } else { f64::from(value as f32) };
    let same = |(row, sample): (usize, &Vec<f64>)| {
        cohort.values().row(row).eq(sample.iter().map(|value| stored(*value)))
    };
    cohort.scale() == made.scale
        && samples(cohort) == ["S1", "S2", "S3"]
        && mirnas(cohort).iter().zip(NAMES).all(|(found, names)| *found == names[0])
        && cohort.n_mirnas() == NAMES.len()
        && made.values.iter().enumerate().all(same)
}

#[test]
fn no_file_goes_in_as_another_cohort() {
    let (mut state, folder) = (15, Folder::new());
    let (mut right, mut refused) = (0, 0);
    for number in 0..3000 {
        let made = made(&mut state);
        match table(&[folder.file("t.csv", &made.text)], &TableSettings::default()) {
            Ok(read) => {
                assert!(
                    is_right(&made, &read.cohort),
                    "{number}: {:?}\n{}",
                    read.report,
                    made.text
                );
                right += 1;
            }
            Err(error) => {
                assert!(error.to_string().contains("t.csv"), "{error}");
                refused += 1;
            }
        }
    }
    println!("{right} right, {refused} refused, 0 wrong");
    assert!(right > 2000, "{right} right, {refused} refused");
}
