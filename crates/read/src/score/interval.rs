//! How sure a proportion is.

use serde::{Deserialize, Serialize};

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A 95 % confidence interval of a proportion; in JSON `[low, high]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 2]", into = "[f64; 2]")]
pub struct Interval {
    /// Lower end, in 0 to 1.
    pub low: f64,
    /// Upper end, in 0 to 1.
    pub high: f64,
}

impl Interval {
    /// The score interval of a proportion `p` of `n` independent samples,
    ///
    /// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`, `z = 1.96`
    ///
    /// (Wilson 1927, J Am Stat Assoc 22:209). It always holds `p` and stays within 0 to 1. `n` need
    /// not be whole: with repeats it is a mean. `None` for `n ≤ 0` or a `p` outside 0 to 1.
    ///
    /// ```
    /// use exoscope_read::score::Interval;
    ///
    /// let interval = Interval::wilson(0.9, 50.0).ok_or("no samples")?;
    /// assert!((interval.low - 0.786398).abs() < 1e-6 && (interval.high - 0.956524).abs() < 1e-6);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn wilson(p: f64, n: f64) -> Option<Self> {
        if !(0.0..=1.0).contains(&p) || n.is_nan() || n <= 0.0 {
            return None;
        }
        let z2 = Z * Z / n;
        let centre = p + z2 / 2.0;
        let half = (z2 * (p * (1.0 - p) + z2 / 4.0)).sqrt();
        let (low, high) = ((centre - half) / (1.0 + z2), (centre + half) / (1.0 + z2));
        Some(Self { low: low.clamp(0.0, p), high: high.clamp(p, 1.0) })
    }
}

impl From<[f64; 2]> for Interval {
    fn from([low, high]: [f64; 2]) -> Self {
        Self { low, high }
    }
}

impl From<Interval> for [f64; 2] {
    fn from(interval: Interval) -> Self {
        [interval.low, interval.high]
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn z_is_the_normal_quantile() {
        assert!((Normal::standard().inverse_cdf(0.975) - Z).abs() < 1e-9);
    }

    /// R 4.2.2, `prop.test(x, n, correct = FALSE)$conf.int` (`tests/reference/wilson.R`).
    #[test]
    fn agrees_with_r() {
        for line in include_str!("../../tests/reference/wilson.tsv").lines().skip(1) {
            let v: Vec<f64> = line.split('\t').filter_map(|field| field.parse().ok()).collect();
            let interval = Interval::wilson(v[0] / v[1], v[1]).expect("a proportion");
            assert!((interval.low - v[2]).abs() < 1e-9, "{line}: {interval:?}");
            assert!((interval.high - v[3]).abs() < 1e-9, "{line}: {interval:?}");
        }
    }

    proptest! {
        #[test]
        fn holds_its_proportion_and_narrows(p in 0.0..=1.0, n in 1.0..1e5) {
            let [few, many] = [n, 4.0 * n].map(|n| Interval::wilson(p, n).expect("a proportion"));
            prop_assert!(0.0 <= few.low && few.low <= p && p <= few.high && few.high <= 1.0);
            prop_assert!(many.high - many.low < few.high - few.low);
        }
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!(Interval::wilson(0.5, 0.0), None);
        assert_eq!(Interval::wilson(f64::NAN, 5.0), None);
        assert_eq!(Interval::wilson(1.1, 5.0), None);
        assert_eq!(Interval::wilson(0.5, f64::NAN), None);
    }
}
