//! Tables in, cohorts out: layouts, hostile files, joins, real data.
#![allow(clippy::unwrap_used, clippy::panic)]
// Values pass through unchanged, and a test's text may be made slowly.
#![allow(clippy::float_cmp, clippy::format_push_string)]

mod anndata;
mod annotate;
mod array;
mod cases;
mod corpus;
mod counts;
mod documented;
mod export;
mod folders;
mod geo;
mod hostile;
mod layout;
mod mutation;
mod nanostring;
mod property;
mod real;
mod sources;
mod undecided;
mod workbook;

use std::path::PathBuf;

use exoscope_import::{ImportError, Imported, TableSettings, table};

/// A folder that is taken away when dropped, with files in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// Imports one file of this content.
fn import(content: impl AsRef<[u8]>, settings: &TableSettings) -> Result<Imported, ImportError> {
    let folder = Folder::new();
    table(&[folder.file("t.csv", content)], settings)
}

/// Message and hint, as the command line prints them, the folder left out.
fn message(error: &ImportError) -> String {
    let path = error.place.path.parent().map(|p| format!("{}/", p.display())).unwrap_or_default();
    let hint = error.hint().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    format!("{error}{hint}").replace(&path, "")
}

/// Asserts that a message holds every piece.
#[track_caller]
fn says(error: &ImportError, pieces: &[&str]) {
    let message = message(error);
    for piece in pieces {
        assert!(message.contains(piece), "{piece:?} is not in {message:?}");
    }
}
