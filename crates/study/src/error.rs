//! Why a study ends without a result.

use exoscope_core::sample::MetadataError;
use exoscope_read::compare::CompareError;
use exoscope_read::evaluate::{EvaluateError, PlanError};
use exoscope_read::pipeline::{CallError, FitPipelineError};
use exoscope_read::split::LabelledError;
use exoscope_sim::cohort::StudyError as CohortError;
use exoscope_sim::parameter::ParameterError;
use exoscope_sim::profile::ProfileError;
use thiserror::Error;

/// What stopped a study.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StudyError {
    /// People cannot be simulated.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// A default is missing.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// Profiles cannot be compared.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// Samples have no classes.
    #[error(transparent)]
    Labelled(#[from] LabelledError),
    /// A column of facts is not there.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// Samples cannot be split.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A reader cannot be evaluated.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// Two evaluations cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A reader cannot be fitted.
    #[error(transparent)]
    Fit(#[from] FitPipelineError),
    /// A reader cannot call.
    #[error(transparent)]
    Call(#[from] CallError),
    /// No cut-off can be set at this specificity.
    #[error(
        "a cut-off at specificity {specificity} cannot be set: it must lie above 0 and at most at {most}, where \
         40,000 controls give 20 false positives"
    )]
    Specificity {
        /// What was asked for.
        specificity: f64,
        /// The highest that can be set.
        most: f64,
    },
    /// A setting that makes no sense.
    #[error("{what}: {why}")]
    Setting {
        /// The setting.
        what: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
}
