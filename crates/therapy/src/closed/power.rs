//! Power and sample size by normal approximation, and the E-value.

use crate::fortune::{normal_cdf, normal_quantile};

/// Power of a two-sided test of two proportions with `n` people in each of two groups (as R's `power.prop.test`; the far
/// tail is left out, as there).
pub fn power_proportions(n: f64, p0: f64, p1: f64, alpha: f64) -> f64 {
    let z = normal_quantile(1.0 - alpha / 2.0);
    let pooled = f64::midpoint(p0, p1);
    let spread = (p0 * (1.0 - p0) + p1 * (1.0 - p1)).sqrt();
    normal_cdf(((p1 - p0).abs() * n.sqrt() - z * (2.0 * pooled * (1.0 - pooled)).sqrt()) / spread)
}

/// People in each of two groups for `power`, not rounded (as R's `power.prop.test`); `None` where the rates are equal.
///
/// ```
/// use exoscope_therapy::closed::power::people_for_proportions;
/// // R 4.2.2, power.prop.test(p1 = 0.35, p2 = 0.30, power = 0.8): n = 1376.30.
/// let n = people_for_proportions(0.35, 0.30, 0.05, 0.8);
/// assert!((n.unwrap_or_default() - 1376.30).abs() < 0.5);
/// ```
pub fn people_for_proportions(p0: f64, p1: f64, alpha: f64, power: f64) -> Option<f64> {
    let (za, zb) = (normal_quantile(1.0 - alpha / 2.0), normal_quantile(power));
    let pooled = f64::midpoint(p0, p1);
    let numerator = za * (2.0 * pooled * (1.0 - pooled)).sqrt()
        + zb * (p0 * (1.0 - p0) + p1 * (1.0 - p1)).sqrt();
    let n = (numerator / (p1 - p0)).powi(2);
    n.is_finite().then_some(n)
}

/// People in each of two groups to see a difference of means, `(z + z)² · 2σ²/δ²`; `None` where it is 0.
pub fn people_for_means(difference: f64, sd: f64, alpha: f64, power: f64) -> Option<f64> {
    let z = normal_quantile(1.0 - alpha / 2.0) + normal_quantile(power);
    let n = 2.0 * (z * sd / difference).powi(2);
    n.is_finite().then_some(n)
}

/// People each of whom has both sides compared, to see a mean difference of sides, `(z + z)² · σ²/δ²` with σ that of the
/// differences, √(2(1 − ρ)) times that of a side; `None` where it is 0.
///
/// ```
/// use exoscope_therapy::closed::power::{people_for_means, people_for_pairs};
/// // With a correlation of 0.5 the differences spread as the sides do: half of one of two groups.
/// let (two, pairs) = (people_for_means(0.166, 0.8, 0.05, 0.8), people_for_pairs(0.166, 0.8, 0.05, 0.8));
/// assert!((two.unwrap_or_default() - 364.6).abs() < 0.1 && (pairs.unwrap_or_default() - 182.3).abs() < 0.1);
/// ```
pub fn people_for_pairs(difference: f64, sd: f64, alpha: f64, power: f64) -> Option<f64> {
    people_for_means(difference, sd, alpha, power).map(|n| n / 2.0)
}

/// Approximate risk ratio of a standardised difference of means d: exp(0.91 d) (VanderWeele & Ding 2017, table 2).
pub fn risk_ratio_of_means(d: f64) -> f64 {
    (0.91 * d).exp()
}

/// E-value of a risk ratio: how strongly an unmeasured factor must go with treatment and with outcome, both, to explain it
/// all (VanderWeele & Ding 2017, Ann Intern Med 167:268): RR + √(RR(RR − 1)), of 1/RR where RR < 1.
///
/// ```
/// use exoscope_therapy::closed::power::e_value;
/// // Their example: RR 3.9 has E-value 7.26.
/// assert!((e_value(3.9).unwrap_or_default() - 7.26).abs() < 0.005);
/// assert_eq!(e_value(1.0), Some(1.0));
/// ```
pub fn e_value(risk_ratio: f64) -> Option<f64> {
    if !(risk_ratio > 0.0 && risk_ratio.is_finite()) {
        return None;
    }
    let ratio = risk_ratio.max(1.0 / risk_ratio);
    Some(ratio + (ratio * (ratio - 1.0)).sqrt())
}
