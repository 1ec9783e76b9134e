//! Sheets of workbooks, as `tests/reference/workbook_files.py` wrote them (openpyxl 3.1.5).

use std::path::{Path, PathBuf};

use exoscope_core::Scale;
use exoscope_core::sample::SampleId;
use exoscope_import::{Imported, TableSettings, table};

use super::{Folder, says};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/workbook").join(name)
}

fn read(name: &str, worksheet: Option<&str>) -> Result<Imported, exoscope_import::ImportError> {
    let mut settings = TableSettings { scale: Some(Scale::Unknown), ..TableSettings::default() };
    settings.columns.worksheet = worksheet.map(str::to_owned);
    table(&[file(name)], &settings)
}

#[test]
fn a_sheet_is_the_table_that_it_shows() {
    for (name, worksheet) in [("one.xlsx", None), ("two.xlsx", Some("Counts"))] {
        let Imported { cohort, report } = read(name, worksheet).unwrap();
        let samples: Vec<&str> = cohort.samples().iter().map(SampleId::as_str).collect();
        assert_eq!(samples, ["P1", "P2", "P3"], "{name}");
        let values: Vec<f64> = (0..3).flat_map(|row| cohort.values().row(row)).collect();
        let expected = [310.0, 22622.0, 418.5, f64::NAN, 0.0, 7.0];
        assert!(
            values.iter().zip(expected).all(|(a, b)| *a == b || a.is_nan() && b.is_nan()),
            "{values:?}"
        );
        let fact = |column: &str| -> Vec<String> {
            let column = cohort.metadata().column(column).unwrap();
            column.texts().map(|text| text.unwrap_or_default().into_owned()).collect()
        };
        assert_eq!(fact("sex"), ["F", "M", "F"], "{name}");
        assert_eq!(fact("date"), ["2026-11-27", "2026-02-03", ""], "{name}");
        assert_eq!(fact("note"), ["said \"well\" then left", "", "Müller; Köln"], "{name}");
        assert_eq!(report.files[0].worksheet.as_deref(), Some("Counts"), "{name}");
    }
}

#[test]
fn a_sheet_is_asked_for_where_there_are_several() {
    says(&read("two.xlsx", None).unwrap_err(), &["\"Counts\", \"Ct\"", "`worksheet`"]);
    says(&read("two.xlsx", Some("Cts")).unwrap_err(), &["\"Cts\"", "\"Counts\", \"Ct\""]);
    let folder = Folder::new();
    let mut settings = TableSettings::default();
    settings.columns.worksheet = Some("Counts".into());
    let csv = folder.file("t.csv", "name,hsa-miR-21-5p\na,310\n");
    says(&table(&[csv], &settings).unwrap_err(), &["t.csv: this is no workbook"]);
}

#[test]
fn damaged_workbooks_are_refused_and_nothing_else() {
    let folder = Folder::new();
    for name in ["one.xlsx", "two.xlsx"] {
        let whole = std::fs::read(file(name)).unwrap();
        // A fixed sequence (Knuth's MMIX generator).
        let mut state = 23_u64;
        let mut below = |bound: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % bound
        };
        let (mut refused, mut same) = (0, 0);
        for _ in 0..200 {
            let mut bytes = whole.clone();
            if below(4) == 0 {
                bytes.truncate(below(whole.len()));
            } else {
                let at = below(bytes.len());
                bytes[at] ^= 1 << below(8);
            }
            match table(&[folder.file("t.xlsx", bytes)], &TableSettings::default()) {
                Ok(_) => same += 1,
                Err(error) => {
                    says(&error, &["t.xlsx"]);
                    refused += 1;
                }
            }
        }
        assert!(refused > 50, "{name}: {refused} refused, {same} read");
    }
}
