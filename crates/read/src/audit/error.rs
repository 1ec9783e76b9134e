//! Why a cohort cannot be audited.

use exoscope_core::cohort::CohortError;
use exoscope_core::progress::Cancelled;
use exoscope_core::sample::MetadataError;

use crate::evaluate::{EvaluateError, PlanError};
use crate::learn::{ExamplesError, FitError, InputError};
use crate::split::{FoldsError, LabelledError};
use exoscope_score::ScoreError;

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
    /// Whoever asked for it ended it between two steps.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// There are fewer than two samples.
    #[error("fewer than two samples cannot be split")]
    NoSplit,
    /// Samples cannot be planned into folds.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A reader cannot be evaluated.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// The values of some miRNAs are no cohort.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// A label is not what it should be.
    #[error(transparent)]
    Label(#[from] LabelledError),
    /// Facts cannot be learned from.
    #[error(transparent)]
    Examples(#[from] ExamplesError),
    /// Learning from facts failed.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// Facts cannot be called.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Calls cannot be scored.
    #[error(transparent)]
    Score(#[from] ScoreError),
}

/// What can be measured of a cohort, or `None` where its samples do not allow the fits that this takes:
/// a fold whose training part holds one class, too few samples or miRNAs. An audit then goes on without
/// that figure and notes it in `untestable`, with `what` it was to be; any other failure stays one.
pub(super) fn testable<T>(
    found: Result<T, AuditError>,
    what: &str,
    untestable: &mut Vec<String>,
) -> Result<Option<T>, AuditError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(
            error @ (AuditError::Evaluate(EvaluateError::Fit { .. })
            | AuditError::Fit(_)
            | AuditError::Folds(_)
            | AuditError::Plan(PlanError::Folds(_))
            | AuditError::NoSplit),
        ) => {
            untestable.push(format!("not testable: {what} ({error})"));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
