//! Trials: a plan, many simulated trials of it, and what the design can show.
//!
//! `plan` (TOML, checked) → `engine` (trials, a row each) → `operating` (power, type I error, bias, coverage, exaggeration,
//! sign error) → `posterior` (of β, given a result) → `study` (all of it, with sweeps). Every treated patient lives twice
//! from the same random numbers, treated and natural, so that the true effect is known and not estimated.

pub mod analyse;
mod check;
mod engine;
mod layout;
mod limits;
mod meaning;
pub mod operating;
pub mod plan;
pub mod posterior;
mod product;
mod study;

pub use engine::{ArmRow, Part, Row, Trials, join, simulate};
pub(crate) use limits::{MOST_CELLS, MOST_VESICLES};
pub use operating::{ArmOperating, Operating};
pub use plan::{BUILT_IN, Plan};
pub use study::{Against, Observed, Study, Swept, study};
