//! How a number varies.

use exoscope_core::unit::Quantity;
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

/// The distribution a parameter is drawn from, in the unit of its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// It does not vary.
    Fixed,
    /// Evenly between two ends.
    Uniform {
        /// Lower end.
        low: Quantity,
        /// Upper end.
        high: Quantity,
    },
    /// Evenly in its logarithm between two ends.
    LogUniform {
        /// Lower end.
        low: Quantity,
        /// Upper end.
        high: Quantity,
    },
    /// Normal about the value with this standard deviation, cut at zero where the value is positive.
    Normal {
        /// Standard deviation.
        sd: Quantity,
    },
    /// Lognormal with the value as median and this coefficient of variation.
    LogNormal {
        /// Coefficient of variation, a fraction.
        cv: f64,
    },
}

impl Spread {
    /// The value at quantile `u` (0 to 1) for a parameter whose value is `value`, both in base
    /// units. The quantile of a normal spread is cut at 1e-9 and 1 − 1e-9.
    ///
    /// ```
    /// use exoscope_sim::parameter::Spread;
    /// let spread = Spread::LogNormal { cv: 0.5 };
    /// assert!((spread.at(3.0, 0.5) - 3.0).abs() < 1e-12);
    /// assert!(spread.at(3.0, 0.9) > 3.0);
    /// ```
    pub fn at(&self, value: f64, u: f64) -> f64 {
        let u = u.clamp(1e-9, 1.0 - 1e-9);
        self.with(value, u, normal_quantile(u))
    }

    /// A draw for a parameter whose value is `value`, both in base units. It takes two numbers from
    /// the stream whatever the spread is, so that changing one spread leaves other draws alone.
    pub fn draw(&self, value: f64, stream: &mut impl Rng) -> f64 {
        let u: f64 = stream.random();
        let z: f64 = StandardNormal.sample(stream);
        self.with(value, u, z)
    }

    fn with(&self, value: f64, u: f64, z: f64) -> f64 {
        match self {
            Self::Fixed => value,
            Self::Uniform { low, high } => low.in_base() + u * (high.in_base() - low.in_base()),
            Self::LogUniform { low, high } => {
                low.in_base() * (high.in_base() / low.in_base()).powf(u)
            }
            Self::Normal { sd } => {
                let drawn = value + z * sd.in_base();
                if value > 0.0 { drawn.max(0.0) } else { drawn }
            }
            Self::LogNormal { cv } => value * (z * (1.0 + cv * cv).ln().sqrt()).exp(),
        }
    }
}

/// z with Φ(z) = u.
fn normal_quantile(u: f64) -> f64 {
    use statrs::function::erf::erf_inv;
    std::f64::consts::SQRT_2 * erf_inv(2.0 * u - 1.0)
}
