//! Figures with their intervals.

use serde::{Deserialize, Deserializer, Serialize};

/// A point estimate with an interval of a stated level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end; −∞ (null in JSON) where nothing bounds it.
    #[serde(deserialize_with = "low_end")]
    pub low: f64,
    /// Upper end; ∞ (null in JSON) where nothing bounds it.
    #[serde(deserialize_with = "high_end")]
    pub high: f64,
    /// Level of the interval, 0 to 1.
    pub level: f64,
}

fn low_end<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::NEG_INFINITY))
}

fn high_end<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::INFINITY))
}

impl Estimate {
    /// The same in another unit.
    ///
    /// ```
    /// use exoscope_prep::Estimate;
    /// let per_nl = Estimate { value: 2.0, low: 1.0, high: 3.0, level: 0.95 };
    /// assert_eq!(per_nl.scaled(1e6).high, 3e6);
    /// ```
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self {
            value: self.value * factor,
            low: self.low * factor,
            high: self.high * factor,
            ..self
        }
    }

    /// Its ends as text, as `1 to 2`; `not known` where nothing bounds it, `from 1 on` and `up to 2` where one side is open.
    ///
    /// ```
    /// use exoscope_prep::Estimate;
    /// let open = Estimate { value: 1.0, low: f64::NEG_INFINITY, high: f64::INFINITY, level: 0.95 };
    /// assert_eq!(open.ends(|end| end.to_string()), "not known");
    /// assert_eq!(Estimate { high: 2.0, low: 0.5, ..open }.ends(|end| end.to_string()), "0.5 to 2");
    /// ```
    pub fn ends(&self, show: impl Fn(f64) -> String) -> String {
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => format!("{} to {}", show(self.low), show(self.high)),
            (true, false) => format!("from {} on", show(self.low)),
            (false, true) => format!("up to {}", show(self.high)),
            (false, false) => "not known".to_owned(),
        }
    }

    /// Relative standard error under a normal law, from the width of the interval; `None` where the value is 0.
    pub fn relative_se(&self) -> Option<f64> {
        let z = normal_quantile(f64::midpoint(1.0, self.level))?;
        let cv = (self.high - self.low) / (2.0 * z * self.value);
        (self.value > 0.0 && cv.is_finite()).then_some(cv)
    }
}

/// Quantile of the standard normal distribution; `None` outside 0 < p < 1.
pub fn normal_quantile(p: f64) -> Option<f64> {
    use statrs::distribution::{ContinuousCDF, Normal};
    let standard = Normal::new(0.0, 1.0).ok()?;
    (p > 0.0 && p < 1.0).then(|| standard.inverse_cdf(p))
}

/// Quantile of Student's t distribution with `df` degrees of freedom; `None` outside 0 < p < 1 or df < 1.
pub fn t_quantile(p: f64, df: f64) -> Option<f64> {
    use statrs::distribution::{ContinuousCDF, StudentsT};
    let t = StudentsT::new(0.0, 1.0, df).ok()?;
    (p > 0.0 && p < 1.0 && df >= 1.0).then(|| t.inverse_cdf(p))
}

/// Quantile of the F distribution with `d1` and `d2` degrees of freedom; `None` outside 0 < p < 1 or below 1 degree.
///
/// ```
/// // t² of 5 degrees at 95 %, two-sided.
/// let f = exoscope_prep::figure::f_quantile(0.95, 1.0, 5.0).unwrap();
/// assert!((f - 6.6079).abs() < 1e-3);
/// ```
pub fn f_quantile(p: f64, d1: f64, d2: f64) -> Option<f64> {
    use statrs::distribution::{Beta, ContinuousCDF};
    if !(p > 0.0 && p < 1.0 && d1 >= 1.0 && d2 >= 1.0) {
        return None;
    }
    // X = d1 F / (d1 F + d2) has the beta distribution of d1/2 and d2/2.
    let x = Beta::new(d1 / 2.0, d2 / 2.0).ok()?.inverse_cdf(p);
    Some(d2 * x / (d1 * (1.0 - x)))
}

/// Arithmetic mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Sample variance (n − 1); `None` of fewer than two values.
pub fn variance(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    let sum: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (values.len() > 1).then(|| sum / (values.len() - 1) as f64)
}

/// Quantile of sorted values by linear interpolation (type 7 of Hyndman and Fan 1996); `None` of nothing.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = p.clamp(0.0, 1.0) * last as f64;
    let below = at.floor() as usize;
    let (a, b) = (*sorted.get(below)?, *sorted.get((below + 1).min(last))?);
    Some(a + (b - a) * (at - below as f64))
}
