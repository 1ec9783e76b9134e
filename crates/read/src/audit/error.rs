//! Why a cohort cannot be audited.

use exoscope_core::sample::MetadataError;

use crate::score::ScoreError;
use crate::split::FoldsError;

/// Why a cohort or a design cannot be audited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// A key is no column.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// Samples cannot be split.
    #[error(transparent)]
    Folds(#[from] FoldsError),
    /// Calls cannot be scored.
    #[error(transparent)]
    Score(#[from] ScoreError),
}
