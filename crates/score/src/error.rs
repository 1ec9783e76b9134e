//! Why calls cannot be scored.

/// Why calls cannot be scored. Rows, columns and repeats count from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// There is no sample to score.
    #[error("there are no samples to score")]
    NoSamples,
    /// There is no repeat to score.
    #[error("there are no calls to score")]
    NoRepeats,
    /// Things that go together differ in number.
    #[error("expected {expected} {what}, found {found}")]
    Length {
        /// What was counted.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A class index is too large.
    #[error("sample {row} is of class {class}, but there are {n_classes} classes")]
    ClassOutOfRange {
        /// Row of the sample.
        row: usize,
        /// Its class.
        class: usize,
        /// Number of classes.
        n_classes: usize,
    },
    /// A stage is not one of 0 to 4.
    #[error("sample {row} is of stage {stage}; stages go from 0 to 4")]
    StageOutOfRange {
        /// Row of the sample.
        row: usize,
        /// Its stage.
        stage: u8,
    },
    /// A specificity that sensitivity cannot be given at.
    #[error("a specificity of {value}: sensitivity is given at one from 0.5 to below 1")]
    NotASpecificity {
        /// What was asked for.
        value: f64,
    },
    /// The probabilities are not samples × classes.
    #[error(
        "probabilities of repeat {repeat} are {rows} × {columns}, not {samples} samples × {classes} classes"
    )]
    Shape {
        /// The repeat.
        repeat: usize,
        /// Rows found.
        rows: usize,
        /// Columns found.
        columns: usize,
        /// Rows expected.
        samples: usize,
        /// Columns expected.
        classes: usize,
    },
    /// A value is not a probability.
    #[error("{value} is no probability (repeat {repeat}, sample {row}, class {column})")]
    NotAProbability {
        /// The repeat.
        repeat: usize,
        /// Row of the value.
        row: usize,
        /// Column of the value.
        column: usize,
        /// The value.
        value: f64,
    },
    /// The probabilities of a sample do not sum to one.
    #[error("probabilities of sample {row} in repeat {repeat} sum to {sum}, not 1")]
    NotADistribution {
        /// The repeat.
        repeat: usize,
        /// Row of the sample.
        row: usize,
        /// The sum.
        sum: f64,
    },
}
