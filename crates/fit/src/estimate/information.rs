//! Observed information: standard errors, correlations, directions that the data do not tell.

use exoscope_linalg::{Eigen, Mat};
use serde::Serialize;

use super::EstimateError;
use super::minimise::Objective;
use super::problem::{Likelihood, Predict};
use crate::estimate::ResidualModel;

/// What the curvature of the likelihood at its maximum says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Information {
    /// Standard error of each parameter in its own unit; `None` where the data do not tell it.
    pub standard_errors: Vec<Option<f64>>,
    /// The same on the free scale (of the logarithm or logit), for the steps of profiles.
    #[serde(skip)]
    pub(super) free_errors: Vec<Option<f64>>,
    /// Correlations of the estimates on the free scale; no numbers for a parameter on which nothing depends.
    pub correlation: Vec<Vec<f64>>,
    /// Condition number of the scaled information: largest over least eigenvalue.
    pub condition: f64,
    /// Parameters that move together along a direction in which the likelihood hardly changes.
    pub not_told: Vec<String>,
}

/// Half a step of the central differences of gradients.
const STEP: f64 = 1e-3;
/// A scaled information with a least eigenvalue below this is singular: noise of the differences is as large.
const SINGULAR: f64 = 1e-7;
/// A parameter with less than this of the largest curvature has none.
const IDLE: f64 = 1e-6;
/// A direction along which one standard error is more than this on the log scale (a factor of 50) is not told.
const WIDE: f64 = 3.9;
/// Part of a direction from which on a parameter is named.
const LOADED: f64 = 0.3;

/// Half the Hessian of −2 log L, a row for each of `free`: differences of gradients, or of weighted least squares JᵀJ/σ²
/// as is usual there.
fn half_hessian<P: Predict>(
    of: &Likelihood<P>,
    x: &[f64],
    free: &[usize],
) -> Result<Vec<Vec<f64>>, EstimateError> {
    if of.problem.residual == ResidualModel::Weighted {
        let (_, _, hessian) = of.expanded(x)?;
        return Ok(free.iter().map(|&i| hessian[i].clone()).collect());
    }
    let row = |&i: &usize| {
        let at = |step: f64| {
            let mut moved = x.to_vec();
            moved[i] += step;
            of.expanded(&moved).map(|(_, gradient, _)| gradient)
        };
        let (up, down) = (at(STEP)?, at(-STEP)?);
        Ok(up.iter().zip(&down).map(|(u, d)| (u - d) / (2.0 * STEP)).collect())
    };
    free.iter().map(row).collect()
}

/// The observed information at `x`, residual errors included where these are not at a bound.
pub(super) fn information<P: Predict>(
    of: &Likelihood<P>,
    x: &[f64],
) -> Result<Information, EstimateError> {
    let inside = |i: &usize| {
        of.bounds().get(*i).is_some_and(|(low, high)| x[*i] > low + 1e-6 && x[*i] < high - 1e-6)
    };
    let k = of.parameters();
    let free: Vec<usize> = (0..x.len()).filter(|i| *i < k || inside(i)).collect();
    let n = free.len();
    let rows = half_hessian(of, x, &free)?;
    // Half the Hessian of −2 log L is the observed information.
    let h = |i: usize, j: usize| f64::midpoint(rows[i][free[j]], rows[j][free[i]]);
    let size = |i: usize| h(i, i).abs().sqrt();
    let largest = (0..k).map(size).fold(0.0, f64::max);
    // A parameter on which nothing depends has no curvature, and so a direction of its own with eigenvalue 0.
    let told = |i: usize| i >= k || size(i) > IDLE * largest;
    let scale: Vec<f64> = (0..n).map(|i| if told(i) { size(i) } else { f64::INFINITY }).collect();
    let scaled = Mat::from_fn(n, n, |i, j| h(i, j) / (scale[i] * scale[j]));
    let name = |place: usize| of.problem.parameters.get(place).map(|p| p.name.clone());
    let Some(Eigen { values, vectors }) = Eigen::of(&scaled) else {
        return Ok(Information {
            standard_errors: vec![None; k],
            free_errors: vec![None; k],
            correlation: Vec::new(),
            condition: f64::INFINITY,
            not_told: (0..k).filter_map(name).collect(),
        });
    };
    let (most, least) = (values[0], values[n - 1]);
    let (along, flat): (Vec<usize>, Vec<usize>) =
        (0..n).partition(|&m| values[m] > SINGULAR * most);
    let on_flat: Vec<bool> =
        (0..k).map(|i| flat.iter().any(|&m| vectors[(i, m)].abs() > LOADED)).collect();
    let covariance = |i: usize, j: usize| -> f64 {
        let sum: f64 = along.iter().map(|&m| vectors[(i, m)] * vectors[(j, m)] / values[m]).sum();
        sum / (scale[i] * scale[j])
    };
    // Least squares divide by the degrees of freedom, likelihood by the number of values.
    let data = of.problem.data.len() as f64;
    let small = match of.problem.residual {
        ResidualModel::Weighted => (data / (data - k as f64)).sqrt(),
        _ => 1.0,
    };
    let free_errors: Vec<f64> = (0..k).map(|i| small * covariance(i, i).sqrt()).collect();
    let values = of.values(x);
    let wide: Vec<bool> = free_errors
        .iter()
        .zip(&on_flat)
        .map(|(e, flat)| *flat || e.is_nan() || *e >= WIDE)
        .collect();
    let standard_errors = (0..k)
        .map(|i| {
            let slope = of.problem.parameters[i].transform.slope(values[i]);
            (!wide[i]).then_some(free_errors[i] * slope)
        })
        .collect();
    let correlation = (0..k)
        .map(|i| {
            let one = |j: usize| covariance(i, j) / (covariance(i, i) * covariance(j, j)).sqrt();
            (0..k).map(one).collect()
        })
        .collect();
    Ok(Information {
        standard_errors,
        free_errors: free_errors
            .into_iter()
            .zip(&on_flat)
            .map(|(e, flat)| (!flat).then_some(e))
            .collect(),
        correlation,
        condition: if flat.is_empty() { most / least } else { f64::INFINITY },
        not_told: (0..k).filter(|&i| wide[i]).filter_map(name).collect(),
    })
}
