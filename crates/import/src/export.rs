//! Cohorts as files of other programs.

mod anndata;
mod csv;
mod error;

pub use anndata::anndata;
pub use csv::{csv, csv_note};
pub use error::ExportError;
