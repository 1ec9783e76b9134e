//! Truncated Newton: each step by preconditioned conjugate gradients.
//!
//! Nocedal & Wright, *Numerical Optimization*, 2nd ed., algorithms 5.3 and 7.1.

use super::objective::{Objective, Value};
use super::precondition::Preconditioner;
use super::vector::{add, dot, norm};
use super::{LogisticSettings, Minimum};
use crate::learn::FitError;

/// Conjugate gradients stop when they reduced the residual by this factor.
const FORCING: f64 = 0.1;
/// ... or after this many products, because the next gradient is worth more by then.
const MAX_PRODUCTS: usize = 100;
/// Share of the predicted decrease that a step must bring (Armijo).
const SUFFICIENT: f64 = 1e-4;
/// Shortest step tried.
const SHORTEST: f64 = 1e-6;

pub(super) fn minimise(
    objective: &Objective<'_>,
    settings: &LogisticSettings,
) -> Result<Minimum, FitError> {
    let mut preconditioner = Preconditioner::new(objective);
    // All classes equally likely: there the Hessian has the preconditioner's form, so the first
    // step is exact and costs a product or two.
    let mut at = vec![0.0; objective.n_scores() * (objective.n_features() + 1)];
    let mut value = objective.value(&at);
    let mut iterations = 0;
    loop {
        let error_bound = bound(objective, &at, &value.gradient)?;
        if error_bound <= settings.tolerance {
            return Ok(Minimum { parameters: at, iterations, error_bound });
        }
        let tolerance = settings.tolerance;
        let stuck = FitError::NotConverged { iterations, error_bound, tolerance };
        if iterations == settings.max_iterations {
            return Err(stuck);
        }
        preconditioner.update(objective, &value.probabilities);
        let step = direction(objective, &preconditioner, &value);
        let Some(next) = search(objective, &at, &value, &step) else { return Err(stuck) };
        (at, value) = next;
        iterations += 1;
    }
}

/// Bound on the relative distance of W to the optimum: ‖∇‖ / (ridge · ‖W‖), where the gradient
/// counts as 0 below the rounding error.
fn bound(objective: &Objective<'_>, at: &[f64], gradient: &[f64]) -> Result<f64, FitError> {
    let gradient = norm(gradient);
    let (w, _) = objective.split(at);
    if !gradient.is_finite() {
        Err(FitError::Overflow)
    } else if gradient <= objective.rounding() {
        Ok(0.0)
    } else {
        Ok(gradient / (objective.ridge() * norm(w)))
    }
}

/// Solves Hessian · step = −gradient to the [`FORCING`] tolerance.
fn direction(
    objective: &Objective<'_>,
    preconditioner: &Preconditioner,
    value: &Value,
) -> Vec<f64> {
    let mut step = vec![0.0; value.gradient.len()];
    let mut residual: Vec<f64> = value.gradient.iter().map(|g| -g).collect();
    let mut scaled = preconditioner.apply(objective, &residual);
    let mut search = scaled.clone();
    let mut energy = dot(&residual, &scaled);
    let enough = FORCING * FORCING * energy;
    for product in 0..MAX_PRODUCTS {
        let curved = objective.curve(&value.probabilities, &search);
        let curvature = dot(&search, &curved);
        // Zero or negative only by rounding: the objective is convex.
        if curvature <= 0.0 {
            if product == 0 {
                return search;
            }
            break;
        }
        let length = energy / curvature;
        add(&mut step, length, &search);
        add(&mut residual, -length, &curved);
        scaled = preconditioner.apply(objective, &residual);
        let next = dot(&residual, &scaled);
        if next <= enough {
            break;
        }
        let keep = next / energy;
        search.iter_mut().zip(&scaled).for_each(|(d, s)| *d = s + keep * *d);
        energy = next;
    }
    step
}

/// Halves the step until the objective falls enough; `None` if it never does.
fn search(
    objective: &Objective<'_>,
    at: &[f64],
    value: &Value,
    step: &[f64],
) -> Option<(Vec<f64>, Value)> {
    let slope = dot(&value.gradient, step);
    let slack = 1e-13 * value.loss.abs();
    let mut length = 1.0;
    while length >= SHORTEST {
        let mut next = at.to_vec();
        add(&mut next, length, step);
        let there = objective.value(&next);
        if there.loss <= value.loss + SUFFICIENT * length * slope + slack {
            return Some((next, there));
        }
        length /= 2.0;
    }
    None
}
