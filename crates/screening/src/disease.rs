//! Natural history: when a cancer entered each stage, counted back from its clinical diagnosis.
//!
//! Incidence by age and stage without a test is an input, and stays so under every natural history: clinical
//! diagnoses are drawn from it, and the preclinical course before each from the model. With exponential times
//! that is the stationary process itself.
//!
//! A tumour that surfaces years after a person's last test matters to nobody unless it was there already at the test.
//! Such tumours are rare, and drawing every later one to find them would cost more than all else. So a natural
//! history also states an *envelope*: an event of known probability without which a sojourn cannot be that long
//! (thinning, Lewis and Shedler 1979), and draws courses given that event.

mod dwell;
mod growth;
mod mixture;
mod survival;
mod two_stage;

use exoscope_core::random::Stream;
use rand::RngExt as _;

pub use self::dwell::Dwell;
pub use self::growth::{Growth, GrowthLaw};
pub use self::mixture::Mixture;
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
    /// Probability of an event that every course of this kind (clinical stage 0 to 4) with a sojourn longer than
    /// `years` belongs to: 1 at 0, falling, and never below the probability of such a sojourn.
    fn envelope(&self, cancer: usize, stage: usize, years: f64) -> f64;

    /// The course of one cancer of this kind, given the event of `envelope` at `beyond` years; any course where
    /// `beyond` is 0.
    fn course(&self, cancer: usize, stage: usize, beyond: f64, random: &mut Stream) -> Course;
}

/// An exponential time of this mean.
pub(crate) fn exponential(random: &mut Stream, mean: f64) -> f64 {
    let uniform: f64 = random.random();
    -mean * (1.0 - uniform).ln()
}

/// A standard normal deviate (Box–Muller) whose radius is at least `beyond`.
pub(crate) fn normal_beyond(random: &mut Stream, beyond: f64) -> f64 {
    let (u, v): (f64, f64) = (random.random(), random.random());
    (beyond * beyond - 2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// A standard normal deviate.
pub(crate) fn normal(random: &mut Stream) -> f64 {
    normal_beyond(random, 0.0)
}

/// Probability that the longest of `n` standard exponential times is above `least`.
pub(crate) fn longest_above(n: usize, least: f64) -> f64 {
    if least.is_nan() || least <= 0.0 {
        return 1.0;
    }
    // 1 − (1 − e^{−z})^n without cancellation for large z.
    -((n as f64) * (-(-least).exp()).ln_1p()).exp_m1()
}

/// Standard exponential times, the first `n` of them drawn, given that the longest is above `least`.
pub(crate) fn exponentials(n: usize, least: f64, random: &mut Stream) -> [f64; 4] {
    let mut times = [0.0; 4];
    let above = if least > 0.0 { (-least).exp() } else { 1.0 };
    let mut owed = least > 0.0;
    for (done, time) in times.iter_mut().take(n).enumerate() {
        if !owed {
            *time = exponential(random, 1.0);
            continue;
        }
        let first: f64 = random.random();
        if first * longest_above(n - done, least) < above {
            *time = least + exponential(random, 1.0);
            owed = false;
        } else {
            let below: f64 = random.random();
            *time = -(-below * (1.0 - above)).ln_1p();
        }
    }
    times
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Streams;

    use super::*;

    /// Mean sojourn of the courses longer than `years`, and how many of `n` are: by drawing all, and by the envelope.
    fn both(history: &dyn NaturalHistory, stage: usize, years: f64, n: usize) -> [(f64, f64); 2] {
        let mut random = Streams::new(3).stream("test", stage as u64);
        let mut of = |beyond: f64, weight: f64| {
            let long: Vec<f64> = (0..n)
                .map(|_| history.course(0, stage, beyond, &mut random).sojourn())
                .filter(|sojourn| *sojourn > years)
                .collect();
            let share = weight * long.len() as f64 / n as f64;
            (share, long.iter().sum::<f64>() / long.len() as f64)
        };
        [of(0.0, 1.0), of(years, history.envelope(0, stage, years))]
    }

    #[test]
    fn long_sojourns_by_the_envelope_are_those_among_all() {
        let dwell = || Dwell { mean: vec![[4.0, 2.0, 1.0, 1.0, 1.5]] };
        let histories: [Box<dyn NaturalHistory>; 5] = [
            Box::new(dwell()),
            Box::new(TwoStageHistory { early: vec![1.6], late: 1.0, unstaged: 2.0 }),
            Box::new(Growth { law: GrowthLaw::Exponential, ten_to_twenty: (0.1, 6.3) }),
            Box::new(Growth { law: GrowthLaw::Gompertz, ten_to_twenty: (0.5, 2.0) }),
            Box::new(Mixture::new(Box::new(dwell()), 0.7, (0.2, 3.0))),
        ];
        for (number, history) in histories.iter().enumerate() {
            for stage in 0..5 {
                for years in [0.5, 4.0] {
                    let n = 60_000;
                    let [(all, mean), (thinned, same)] = both(history.as_ref(), stage, years, n);
                    let envelope = history.envelope(0, stage, years);
                    assert!(envelope >= all - 0.01 && envelope <= 1.0, "{number} {stage} {years}");
                    let error = 4.0 * (all.max(1e-4) / n as f64).sqrt() * 1.5;
                    assert!(
                        (all - thinned).abs() < error,
                        "{number} {stage} {years}: {all} {thinned}"
                    );
                    if all * n as f64 > 2000.0 {
                        assert!(
                            (mean / same - 1.0).abs() < 0.2,
                            "{number} {stage} {years}: {mean} {same}"
                        );
                    }
                }
            }
            assert_eq!(history.envelope(0, 0, 0.0).to_bits(), 1.0_f64.to_bits());
        }
    }
}
