//! Why there is no cargo.

use thiserror::Error;

use crate::parameter::ParameterError;
use crate::profile::ProfileError;

/// Why cargo cannot be drawn.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum CargoError {
    /// A default is missing.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// There is no profile of plasma.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A line of a built-in table does not read.
    #[error("{table}, line {line}: {text:?} does not read")]
    Table {
        /// Which table.
        table: &'static str,
        /// Line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
}
