//! What a body does with its vesicles over time.
//!
//! A linear body is solved exactly, by the matrix exponential over each stretch of constant input,
//! and its steady state by one solve. A body with saturable uptake goes to a stiff solver. Either way
//! what was made must equal what is present, taken up, cleared and excreted, to 1e-9, or there is no
//! result.

mod balance;
mod course;
mod error;
mod groups;
mod linear;
mod propagator;
mod saturable;
mod schedule;
mod steady;
mod system;

pub use balance::{Balance, TOLERANCE};
pub use course::{Fates, SimulationSettings, Start, TimeCourse, simulate};
pub use error::SolveError;
pub use groups::{Group, groups};
pub use propagator::Propagator;
pub use steady::{Steady, steady_state};
pub use system::{Saturable, System};

#[cfg(test)]
mod tests;
