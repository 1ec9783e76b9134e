//! Which parameters a result depends on: Morris screening, Sobol indices, one parameter at a time.

mod morris;
mod points;
mod ranked;
mod sobol;
mod swing;

pub use morris::{Effect, morris};
pub use points::{MOST_DIMENSIONS, SobolPoints};
pub use ranked::{Rank, Ranked, RankedPair};
pub use sobol::{Estimate, Index, Indices, MOST_INPUTS, Pair, SobolError, SobolPlan, sobol};
pub use swing::{Swing, swings};
