//! Marker-positive share: interval, correction by blank or isotype, sensitivity and specificity.

use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF};

use super::Counted;
use crate::figure::Estimate;
use crate::poisson::garwood;

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

/// Rogan–Gladen estimate of a true share from an apparent one: (p + sp − 1) / (se + sp − 1), which lies outside 0 … 1 where
/// the apparent share cannot come from a test of this sensitivity and specificity. `None` unless se + sp > 1 (Rogan and
/// Gladen 1978, Am J Epidemiol 107:71).
///
/// ```
/// use exoscope_prep::cytometry::positive::rogan_gladen;
/// assert_eq!(rogan_gladen(0.40, 0.40, 1.0), Some(1.0));
/// // 30 % positive by a test that finds a quarter of the positives.
/// assert!(rogan_gladen(0.30, 0.25, 0.99).unwrap() > 1.2);
/// ```
pub fn rogan_gladen(apparent: f64, sensitivity: f64, specificity: f64) -> Option<f64> {
    let j = sensitivity + specificity - 1.0;
    let known = [apparent, sensitivity, specificity].iter().all(|p| (0.0..=1.0).contains(p));
    (known && j > 1e-9).then(|| (apparent + specificity - 1.0) / j)
}

/// Why a share cannot be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShareError {
    /// A test that calls positives and negatives alike.
    #[error("sensitivity and specificity add up to 1 or less: such a test tells nothing")]
    NoTest,
    /// More positives than a test of this sensitivity can find, or fewer than its false ones.
    #[error(
        "the share of positive events cannot come from a test of this sensitivity and specificity"
    )]
    Contradiction,
    /// Fewer events than the blank has, inside or outside the gate.
    #[error("the blank has more events in its volume than the sample, inside or outside the gate")]
    BelowBlank,
    /// No event is left once the blank's are taken off.
    #[error("nothing is left once the blank's events are taken off")]
    Nothing,
}

/// Rogan–Gladen estimate with an interval: the apparent share's interval and that of the specificity at the ends that lie
/// farthest apart, so that it covers at least at the level of either. Held to 0 … 1 where the interval reaches beyond, an
/// error where it lies beyond.
pub fn rogan_gladen_interval(
    apparent: Estimate,
    sensitivity: f64,
    specificity: Estimate,
) -> Result<Estimate, ShareError> {
    let of = |share: f64, specificity| {
        rogan_gladen(share.clamp(0.0, 1.0), sensitivity, specificity).ok_or(ShareError::NoTest)
    };
    let (low, high) = (of(apparent.low, specificity.low)?, of(apparent.high, specificity.high)?);
    if low > 1.0 || high < 0.0 {
        return Err(ShareError::Contradiction);
    }
    let hold = |end: f64| end.clamp(0.0, 1.0);
    Ok(Estimate {
        value: hold(of(apparent.value, specificity.value)?),
        low: hold(low),
        high: hold(high),
        level: apparent.level,
    })
}

/// A count less the blank's in the same volume, with its limits.
#[derive(Clone, Copy)]
struct Net {
    count: f64,
    low: f64,
    high: f64,
}

/// The square-and-add of the exact limits of both counts (Newcombe 1998, method 10).
fn net_count(sample: Counted, blank: Counted, tail: f64) -> Option<Net> {
    let limits = |counted: Counted| {
        let (low, high) = garwood(counted.events as f64, tail)?;
        let factor = sample.volume_nl / counted.volume_nl;
        Some((counted.events as f64 * factor, low * factor, high * factor))
    };
    let ((a, a_low, a_high), (b, b_low, b_high)) = (limits(sample)?, limits(blank)?);
    let count = a - b;
    let low = count - (a - a_low).hypot(b_high - b);
    let high = count + (a_high - a).hypot(b - b_low);
    Some(Net { count, low, high })
}

impl Net {
    /// From 0 on, and no surer than a count of as many without a blank: 0 where 3 were expected bounds no more than 0.
    fn held(self, tail: f64) -> Option<Self> {
        let count = self.count.max(0.0);
        let (low, high) = garwood(count, tail)?;
        Some(Self { count, low: self.low.clamp(0.0, low), high: self.high.max(high) })
    }
}

/// Positive share after a blank's events are taken off by volume: P / (P + Q) of net rates of events inside and outside the
/// gate. Its limits are those of Q / P by the square-and-add of both rates' limits (Donner and Zou 2012, Stat Methods Med
/// Res 21:347); they are never narrower than Clopper and Pearson's of as many counts. An error where the blank holds more than the
/// sample beyond what counts vary, and where nothing is left.
///
/// ```
/// use exoscope_prep::cytometry::Counted;
/// use exoscope_prep::cytometry::positive::{ShareError, net_share};
/// let of = |events| Counted { events, volume_nl: 500.0, beads: None };
/// let net = net_share([of(500), of(600)], [of(100), of(200)], 0.95).unwrap();
/// assert!((net.value - 0.5).abs() < 1e-12);
/// // 299 of 299: 0.05^(1/299) = 0.990 one-sided, whatever else the blank let expect.
/// let least = |n| net_share([of(n), of(0)], [of(0), of(3)], 0.90).unwrap().low;
/// assert!(least(299) >= 0.99 && least(298) < 0.99);
/// // 50 negatives where the blank has 90.
/// let more = net_share([of(150), of(50)], [of(0), of(90)], 0.95);
/// assert_eq!(more, Err(ShareError::BelowBlank));
/// ```
pub fn net_share(
    sample: [Counted; 2],
    blank: [Counted; 2],
    level: f64,
) -> Result<Estimate, ShareError> {
    let tail = (1.0 - level) / 2.0;
    let ([inside, outside], [blank_inside, blank_outside]) = (sample, blank);
    let net = |sample, blank| net_count(sample, blank, tail).ok_or(ShareError::Nothing);
    let (p, q) = (net(inside, blank_inside)?, net(outside, blank_outside)?);
    if p.high < 0.0 || q.high < 0.0 {
        return Err(ShareError::BelowBlank);
    }
    let held = |net: Net| net.held(tail).ok_or(ShareError::Nothing);
    let (p, q) = (held(p)?, held(q)?);
    let all = p.count + q.count;
    if all <= 0.0 {
        return Err(ShareError::Nothing);
    }
    // The upper limit of a / b; none where b may be 0.
    let most = |a: Net, b: Net| {
        let room = b.low * (2.0 * b.count - b.low);
        let product = a.count * b.count;
        let square = product * product - a.high * (2.0 * a.count - a.high) * room;
        (room > 0.0).then(|| (product + square.max(0.0).sqrt()) / room)
    };
    let share_of = |ratio: f64| 1.0 / (1.0 + ratio);
    let low = most(q, p).map_or(0.0, share_of);
    let high = most(p, q).map_or(1.0, |ratio| 1.0 - share_of(ratio));
    // Nor surer than a share of as many counts (Clopper and Pearson).
    let beta = |a: f64, b: f64, at: f64| Beta::new(a, b).ok().map(|beta| beta.inverse_cdf(at));
    let exact_low = if p.count > 0.0 { beta(p.count, q.count + 1.0, tail) } else { None };
    let exact_high = if q.count > 0.0 { beta(p.count + 1.0, q.count, 1.0 - tail) } else { None };
    Ok(Estimate {
        value: p.count / all,
        low: low.min(exact_low.unwrap_or(0.0)),
        high: high.max(exact_high.unwrap_or(1.0)),
        level,
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
