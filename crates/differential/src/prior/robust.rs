//! The prior that variances out of line do not move: limma's `fitFDistRobustly`.
//!
//! Log variances are Winsorized before their moments are matched, and a miRNA whose variance is an outlier is shrunk
//! less (Phipson, Lee, Majewski, Alexander & Smyth 2016, *Ann Appl Stat* 10:946).

use exoscope_core::rank::ranks;

use super::spline::quantile;
use super::{Prior, Variances, fit_f_distribution, median};
use crate::lowess::{ascending, lowess};
use crate::special::{FDistribution, gauss_legendre};

/// Shares of the variances that are Winsorized, at the lower and the upper end.
const TAILS: [f64; 2] = [0.05, 0.1];

/// Fits the prior; `None` where no variance has degrees of freedom, or most are zero.
pub(super) fn fit_f_distribution_robustly(variances: Variances<'_>) -> Option<Prior> {
    let Variances { s2, df, trend } = variances;
    let n = s2.len();
    let ok: Vec<usize> = (0..n).filter(|&i| df[i] > 1e-6 && !s2[i].is_nan()).collect();
    let pick = |values: &[f64]| -> Vec<f64> { ok.iter().map(|&i| values[i]).collect() };
    let levels = trend.map(&pick);
    let found = of_known(pick(s2), pick(df), levels.as_deref())?;
    if ok.len() == n {
        return Some(found);
    }
    let mut df_each = vec![found.df; n];
    let mut variance = vec![found.variance.first().copied()?; n];
    for (k, &i) in ok.iter().enumerate() {
        df_each[i] = found.df_each[k];
        variance[i] = found.variance[k];
    }
    if let (Some(trend), Some(levels)) = (trend, &levels) {
        let logs: Vec<f64> = found.variance.iter().map(|v| v.ln()).collect();
        let curve = crate::interpolate::Curve::new(levels, &logs);
        for i in (0..n).filter(|i| !ok.contains(i)) {
            variance[i] = curve.at(trend[i]).exp();
        }
    }
    Some(Prior { variance, df: found.df, df_each })
}

/// The same where every variance has degrees of freedom.
fn of_known(mut x: Vec<f64>, df: Vec<f64>, levels: Option<&[f64]>) -> Option<Prior> {
    let n = x.len();
    let plain = |x: &[f64]| fit_f_distribution(Variances { s2: x, df: &df, trend: levels });
    if n <= 2 {
        return plain(&x);
    }
    let middle = median(&x).filter(|m| *m > 0.0)?;
    for x in &mut x {
        *x = x.max(middle * 1e-12);
    }
    let start = plain(&x)?;
    if TAILS.iter().all(|tail| *tail < 1.0 / n as f64) {
        return Some(start);
    }
    let d1 = df.iter().copied().fold(0.0, f64::max);
    with_equal_df(&mut x, &df, d1, &start);
    let z: Vec<f64> = x.iter().map(|x| x.ln()).collect();
    let trend = match levels {
        None => vec![trimmed_mean(&z, TAILS[1]); n],
        Some(levels) => smooth(levels, &z),
    };
    let residuals: Vec<f64> = z.iter().zip(&trend).map(|(z, trend)| z - trend).collect();
    let (mean, variance) = winsorized(&residuals);
    let moments = Moments { d1, rule: gauss_legendre(128) };
    let at_infinity = moments.of(f64::INFINITY);
    let scaled = |shift: f64| -> Vec<f64> { trend.iter().map(|t| t + mean - shift).collect() };
    if variance <= at_infinity.1 {
        let centre = scaled(at_infinity.0);
        return Some(without_limit(&z, &centre, d1));
    }
    if start.df.is_infinite() {
        return Some(start);
    }
    let d2 = moments.matching(variance, start.df);
    let centre = scaled(moments.of(d2).0);
    Some(with_outliers(&z, &centre, FDistribution { d1, d2 }))
}

/// Puts variances of fewer degrees of freedom where those of `d1` would be, by their tail probability.
fn with_equal_df(x: &mut [f64], df: &[f64], d1: f64, start: &Prior) {
    for (i, x) in x.iter_mut().enumerate().filter(|(i, _)| df[*i] < d1 - 1e-14) {
        let scale = start.variance[i];
        let own = FDistribution { d1: df[i], d2: start.df };
        let common = FDistribution { d1, d2: start.df };
        let (upper, lower) = (own.ln_upper(*x / scale), own.ln_lower(*x / scale));
        let moved =
            if upper < lower { common.upper_quantile(upper) } else { common.lower_quantile(lower) };
        *x = moved * scale;
    }
}

/// Lowess of span 0.4, as limma's `loessFit` without weights.
fn smooth(levels: &[f64], z: &[f64]) -> Vec<f64> {
    let order = ascending(levels);
    let x: Vec<f64> = order.iter().map(|&i| levels[i]).collect();
    let y: Vec<f64> = order.iter().map(|&i| z[i]).collect();
    let mut fitted = vec![0.0; z.len()];
    for (value, i) in lowess(&x, &y, 0.4).into_iter().zip(order) {
        fitted[i] = value;
    }
    fitted
}

/// Mean without the share `trim` at each end.
fn trimmed_mean(values: &[f64], trim: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let cut = (sorted.len() as f64 * trim).floor() as usize;
    let kept = sorted.get(cut..sorted.len() - cut).unwrap_or_default();
    kept.iter().sum::<f64>() / kept.len() as f64
}

