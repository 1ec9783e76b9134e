//! Marker-positive share: interval, correction by blank or isotype, sensitivity and specificity.

use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF};

use super::Counted;
use crate::figure::Estimate;

/// A share by counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Positive.
    pub positive: u64,
    /// All.
    pub all: u64,
}

/// Clopper–Pearson interval of a share; `None` of nothing, or where positive exceeds all.
///
/// ```
/// use exoscope_prep::cytometry::positive::{Share, clopper_pearson};
/// let all_of_them = clopper_pearson(Share { positive: 299, all: 299 }, 0.90).unwrap();
/// assert!(all_of_them.low >= 0.99);
/// assert!(clopper_pearson(Share { positive: 298, all: 298 }, 0.90).unwrap().low < 0.99);
/// ```
pub fn clopper_pearson(share: Share, level: f64) -> Option<Estimate> {
    let Share { positive, all } = share;
    if all == 0 || positive > all {
        return None;
    }
    let (k, n) = (positive as f64, all as f64);
    let tail = (1.0 - level) / 2.0;
    let low = if positive == 0 { 0.0 } else { Beta::new(k, n - k + 1.0).ok()?.inverse_cdf(tail) };
    let high =
        if positive == all { 1.0 } else { Beta::new(k + 1.0, n - k).ok()?.inverse_cdf(1.0 - tail) };
    Some(Estimate { value: k / n, low, high, level })
}

/// Rogan–Gladen estimate of a true share from an apparent one: (p + sp − 1) / (se + sp − 1), held to 0 … 1. `None`
/// unless sensitivity + specificity > 1 (Rogan and Gladen 1978, Am J Epidemiol 107:71).
///
/// ```
/// let p = exoscope_prep::cytometry::positive::rogan_gladen(0.40, 0.40, 1.0);
/// assert_eq!(p, Some(1.0));
/// ```
pub fn rogan_gladen(apparent: f64, sensitivity: f64, specificity: f64) -> Option<f64> {
    let j = sensitivity + specificity - 1.0;
    let known = [apparent, sensitivity, specificity].iter().all(|p| (0.0..=1.0).contains(p));
    (known && j > 1e-9).then(|| ((apparent + specificity - 1.0) / j).clamp(0.0, 1.0))
}

/// Rogan–Gladen interval: the apparent share's interval and that of the specificity at the ends that lie farthest apart,
/// so that it covers at least at the level of either.
pub fn rogan_gladen_interval(
    apparent: Estimate,
    sensitivity: f64,
    specificity: Estimate,
) -> Option<Estimate> {
    Some(Estimate {
        value: rogan_gladen(apparent.value.clamp(0.0, 1.0), sensitivity, specificity.value)?,
        low: rogan_gladen(apparent.low.clamp(0.0, 1.0), sensitivity, specificity.low)?,
        high: rogan_gladen(apparent.high.clamp(0.0, 1.0), sensitivity, specificity.high)?,
        level: apparent.level,
    })
}

/// Positive share after a blank's events are taken off by volume: P / (P + Q) of net rates of events inside and outside the
/// gate, with the 95 % delta-method interval of Poisson counts, held to 0 … 1. `None` where nothing is left.
///
/// ```
/// use exoscope_prep::cytometry::Counted;
/// use exoscope_prep::cytometry::positive::net_share;
/// let of = |events| Counted { events, volume_nl: 500.0, beads: None };
/// let net = net_share([of(500), of(600)], [of(100), of(200)]).unwrap();
/// assert!((net.value - 0.5).abs() < 1e-12);
/// ```
pub fn net_share(sample: [Counted; 2], blank: [Counted; 2]) -> Option<Estimate> {
    let [(p, var_p), (q, var_q)] = [0, 1].map(|i| {
        let (Some(sample), Some(blank)) = (sample.get(i), blank.get(i)) else { return (0.0, 0.0) };
        (sample.rate() - blank.rate(), sample.variance() + blank.variance())
    });
    let all = p + q;
    if all <= 0.0 || !all.is_finite() {
        return None;
    }
    let value = p / all;
    let half = 1.959_963_984_540_054 * (q * q * var_p + p * p * var_q).sqrt() / (all * all);
    let hold = |end: f64| end.clamp(0.0, 1.0);
    Some(Estimate {
        value: hold(value),
        low: hold(value - half),
        high: hold(value + half),
        level: 0.95,
    })
}

/// Fewest of n that must all be positive so that a share of at least `share` is shown at confidence `confidence`:
/// ln(1 − confidence) / ln(share), rounded up. `None` outside 0 < share, confidence < 1.
///
/// ```
/// assert_eq!(exoscope_prep::cytometry::positive::all_of(0.99, 0.95), Some(299));
/// ```
pub fn all_of(share: f64, confidence: f64) -> Option<u64> {
    let open = |p: f64| p > 0.0 && p < 1.0;
    (open(share) && open(confidence)).then(|| ((1.0 - confidence).ln() / share.ln()).ceil() as u64)
}
