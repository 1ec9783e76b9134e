//! Fisher scoring with Levenberg–Marquardt damping.

use exoscope_linalg::{Cholesky, Mat};

use super::EstimateError;

/// Value, half the gradient, half an approximate Hessian row by row.
pub(super) type Expansion = (f64, Vec<f64>, Vec<Vec<f64>>);

/// A function to minimise: value, half the gradient, half an approximate Hessian that is positive semi-definite.
pub(super) trait Objective {
    /// The value; infinite where there is none.
    fn value(&self, x: &[f64]) -> f64;
    /// Value, half the gradient, half the approximate Hessian (row by row).
    fn expanded(&self, x: &[f64]) -> Result<Expansion, EstimateError>;
    /// Least and largest value of each coordinate.
    fn bounds(&self) -> &[(f64, f64)];
}

/// Steps at most.
const MOST_STEPS: usize = 300;
/// Longest step of one coordinate: a factor of 7 of what is on a log scale.
const LONGEST: f64 = 2.0;
/// The search ends where a full step would lower the objective by less.
const ENOUGH: f64 = 1e-9;
/// Damping at which no step helps any more.
const STUCK: f64 = 1e12;

/// The minimum from `start` over the coordinates that are `free`, others held.
pub(super) fn minimise(
    of: &impl Objective,
    start: &[f64],
    free: &[bool],
) -> Result<(Vec<f64>, f64), EstimateError> {
    let mut x = start.to_vec();
    let mut damping = 1e-3;
    let (mut value, mut gradient, mut hessian) = of.expanded(&x)?;
    for _ in 0..MOST_STEPS {
        let moving: Vec<usize> = (0..x.len())
            .filter(|&i| {
                let held = |(low, high): (f64, f64)| {
                    (x[i] <= low && gradient[i] > 0.0) || (x[i] >= high && gradient[i] < 0.0)
                };
                free[i] && !of.bounds().get(i).copied().is_some_and(held)
            })
            .collect();
        if moving.is_empty() {
            return Ok((x, value));
        }
        loop {
            let Some(step) = step(&moving, &gradient, &hessian, damping) else {
                damping *= 10.0;
                if damping > STUCK {
                    return Ok((x, value));
                }
                continue;
            };
            let gain: f64 = moving.iter().zip(&step).map(|(&i, s)| -gradient[i] * s).sum();
            let mut next = x.clone();
            for (&i, s) in moving.iter().zip(&step) {
                let (low, high) = of.bounds().get(i).copied().unwrap_or((f64::MIN, f64::MAX));
                next[i] = (next[i] + s.clamp(-LONGEST, LONGEST)).clamp(low, high);
            }
            let there = of.value(&next);
            if there < value {
                let fallen = value - there;
                x = next;
                (value, gradient, hessian) = of.expanded(&x)?;
                if gain < ENOUGH && fallen < ENOUGH {
                    return Ok((x, value));
                }
                damping = (damping / 5.0).max(1e-9);
                break;
            }
            if gain < ENOUGH || damping > STUCK {
                return Ok((x, value));
            }
            damping *= 4.0;
        }
    }
    Err(EstimateError::NotConverged { iterations: MOST_STEPS })
}

/// −(H + μ diag H)⁻¹ g over the coordinates that move.
fn step(
    moving: &[usize],
    gradient: &[f64],
    hessian: &[Vec<f64>],
    damping: f64,
) -> Option<Vec<f64>> {
    let n = moving.len();
    let largest = moving.iter().map(|&i| hessian[i][i]).fold(0.0, f64::max);
    let least = 1e-12 * largest + f64::MIN_POSITIVE;
    let matrix = Mat::from_fn(n, n, |i, j| {
        let own = hessian[moving[i]][moving[j]];
        if i == j { own + damping * own.max(least) + least } else { own }
    });
    let mut step: Vec<f64> = moving.iter().map(|&i| -gradient[i]).collect();
    Cholesky::new(matrix).ok()?.solve(&mut step);
    step.iter().all(|s| s.is_finite()).then_some(step)
}
