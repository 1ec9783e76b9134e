//! Reaction: what makes and takes a field, voxel by voxel.

use crate::Real;

/// Sources, sinks, and what the sinks took.
///
/// Sinks are rates of loss κ (1/min) that the solvers treat implicitly in the very step, or sweep, that diffuses:
/// c⁺(1 + Δt κ) = c + Δt(Lc + s): positive at any Δt. Saturable uptake is one of them (Patankar, see
/// [`saturable_loss`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Reaction<T> {
    /// Made, concentration per min.
    pub gain: Vec<T>,
    /// Rate of loss by uptake of first order, 1/min.
    pub loss: Vec<T>,
    /// Ceiling V_max of saturable uptake, concentration per min.
    pub ceiling: Vec<T>,
    /// Half-saturation K_m of saturable uptake, concentration.
    pub half: f64,
    /// Taken up in the last advance, concentration.
    pub taken: Vec<T>,
    /// Rate of loss by uptake of both kinds in the last advance, 1/min.
    pub uptake: Vec<T>,
    /// 1/(K_m + c) of the last advance, by which a ceiling becomes a rate.
    pub saturation: Vec<T>,
}

impl<T: Real> Reaction<T> {
    /// No reaction in so many voxels.
    pub fn none(voxels: usize) -> Self {
        let zero = vec![T::ZERO; voxels];
        let [loss, ceiling, taken, uptake, saturation] = [0; 5].map(|_| zero.clone());
        Self { gain: zero, loss, ceiling, half: 0.0, taken, uptake, saturation }
    }

    /// Sets sources and sinks to nothing.
    pub fn clear(&mut self) {
        self.gain.fill(T::ZERO);
        self.loss.fill(T::ZERO);
        self.ceiling.fill(T::ZERO);
    }
}

/// Concentration x after loss of first order and saturable uptake, both implicit: w x + V x/(K_m + x) = c, where `before`
/// is c, `weight` w = 1 + Δt k, and `ceiling` V the ceiling times Δt. With K_m = 0 it is max(0, c − V)/w: uptake of zero
/// order that cannot overdraw.
///
/// ```
/// use exoscope_tissue::field::after_uptake;
/// assert_eq!(after_uptake(5.0, 1.0, 2.0, 0.0), 3.0);
/// assert_eq!(after_uptake(1.0, 1.0, 2.0, 0.0), 0.0);
/// let x = after_uptake(5.0, 1.1, 2.0, 0.7);
/// assert!((1.1 * x + 2.0 * x / (0.7 + x) - 5.0).abs() < 1e-12);
/// ```
#[inline]
pub fn after_uptake(before: f64, weight: f64, ceiling: f64, half: f64) -> f64 {
    let b = weight * half + ceiling - before;
    let root = (b * b + 4.0 * weight * half * before).max(0.0).sqrt();
    // The form without cancellation, on either side.
    if b > 0.0 { 2.0 * half * before / (b + root) } else { (root - b) / (2.0 * weight) }
}

/// Factor 1/(K_m + c) that turns a ceiling V into a rate of loss κ = V/(K_m + c) (1/min).
///
/// Sweeps evaluate it at a prediction of the concentration after the step, and apply it to that after it (Patankar).
/// At a steady state the prediction is the state, so that Lc = Vc/(K_m + c) at any Δt.
///
/// ```
/// use exoscope_tissue::field::saturable_loss;
/// assert_eq!(10.0 * saturable_loss(4.0, 1.0), 2.0);
/// assert!(saturable_loss(0.0, 0.0).is_finite());
/// ```
pub fn saturable_loss(half: f64, concentration: f64) -> f64 {
    1.0 / (half + concentration.max(0.0)).max(1e-30)
}
