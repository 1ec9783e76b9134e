//! Estimates with 95 % intervals over people.

use serde::{Deserialize, Serialize};

use crate::tally::Change;

/// Standard normal deviate of 95 % intervals.
const Z: f64 = 1.959_963_984_540_054;

/// Fewest draws of parameters that an interval is given of.
pub const LEAST_DRAWS: usize = 10;

/// Two sums over the same people, with the variances and the covariance of the sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Totals {
    /// The two sums.
    pub sums: (f64, f64),
    /// Their variances.
    pub variances: (f64, f64),
    /// Their covariance.
    pub covariance: f64,
}

/// A figure with the ends of its 95 % interval; nothing where it is not defined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// How far the lower and upper 95 % score limits of a Poisson count are from it.
fn score(count: f64) -> (f64, f64) {
    let half = Z * (count + Z * Z / 4.0).sqrt();
    (half - Z * Z / 2.0, half + Z * Z / 2.0)
}

impl Estimate {
    /// A rate, `count` of `of`, with Poisson score limits.
    pub fn rate(count: f64, of: f64) -> Self {
        if of <= 0.0 {
            return Self::default();
        }
        let (below, above) = score(count);
        let at = |count: f64| Some(count / of);
        Self { value: at(count), low: at(count - below), high: at(count + above) }
    }

