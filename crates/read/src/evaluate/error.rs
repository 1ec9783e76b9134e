//! Why a reader cannot be evaluated.

use exoscope_core::progress::Cancelled;
use exoscope_core::sample::MetadataError;
use exoscope_core::store::WriteError;

use crate::pipeline::{CallError, FitPipelineError};
use exoscope_score::ScoreError;

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
        source: FitPipelineError,
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
    /// The test cohort is the training cohort.
    #[error(
        "nothing is left to test on: all {samples} samples of the test cohort have the very values of a \
         sample of training"
    )]
    TestIsTraining {
        /// Samples of the test cohort.
        samples: usize,
    },
    /// Whoever asked for it ended it between two fits.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The column that holds samples together is not there.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// A finished fit cannot be kept.
    #[error(transparent)]
    Keep(#[from] WriteError),
    /// A fit has no name to be kept by.
    #[error("a fit cannot be named: {0}")]
    Name(#[from] serde_json::Error),
    /// The calls cannot be scored.
    #[error(transparent)]
    Score(#[from] ScoreError),
}
