//! Why classes cannot be compared.

use exoscope_core::Scale;
use exoscope_core::cohort::AssayError;
use exoscope_core::sample::MetadataError;
use exoscope_learn::prepare::PrepareError;

use crate::levels::Reason;

/// Why classes cannot be compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DifferentialError {
    /// No contrast was asked for.
    #[error("no contrast is named; the classes of {column:?} are {classes}")]
    NoContrast {
        /// The column of the classes.
        column: String,
        /// The classes.
        classes: String,
    },
    /// No column holds the classes.
    #[error("no column of the cohort is its label")]
    NoClasses,
    /// A column is not there.
    #[error("{0}")]
    Metadata(#[from] MetadataError),
    /// A contrast is no two names with a comma between.
    #[error("{text:?} is no contrast: two classes with a comma between, the first less the second")]
    NotAPair {
        /// What was given.
        text: String,
    },
    /// A class is not there.
    #[error("contrast {contrast:?}: no sample is {class:?}{suggestion}")]
    NoSuchClass {
        /// The contrast.
        contrast: String,
        /// The class.
        class: String,
        /// Classes like it, or all there are.
        suggestion: String,
    },
    /// A class against itself.
    #[error("contrast {contrast:?} compares a class with itself")]
    SameClass {
        /// The contrast.
        contrast: String,
    },
    /// A contrast twice.
    #[error("contrast {contrast:?} is named twice")]
    Twice {
        /// The contrast.
        contrast: String,
    },
    /// One class alone has samples.
    #[error(
        "the column {column:?} holds one class, {class:?}: there is nothing to compare it with"
    )]
    OneClass {
        /// The column of the classes.
        column: String,
        /// The class.
        class: String,
    },
    /// A class has too few samples for a variance of its own.
    #[error("contrast {contrast:?}: {class:?} has {found} sample{}, of which no variance can be estimated{left_out}", if *found == 1 { "" } else { "s" })]
    TooFewSamples {
        /// The contrast.
        contrast: String,
        /// The class.
        class: String,
        /// Its samples in the model.
        found: usize,
        /// How many others were left out, and why.
        left_out: String,
    },
    /// As many parameters as samples.
    #[error(
        "{samples} samples and {parameters} parameters leave no degree of freedom for the variance"
    )]
    NoResidual {
        /// Samples in the model.
        samples: usize,
        /// Its parameters.
        parameters: usize,
    },
    /// A contrast cannot be told from a batch.
    #[error("contrast {contrast:?} cannot be told from {column:?}: {reason}")]
    Confounded {
        /// The contrast.
        contrast: String,
        /// The column.
        column: String,
        /// What coincides.
        reason: String,
    },
    /// No pair holds both sides of a contrast.
    #[error(
        "contrast {contrast:?}: no value of {column:?} has samples of both sides, so that nothing is paired"
    )]
    NothingPaired {
        /// The contrast.
        contrast: String,
        /// The column of the pairs.
        column: String,
    },
    /// A column stands for two things.
    #[error("the column {column:?} is named as {first} and as {second}")]
    ColumnTwice {
        /// The column.
        column: String,
        /// Its first role.
        first: &'static str,
        /// Its second.
        second: &'static str,
    },
    /// Values are on no scale that can be compared.
    #[error("{0}")]
    Assay(#[from] AssayError),
    /// A method for counts, and other values.
    #[error("voom weighs counts by how many they are, and the values are {scale}")]
    NotCounts {
        /// The scale.
        scale: Scale,
    },
    /// Counts cannot be normalised.
    #[error("normalisation: {0}")]
    Normalise(#[from] PrepareError),
    /// A sample has no reads.
    #[error("sample {sample} has no reads of the miRNAs that are tested")]
    NoReads {
        /// The sample.
        sample: String,
    },
    /// Too few miRNAs are left.
    #[error("{left} of {all} miRNAs can be tested, and a prior variance needs two ({reasons})")]
    TooFewMirnas {
        /// miRNAs that can be tested.
        left: usize,
        /// All miRNAs.
        all: usize,
        /// Why the others cannot, with their numbers.
        reasons: String,
    },
    /// Residual variances give no prior.
    #[error("no prior variance can be estimated: more than half of the residual variances are 0")]
    NoPrior,
    /// A setting is out of range.
    #[error("{name} is {value}: it must be above 0 and below 1")]
    Setting {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// No miRNA of that name.
    #[error("no miRNA of the cohort is {name:?}{suggestion}")]
    NoSuchMirna {
        /// The name.
        name: String,
        /// Names like it.
        suggestion: String,
    },
    /// The miRNA was not tested.
    #[error("{mirna} is not tested: {reason}")]
    NotTested {
        /// The miRNA.
        mirna: String,
        /// Why not.
        reason: Reason,
    },
}

impl DifferentialError {
    /// What can be done about it; settings stand in backticks.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoContrast { .. } => {
                Some("name two classes with `contrast` A,B, or `each-against-rest`")
            }
            Self::NoClasses => Some("name the column that holds the classes with `by`"),
            Self::Confounded { .. } => Some(
                "compare classes within batches if any batch holds both; `even-so` estimates the difference without \
                 the column, which may be the batch's own",
            ),
            Self::TooFewSamples { .. } => {
                Some("leave the class out, or measure more samples of it")
            }
            Self::NoResidual { .. } => {
                Some("leave out batches or covariates, or measure more samples")
            }
            Self::NothingPaired { .. } => {
                Some("leave out `paired`, or name the column of the pairs")
            }
            Self::NotCounts { .. } => Some("take `method` limma-trend"),
            Self::NoReads { .. } => Some("take samples without reads out of the cohort"),
            _ => None,
        }
    }

    /// Whether what was asked for is refused, rather than the values at hand lacking what it needs.
    pub fn is_misuse(&self) -> bool {
        !matches!(
            self,
            Self::Assay(_)
                | Self::Normalise(_)
                | Self::NoReads { .. }
                | Self::TooFewMirnas { .. }
                | Self::NoPrior
        )
    }
}
