//! Proximal gradient with Barzilai–Borwein steps, for a penalty with an L1 share.
//!
//! Wright, Nowak & Figueiredo, "Sparse reconstruction by separable approximation", IEEE Trans.
//! Signal Process. 57 (2009).

use std::collections::VecDeque;

use super::objective::{Objective, Value};
use super::vector::{dot, norm};
use super::{LogisticSettings, Minimum};
use crate::learn::FitError;

/// Smallest share of ridge that the error bound counts on: below it the bound is an estimate.
const LEAST_RIDGE_SHARE: f64 = 0.01;
/// A step may not end above the worst of so many last ones (not above the last one alone: steps
/// of this kind gain by rising now and then).
const MEMORY: usize = 10;
/// Share of the squared step that the objective must fall by.
const SUFFICIENT: f64 = 1e-4;
/// Curvature, relative to that at the start, beyond which no step is tried.
const STEEPEST: f64 = 1e12;

pub(super) fn minimise(
    objective: &Objective<'_>,
    settings: &LogisticSettings,
) -> Result<Minimum, FitError> {
    let threshold = settings.penalty * settings.l1_ratio;
    let convexity = settings.penalty * (1.0 - settings.l1_ratio).max(LEAST_RIDGE_SHARE);
    let whole = |parameters: &[f64], value: &Value| {
        let (w, _) = objective.split(parameters);
        value.loss + threshold * w.iter().map(|w| w.abs()).sum::<f64>()
    };
    let mut at = objective.frequencies();
    let mut value = objective.value(&at);
    let mut recent = VecDeque::from([whole(&at, &value)]);
    let steepest = norm(objective.squares()) + objective.ridge();
    let mut curvature = steepest;
    let mut error_bound = f64::INFINITY;
    for iterations in 1..=settings.max_iterations {
        let ceiling = recent.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (next, there, moved) = loop {
            let next = proximal_step(objective, &at, &value.gradient, curvature, threshold);
            let moved: Vec<f64> = next.iter().zip(&at).map(|(n, a)| n - a).collect();
            let there = objective.value(&next);
            let fall = SUFFICIENT / 2.0 * curvature * dot(&moved, &moved);
            if whole(&next, &there) <= ceiling - fall + 1e-13 * ceiling.abs() {
                break (next, there, moved);
            }
            curvature *= 2.0;
            if curvature.is_nan() || curvature > STEEPEST * steepest {
                return Err(FitError::Overflow);
            }
        };
        let turned: Vec<f64> =
            there.gradient.iter().zip(&value.gradient).map(|(n, a)| n - a).collect();
        // A subgradient of the whole objective at the new point; over the convexity it bounds the
        // distance to the optimum.
        let rest: Vec<f64> = turned.iter().zip(&moved).map(|(t, m)| t - curvature * m).collect();
        error_bound = if norm(&rest) <= objective.rounding() {
            0.0
        } else {
            norm(&rest) / (convexity * norm(objective.split(&next).0))
        };
        if error_bound <= settings.tolerance {
            return Ok(Minimum { parameters: next, iterations, error_bound });
        }
        let bend = dot(&turned, &moved) / dot(&moved, &moved);
        curvature = if bend > 0.0 { bend.min(steepest) } else { steepest };
        recent.push_back(whole(&next, &there));
        if recent.len() > MEMORY {
            recent.pop_front();
        }
        (at, value) = (next, there);
    }
    let (iterations, tolerance) = (settings.max_iterations, settings.tolerance);
    Err(FitError::NotConverged { iterations, error_bound, tolerance })
}

/// The minimum of the linearised objective + ½·curvature·‖step‖² + threshold·‖W‖₁: a gradient
/// step, then W shrunk towards 0.
fn proximal_step(
    objective: &Objective<'_>,
    at: &[f64],
    gradient: &[f64],
    curvature: f64,
    threshold: f64,
) -> Vec<f64> {
    let mut next: Vec<f64> = at.iter().zip(gradient).map(|(a, g)| a - g / curvature).collect();
    let n_weights = objective.split(at).0.len();
    for w in next.iter_mut().take(n_weights) {
        *w = w.signum() * (w.abs() - threshold / curvature).max(0.0);
    }
    next
}
