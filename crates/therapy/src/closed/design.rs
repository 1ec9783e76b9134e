//! Design analysis of Gelman & Carlin 2014 (Perspect Psychol Sci 9:641): power, sign error, exaggeration ratio.

use serde::Serialize;

use crate::fortune::{normal_cdf, normal_quantile};

/// What a significant result is worth, for a true effect and a standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Retrospect {
    /// P(significant), either sign.
    pub power: f64,
    /// Of significant results, the share of the wrong sign (type S).
    pub sign_error: f64,
    /// Mean of |estimate| of significant results, over |effect| (type M).
    pub exaggeration: f64,
}

/// Closed form for a normal estimate (Lu, Qiu & Deng 2019, Br J Math Stat Psychol 72:1): with λ = |effect|/se and
/// z = z₁₋α/₂. `None` for an effect of 0 or no spread.
///
/// ```
/// use exoscope_therapy::closed::design::retrospect;
/// // Gelman & Carlin 2014: effect 2, standard error 8.1: power 0.06, type S 24 %, exaggeration 9.7 by simulation.
/// let found = retrospect(2.0, 8.1, 0.05).ok_or("an effect")?;
/// assert!((found.power - 0.0571).abs() < 1e-3 && (found.sign_error - 0.24).abs() < 0.01);
/// assert!((found.exaggeration - 9.6).abs() < 0.2, "{}", found.exaggeration);
/// # Ok::<(), &str>(())
/// ```
pub fn retrospect(effect: f64, se: f64, alpha: f64) -> Option<Retrospect> {
    let l = effect.abs() / se;
    if !(l > 0.0 && l.is_finite()) {
        return None;
    }
    let z = normal_quantile(1.0 - alpha / 2.0);
    let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let (right, wrong) = (normal_cdf(l - z), normal_cdf(-l - z));
    let power = right + wrong;
    let size = density(l + z) + density(l - z) + l * (normal_cdf(l + z) + normal_cdf(l - z) - 1.0);
    Some(Retrospect { power, sign_error: wrong / power, exaggeration: size / (l * power) })
}
