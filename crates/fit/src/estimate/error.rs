//! Why there is no estimate.

use thiserror::Error;

/// What stopped an estimation.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum EstimateError {
    /// The model gives no number.
    #[error("the model cannot be solved: {0}")]
    Model(String),
    /// More parameters than data.
    #[error(
        "{data} values do not tell {parameters} parameters (those of the residual error included)"
    )]
    TooFew {
        /// Values.
        data: usize,
        /// Parameters.
        parameters: usize,
    },
    /// A value that the residual error cannot give.
    #[error(
        "value {number} is {value}, where the model predicts {predicted} and the residual error is proportional"
    )]
    Impossible {
        /// Number of the value, from 1.
        number: usize,
        /// The value.
        value: f64,
        /// The prediction at the start.
        predicted: f64,
    },
    /// A starting value at which nothing is defined.
    #[error("{parameter} starts at {start}: it needs a start within its range")]
    Start {
        /// The parameter.
        parameter: String,
        /// Its start.
        start: f64,
    },
    /// The search did not end.
    #[error("the search for the maximum did not end in {iterations} steps")]
    NotConverged {
        /// Steps taken.
        iterations: usize,
    },
}

impl EstimateError {
    /// What the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Model(_) => "start nearer to the data, or free fewer parameters",
            Self::TooFew { .. } => "free fewer parameters with `free`",
            Self::Impossible { .. } => {
                "state it as below the limit (<0.5, or BLQ with LLOQ), leave it out, or take `error` combined"
            }
            Self::Start { .. } => "write another value into the model file",
            Self::NotConverged { .. } => "free fewer parameters, or start nearer to the data",
        }
    }
}
