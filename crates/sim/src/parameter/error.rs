//! What can be wrong with a parameter.

use exoscope_core::unit::UnitError;
use thiserror::Error;

/// Why a number with its evidence cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// The spread is of another dimension than the value.
    #[error("the spread of {value}: {source}")]
    Unit {
        /// The value.
        value: String,
        /// What is wrong with the unit.
        source: UnitError,
    },
    /// A range that does not run from low to high.
    #[error("the range {low} to {high} does not run upwards")]
    Order {
        /// Lower end as written.
        low: String,
        /// Upper end as written.
        high: String,
    },
    /// A value outside its own range.
    #[error("{value} lies outside its range {low} to {high}")]
    Outside {
        /// The value.
        value: String,
        /// Lower end.
        low: String,
        /// Upper end.
        high: String,
    },
    /// A spread that needs positive numbers.
    #[error("{value} must be positive to vary by a factor")]
    NotPositive {
        /// The number.
        value: String,
    },
    /// A spread given in two ways, or one that is negative.
    #[error("give {value} one spread, not negative: a range, an sd, or a cv")]
    Spread {
        /// The value.
        value: String,
    },
    /// The built-in table does not parse.
    #[error("the built-in parameter table: {0}")]
    Table(#[from] toml::de::Error),
    /// There is no parameter of this name.
    #[error("no parameter is named {name:?}{suggestion}")]
    Unknown {
        /// The name.
        name: String,
        /// `; did you mean …?`, or nothing.
        suggestion: String,
    },
}
