//! Binding to the matrix: free ⇄ bound, in one pool or in a ladder of pools that makes motion anomalous.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::FieldError;
use crate::Real;

/// Pools in which what is bound stays put: df/dt = Σ (b_j g_j − a_j f), dg_j/dt = a_j f − b_j g_j.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    /// Rates of binding a_j and of release b_j, 1/min.
    pools: Vec<(f64, f64)>,
}

/// Pools a decade of time of a ladder.
const POOLS_A_DECADE: f64 = 2.0;

impl Binding {
    /// One pool: at equilibrium a part `bound` (0 to 1) is bound, released at `release` (1/min).
    ///
    /// ```
    /// use exoscope_tissue::field::Binding;
    /// let half = Binding::reversible(0.5, 2.0)?;
    /// assert_eq!(half.slowing(), 0.5);
    /// assert!(Binding::reversible(1.0, 2.0).is_err());
    /// # Ok::<(), exoscope_tissue::field::FieldError>(())
    /// ```
    pub fn reversible(bound: f64, release: f64) -> Result<Self, FieldError> {
        if !(0.0..1.0).contains(&bound) {
            return Err(FieldError::Negative { what: "a bound part below 1", value: bound });
        }
        if !(release > 0.0 && release.is_finite()) {
            return Err(FieldError::Negative { what: "a release rate", value: release });
        }
        Ok(Self { pools: vec![(release * bound / (1.0 - bound), release)] })
    }

    /// A ladder of traps whose mean squared displacement grows as t^`exponent` from `shortest` to `longest` (min), and
    /// linearly before and after: the Markov embedding of a continuous-time random walk.
    ///
    /// The free part of such a walk is F(s) ∝ s^(−α) in Laplace space, so that 1 + Σ a_j/(s + b_j) = (s τ)^(α−1) with τ
    /// the shortest time; s^(α−1) = (sin πβ/π) ∫ b^α/(s + b) d ln b, β = 1 − α, is summed on a grid of ln b.
    pub fn anomalous(exponent: f64, shortest: f64, longest: f64) -> Result<Self, FieldError> {
        if !(exponent > 0.0 && exponent < 1.0) {
            return Err(FieldError::Negative {
                what: "an exponent between 0 and 1",
                value: exponent,
            });
        }
        if !(shortest > 0.0 && longest > shortest && longest.is_finite()) {
            return Err(FieldError::Negative { what: "a span of times", value: longest });
        }
        let (low, high) = (libm::log(1.0 / longest), libm::log(1.0 / shortest));
        let count = ((high - low) / std::f64::consts::LN_10 * POOLS_A_DECADE).ceil().max(1.0);
        let width = (high - low) / count;
        let beta = 1.0 - exponent;
        let scale = libm::sin(std::f64::consts::PI * beta) / std::f64::consts::PI
            * width
            * libm::pow(shortest, -beta);
        let pool = |at: f64| {
            let release = libm::exp(low + (at + 0.5) * width);
            (scale * libm::pow(release, exponent), release)
        };
        Ok(Self { pools: (0..count as usize).map(|at| pool(at as f64)).collect() })
    }

    /// Number of pools.
    pub fn pools(&self) -> usize {
        self.pools.len()
    }

    /// Free part at equilibrium: the factor by which binding slows long-time diffusion.
    pub fn slowing(&self) -> f64 {
        1.0 / (1.0 + self.pools.iter().map(|(a, b)| a / b).sum::<f64>())
    }

    /// Exchanges over `dt` min between the `free` part and the `bound` pools (one column a pool). One pool is exact;
    /// several take one step of backward Euler, which is positive. Both conserve the sum.
    pub(super) fn exchange<T: Real>(&self, free: &mut [T], bound: &mut [Vec<T>], dt: f64) {
        if let ([(a, b)], [bound]) = (self.pools.as_slice(), &mut *bound) {
            // Deviation from equilibrium decays by e^(−(a+b)Δt).
            let (part, left) = (a / (a + b), -libm::expm1(-(a + b) * dt));
            free.par_iter_mut().zip(bound).with_min_len(1 << 12).for_each(|(free, bound)| {
                let (f, g) = (free.real(), bound.real());
                let moved = ((f + g) * part - g) * left;
                *free = T::of(f - moved);
                *bound = T::of(g + moved);
            });
            return;
        }
        let scaled: Vec<(f64, f64)> = self
            .pools
            .iter()
            .map(|&(a, b)| (dt * a / (1.0 + dt * b), dt * b / (1.0 + dt * b)))
            .collect();
        let below = 1.0 + scaled.iter().map(|(a, _)| a).sum::<f64>();
        let mut sum: Vec<f64> = free.iter().map(|f| f.real()).collect();
        for ((_, released), pool) in scaled.iter().zip(bound.iter()) {
            sum.par_iter_mut().zip(pool).for_each(|(sum, g)| *sum += released * g.real());
        }
        sum.par_iter_mut().for_each(|sum| *sum /= below);
        for ((caught, released), pool) in scaled.iter().zip(bound) {
            pool.par_iter_mut().zip(&sum).for_each(|(g, f)| {
                *g = T::of(g.real() * (1.0 - released) + caught * f);
            });
        }
        free.par_iter_mut().zip(&sum).for_each(|(free, f)| *free = T::of(*f));
    }
}
