//! What can be wrong with an event table, and where.

use exoscope_core::Place;
use thiserror::Error;

/// Why an event table cannot be read.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum TableError {
    /// The file holds no table.
    #[error("{why}")]
    File {
        /// What is wrong.
        why: &'static str,
    },
    /// The heading lacks a column, or has one twice.
    #[error("line {line}: {why}")]
    Heading {
        /// Line of the heading.
        line: usize,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// A cell or a row cannot be.
    #[error("{place}: {column}: {why}")]
    Cell {
        /// Where.
        place: Place,
        /// Name of the column.
        column: String,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// A subject as a whole cannot be analysed.
    #[error("line {line}: subject {subject}: {why}")]
    Subject {
        /// Line of the subject's row that shows it.
        line: usize,
        /// The subject.
        subject: String,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
}

impl TableError {
    /// What the user can do.
    pub fn hint(&self) -> String {
        match self {
            Self::File { .. } => {
                "an event table has a heading with TIME and DV, then a row an event".to_owned()
            }
            Self::Heading { hint, .. } | Self::Cell { hint, .. } | Self::Subject { hint, .. } => {
                hint.clone()
            }
        }
    }
}
