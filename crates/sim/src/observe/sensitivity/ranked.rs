//! Parameters in the order in which they move a result.

use serde::Serialize;

use super::{Effect, Estimate, Index, Swing};
use crate::parameter::Evidence;

/// A sensitivity analysis of one output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// The output; figures are of its natural logarithm.
    pub output: String,
    /// The parameters that move it most, strongest first.
    pub parameters: Vec<Rank>,
    /// Second-order indices of pairs of these, strongest first; empty where none were asked for.
    pub pairs: Vec<RankedPair>,
}

/// What one parameter does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rank {
    /// Its name.
    pub parameter: String,
    /// How sure we are of it.
    pub standing: Evidence,
    /// Morris screening.
    pub effect: Effect,
    /// Sobol indices.
    pub index: Index,
    /// The output with this parameter at its 5th and 95th percentile and all others at their medians.
    pub swing: Swing,
}

/// What two parameters do together alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankedPair {
    /// Their names.
    pub parameters: (String, String),
    /// Second-order Sobol index.
    pub index: Estimate,
}
