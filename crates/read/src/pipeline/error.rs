//! Why a reader cannot be fitted, or cannot call a cohort.

use exoscope_core::cohort::{Assay, AssayError};
use exoscope_core::sample::{MetadataError, SampleId};

use crate::call::CallSettingsError;
use crate::learn::{ExamplesError, FitError, InputError};
use crate::prepare::PrepareError;

/// Why a reader cannot be fitted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FitPipelineError {
    /// What was measured is not clear.
    #[error("{0}")]
    Assay(#[from] AssayError),
    /// The batch column is not there.
    #[error("{0}")]
    Metadata(#[from] MetadataError),
    /// Batch correction without a batch for every sample.
    #[error("sample {sample} has no batch in column {column:?}")]
    NoBatch {
        /// The sample.
        sample: SampleId,
        /// The batch column.
        column: String,
    },
    /// The values cannot be prepared.
    #[error("{0}")]
    Prepare(#[from] PrepareError),
    /// The prepared values cannot be learned from.
    #[error("{0}")]
    Examples(#[from] ExamplesError),
    /// The learner failed.
    #[error("{0}")]
    Fit(#[from] FitError),
    /// What calls are held to is out of range.
    #[error(transparent)]
    Calls(#[from] CallSettingsError),
    /// A panel of no miRNA.
    #[error("a panel needs at least one miRNA")]
    EmptyPanel,
    /// A training sample cannot be called by a fit that did not see it.
    #[error("inside the training samples: {0}")]
    Inner(#[source] Box<CallError>),
    /// The model does not fit the training samples.
    #[error(transparent)]
    Input(#[from] InputError),
}

/// Why a reader cannot call a cohort.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// What was measured is not clear.
    #[error("{0}")]
    Assay(#[from] AssayError),
    /// Something else was measured than in training.
    #[error("the reader was trained on {trained}, the cohort is {found}")]
    OtherAssay {
        /// Assay of the training cohort.
        trained: Assay,
        /// Assay of this one.
        found: Assay,
    },
    /// Too many of the miRNAs that the reader needs are not there.
    #[error(
        "{} of the {needed} miRNAs that the reader needs are not in the cohort: {}",
        missing.len(),
        missing.join(", ")
    )]
    TooFewMirnas {
        /// miRNAs that the reader needs.
        needed: usize,
        /// Those that are not there.
        missing: Vec<String>,
    },
    /// The batch column is not there.
    #[error("{0}")]
    Metadata(#[from] MetadataError),
    /// The values cannot be prepared.
    #[error("{0}")]
    Prepare(#[from] PrepareError),
    /// A class is asked for that the reader cannot call.
    #[error("the reader does not call {class:?}{suggestion}")]
    NoSuchClass {
        /// The class.
        class: String,
        /// Classes like it.
        suggestion: String,
    },
    /// The model does not fit the prepared values.
    #[error("{0}")]
    Input(#[from] InputError),
}
