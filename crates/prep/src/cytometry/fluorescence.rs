//! Fluorescence calibration by beads: log10(MESF) = a · log10(channel) + b.

use serde::{Deserialize, Serialize};

use crate::figure::mean;

/// A bead peak: position in the channel, and the value that its lot states.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BeadPeak {
    /// Median of the peak, channel units.
    pub channel: f64,
    /// Molecules of equivalent soluble fluorochrome (MESF), or ERF.
    pub mesf: f64,
}

/// A fitted calibration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FluorescenceCalibration {
    /// Slope a; 1 is expected of a linear detector.
    pub slope: f64,
    /// Intercept b.
    pub intercept: f64,
    /// Coefficient of determination on the logarithms.
    pub r_squared: f64,
    /// Residual of each peak, % of its stated value.
    pub residuals: Vec<f64>,
}

/// The slope of log MESF on log channel must be 1 within this (assumed; a linear detector has 1).
pub const SLOPE_TOLERANCE: f64 = 0.1;
/// Largest residual of an accepted calibration, % of a peak's stated value (assumed).
pub const MOST_RESIDUAL: f64 = 20.0;

/// Fits by least squares on logarithms; `None` of fewer than two distinct positive peaks.
pub fn calibrate(peaks: &[BeadPeak]) -> Option<FluorescenceCalibration> {
    if peaks.len() < 2 || peaks.iter().any(|p| !(p.channel > 0.0 && p.mesf > 0.0)) {
        return None;
    }
    let x: Vec<f64> = peaks.iter().map(|p| p.channel.log10()).collect();
    let y: Vec<f64> = peaks.iter().map(|p| p.mesf.log10()).collect();
    let (mx, my) = (mean(&x)?, mean(&y)?);
    let sum =
        |f: &dyn Fn(f64, f64) -> f64| -> f64 { x.iter().zip(&y).map(|(x, y)| f(*x, *y)).sum() };
    let sxx = sum(&|x, _| (x - mx).powi(2));
    if sxx < 1e-12 {
        return None;
    }
    let slope = sum(&|x, y| (x - mx) * (y - my)) / sxx;
    let intercept = my - slope * mx;
    let total = sum(&|_, y| (y - my).powi(2));
    let left = sum(&|x, y| (y - intercept - slope * x).powi(2));
    let residuals =
        x.iter().zip(&y).map(|(x, y)| 100.0 * (10_f64.powf(intercept + slope * x - y) - 1.0));
    let r_squared = if total > 0.0 { 1.0 - left / total } else { 0.0 };
    Some(FluorescenceCalibration { slope, intercept, r_squared, residuals: residuals.collect() })
}

impl FluorescenceCalibration {
    /// MESF of a channel value; `None` unless it is above 0.
    pub fn mesf(&self, channel: f64) -> Option<f64> {
        (channel > 0.0).then(|| 10_f64.powf(self.intercept + self.slope * channel.log10()))
    }

    /// Whether the slope is 1 ± 0.1 and every peak within 20 %: else no MESF follows.
    pub fn accepted(&self) -> bool {
        (self.slope - 1.0).abs() <= SLOPE_TOLERANCE && self.worst_residual() <= MOST_RESIDUAL
    }

    /// Largest residual, % of the stated value, without its sign.
    pub fn worst_residual(&self) -> f64 {
        self.residuals.iter().map(|residual| residual.abs()).fold(0.0, f64::max)
    }

    /// Limit of detection in MESF: the upper 95 % of the blank's channel values, calibrated.
    pub fn detection_limit(&self, blank_p95: f64) -> Option<f64> {
        self.mesf(blank_p95)
    }
}
