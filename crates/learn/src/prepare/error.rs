//! Why values cannot be prepared.

/// Why a step of the preparation cannot be set up, fitted or applied. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// A setting is out of its range.
    #[error("{name} = {value}, but it must be {rule}")]
    Setting {
        /// Name of the setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The range it must lie in.
        rule: &'static str,
    },
    /// There is no sample to learn from.
    #[error("no training samples")]
    NoSamples,
    /// The matrix has another number of miRNAs than the step was fitted on.
    #[error("{found} miRNAs, but {step} was fitted on {expected}")]
    Width {
        /// The step.
        step: &'static str,
        /// miRNAs it was fitted on.
        expected: usize,
        /// miRNAs given.
        found: usize,
    },
    /// The number of batch or class labels is not the number of samples.
    #[error("{samples} samples but {found} {what}")]
    Length {
        /// What was counted: `batches` or `classes`.
        what: &'static str,
        /// Rows of the matrix.
        samples: usize,
        /// How many there are.
        found: usize,
    },
    /// A count or CPM is negative or infinite.
    #[error(
        "value {value} of sample {row}, miRNA {column} (both counted from 0) is no amount of a miRNA"
    )]
    NotAnAmount {
        /// Row of the value.
        row: usize,
        /// Column of the value.
        column: usize,
        /// The value.
        value: f64,
    },
    /// A value that has to be a number is infinite, or missing where a step takes no missing values.
    #[error("value {value} of sample {row}, miRNA {column} (both counted from 0) is not finite")]
    NotFinite {
        /// Row of the value.
        row: usize,
        /// Column of the value.
        column: usize,
        /// The value.
        value: f32,
    },
    /// A sample has no reads, so its depth cannot be set against another's.
    #[error("sample {row} (counted from 0) has no reads")]
    ZeroTotal {
        /// Row of the sample.
        row: usize,
    },
    /// A miRNA is missing in every training sample.
    #[error("miRNA {column} (counted from 0) is missing in every training sample")]
    AllMissing {
        /// Column of the miRNA.
        column: usize,
    },
    /// The filter leaves no miRNA.
    #[error("none of {columns} miRNAs passes the filter")]
    NothingLeft {
        /// miRNAs before the filter.
        columns: usize,
    },
    /// The values are of another scale than the preparation was fitted on, or than a step needs.
    #[error("values on the {found} scale, but {needs} needs {expected}")]
    Scale {
        /// What needs another scale.
        needs: &'static str,
        /// The scale it needs.
        expected: &'static str,
        /// The scale given.
        found: &'static str,
    },
    /// `ComBat` is asked for, but the batches are not known.
    #[error("batch correction needs the batch of each sample")]
    NoBatches,
    /// `ComBat` is to keep classes, but they are not known.
    #[error("batch correction that keeps classes needs the class of each training sample")]
    NoClasses,
    /// `ComBat` with fewer than two batches in training.
    #[error("{found} batch in training: batch correction needs at least two")]
    OneBatch {
        /// Batches found.
        found: usize,
    },
    /// `ComBat` with fewer than two miRNAs that vary within each batch.
    #[error("{found} miRNAs vary within each batch: batch correction needs at least two")]
    TooFewVary {
        /// miRNAs that vary within each batch.
        found: usize,
    },
    /// Classes and batches cannot be told apart.
    #[error(
        "class {class} shares no batch, directly or through others, with class {other}: its effect cannot be told from that of its batches"
    )]
    Confounded {
        /// Index of the class.
        class: usize,
        /// Index of the class it is set against.
        other: usize,
    },
    /// The empirical Bayes estimates of a batch do not settle.
    #[error("the estimates of batch {batch:?} do not settle in {iterations} iterations")]
    NotSettled {
        /// The batch.
        batch: String,
        /// Iterations done.
        iterations: usize,
    },
}

/// Refuses a matrix of another width than a step was fitted on.
pub(super) fn same_width(
    step: &'static str,
    expected: usize,
    found: usize,
) -> Result<(), PrepareError> {
    if expected == found { Ok(()) } else { Err(PrepareError::Width { step, expected, found }) }
}
