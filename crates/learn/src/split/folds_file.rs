//! Folds as a table, so that two tools can be tested on the same ones.
//!
//! Tab-separated with the header `repeat`, `sample`, `fold` (further columns are passed over): the
//! sample is held out in that fold of that repeat.
//!
//! ```text
//! repeat  sample        fold
//! 0       Sample_1S1    0
//! 0       Sample_1S2    3
//! ```

mod error;
mod read;
mod write;

pub use error::FoldsFileError;
pub use read::{FileFolds, read};
pub use write::write;

/// The columns a folds file must have.
const COLUMNS: [&str; 3] = ["repeat", "sample", "fold"];
