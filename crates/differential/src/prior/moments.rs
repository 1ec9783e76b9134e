//! The prior by moments of log variances: limma's `fitFDist`.
//!
//! With z = ln s² of d degrees of freedom, e = z − ψ(d/2) + ln(d/2) has the mean ln σ₀² − ψ(d₀/2) + ln(d₀/2) and the
//! variance ψ′(d/2) + ψ′(d₀/2) (Smyth 2004, section 6.2). With a trend the mean is a natural cubic spline of the level.

use super::spline::natural_spline_fit;
use super::{Prior, Variances, median};
use crate::special::{digamma, trigamma, trigamma_inverse};

/// Fits the prior; `None` where no variance has degrees of freedom.
pub(crate) fn fit_f_distribution(variances: Variances<'_>) -> Option<Prior> {
    let Variances { s2, df, trend } = variances;
    let n = s2.len();
    let ok: Vec<usize> = (0..n).filter(|&i| df[i] > 1e-15 && s2[i].is_finite()).collect();
    let nok = ok.len();
    if nok == 0 {
        return None;
    }
    if nok == 1 {
        return Some(Prior { variance: vec![s2[ok[0]]; n], df: 0.0, df_each: vec![0.0; n] });
    }
    let raw: Vec<f64> = ok.iter().map(|&i| s2[i].max(0.0)).collect();
    let middle = median(&raw).filter(|m| *m > 0.0).unwrap_or(1.0);
    let x: Vec<f64> = raw.iter().map(|s2| s2.max(1e-5 * middle)).collect();
    let half = |k: usize| df[ok[k]] / 2.0;
    let e: Vec<f64> =
        x.iter().enumerate().map(|(k, x)| x.ln() - digamma(half(k)) + half(k).ln()).collect();
    let within = (0..nok).map(|k| trigamma(half(k))).sum::<f64>() / nok as f64;
    let fitted = trend.and_then(|levels| {
        let at: Vec<f64> = ok.iter().map(|&i| levels[i]).collect();
        natural_spline_fit(&at, &e, levels)
    });
    let (mean, between, has_trend) = match fitted {
        Some((mean, residual_variance)) => (mean, residual_variance, true),
        None => {
            let mean = e.iter().sum::<f64>() / nok as f64;
            let squares: f64 = e.iter().map(|e| (e - mean).powi(2)).sum();
            (vec![mean; n], squares / (nok - 1) as f64, false)
        }
    };
    let excess = between - within;
    if excess > 0.0 {
        let d0 = 2.0 * trigamma_inverse(excess);
        let shift = digamma(d0 / 2.0) - (d0 / 2.0).ln();
        let variance = mean.iter().map(|mean| (mean + shift).exp()).collect();
        return Some(Prior { variance, df: d0, df_each: vec![d0; n] });
    }
    let variance = if has_trend {
        mean.iter().map(|mean| mean.exp()).collect()
    } else {
        vec![x.iter().sum::<f64>() / nok as f64; n]
    };
    Some(Prior { variance, df: f64::INFINITY, df_each: vec![f64::INFINITY; n] })
}
