//! What does not go with the design of a cohort.

use exoscope_core::sample::{MetadataError, Role};
use exoscope_read::audit::Key;
use exoscope_read::pipeline::Pipeline;
use exoscope_read::split::Labelled;
use exoscope_score::{Prevalence, PrevalenceError};

/// Why a cohort does not allow what is asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DesignError {
    /// Each batch holds one class.
    #[error(
        "every batch of {column:?} holds samples of one class, so a correction for it cannot be told from one \
         for the class"
    )]
    BatchIsClass {
        /// The batch variable.
        column: String,
    },
    /// The group column is the label.
    #[error(
        "the column {column:?} that samples are grouped by is the label by another name (each of its values is \
         one class), so no fit could learn the class that it is to call"
    )]
    GroupIsLabel {
        /// The column.
        column: String,
    },
    /// A column is not there.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The prevalence is of what is no cancer here.
    #[error("prevalence: {0}")]
    Prevalence(#[from] PrevalenceError),
    /// The model does not tell cancers from others.
    #[error("prevalence: the model does not tell cancers from others")]
    NoCancers,
}

/// Refuses a batch correction whose batches follow the classes, and a grouping by the label itself.
pub fn check(samples: &Labelled<'_>, pipeline: &Pipeline) -> Result<(), DesignError> {
    if let Some(column) = &pipeline.batch
        && Key::of(samples, column)?.follows_class(samples)
    {
        return Err(DesignError::BatchIsClass { column: column.clone() });
    }
    if let Some(column) = samples.group_column()
        && Key::of(samples, column)?.is_label(samples)
    {
        return Err(DesignError::GroupIsLabel { column: column.to_owned() });
    }
    Ok(())
}

/// Refuses a prevalence of what is no cancer among these classes.
pub(crate) fn check_prevalence(
    prevalence: &Prevalence,
    classes: &[String],
    role: impl Fn(&String) -> Option<Role>,
) -> Result<(), DesignError> {
    let is_cancer: Vec<bool> =
        classes.iter().map(|class| role(class) == Some(Role::Cancer)).collect();
    Ok(prevalence.check(classes, &is_cancer)?)
}
