//! Cohorts as files of other programs.

mod csv;
mod error;
mod head;

pub use csv::csv;
pub use error::ExportError;
pub use head::head;
