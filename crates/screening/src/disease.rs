//! Natural history: when a cancer entered each stage, counted back from its clinical diagnosis.
//!
//! Incidence by age and stage without a test is an input, and stays so under every natural history: clinical
//! diagnoses are drawn from it, and the preclinical course before each from the model. With exponential times
//! that is the stationary process itself.

mod dwell;
mod growth;
mod survival;
mod two_stage;

use exoscope_core::random::Stream;
use rand::RngExt as _;

pub use self::dwell::Dwell;
pub use self::growth::{Growth, GrowthLaw};
pub use self::survival::Survival;
pub use self::two_stage::TwoStageHistory;

/// Preclinical course of a cancer: years before its clinical diagnosis at which each stage began; 0 for stages that
/// it had not reached. The first counts from when it can be detected at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// By stage, unstaged last.
    pub before: [f64; 5],
}

impl Course {
    /// Stage this many years before clinical diagnosis; `None` where the cancer was not there yet.
    pub fn stage_at(&self, before: f64) -> Option<usize> {
        if before < 0.0 {
            return None;
        }
        if self.before[4] > before {
            return Some(4);
        }
        (0..4).rev().find(|&stage| self.before[stage] > before)
    }

    /// Years from onset to clinical diagnosis.
    pub fn sojourn(&self) -> f64 {
        self.before.iter().copied().fold(0.0, f64::max)
    }

    /// The same with all times `factor` times as long.
    #[must_use]
    pub fn slower(self, factor: f64) -> Self {
        Self { before: self.before.map(|time| time * factor) }
    }
}

/// A natural history: draws the course of a cancer of known clinical stage.
pub trait NaturalHistory: Sync + Send {
    /// The course of one cancer of this kind and clinical stage (0 to 4).
    fn course(&self, cancer: usize, stage: usize, random: &mut Stream) -> Course;
}

/// An exponential time of this mean.
pub(crate) fn exponential(random: &mut Stream, mean: f64) -> f64 {
    let uniform: f64 = random.random();
    -mean * (1.0 - uniform).ln()
}

/// A standard normal deviate (Box–Muller).
pub(crate) fn normal(random: &mut Stream) -> f64 {
    let (u, v): (f64, f64) = (random.random(), random.random());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}
