//! Tumours that grow: stages by diameter, one growth rate a tumour.
//!
//! The time from 10 to 20 mm is log-normal; by Weedon-Fekjær 2008 it is below 1.2 months in 5 % and above 6.3 years
//! in 5 % of breast tumours. A fast tumour is fast in all stages, unlike under independent dwell times.

use exoscope_core::random::Stream;
use rand::RngExt as _;

use super::{Course, NaturalHistory, normal_beyond};

/// Law of growth of the volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrowthLaw {
    /// Constant doubling time.
    Exponential,
    /// Slower towards a largest diameter of `LARGEST` mm.
    Gompertz,
}

/// Diameter in mm that a Gompertz tumour approaches. Assumed.
pub const LARGEST: f64 = 150.0;
/// Diameters in mm at which stages I to IV begin, and the largest at diagnosis. Assumed; as of simulated cohorts.
const ENDS: [f64; 5] = [5.0, 20.0, 40.0, 60.0, 100.0];
/// Standard normal deviate that 95 % lie below.
const Z95: f64 = 1.644_853_626_951_472_7;

/// Growth from detectable size to diagnosis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Law.
    pub law: GrowthLaw,
    /// 5th and 95th percentile of the time from 10 to 20 mm, in years.
    pub ten_to_twenty: (f64, f64),
}

impl Growth {
    /// Time between two diameters in units of the time from 10 to 20 mm.
    fn relative(&self, from: f64, to: f64) -> f64 {
        let scale = |from: f64, to: f64| match self.law {
            GrowthLaw::Exponential => (to / from).ln(),
            GrowthLaw::Gompertz => ((LARGEST / from).ln() / (LARGEST / to).ln()).ln(),
        };
        scale(from, to) / scale(10.0, 20.0)
    }
}

impl Growth {
    /// Mean and standard deviation of the logarithm of the time from 10 to 20 mm.
    fn log_time(&self) -> (f64, f64) {
        let (low, high) = self.ten_to_twenty;
        ((low * high).ln() / 2.0, (high / low).ln() / (2.0 * Z95))
    }

    /// Least radius of the normal deviate (Box–Muller) with which a tumour of this stage can take `years`.
    fn least_radius(&self, stage: usize, years: f64) -> f64 {
        let largest = ENDS.get(stage.min(3) + 1).map_or(LARGEST, |end| *end);
        let (mean, spread) = self.log_time();
        (((years / self.relative(ENDS[0], largest)).ln() - mean) / spread).max(0.0)
    }
}

impl NaturalHistory for Growth {
    fn envelope(&self, _cancer: usize, stage: usize, years: f64) -> f64 {
        (-self.least_radius(stage, years).powi(2) / 2.0).exp()
    }

    fn course(&self, _cancer: usize, stage: usize, beyond: f64, random: &mut Stream) -> Course {
        let (mean, spread) = self.log_time();
        let deviate = normal_beyond(random, self.least_radius(stage, beyond));
        let time = (mean + spread * deviate).exp();
        let place: f64 = random.random();
        // A cancer without a stage is found at any size.
        let (first, end) = if stage >= 4 { (0, 4) } else { (stage, stage + 1) };
        let (small, large) = (ENDS[first], ENDS[end]);
        let diameter = small * (large / small).powf(place);
        let mut before = [0.0; 5];
        if stage >= 4 {
            before[4] = time * self.relative(ENDS[0], diameter);
            return Course { before };
        }
        for (begins, before) in ENDS.iter().zip(&mut before).take(stage + 1) {
            *before = time * self.relative(*begins, diameter);
        }
        Course { before }
    }
}
