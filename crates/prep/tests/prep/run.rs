//! Run folders: written whole, opened the same, refused when changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use exoscope_core::Streams;
use exoscope_prep::calibration::Calibration;
use exoscope_prep::run::{Run, RunError, first_sheet};
use exoscope_prep::sheet::Sheet;
use exoscope_prep::{Export, read};

use crate::damage::nanosight;

fn exports(folder: &Path, bytes: &[u8]) -> BTreeMap<String, (PathBuf, Export)> {
    let path = folder.join("v.csv");
    std::fs::write(&path, bytes).unwrap();
    let export = read(&path).unwrap();
    [("v.csv".to_owned(), (path, export))].into()
}

#[test]
fn a_run_is_opened_as_it_was_written_and_its_files_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let exports = exports(folder.path(), &nanosight());
    let (sheet, out) = (first_sheet(&exports), folder.path().join("run"));
    let written =
        Run::write(&out, &sheet, &exports, &Calibration::default(), Streams::new(1)).unwrap();
    // Two videos whose bins are no counts: no interval of the sizes, which JSON must survive.
    let sizes = written.preparation.samples[0].counts[0].sizes.as_ref().unwrap();
    assert!(sizes.d50.low.is_infinite() && sizes.interval_over.contains("nothing"));
    assert_eq!(Run::open(&out).unwrap(), written);
    let again = Run::write(&out, &sheet, &exports, &Calibration::default(), Streams::new(1));
    assert!(matches!(again, Err(RunError::InTheWay(_))));
    let same = Run::write(
        &folder.path().join("again"),
        &sheet,
        &exports,
        &Calibration::default(),
        Streams::new(1),
    )
    .unwrap();
    assert_eq!(same.manifest, written.manifest);
    std::fs::write(out.join("preparation.json"), "{}").unwrap();
    let error = Run::open(&out).unwrap_err();
    assert!(
        error.to_string().contains("preparation.json has changed") && error.hint().is_some(),
        "{error}"
    );
}

#[test]
fn a_sheet_that_contradicts_itself_is_refused_with_the_line() {
    let refused = |text: &str, part: &str| {
        let said = Sheet::parse(text).unwrap_err().to_string();
        assert!(said.contains(part), "{said}");
    };
    refused("file\tsample\na\ts\n\na\tt\n", "line 4: file \"a\" stands twice");
    refused(
        "file\tsample\tvolume\na\ts\t5\nb\ts\t\nc\ts\t6\n",
        "line 4: sample \"s\" has two values of \"volume\": 5 and 6",
    );
}

#[test]
fn the_figures_of_a_made_up_summary() {
    let folder = tempfile::tempdir().unwrap();
    let exports = exports(folder.path(), &nanosight());
    let run = Run::write(
        &folder.path().join("run"),
        &first_sheet(&exports),
        &exports,
        &Calibration::default(),
        Streams::new(1),
    )
    .unwrap();
    let count = &run.preparation.samples[0].counts[0];
    // 1e11 and 2e11 of the stock, at the dilution of 1,000 that the file records.
    assert!((count.stock.unwrap().value / 1.5e11 - 1.0).abs() < 1e-9);
    assert_eq!(count.replicates[0].in_cell, Some(1e8));
    assert_eq!(count.window, Some((75.5, 115.5)));
}
