//! Standard curves: a line, or four parameters (4PL), by least squares; the choice between them; inverse prediction.

use serde::{Deserialize, Serialize};

use super::AssayError;
use super::four_parameter::{self, gradient, inverse};
use crate::figure::{Estimate, mean, t_quantile};

/// One standard well.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Standard {
    /// Concentration that the layout states.
    pub concentration: f64,
    /// Signal.
    pub signal: f64,
}

/// Form of a standard curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurveKind {
    /// y = a x + b.
    Linear,
    /// y = d + (a − d) / (1 + (x / c)^b): a at 0, d at ∞, c the inflection, b the slope.
    FourParameter,
}

/// A fitted standard curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Form.
    pub kind: CurveKind,
    /// Line: slope, intercept. 4PL: a, b, c, d.
    pub parameters: Vec<f64>,
    /// Coefficient of determination.
    pub r_squared: f64,
    /// Standard deviation of the residuals.
    pub residual_sd: f64,
    /// Corrected Akaike information criterion of the fit.
    pub aicc: Option<f64>,
    /// Lowest and highest mean signal of the standards.
    pub signals: (f64, f64),
    /// Lowest and highest concentration.
    pub concentrations: (f64, f64),
    /// Standard wells.
    pub wells: usize,
    /// (JᵀJ)⁻¹ of the parameters, row by row: times the residual variance their covariance.
    covariance: Vec<Vec<f64>>,
}

/// The curve that standards ask for, and by how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The curve that is used.
    pub curve: Curve,
    /// AICc of the line less that of 4PL; `None` where 4PL cannot be fitted.
    pub line_over_four: Option<f64>,
}

/// By so much must the AICc of 4PL be lower than the line's: two more parameters need more than noise for them (Burnham
/// and Anderson 2002, section 2.6).
pub const AICC_MARGIN: f64 = 2.0;

/// Fits the line and, where there are five levels, 4PL, and takes 4PL where its corrected Akaike criterion is lower by more
/// than [`AICC_MARGIN`].
pub fn choose(standards: &[Standard]) -> Result<Choice, AssayError> {
    let line = Curve::fit(standards, CurveKind::Linear)?;
    let four = Curve::fit(standards, CurveKind::FourParameter).ok();
    let Some((gain, four)) = four.and_then(|four| Some((line.aicc? - four.aicc?, four))) else {
        return Ok(Choice { curve: line, line_over_four: None });
    };
    let curve = if gain > AICC_MARGIN { four } else { line };
    Ok(Choice { curve, line_over_four: Some(gain) })
}

impl Choice {
    /// The choice in words, with its criterion.
    pub fn words(&self) -> String {
        let kind = match self.curve.kind {
            CurveKind::Linear => "a line",
            CurveKind::FourParameter => "4PL",
        };
        let why = match self.line_over_four {
            Some(gain) => format!(
                "AICc of the line is {:.1} {} that of 4PL; 4PL is taken where it is more than {AICC_MARGIN} above",
                gain.abs(),
                if gain < 0.0 { "below" } else { "above" }
            ),
            None => "too few standards for 4PL".to_owned(),
        };
        format!(
            "{kind} through {} standard wells, R² {:.4} ({why})",
            self.curve.wells, self.curve.r_squared
        )
    }
}

