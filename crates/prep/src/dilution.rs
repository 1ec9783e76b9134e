//! Dilution series: linearity of the count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::figure::{mean, normal_quantile, t_quantile};

/// Slope of log concentration in the cell on log dilution must be −1 within this.
pub const SLOPE_TOLERANCE: f64 = 0.1;
/// Level of the slope's interval: the two one-sided tests of equivalence at 5 % each (Schuirmann 1987).
pub const SLOPE_LEVEL: f64 = 0.9;

/// One count of a dilution series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dilute {
    /// Dilution, 1 or more.
    pub dilution: f64,
    /// Particles per mL in the measuring cell, blank subtracted.
    pub in_cell: f64,
    /// Variance of the concentration before the blank was taken off (Poisson), in the square of its unit; `None` where the
    /// number of particles behind it is not known.
    pub variance: Option<f64>,
    /// Its blank, where one of known counts was taken off.
    pub blank: Option<BlankVariance>,
}

/// Blank that counts of a series may share, so that its chance moves them together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlankVariance {
    /// Its file.
    pub file: String,
    /// Variance of its concentration in the measuring cell (Poisson).
    pub variance: f64,
}

/// What a dilution series says of linearity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Linearity {
    /// One dilution only.
    NotTested,
    /// The 90 % interval of the slope lies within −1 ± 0.1.
    Linear {
        /// Slope of log C on log D.
        slope: f64,
        /// Its 90 % interval.
        interval: Option<(f64, f64)>,
    },
    /// The slope is −1 ± 0.1, its interval reaches beyond: too few or too scattered counts to tell.
    Undecided {
        /// Slope.
        slope: f64,
        /// Its 90 % interval; `None` of two counts, whose scatter is unknown.
        interval: Option<(f64, f64)>,
    },
    /// The slope is not: no stock concentration may be stated.
    NotLinear {
        /// Slope.
        slope: f64,
        /// Its 90 % interval.
        interval: Option<(f64, f64)>,
        /// Largest over smallest of the dilutions' mean stock concentrations.
        fold: f64,
    },
}

impl Linearity {
    /// Slope and its 90 % interval; `None` where it was not tested.
    pub fn slope(&self) -> Option<(f64, Option<(f64, f64)>)> {
        match self {
            Self::NotTested => None,
            Self::Linear { slope, interval }
            | Self::Undecided { slope, interval }
            | Self::NotLinear { slope, interval, .. } => Some((*slope, *interval)),
        }
    }
}

impl std::fmt::Display for Linearity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = match self {
            Self::NotTested => return f.write_str("linearity not tested"),
            Self::Linear { .. } => "linear",
            Self::Undecided { .. } => "linearity undecided",
            Self::NotLinear { .. } => "not linear",
        };
        let Some((slope, interval)) = self.slope() else { return f.write_str(verdict) };
        write!(f, "{verdict}, slope {slope:.2}")?;
        match interval {
            Some((low, high)) => write!(f, " ({low:.2} to {high:.2}, 90 %)"),
            None => f.write_str(" of two counts, no interval"),
        }
    }
}

/// Tests linearity by least squares of log C on log D, and judges it by the slope's interval: an equivalence test on
/// −1 ± 0.1. The interval is the wider one of what the residuals give (Student's t) and what the counts give (Poisson); the
/// variance of blanks, which no residual shows where they are shared, is added to either.
/// `None` where a count is not above 0.
///
/// ```
/// use exoscope_prep::dilution::{Dilute, Linearity, linearity};
/// let count = |dilution, in_cell| Dilute { dilution, in_cell, variance: None, blank: None };
/// let halved = [count(1.0, 8e8), count(2.0, 4e8), count(4.0, 2e8), count(8.0, 1e8)];
/// assert!(matches!(linearity(&halved), Some(Linearity::Linear { .. })));
/// assert_eq!(linearity(&halved[..1]), Some(Linearity::NotTested));
/// ```
pub fn linearity(series: &[Dilute]) -> Option<Linearity> {
    if series.iter().any(|d| !(d.in_cell > 0.0 && d.dilution >= 1.0)) || series.is_empty() {
        return None;
    }
    let x: Vec<f64> = series.iter().map(|d| d.dilution.ln()).collect();
    let y: Vec<f64> = series.iter().map(|d| d.in_cell.ln()).collect();
    let (mx, my) = (mean(&x)?, mean(&y)?);
    let sxx: f64 = x.iter().map(|x| (x - mx) * (x - mx)).sum();
    if sxx < 1e-12 {
        return Some(Linearity::NotTested);
    }
    let sxy: f64 = x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum();
    let slope = sxy / sxx;
    let residual: f64 = x.iter().zip(&y).map(|(x, y)| (y - my - slope * (x - mx)).powi(2)).sum();
    let df = series.len() as f64 - 2.0;
    let tail = f64::midpoint(1.0, SLOPE_LEVEL);
    let by_residuals = t_quantile(tail, df).map(|t| t * (residual / df / sxx).sqrt());
    let z = normal_quantile(tail)?;
    let by_counts = z * by_counts(series, &x, mx, sxx).unwrap_or(0.0);
    let by_blanks = z * by_blanks(series, &x, mx, sxx);
    let half = by_residuals.map(|half| half.max(by_counts).hypot(by_blanks));
    let interval = half.map(|half| (slope - half, slope + half));
    if (slope + 1.0).abs() > SLOPE_TOLERANCE {
        let (low, high) = stock_means(series)
            .fold((f64::INFINITY, 0.0), |(a, b), s| (f64::min(a, s), f64::max(b, s)));
        return Some(Linearity::NotLinear { slope, interval, fold: high / low });
    }
    let within = |end: f64| (end + 1.0).abs() <= SLOPE_TOLERANCE;
    Some(match interval {
        Some((low, high)) if within(low) && within(high) => Linearity::Linear { slope, interval },
        _ => Linearity::Undecided { slope, interval },
    })
}

/// Mean stock concentration of each dilution.
fn stock_means(series: &[Dilute]) -> impl Iterator<Item = f64> {
    let mut by: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for count in series {
        // Dilutions are above 0, so that their bits are in their order.
        by.entry(count.dilution.to_bits()).or_default().push(count.dilution * count.in_cell);
    }
    by.into_values().filter_map(|stocks| mean(&stocks))
}

/// Standard error of the slope by the Poisson law of the counts: the logarithm of a net concentration c has variance V / c²,
/// V that of the count before the blank was taken off.
fn by_counts(series: &[Dilute], x: &[f64], mx: f64, sxx: f64) -> Option<f64> {
    let parts = series.iter().zip(x).map(|(count, x)| {
        Some((x - mx).powi(2) * count.variance? / (count.in_cell * count.in_cell))
    });
    let sum: f64 = parts.collect::<Option<Vec<f64>>>()?.iter().sum();
    Some(sum.sqrt() / sxx)
}

/// Standard error of the slope by the blanks: each moves all logarithms of the counts that share it, by 1 / c a unit.
fn by_blanks(series: &[Dilute], x: &[f64], mx: f64, sxx: f64) -> f64 {
    let mut by: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (count, x) in series.iter().zip(x) {
        if let Some(blank) = &count.blank {
            by.entry(&blank.file).or_insert((0.0, blank.variance)).0 += (x - mx) / count.in_cell;
        }
    }
    let sum: f64 = by.values().map(|(moved, variance)| moved * moved * variance).sum();
    sum.sqrt() / sxx
}
