//! Any cohort, written in any layout, comes back as it was.

use exoscope_core::sample::is_missing;
use exoscope_import::{TableSettings, table};
use proptest::prelude::*;

use crate::{Folder, message};

/// Quotes a cell where it needs to be, or always.
fn quoted(cell: &str, delimiter: char, always: bool) -> String {
    if always || cell.contains([delimiter, '"']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn written(cells: &[Vec<String>], delimiter: char, always: bool, end: &str) -> String {
    let mut text = String::new();
    for row in cells {
        let row: Vec<String> = row.iter().map(|cell| quoted(cell, delimiter, always)).collect();
        text.push_str(&row.join(&delimiter.to_string()));
        text.push_str(end);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_cohort_written_in_any_layout_comes_back(
        values in proptest::collection::vec(
            proptest::collection::vec(proptest::option::of(0.0_f64..1e9), 1..6), 1..6),
        name in "[a-zA-Z][a-zA-Z0-9 ,;\"._-]{0,8}",
        fact in "[a-z ,;\"]{0,8}",
        in_rows in any::<bool>(), always in any::<bool>(),
        delimiter in prop::sample::select(vec![',', '\t', ';']),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let width = values.iter().map(Vec::len).min().unwrap_or(1);
        let value = |v: &Option<f64>| v.map_or("NA".to_owned(), |v| v.to_string());
        let sample = |row: usize| format!("{name}x{row}");
        let mirna = |column: usize| format!("hsa-miR-{}-3p", column + 1);
        let mut cells = vec![vec!["name".to_owned()]];
        if in_rows {
            cells[0].extend((0..width).map(mirna));
            cells[0].push("a fact".to_owned());
            for (row, numbers) in values.iter().enumerate() {
                let mut line = vec![sample(row)];
                line.extend(numbers[..width].iter().map(value));
                line.push(fact.clone());
                cells.push(line);
            }
        } else {
            cells[0].extend((0..values.len()).map(sample));
            for column in 0..width {
                let mut line = vec![mirna(column)];
                line.extend(values.iter().map(|row| value(&row[column])));
                cells.push(line);
            }
        }
        let folder = Folder::new();
        let file = folder.file("t", written(&cells, delimiter, always, end));
        let imported = table(&[file], &TableSettings::default());
        let cohort = imported.map_err(|e| TestCaseError::fail(message(&e)))?.cohort;
        prop_assert_eq!(cohort.n_samples(), values.len());
        prop_assert_eq!(cohort.n_mirnas(), width);
        for (row, numbers) in values.iter().enumerate() {
            prop_assert_eq!(cohort.samples()[row].as_str(), sample(row));
            for (column, number) in numbers[..width].iter().enumerate() {
                let found = cohort.values().get(row, column).unwrap();
                let exact = matches!(cohort.values(), exoscope_core::cohort::Values::Exact(_));
                match number {
                    None => prop_assert!(found.is_nan()),
                    Some(number) if exact => prop_assert_eq!(found, *number),
                    Some(number) => prop_assert_eq!(found, f64::from(*number as f32)),
                }
            }
            if in_rows {
                let expected = Some(fact.trim()).filter(|fact| !is_missing(fact));
                let column = cohort.metadata().column("a fact").unwrap();
                let found = column.get(row);
                prop_assert_eq!(found.as_deref(), expected);
            }
        }
    }

    #[test]
    fn no_bytes_panic(content in proptest::collection::vec(any::<u8>(), 0..200)) {
        let folder = Folder::new();
        let _ = table(&[folder.file("t", content)], &TableSettings::default());
    }

    #[test]
    fn no_text_panics(content in "(s|a|hsa-miR-1-3p|1|,|;|\t|\"|\n|\r| |NA){0,40}") {
        let folder = Folder::new();
        let _ = table(&[folder.file("t", content)], &TableSettings::default());
    }
}
