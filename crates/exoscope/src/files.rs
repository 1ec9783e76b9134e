//! Named files that a use case reads and writes: of a folder, or bytes in memory.

mod inputs;
mod outputs;

use std::io;

pub use inputs::{InputPath, Inputs};
pub use outputs::Outputs;

/// Why a named file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// Nothing of that name was given.
    #[error("there is no input {name:?}")]
    NoInput {
        /// The name.
        name: String,
    },
    /// It cannot be read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The name.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// It cannot be written; what was there before is untouched.
    #[error("cannot write {name}: {source}")]
    Write {
        /// The name.
        name: String,
        /// Why.
        source: io::Error,
    },
}
