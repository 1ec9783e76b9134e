//! Why there is no profile.

use exoscope_core::Scale;
use thiserror::Error;

use crate::parameter::ParameterError;

/// Why a profile cannot be made.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// A default is missing.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// A line of the built-in table does not read.
    #[error("plasma.tsv, line {line}: {text:?} does not read")]
    Table {
        /// Line, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A set that gives no levels.
    #[error("no set of levels is called {name:?}{suggestion}")]
    UnknownSet {
        /// The name.
        name: String,
        /// `; did you mean …?`, or nothing.
        suggestion: String,
    },
    /// All sets were left out.
    #[error("no set of plasma is left that levels could come from: leave fewer out")]
    NoSet,
    /// Values on a scale that says nothing of copies.
    #[error("levels are learned from counts or log2 intensities, and these values are {0}")]
    Scale(Scale),
    /// Too small a cohort to learn from.
    #[error(
        "{samples} samples with {mirnas} miRNAs measured in half of them are too few to learn levels, spreads and \
         factors from: at least {least_samples} and {least_mirnas} are needed"
    )]
    Few {
        /// Samples.
        samples: usize,
        /// miRNAs measured in at least half of the samples.
        mirnas: usize,
        /// Fewest samples.
        least_samples: usize,
        /// Fewest miRNAs.
        least_mirnas: usize,
    },
    /// Eigenvalues were not found.
    #[error("the correlations of these values have no eigenvalues: are some infinite?")]
    NoFactors,
}
