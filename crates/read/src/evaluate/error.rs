//! Why a reader cannot be evaluated.

use crate::reader::{CallError, FitReaderError};
use crate::score::ScoreError;

/// Why a reader cannot be evaluated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// A fit failed.
    #[error("repeat {repeat}, fold {fold}: {source}")]
    Fit {
        /// The repeat, from 1.
        repeat: usize,
        /// The fold, from 1.
        fold: usize,
        /// Why.
        source: FitReaderError,
    },
    /// The held-out samples of a fit cannot be called.
    #[error("repeat {repeat}, fold {fold}: {source}")]
    Call {
        /// The repeat, from 1.
        repeat: usize,
        /// The fold, from 1.
        fold: usize,
        /// Why.
        source: CallError,
    },
    /// The calls cannot be scored.
    #[error(transparent)]
    Score(#[from] ScoreError),
}
