//! Cohorts as Parquet files.

mod header;
mod read;
mod write;

pub use header::FORMAT_VERSION;
pub use read::OpenError;
