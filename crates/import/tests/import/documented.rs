//! What docs/files.md says of cells is what becomes of them.

use std::path::Path;

use exoscope_core::Scale;
use exoscope_import::{TableSettings, table};

use crate::Folder;

/// The table below this heading of docs/files.md, a row a line.
fn documented(heading: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/files.md");
    let text = std::fs::read_to_string(path).unwrap();
    let below = text.split_once(&format!("\n{heading}\n")).unwrap().1;
    let rows = below
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(cells).filter(|cells| !cells[0].starts_with("---")).collect()
}

/// Values of two other miRNAs that a scale admits.
fn others(scale: Scale) -> [&'static str; 2] {
    match scale {
        Scale::Counts => ["900", "50"],
        Scale::Fraction => ["0.25", "0.5"],
        Scale::Percent | Scale::Ct => ["25.5", "30.5"],
        _ => ["9.25", "8.5"],
    }
}

/// What becomes of a cell: a word of the table in the docs.
fn outcome(cell: &str, scale: Scale, empty_undetermined: bool) -> String {
    let [first, second] = others(scale);
    let text = format!(
        "miRNA\tS1\tS2\nhsa-miR-21-5p\t{first}\t{second}\nhsa-miR-16-5p\t{second}\t{first}\nhsa-let-7a-5p\t{cell}\t{first}\n"
    );
    let folder = Folder::new();
    let settings =
        TableSettings { scale: Some(scale), empty_undetermined, ..TableSettings::default() };
    let Ok(read) = table(&[folder.file("t.tsv", text)], &settings) else {
        return "refused".to_owned();
    };
    let found = read.cohort.values().get(0, 2).unwrap();
    if found.is_nan() {
        "missing".to_owned()
    } else if found == 40.0 && cell != "40" {
        "last cycle".to_owned()
    } else if cell
        .parse::<f64>()
        .is_ok_and(|value| value == found || f64::from(value as f32) == found)
    {
        "as it is".to_owned()
    } else {
        format!("{found}")
    }
}

#[test]
fn every_cell_becomes_what_the_docs_say() {
    let table = documented("## Cells");
    let (heading, rows) = table.split_first().unwrap();
    let mut looked_at = 0;
    for row in rows {
        for cell in row[0].split(", ") {
            let cell = cell.trim_matches('`');
            let cell = if cell == "empty" { "" } else { cell };
            for (scales, expected) in heading.iter().zip(row).skip(1) {
                for scale in scales.split(", ") {
                    let scale: Scale = scale.parse().unwrap();
                    assert_eq!(outcome(cell, scale, false), *expected, "{cell:?} on {scale}");
                    looked_at += 1;
                }
            }
        }
    }
    assert!(looked_at > 200, "{looked_at}");
    assert_eq!(outcome("", Scale::Ct, true), "last cycle");
}