    /// `factor` times the figure, above 0.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let times = |x: Option<f64>| x.map(|x| factor * x);
        Self { value: times(self.value), low: times(self.low), high: times(self.high) }
    }

    /// A proportion with Wilson's interval.
    ///
    /// ```
    /// use exoscope_screening::Estimate;
    /// let ppv = Estimate::proportion(35, 92);
    /// assert!((ppv.value.unwrap_or_default() - 0.380).abs() < 5e-4);
    /// assert_eq!(Estimate::proportion(0, 0).value, None);
    /// ```
    pub fn proportion(part: u64, all: u64) -> Self {
        if all == 0 {
            return Self::default();
        }
        let (k, n) = (part as f64, all as f64);
        let p = k / n;
        let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self {
            value: Some(p),
            low: Some((middle - half).max(0.0)),
            high: Some((middle + half).min(1.0)),
        }
    }

    /// Ratio of the rates of two counts over different people (or time), with the log-normal interval of two Poisson counts.
    pub fn rate_ratio(with: (u64, u64), without: (u64, u64)) -> Self {
        let (a, n) = (with.0 as f64, with.1 as f64);
        let (b, m) = (without.0 as f64, without.1 as f64);
        if a * b * n * m <= 0.0 {
            return Self::default();
        }
        let (ratio, spread) = (a * m / (n * b), Z * (1.0 / a + 1.0 / b).sqrt());
        Self {
            value: Some(ratio),
            low: Some(ratio * (-spread).exp()),
            high: Some(ratio * spread.exp()),
        }
    }

    /// The first rate less the second, per `of` people, with the hybrid score interval of two Poisson counts: from the
    /// difference d, d − √((a − a₋)² + (b₊ − b)²) to d + √((a₊ − a)² + (b − b₋)²), where a₋ and a₊ are the score limits of
    /// a rate (Newcombe 1998, method 10, with Poisson limits). Two counts of 0 leave as much open as they do. Of two
    /// universes of the same people, the counts are those that are in one alone.
    ///
    /// ```
    /// use exoscope_screening::Estimate;
    /// let fewer = Estimate::rate_difference((100, 1000), (64, 1000), 1000.0);
    /// assert!((fewer.value.unwrap_or_default() - 36.0).abs() < 1e-9);
    /// // 36 + √(21.61² + 13.88²), of the limits 82.2 to 121.6 and 50.1 to 81.7
    /// assert!((fewer.high.unwrap_or_default() - 61.685).abs() < 1e-3);
    /// // None of 1,000 in either: up to z² = 3.84 more or fewer.
    /// let none = Estimate::rate_difference((0, 1000), (0, 1000), 1000.0);
    /// assert!((none.high.unwrap_or_default() - 3.8415).abs() < 1e-3 && none.value == Some(0.0));
    /// assert_eq!(Estimate::rate_difference((1, 0), (1, 10), 1.0).value, None);
    /// ```
    pub fn rate_difference(first: (u64, u64), second: (u64, u64), of: f64) -> Self {
        if first.1 == 0 || second.1 == 0 {
            return Self::default();
        }
        // The rate, and how far its lower and upper score limits are from it.
        let limits = |(count, people): (u64, u64)| {
            let (count, people) = (count as f64, people as f64);
            let (below, above) = score(count);
            (of * count / people, of * below / people, of * above / people)
        };
        let (a, a_below, a_above) = limits(first);
        let (b, b_below, b_above) = limits(second);
        let difference = a - b;
        Self {
            value: Some(difference),
            low: Some(difference - a_below.hypot(b_above)),
            high: Some(difference + a_above.hypot(b_below)),
        }
    }

    /// Ratio of two counts of the same people in two universes, `without` and `without` − fewer + more: 1 − π + ρ of the
    /// fraction π = fewer/without that one universe alone has, and ρ = more/without of the other. The interval is Newcombe's
    /// hybrid score interval of π − ρ (Wilson's limits of π, Poisson limits of ρ): events that both universes have add
    /// nothing to it.
    ///
    /// ```
    /// use exoscope_screening::{Estimate, tally::Change};
    /// // 1,000 late cancers, of which 100 are found early: 0.9, not 0.82 to 0.98 as of two groups of people.
    /// let ratio = Estimate::paired_ratio(1000, Change { fewer: 100, more: 0 });
    /// assert!((ratio.value.unwrap_or_default() - 0.9).abs() < 1e-12);
    /// assert!((ratio.low.unwrap_or_default() - 0.879_848).abs() < 1e-5);
    /// assert!((ratio.high.unwrap_or_default() - 0.917_517).abs() < 1e-5);
    /// assert_eq!(Estimate::paired_ratio(0, Change::default()).value, None);
    /// ```
    pub fn paired_ratio(without: u64, change: Change) -> Self {
        let lost = Self::proportion(change.fewer.min(without), without);
        let (Some(lost_at), Some(lost_low), Some(lost_high)) = (lost.value, lost.low, lost.high)
        else {
            return Self::default();
        };
        let all = without as f64;
        let more = change.more as f64;
        let (below, above) = score(more);
        let (below, above) = (below / all, above / all);
        let gained = more / all;
        let value = 1.0 - lost_at + gained;
        Self {
            value: Some(value),
            low: Some((value - (lost_high - lost_at).hypot(below)).max(0.0)),
            high: Some(value + (lost_at - lost_low).hypot(above)),
        }
    }

    /// `of` times the mean over people of what sums to `total`, whose variance (of the sum) is `variance`: normal
    /// interval. None where nobody contributes.
    ///
    /// ```
    /// use exoscope_screening::Estimate;
    /// let mean = Estimate::mean(50.0, 100.0, 1000, 1000.0);
    /// assert_eq!(mean.value, Some(50.0));
    /// assert!((mean.high.unwrap_or_default() - 69.6).abs() < 1e-3);
    /// assert_eq!(Estimate::mean(0.0, 0.0, 10, 1.0).low, None);
    /// ```
    pub fn mean(total: f64, variance: f64, people: u64, of: f64) -> Self {
        if people == 0 {
            return Self::default();
        }
        let scale = of / people as f64;
        let value = total * scale;
        let half = (variance > 0.0).then(|| Z * variance.sqrt() * scale);
        Self { value: Some(value), low: half.map(|h| value - h), high: half.map(|h| value + h) }
    }

    /// Ratio of two sums over the same people with Fieller's interval; none where the second is not told from 0, since
    /// then any ratio may be.
    ///
    /// ```
    /// use exoscope_screening::estimate::{Estimate, Totals};
    /// let totals = Totals { sums: (200.0, 100.0), variances: (400.0, 100.0), covariance: 0.0 };
    /// let ratio = Estimate::ratio_of_means(totals);
    /// // g = 1.96² 100/100² = 0.0384; (2 ± 1.96 √(0.04 + 4·0.01 − g·0.04))/(1 − g)
    /// assert!((ratio.low.unwrap_or_default() - 1.508).abs() < 1e-2);
    /// assert!((ratio.high.unwrap_or_default() - 2.652).abs() < 1e-2);
    /// let unsure = Totals { sums: (200.0, 10.0), ..totals };
    /// assert_eq!(Estimate::ratio_of_means(unsure).value, None);
    /// ```
    pub fn ratio_of_means(totals: Totals) -> Self {
        let ((a, b), (va, vb)) = (totals.sums, totals.variances);
        let g = Z * Z * vb / (b * b);
        if b.abs() <= 0.0 || !g.is_finite() || g >= 1.0 {
            return Self::default();
        }
        let r = a / b;
        if va <= 0.0 && vb <= 0.0 {
            return Self { value: Some(r), low: None, high: None };
        }
        let slope = if vb > 0.0 { totals.covariance / vb } else { 0.0 };
        let rest = if vb > 0.0 { totals.covariance * slope } else { 0.0 };
        let inside = va - 2.0 * r * totals.covariance + r * r * vb - g * (va - rest);
        let half = Z / b.abs() * inside.max(0.0).sqrt();
        let middle = r - g * slope;
        Self {
            value: Some(r),
            low: Some((middle - half) / (1.0 - g)),
            high: Some((middle + half) / (1.0 - g)),
        }
    }

    /// Itself, or where it is none the ratio of the sums without an interval.
    #[must_use]
    pub fn or_ratio(self, totals: Totals) -> Self {
        let ratio = (totals.sums.1 > 0.0).then(|| totals.sums.0 / totals.sums.1);
        if self.value.is_some() { self } else { Self { value: ratio, low: None, high: None } }
    }

    /// Whether an interval holds a value: `None` without an interval.
    pub fn holds(self, value: f64) -> Option<bool> {
        Some(self.low? <= value && value <= self.high?)
    }

    /// 1 − the figure, ends exchanged.
    #[must_use]
    pub fn complement(self) -> Self {
        let turn = |x: Option<f64>| x.map(|x| 1.0 - x);
        Self { value: turn(self.value), low: turn(self.high), high: turn(self.low) }
    }

    /// Median and 2.5th and 97.5th percentile; the median alone of fewer than [`LEAST_DRAWS`], which tell no such percentile.
    ///
    /// ```
    /// use exoscope_screening::Estimate;
    /// assert_eq!(Estimate::of_draws(vec![0.3]).low, None);
    /// assert!(Estimate::of_draws((0..20).map(f64::from).collect()).low.is_some());
    /// ```
    pub fn of_draws(mut draws: Vec<f64>) -> Self {
        draws.retain(|x| x.is_finite());
        draws.sort_by(f64::total_cmp);
        let at = |q: f64| {
            let place = q * draws.len().saturating_sub(1) as f64;
            let (low, high) =
                (draws.get(place.floor() as usize)?, draws.get(place.ceil() as usize)?);
            Some(low + (high - low) * place.fract())
        };
        let end = |q: f64| if draws.len() < LEAST_DRAWS { None } else { at(q) };
        Self { value: at(0.5), low: end(0.025), high: end(0.975) }
    }
}
