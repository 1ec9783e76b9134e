//! Random numbers of one patient, drawn before anything is known of treatment.
//!
//! Every patient takes the same number of draws whatever happens to them, so that two courses of one patient, treated and
//! not, differ by treatment alone (common random numbers), and a patient's luck does not move that of the next.

use rand::{Rng, RngExt as _};

/// What a draw decides. Side 1 of a body has draws of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Draw {
    /// Stratum at baseline, as the grade.
    Stratum,
    /// Level of the lesion, or kind of a wound.
    Level,
    /// Age.
    Age,
    /// Day of the first examination.
    FirstDay,
    /// Day of the last examination.
    LastDay,
    /// Unmeasured severity.
    Severity,
    /// What every person carries into all their measurements.
    Person,
    /// Reading of the first examination.
    FirstReading,
    /// Reading of the last examination.
    LastReading,
    /// Waiting time to the first event.
    Wait1,
    /// To the second.
    Wait2,
    /// To the third.
    Wait3,
    /// To the fourth.
    Wait4,
    /// Whether an event skips a step.
    Skip,
    /// Death.
    Death,
    /// Loss to follow-up.
    Loss,
    /// Assessor who knows the arm.
    Assessor,
    /// Membership of subgroups.
    Subgroup,
    /// Noise of the other side of the body.
    OtherSide,
}

/// Number of draws of a patient.
const DRAWS: usize = Draw::OtherSide as usize + 1;

/// A patient's random numbers, each uniform from 0 to below 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fortune([f64; DRAWS]);

impl Fortune {
    /// Draws a patient's numbers from a stream.
    pub fn draw(stream: &mut impl Rng) -> Self {
        Self(std::array::from_fn(|_| stream.random()))
    }

    /// A person in the middle of everything, whose stratum is their seat's alone.
    pub const fn middle() -> Self {
        Self([0.5; DRAWS])
    }

    /// A uniform number from 0 to below 1.
    pub fn uniform(&self, draw: Draw) -> f64 {
        self.0.get(draw as usize).copied().unwrap_or(0.5)
    }

    /// A standard exponential waiting time.
    pub fn exponential(&self, draw: Draw) -> f64 {
        -(-self.uniform(draw)).ln_1p()
    }

    /// A standard normal number.
    pub fn normal(&self, draw: Draw) -> f64 {
        normal_quantile(self.uniform(draw))
    }

    /// A uniform number from `low` to `high`.
    pub fn between(&self, draw: Draw, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform(draw)
    }

    /// Which of `weights` a uniform number falls on, weights taken as shares of their sum; 0 for no weights.
    pub fn choice(&self, draw: Draw, weights: &[f64]) -> usize {
        choose(self.uniform(draw), weights)
    }
}

/// Which of `weights` the share `u` of their sum falls on.
///
/// ```
/// use exoscope_therapy::fortune::choose;
/// let grades = [6.0, 2.0, 5.0];
/// let counts = (0..13).map(|i| choose((i as f64 + 0.5) / 13.0, &grades)).fold([0; 3], |mut n, g| { n[g] += 1; n });
/// assert_eq!(counts, [6, 2, 5]);
/// ```
pub fn choose(u: f64, weights: &[f64]) -> usize {
    let mut left = u * weights.iter().sum::<f64>();
    for (place, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return place;
        }
    }
    weights.len().saturating_sub(1)
}

/// z with Φ(z) = u, u cut at 1e-12 from either end.
pub fn normal_quantile(u: f64) -> f64 {
    use statrs::function::erf::erfc_inv;
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * u.clamp(1e-12, 1.0 - 1e-12))
}

/// Φ(z).
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * statrs::function::erf::erfc(-z / std::f64::consts::SQRT_2)
}
