//! Files in the shapes of real ones that became a wrong cohort in silence, and what they are.

mod folder;
mod generated;
mod names;
mod scales;
mod shapes;
mod stated;
mod text;

use std::path::PathBuf;

use exoscope_core::Cohort;
use exoscope_core::sample::SampleId;
use exoscope_import::{
    CountsImported, CountsSettings, ImportError, Imported, TableSettings, counts, table,
};

use crate::{Folder, message};

/// A file of this name and content, as a table.
fn as_table(name: &str, text: impl AsRef<[u8]>) -> Result<Imported, ImportError> {
    let folder = Folder::new();
    table(&[folder.file(name, text)], &TableSettings::default())
}

/// The same as counts.
fn as_counts(name: &str, text: &str) -> Result<CountsImported, ImportError> {
    let folder = Folder::new();
    counts(&[folder.file(name, text)], &CountsSettings::default())
}

/// A file of the cases at hand; `None`, and said, where they are not.
fn case(name: &str) -> Option<PathBuf> {
    let folder = crate::real::data(&["cases"])?;
    Some(folder.first()?.join(name))
}

fn samples(cohort: &Cohort) -> Vec<&str> {
    cohort.samples().iter().map(SampleId::as_str).collect()
}

fn mirnas(cohort: &Cohort) -> Vec<&str> {
    cohort.mirnas().iter().map(exoscope_core::MirnaName::canonical).collect()
}

fn rows(cohort: &Cohort) -> Vec<Vec<f64>> {
    (0..cohort.n_samples()).map(|row| cohort.values().row(row).collect()).collect()
}

#[track_caller]
fn good<T>(read: Result<T, ImportError>) -> T {
    read.unwrap_or_else(|e| panic!("{}", message(&e)))
}
