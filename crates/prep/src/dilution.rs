//! Dilution series: linearity of the count, and the stock concentration that follows where it holds.

use serde::{Deserialize, Serialize};

use crate::figure::{Estimate, mean, t_quantile};
use crate::size::{LEVEL, over_replicates};

/// Slope of log concentration in the cell on log dilution must be −1 within this.
pub const SLOPE_TOLERANCE: f64 = 0.1;

/// One count of a dilution series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Dilute {
    /// Dilution, 1 or more.
    pub dilution: f64,
    /// Particles per mL in the measuring cell, blank subtracted.
    pub in_cell: f64,
}

/// What a dilution series says of linearity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Linearity {
    /// One dilution only.
    NotTested,
    /// The slope is −1 ± 0.1.
    Linear {
        /// Slope of log C on log D with its interval, where there are three or more counts.
        slope: f64,
        /// 95 % interval of the slope.
        interval: Option<(f64, f64)>,
    },
    /// It is not: no stock concentration may be stated.
    NotLinear {
        /// Slope.
        slope: f64,
        /// 95 % interval of the slope.
        interval: Option<(f64, f64)>,
        /// Largest over smallest stock concentration of the dilutions.
        fold: f64,
    },
}

/// Tests linearity by least squares of log C on log D; `None` where a count is not above 0.
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
    let half = t_quantile(f64::midpoint(1.0, LEVEL), df).map(|t| t * (residual / df / sxx).sqrt());
    let interval = half.map(|half| (slope - half, slope + half));
    if (slope + 1.0).abs() <= SLOPE_TOLERANCE {
        return Some(Linearity::Linear { slope, interval });
    }
    let stocks = series.iter().map(|d| d.dilution * d.in_cell);
    let (low, high) =
        stocks.fold((f64::INFINITY, 0.0), |(a, b), s| (f64::min(a, s), f64::max(b, s)));
    Some(Linearity::NotLinear { slope, interval, fold: high / low })
}

/// Stock concentration: the mean of dilution × concentration in the cell over replicates.
pub fn stock(series: &[Dilute]) -> Option<Estimate> {
    let stocks: Vec<f64> = series.iter().map(|d| d.dilution * d.in_cell).collect();
    over_replicates(&stocks)
}
