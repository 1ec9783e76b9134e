//! Estimates with 95 % intervals over people.

use serde::{Deserialize, Serialize};

/// Standard normal deviate of 95 % intervals.
const Z: f64 = 1.959_963_984_540_054;

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

impl Estimate {
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

    /// Ratio of the rates of two counts over people (or time), with the log-normal interval of two Poisson counts.
    /// For two universes of the same people the interval is wider than their difference needs.
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
    /// a rate (Newcombe 1998, method 10, with Poisson limits). Two counts of 0 leave as much open as they do. For two
    /// universes of the same people the interval is wider than their difference needs.
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
            let half = Z * (count + Z * Z / 4.0).sqrt();
            let (below, above) = (half - Z * Z / 2.0, half + Z * Z / 2.0);
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

    /// 1 − the figure, ends exchanged.
    #[must_use]
    pub fn complement(self) -> Self {
        let turn = |x: Option<f64>| x.map(|x| 1.0 - x);
        Self { value: turn(self.value), low: turn(self.high), high: turn(self.low) }
    }

    /// Median and 2.5th and 97.5th percentile.
    pub fn of_draws(mut draws: Vec<f64>) -> Self {
        draws.retain(|x| x.is_finite());
        draws.sort_by(f64::total_cmp);
        let at = |q: f64| {
            let place = q * draws.len().saturating_sub(1) as f64;
            let (low, high) =
                (draws.get(place.floor() as usize)?, draws.get(place.ceil() as usize)?);
            Some(low + (high - low) * place.fract())
        };
        Self { value: at(0.5), low: at(0.025), high: at(0.975) }
    }
}
