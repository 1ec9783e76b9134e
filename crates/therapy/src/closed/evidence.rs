//! Trials beside one another: the log hazard ratio that each allows, whether one value fits all, and what else had to
//! differ.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::natural::Count;
use crate::TherapyError;
use crate::fortune::normal_quantile;
use crate::quantity::inner_share;

/// One published result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Whose.
    pub name: String,
    /// Treated.
    pub treated: Count,
    /// Controls, where there were any.
    pub control: Option<Count>,
    /// The rate that a single arm was compared with, where there were none.
    pub null: Option<f64>,
    /// What was counted, and when.
    pub endpoint: String,
    /// Where it comes from.
    pub source: String,
    /// What of it is assumed.
    #[serde(default)]
    pub assumed: Vec<String>,
}

/// What one result says of the effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Whose.
    pub name: String,
    /// Share of the treated, and the share it was compared with.
    pub rates: (f64, f64),
    /// Whether controls were observed.
    pub controlled: bool,
    /// ln hazard ratio, ln(−ln(1 − p₁)) − ln(−ln(1 − p₀)), with its 95 % interval.
    pub log_ratio: f64,
    /// Ends of the interval; of a single arm the rate it was compared with counts as known.
    pub interval: (f64, f64),
    /// Of a single arm, the natural rate from which on no effect is inside the interval: the exact lower bound.
    pub tipping_null: Option<f64>,
    /// What was counted, and when.
    pub endpoint: String,
    /// Where it comes from.
    pub source: String,
    /// What of it is assumed.
    pub assumed: Vec<String>,
}

/// All results together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Together {
    /// Each.
    pub readings: Vec<Reading>,
    /// Values of the log hazard ratio inside every interval; `None` where there are none.
    pub common: Option<(f64, f64)>,
    /// Cochran's Q and the number of results less one.
    pub heterogeneity: (f64, usize),
    /// P(χ² as large or larger) of Q; nothing for one result.
    pub p: Option<f64>,
    /// What was counted, each once, in the order of the results: where there are several, no one effect is of all.
    pub endpoints: Vec<String>,
}

/// Reads published results; counts of 0 and of all are moved by a half.
pub fn together(published: &[Published]) -> Result<Together, TherapyError> {
    let mut readings = Vec::new();
    for (number, result) in published.iter().enumerate() {
        let field = |name: &str| format!("evidence#{}.{name}", number + 1);
        let part = |name: &str, count: Count| {
            Count::new(count.improved, count.of)
                .map_err(|why| TherapyError::value(field(name), why, "improved of all"))?;
            let (x, n) = (f64::from(count.improved), f64::from(count.of));
            let p = if count.improved == 0 || count.improved == count.of {
                (x + 0.5) / (n + 1.0)
            } else {
                x / n
            };
            let log = -(-p).ln_1p();
            Ok::<_, TherapyError>((p, log.ln(), p / (n * (1.0 - p) * log * log)))
        };
        crate::quantity::named(&field("endpoint"), &result.endpoint)?;
        let (p1, l1, v1) = part("treated", result.treated)?;
        let (p0, l0, v0, controlled) = match (result.control, result.null) {
            (Some(control), None) => {
                let (p, l, v) = part("control", control)?;
                (p, l, v, true)
            }
            (None, Some(null)) => {
                inner_share(&field("null"), null)?;
                (null, (-(-null).ln_1p()).ln(), 0.0, false)
            }
            _ => {
                let why = "a result has controls, or a rate it was compared with";
                return Err(TherapyError::value(
                    field("control"),
                    why,
                    "give one of control and null",
                ));
            }
        };
        let (log_ratio, se) = (l1 - l0, (v1 + v0).sqrt());
        let half = normal_quantile(0.975) * se;
        readings.push(Reading {
            name: result.name.clone(),
            rates: (p1, p0),
            controlled,
            log_ratio,
            interval: (log_ratio - half, log_ratio + half),
            tipping_null: (!controlled).then(|| result.treated.exact().0),
            endpoint: result.endpoint.clone(),
            source: result.source.clone(),
            assumed: result.assumed.clone(),
        });
    }
    let mut endpoints: Vec<String> = Vec::new();
    for reading in &readings {
        if !endpoints.contains(&reading.endpoint) {
            endpoints.push(reading.endpoint.clone());
        }
    }
    let low = readings.iter().map(|r| r.interval.0).fold(f64::NEG_INFINITY, f64::max);
    let high = readings.iter().map(|r| r.interval.1).fold(f64::INFINITY, f64::min);
    let weights: Vec<f64> =
        readings.iter().map(|r| ((r.interval.1 - r.interval.0) / 3.919_927_969).powi(-2)).collect();
    let sum: f64 = weights.iter().sum();
    let pooled = readings.iter().zip(&weights).map(|(r, w)| w * r.log_ratio).sum::<f64>() / sum;
    let q: f64 =
        readings.iter().zip(&weights).map(|(r, w)| w * (r.log_ratio - pooled).powi(2)).sum();
    let common = (low <= high && !readings.is_empty()).then_some((low, high));
    let freedom = readings.len().saturating_sub(1);
    let p = ChiSquared::new(freedom as f64).ok().map(|chi| chi.sf(q));
    Ok(Together { readings, common, heterogeneity: (q, freedom), p, endpoints })
}
