//! Empirical Bayes estimates of one batch, from the distribution of its miRNAs.
//!
//! Priors (Johnson, Li & Rabinovic 2007, section 3.1), over the miRNAs of the batch:
//! `γ ~ N(γ̄, τ²)`, `δ ~ InverseGamma(a, b)`, by the method of moments. The posterior means
//!
//! ```text
//! γ* = (n τ² γ̂ + δ* γ̄) / (n τ² + δ*)
//! δ* = (b + ½ Σ_i (z_i − γ*)²) / (n/2 + a − 1)
//! ```
//!
//! are iterated in turn. Here `Σ_i (z_i − γ*)² = (n − 1) δ̂ + n (γ̂ − γ*)²`, so that the data are
//! not needed again.

/// Largest relative change at which sva stops.
const TOLERANCE: f64 = 1e-4;

/// sva has no bound; this one keeps an odd matrix from iterating for ever.
const MOST_ITERATIONS: usize = 1000;

/// Number of iterations after which the estimates still moved.
pub(super) type Unsettled = usize;

/// `(γ*, δ*)` of each miRNA from `γ̂` and `δ̂` over `n` samples; without `δ̂`, by the mean-only
/// rule of sva (`n = δ = 1` in the formula of `γ*`, and `δ* = 1`).
pub(super) fn shrink(
    n: usize,
    location: &[f64],
    scale: Option<&Vec<f64>>,
) -> Result<Vec<(f64, f64)>, Unsettled> {
    let n = n as f64;
    let (centre, tau2) = mean_and_variance(location);
    let gamma =
        |n: f64, hat: f64, delta: f64| (n * tau2 * hat + delta * centre) / (n * tau2 + delta);
    let Some(scale) = scale else {
        return Ok(location.iter().map(|&hat| (gamma(1.0, hat, 1.0), 1.0)).collect());
    };
    let (m, v) = mean_and_variance(scale);
    let (a, b) = (2.0 + m * m / v, m + m * m * m / v);
    let delta = |d_hat: f64, g_hat: f64, g: f64| {
        let squares = (n - 1.0) * d_hat + n * (g_hat - g).powi(2);
        // All miRNAs alike: the prior is a point.
        if v > 0.0 { (0.5 * squares + b) / (n / 2.0 + a - 1.0) } else { m }
    };
    let mut state: Vec<_> = location.iter().copied().zip(scale.iter().copied()).collect();
    for _ in 0..MOST_ITERATIONS {
        let mut change = 0.0_f64;
        for ((old, &g_hat), &d_hat) in state.iter_mut().zip(location).zip(scale) {
            let g = gamma(n, g_hat, old.1);
            let d = delta(d_hat, g_hat, g);
            // As in sva the change is not taken relative to |old|: where γ is below zero it does
            // not delay the end.
            change = change.max((g - old.0).abs() / old.0).max((d - old.1).abs() / old.1);
            *old = (g, d);
        }
        if change <= TOLERANCE {
            return Ok(state);
        }
    }
    Err(MOST_ITERATIONS)
}

/// Mean, and variance with divisor `n − 1`.
fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0))
}