/// Mean and variance after Winsorizing.
fn winsorized(values: &[f64]) -> (f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (low, high) = (quantile(&sorted, TAILS[0]), quantile(&sorted, 1.0 - TAILS[1]));
    let n = values.len() as f64;
    let clamped = || values.iter().map(|v| v.max(low).min(high));
    let mean = clamped().sum::<f64>() / n;
    (mean, clamped().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

/// Moments of the logarithm of a Winsorized F.
struct Moments {
    d1: f64,
    rule: Vec<(f64, f64)>,
}

impl Moments {
    /// Mean and variance with `d2` degrees of freedom, by quadrature over f/(1 + f).
    fn of(&self, d2: f64) -> (f64, f64) {
        let f = FDistribution { d1: self.d1, d2 };
        let ends = [f.lower_quantile(TAILS[0].ln()), f.upper_quantile(TAILS[1].ln())];
        let z = ends.map(f64::ln);
        let [from, to] = ends.map(|f| f / (1.0 + f));
        let nodes: Vec<(f64, f64)> = self
            .rule
            .iter()
            .map(|(x, weight)| {
                let at = from + (to - from) * x;
                let value = at / (1.0 - at);
                (value.ln(), (to - from) * weight * f.density(value) / (1.0 - at).powi(2))
            })
            .collect();
        let mean =
            nodes.iter().map(|(z, w)| z * w).sum::<f64>() + z[0] * TAILS[0] + z[1] * TAILS[1];
        let about = |z: f64| (z - mean).powi(2);
        let variance = nodes.iter().map(|(z, w)| about(*z) * w).sum::<f64>()
            + about(z[0]) * TAILS[0]
            + about(z[1]) * TAILS[1];
        (mean, variance)
    }

    /// The d2 from `least` on whose Winsorized variance is `variance`; by bisection of d2/(1 + d2).
    fn matching(&self, variance: f64, least: f64) -> f64 {
        let inverse = |x: f64| x / (1.0 - x);
        let (mut low, mut high) = (least / (1.0 + least), 1.0);
        if self.of(least).1 <= variance {
            return least;
        }
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if middle >= 1.0 || middle <= low {
                break;
            }
            if self.of(inverse(middle)).1 > variance {
                low = middle;
            } else {
                high = middle;
            }
        }
        inverse(low)
    }
}

/// The prior of infinite degrees of freedom, with less for variances that are too large to be of it.
fn without_limit(z: &[f64], centre: &[f64], d1: f64) -> Prior {
    let n = z.len();
    let f: Vec<f64> = z.iter().zip(centre).map(|(z, c)| (z - c).exp()).collect();
    let chi = FDistribution { d1, d2: f64::INFINITY };
    let tails: Vec<f64> = f.iter().map(|f| chi.ln_upper(*f).exp()).collect();
    let empirical = ranks(&f).into_iter().map(|rank| (n as f64 - rank + 0.5) / n as f64);
    let inlier: Vec<f64> = tails.iter().zip(empirical).map(|(t, e)| (t / e).min(1.0)).collect();
    let mut df_each = vec![f64::INFINITY; n];
    if inlier.iter().any(|p| *p < 1.0) {
        for (df, p) in df_each.iter_mut().zip(&inlier).filter(|(_, p)| **p < 1.0) {
            *df = p * n as f64 * d1;
        }
        let order = ascending(&tails);
        never_falling(&mut df_each, &order);
    }
    Prior { variance: centre.iter().map(|c| c.exp()).collect(), df: f64::INFINITY, df_each }
}

/// The prior of finite degrees of freedom, with less for outliers.
fn with_outliers(z: &[f64], centre: &[f64], distribution: FDistribution) -> Prior {
    let n = z.len();
    let FDistribution { d1, d2 } = distribution;
    let f: Vec<f64> = z.iter().zip(centre).map(|(z, c)| (z - c).exp()).collect();
    let tails: Vec<f64> = f.iter().map(|f| distribution.ln_upper(*f)).collect();
    let empirical =
        ranks(&f).into_iter().map(|rank| (n as f64 - rank + 0.5).ln() - (n as f64).ln());
    let inlier: Vec<f64> = tails.iter().zip(empirical).map(|(t, e)| (t - e).min(0.0)).collect();
    let mut df_each = vec![d2; n];
    if inlier.iter().any(|p| *p < 0.0) {
        let order = ascending(&tails);
        let least = tails[order[0]];
        let half = 0.5_f64.ln();
        let outlier = if least == f64::NEG_INFINITY {
            0.0
        } else {
            let first = half / least * d2;
            let most = f.iter().copied().fold(0.0, f64::max);
            half / FDistribution { d1, d2: first }.ln_upper(most) * first
        };
        for (df, ln_p) in df_each.iter_mut().zip(&inlier) {
            *df = ln_p.exp() * d2 - ln_p.exp_m1() * outlier;
        }
        level_start(&mut df_each, &order);
        never_falling(&mut df_each, &order);
    }
    Prior { variance: centre.iter().map(|c| c.exp()).collect(), df: d2, df_each }
}

/// The values up to where the running mean is least all take that mean.
fn level_start(values: &mut [f64], order: &[usize]) {
    let (mut sum, mut least, mut end) = (0.0, f64::INFINITY, 0);
    for (k, &i) in order.iter().enumerate() {
        sum += values[i];
        let mean = sum / (k + 1) as f64;
        if mean < least {
            (least, end) = (mean, k + 1);
        }
    }
    for &i in order.iter().take(end) {
        values[i] = least;
    }
}

/// Running maximum along `order`.
fn never_falling(values: &mut [f64], order: &[usize]) {
    let mut most = f64::NEG_INFINITY;
    for &i in order {
        most = most.max(values[i]);
        values[i] = most;
    }
}
