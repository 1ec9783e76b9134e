//! How sure a proportion is.

use serde::{Deserialize, Serialize};

use super::mean::ratio;

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
    /// use exoscope_score::Interval;
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

    /// The interval of the mean of `k` proportions of different samples, from theirs (Zou, Huang & Zhang
    /// 2009, Comput Stat Data Anal 53:1080):
    ///
    /// `p̄ − √Σ(pᵢ − lᵢ)² / k` to `p̄ + √Σ(uᵢ − pᵢ)² / k`
    ///
    /// `None` of no proportion.
    ///
    /// ```
    /// use exoscope_score::Interval;
    ///
    /// let recalls = [(0.9, Interval { low: 0.8, high: 0.95 }), (0.5, Interval { low: 0.2, high: 0.8 })];
    /// let balanced = Interval::of_mean(recalls).ok_or("no class")?;
    /// assert!((balanced.low - 0.541886).abs() < 1e-6 && (balanced.high - 0.852069).abs() < 1e-6);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn of_mean(proportions: impl IntoIterator<Item = (f64, Self)>) -> Option<Self> {
        let (mut k, mut sum, mut below, mut above) = (0.0, 0.0, 0.0, 0.0);
        for (p, ci) in proportions {
            k += 1.0;
            sum += p;
            below += (p - ci.low).powi(2);
            above += (ci.high - p).powi(2);
        }
        let mean = ratio(sum, k)?;
        Some(Self { low: mean - below.sqrt() / k, high: mean + above.sqrt() / k })
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
        for line in include_str!("../tests/reference/wilson.tsv").lines().skip(1) {
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

    /// Newcombe 1998, Stat Med 17:873, table II, contrast (a) by method 10: 56/70 − 48/80 is in 0.0524 to
    /// 0.3339. A difference is a sum with the other's complement.
    #[test]
    fn a_mean_of_two_is_the_published_difference() {
        let proportions = [(56.0 / 70.0, 70.0), (32.0 / 80.0, 80.0)];
        let each = proportions.map(|(p, n)| (p, Interval::wilson(p, n).expect("a proportion")));
        let mean = Interval::of_mean(each).expect("two proportions");
        let [low, high] = [mean.low, mean.high].map(|end| 2.0 * end - 1.0);
        assert!((low - 0.0524).abs() < 5e-5 && (high - 0.3339).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!(Interval::of_mean([]), None);
        assert_eq!(Interval::wilson(0.5, 0.0), None);
        assert_eq!(Interval::wilson(f64::NAN, 5.0), None);
        assert_eq!(Interval::wilson(1.1, 5.0), None);
        assert_eq!(Interval::wilson(0.5, f64::NAN), None);
    }
}
