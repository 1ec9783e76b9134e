//! Why there is no solution.

use thiserror::Error;

/// What stopped a solution.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum SolveError {
    /// A rate or volume is negative or not a number.
    #[error("{what} is {value}, which no rate or volume can be")]
    Rate {
        /// The rate or volume.
        what: String,
        /// Its value.
        value: f64,
    },
    /// The times asked for make no sense.
    #[error("a course of {duration} min in steps of {step} min cannot be run: {why}")]
    Times {
        /// Length in minutes.
        duration: f64,
        /// Step in minutes.
        step: f64,
        /// What is wrong.
        why: &'static str,
    },
    /// Vesicles that enter somewhere never leave, so there is no steady state.
    #[error("there is no steady state: what enters does not all leave")]
    NoSteadyState,
    /// The fall of a bolus has no phases that can be told apart.
    #[error("the phases of the fall in plasma cannot be computed: its rates are not numbers")]
    Phases,
    /// A dose that the course does not reach.
    #[error("dose {number} is given at {at} min, after the end of the course at {end} min")]
    Late {
        /// Its number in the model, from 1.
        number: usize,
        /// When it is given, minutes.
        at: f64,
        /// When the course ends, minutes.
        end: f64,
    },
    /// What was made is not accounted for.
    #[error(
        "the mass does not balance: made {made:e}, accounted for {accounted:e}; please report this \
         with the model file"
    )]
    Balance {
        /// Vesicles made, given or there at the start.
        made: f64,
        /// Vesicles present, taken up, cleared and excreted.
        accounted: f64,
    },
    /// The stiff solver gave up.
    #[error("the stiff solver gave up at {minutes} min: {message}")]
    Stiff {
        /// When.
        minutes: f64,
        /// What it said.
        message: String,
    },
}
