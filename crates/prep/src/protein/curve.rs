//! Standard curves: a line, or four parameters (4PL), by least squares.

use serde::{Deserialize, Serialize};

use super::AssayError;
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
    /// Lowest and highest mean signal of the standards.
    pub signals: (f64, f64),
    /// Lowest and highest concentration.
    pub concentrations: (f64, f64),
    n: usize,
    mean_x: f64,
    sxx: f64,
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
        let parameters = match kind {
            CurveKind::Linear => vec![slope, mean_y - slope * mean_x],
            CurveKind::FourParameter => {
                four_parameters(&x, &y).ok_or(AssayError::NotRising)?.to_vec()
            }
        };
        let mut curve = Self {
            kind,
            parameters,
            r_squared: 0.0,
            residual_sd: 0.0,
            signals: (0.0, 0.0),
            concentrations: (
                levels.first().copied().unwrap_or(0.0),
                levels.last().copied().unwrap_or(0.0),
            ),
            n: x.len(),
            mean_x,
            sxx,
        };
        let left: f64 = x.iter().zip(&y).map(|(x, y)| (y - curve.signal(*x)).powi(2)).sum();
        let total: f64 = y.iter().map(|y| (y - mean_y).powi(2)).sum();
        curve.r_squared = 1.0 - left / total;
        curve.residual_sd =
            (left / (x.len().saturating_sub(curve.parameters.len())).max(1) as f64).sqrt();
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
            [a, b, c, d] => four(&[*a, *b, *c, *d], x),
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

    /// Inverse prediction of the concentration at the mean signal of `replicates` wells, with its 95 % interval: for a
    /// line x̂ ± t s/a √(1/m + 1/n + (x̂ − x̄)²/Sxx) (Miller and Miller), for 4PL the delta method on the residual.
    pub fn inverse_prediction(&self, y: f64, replicates: usize) -> Option<Estimate> {
        let value = self.invert(y)?;
        let df = self.n.checked_sub(self.parameters.len())? as f64;
        let t = t_quantile(0.975, df)?;
        let step = (self.concentrations.1 - self.concentrations.0).abs() * 1e-6;
        let slope = (self.signal(value + step) - self.signal((value - step).max(0.0)))
            / (step + step.min(value));
        let lever = 1.0 / replicates.max(1) as f64
            + 1.0 / self.n as f64
            + (value - self.mean_x).powi(2) / self.sxx;
        let half = t * self.residual_sd / slope * lever.sqrt();
        half.is_finite().then_some(Estimate {
            value,
            low: value - half,
            high: value + half,
            level: 0.95,
        })
    }
}

fn four(p: &[f64; 4], x: f64) -> f64 {
    let [a, b, c, d] = *p;
    d + (a - d) / (1.0 + (x / c).powf(b))
}

/// Levenberg–Marquardt on a, ln b, ln c, d.
fn four_parameters(x: &[f64], y: &[f64]) -> Option<[f64; 4]> {
    let low = y.iter().copied().fold(f64::INFINITY, f64::min);
    let high = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle = mean(x)?.max(1e-300);
    let natural = |q: &[f64; 4]| [q[0], q[1].exp(), q[2].exp(), q[3]];
    let loss = |q: &[f64; 4]| -> f64 {
        x.iter().zip(y).map(|(x, y)| (y - four(&natural(q), *x)).powi(2)).sum()
    };
    let mut q = [low, 0.0, middle.ln(), high + 0.1 * (high - low)];
    let (mut best, mut damping) = (loss(&q), 1e-3);
    for _ in 0..500 {
        let mut normal = [[0.0; 4]; 4];
        let mut gradient = [0.0; 4];
        for (x, y) in x.iter().zip(y) {
            let here = four(&natural(&q), *x);
            let mut row = [0.0; 4];
            for (i, slot) in row.iter_mut().enumerate() {
                let mut moved = q;
                let step = 1e-6 * moved.get(i)?.abs().max(1e-3);
                *moved.get_mut(i)? += step;
                *slot = (four(&natural(&moved), *x) - here) / step;
            }
            for (i, a) in row.iter().enumerate() {
                *gradient.get_mut(i)? += a * (y - here);
                for (j, b) in row.iter().enumerate() {
                    *normal.get_mut(i)?.get_mut(j)? += a * b;
                }
            }
        }
        for (i, row) in normal.iter_mut().enumerate() {
            *row.get_mut(i)? *= 1.0 + damping;
        }
        let Some(step) = solve(normal, gradient) else {
            damping *= 10.0;
            continue;
        };
        let mut next = q;
        next.iter_mut().zip(step).for_each(|(q, step)| *q += step);
        let found = loss(&next);
        if found.is_finite() && found < best {
            let done = (best - found) <= 1e-14 * best;
            (q, best, damping) = (next, found, damping / 10.0);
            if done {
                break;
            }
        } else {
            damping *= 10.0;
            if damping > 1e12 {
                break;
            }
        }
    }
    best.is_finite().then(|| natural(&q))
}

/// Solution of four linear equations by elimination with pivots.
fn solve(mut a: [[f64; 4]; 4], mut b: [f64; 4]) -> Option<[f64; 4]> {
    for i in 0..4 {
        let pivot = (i..4).max_by(|p, q| a[*p][i].abs().total_cmp(&a[*q][i].abs()))?;
        if a[pivot][i].abs() < 1e-300 {
            return None;
        }
        a.swap(i, pivot);
        b.swap(i, pivot);
        for j in i + 1..4 {
            let factor = a[j][i] / a[i][i];
            let pivot_row = a[i];
            for (cell, above) in a[j].iter_mut().zip(pivot_row).skip(i) {
                *cell -= factor * above;
            }
            b[j] -= factor * b[i];
        }
    }
    let mut x = [0.0; 4];
    for i in (0..4).rev() {
        let known: f64 = (i + 1..4).map(|k| a[i][k] * x[k]).sum();
        x[i] = (b[i] - known) / a[i][i];
    }
    Some(x)
}
