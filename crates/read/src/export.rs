//! Cohorts as files of other programs.

mod anndata;
mod csv;
mod error;
mod head;

pub use anndata::anndata;
pub use csv::csv;
pub use error::ExportError;
pub use head::head;
