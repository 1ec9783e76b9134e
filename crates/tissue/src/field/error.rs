//! Errors of fields.

use thiserror::Error;

use super::SteadyError;

/// Why a field cannot be advanced.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum FieldError {
    /// A time step that is no time.
    #[error("a step of {step} min: give a finite time above 0")]
    Step {
        /// The step, min.
        step: f64,
    },
    /// So many explicit steps that the run would not end.
    #[error(
        "{steps} explicit steps of {each} min in {step} min: take solver = \"lod\" or \"steady\", or larger voxels"
    )]
    Steps {
        /// How many.
        steps: f64,
        /// Length of each, min.
        each: f64,
        /// Time to cover, min.
        step: f64,
    },
    /// A rate, or a value, that must not be negative.
    #[error("{what} is {value}: give a finite number of 0 or more")]
    Negative {
        /// What.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// Values for another number of voxels.
    #[error("{given} values for {voxels} voxels")]
    Length {
        /// How many were given.
        given: usize,
        /// How many voxels there are.
        voxels: usize,
    },
    /// The steady state was not found.
    #[error(transparent)]
    Steady(#[from] SteadyError),
}
