//! Cohorts as files of other programs.

mod anndata;
mod csv;
mod error;

pub use anndata::anndata;
pub use csv::csv;
pub use error::ExportError;