impl Curve {
    /// Fits standards.
    pub fn fit(standards: &[Standard], kind: CurveKind) -> Result<Self, AssayError> {
        let x: Vec<f64> = standards.iter().map(|s| s.concentration).collect();
        let y: Vec<f64> = standards.iter().map(|s| s.signal).collect();
        let mut levels = x.clone();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        let needed = if kind == CurveKind::Linear { 3 } else { 5 };
        let too_few = AssayError::TooFew(x.len(), levels.len());
        let (Some(mean_x), Some(mean_y)) = (mean(&x), mean(&y)) else { return Err(too_few) };
        if levels.len() < needed {
            return Err(too_few);
        }
        let sxx: f64 = x.iter().map(|x| (x - mean_x).powi(2)).sum();
        let sxy: f64 = x.iter().zip(&y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        if sxy <= 0.0 {
            return Err(AssayError::NotRising);
        }
        let slope = sxy / sxx;
        let (parameters, covariance) = match kind {
            CurveKind::Linear => (
                vec![slope, mean_y - slope * mean_x],
                vec![
                    vec![1.0 / sxx, -mean_x / sxx],
                    vec![-mean_x / sxx, 1.0 / x.len() as f64 + mean_x * mean_x / sxx],
                ],
            ),
            CurveKind::FourParameter => {
                let p = four_parameter::fit(&x, &y).ok_or(AssayError::NotDetermined)?;
                let covariance = inverse(&p, &x).ok_or(AssayError::NotDetermined)?;
                (p.to_vec(), covariance)
            }
        };
        let mut curve = Self {
            kind,
            parameters,
            r_squared: 0.0,
            residual_sd: 0.0,
            aicc: None,
            signals: (0.0, 0.0),
            concentrations: (
                levels.first().copied().unwrap_or(0.0),
                levels.last().copied().unwrap_or(0.0),
            ),
            wells: x.len(),
            covariance,
        };
        let left: f64 = x.iter().zip(&y).map(|(x, y)| (y - curve.signal(*x)).powi(2)).sum();
        let total: f64 = y.iter().map(|y| (y - mean_y).powi(2)).sum();
        curve.r_squared = 1.0 - left / total;
        curve.residual_sd =
            (left / (x.len().saturating_sub(curve.parameters.len())).max(1) as f64).sqrt();
        curve.aicc = aicc(x.len(), curve.parameters.len(), left);
        let at = |level: f64| -> f64 {
            let of: Vec<f64> = standards
                .iter()
                .filter(|s| s.concentration.total_cmp(&level).is_eq())
                .map(|s| s.signal)
                .collect();
            mean(&of).unwrap_or(f64::NAN)
        };
        curve.signals = (at(curve.concentrations.0), at(curve.concentrations.1));
        Ok(curve)
    }

    /// Signal at a concentration.
    pub fn signal(&self, x: f64) -> f64 {
        match self.parameters.as_slice() {
            [slope, intercept] => slope * x + intercept,
            [a, b, c, d] => four_parameter::signal(&[*a, *b, *c, *d], x),
            _ => f64::NAN,
        }
    }

    /// Concentration at a signal; `None` where the curve does not reach it.
    pub fn invert(&self, y: f64) -> Option<f64> {
        let x = match self.parameters.as_slice() {
            [slope, intercept] => (y - intercept) / slope,
            [a, b, c, d] => {
                let ratio = (a - d) / (y - d) - 1.0;
                if ratio < 0.0 {
                    return None;
                }
                c * ratio.powf(1.0 / b)
            }
            _ => return None,
        };
        x.is_finite().then_some(x)
    }

    /// Slope of the curve at a concentration, signal per unit.
    pub(super) fn slope_at(&self, value: f64) -> f64 {
        let step = (self.concentrations.1 - self.concentrations.0).abs() * 1e-6;
        let below = (value - step).max(0.0);
        (self.signal(value + step) - self.signal(below)) / (value + step - below)
    }

    /// Inverse prediction of the concentration at the mean signal of `replicates` wells, with its 95 % interval by the delta
    /// method, x̂ ± t s √(1/m + gᵀ (JᵀJ)⁻¹ g) / f′(x̂), where g is the gradient of the curve in its parameters at x̂. For a
    /// line that is s/a √(1/m + 1/n + (x̂ − x̄)²/Sxx) (Miller and Miller 2018, section 5.6).
    pub fn inverse_prediction(&self, y: f64, replicates: usize) -> Option<Estimate> {
        let value = self.invert(y)?;
        let df = self.wells.checked_sub(self.parameters.len())? as f64;
        let t = t_quantile(0.975, df)?;
        let slope = self.slope_at(value);
        let g = match self.parameters.as_slice() {
            [a, b, c, d] => gradient(&[*a, *b, *c, *d], value).to_vec(),
            _ => vec![value, 1.0],
        };
        let quadratic: f64 = self
            .covariance
            .iter()
            .zip(&g)
            .map(|(row, a)| a * row.iter().zip(&g).map(|(cell, b)| cell * b).sum::<f64>())
            .sum();
        let lever = 1.0 / replicates.max(1) as f64 + quadratic;
        let half = t * self.residual_sd / slope * lever.sqrt();
        half.is_finite().then_some(Estimate {
            value,
            low: value - half,
            high: value + half,
            level: 0.95,
        })
    }
}

/// Corrected Akaike information criterion of least squares with `p` parameters and a variance; `None` of too few wells.
fn aicc(n: usize, p: usize, residual: f64) -> Option<f64> {
    let (n, k) = (n as f64, p as f64 + 1.0);
    let room = n - k - 1.0;
    (room > 0.0 && residual > 0.0)
        .then(|| n * (residual / n).ln() + 2.0 * k + 2.0 * k * (k + 1.0) / room)
}
