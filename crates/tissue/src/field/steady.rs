//! Steady state: conjugate gradients preconditioned by a multigrid V-cycle.
//!
//! 0 = Lc + s − κc is a symmetric system with an M-matrix, whatever the medium: layers, membranes, masks, held voxels.
//! Multigrid alone is hurt by jumps of the medium that a coarse grid does not see; as a preconditioner it is not.

mod level;

use thiserror::Error;

use super::operator::Operator;
use super::sum::dot;
use crate::Real;
use level::Hierarchy;

/// Why there is no steady state.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum SteadyError {
    /// Sources without a way out.
    #[error("sources without decay, uptake or an open boundary have no steady state")]
    NoSink,
    /// The iteration did not end.
    #[error("no steady state after {iterations} iterations: residual {residual:e} of the sources")]
    NotFound {
        /// How many.
        iterations: usize,
        /// Residual relative to the sources.
        residual: f64,
    },
}

/// Residual, relative to the sources, at which the iteration ends.
const WITHIN: f64 = 1e-12;
/// A residual that is good enough where rounding lets it go no lower.
const ENOUGH: f64 = 1e-9;
const MOST_ITERATIONS: usize = 500;

/// Solves 0 = Lc + s − κc for c ≥ 0, from sources `gain` (concentration per min), rates of `loss` (1/min) and a first
/// `guess`, all one value a voxel.
pub fn steady_state<T: Real>(
    operator: &Operator<T>,
    gain: &[f64],
    loss: &[f64],
    guess: &[f64],
) -> Result<Vec<f64>, SteadyError> {
    let mut right = gain.to_vec();
    let mut own = loss.to_vec();
    for exchange in &operator.exchange {
        right[exchange.voxel] += exchange.rate * exchange.outside;
        own[exchange.voxel] += exchange.rate;
    }
    // Held voxels stand for themselves; nothing flows between them and others but by the exchange above.
    for &(voxel, value) in &operator.held {
        own[voxel] = 1.0;
        right[voxel] = value.real();
    }
    let norm = dot(&right, &right).sqrt();
    if norm <= 0.0 {
        return Ok(vec![0.0; right.len()]);
    }
    if own.iter().all(|&rate| rate <= 0.0) {
        return Err(SteadyError::NoSink);
    }
    let mut hierarchy = Hierarchy::new(operator, own);
    let mut c = guess.to_vec();
    let mut residual = vec![0.0; c.len()];
    let mut product = vec![0.0; c.len()];
    hierarchy.multiply(&c, &mut product);
    let difference = right.iter().zip(&product).map(|(b, p)| b - p);
    residual.iter_mut().zip(difference).for_each(|(r, d)| *r = d);
    let mut z = hierarchy.precondition(&residual);
    let mut direction = z.clone();
    let mut rho = dot(&residual, &z);
    let mut left = dot(&residual, &residual).sqrt() / norm;
    for _ in 0..MOST_ITERATIONS {
        if left <= WITHIN {
            break;
        }
        hierarchy.multiply(&direction, &mut product);
        let curvature = dot(&direction, &product);
        if curvature <= 0.0 || !curvature.is_finite() {
            break;
        }
        let step = rho / curvature;
        for ((c, r), (d, p)) in c.iter_mut().zip(&mut residual).zip(direction.iter().zip(&product))
        {
            *c += step * d;
            *r -= step * p;
        }
        left = dot(&residual, &residual).sqrt() / norm;
        z = hierarchy.precondition(&residual);
        let next = dot(&residual, &z);
        let keep = next / rho;
        rho = next;
        direction.iter_mut().zip(&z).for_each(|(d, z)| *d = z + keep * *d);
    }
    if left > ENOUGH || left.is_nan() {
        return Err(SteadyError::NotFound { iterations: MOST_ITERATIONS, residual: left });
    }
    // Rounding can leave a zero a little below.
    for value in &mut c {
        *value = value.max(0.0);
    }
    Ok(c)
}
