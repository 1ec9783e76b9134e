//! Why a body cannot be fitted to a table.

use exoscope_sim::solve::SolveError;
use thiserror::Error;

use crate::estimate::EstimateError;

/// What stopped a fit.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum BodyFitError {
    /// A row of the table does not suit the body.
    #[error("line {line}: {column}: {why}")]
    Row {
        /// Line of the table.
        line: usize,
        /// Column.
        column: &'static str,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// The table as a whole does not suit the body.
    #[error("{why}")]
    Table {
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// A parameter that cannot be freed.
    #[error("{why}")]
    Parameter {
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// The body cannot be solved.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// There is no estimate.
    #[error("{}{source}", subject.as_ref().map(|s| format!("subject {s}: ")).unwrap_or_default())]
    Estimate {
        /// The subject, where each is fitted by itself.
        subject: Option<String>,
        /// Why.
        source: EstimateError,
    },
}

impl BodyFitError {
    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Row { hint, .. } | Self::Table { hint, .. } | Self::Parameter { hint, .. } => {
                Some(hint.clone())
            }
            Self::Estimate { source, .. } => Some(source.hint().to_owned()),
            Self::Solve(_) => None,
        }
    }
}
