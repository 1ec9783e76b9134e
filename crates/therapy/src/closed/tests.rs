//! Tests and intervals of one analysis: exact binomial, two proportions, means.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::factorial::ln_binomial;

use crate::fortune::{normal_cdf, normal_quantile};

/// An estimate with its interval and two-sided p value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The effect as estimated: a difference of shares or of means.
    pub estimate: f64,
    /// Standard error.
    pub se: f64,
    /// Ends of the interval at level 1 − α.
    pub interval: (f64, f64),
    /// Two-sided p value.
    pub p: f64,
}

impl Answer {
    /// No information: too few people for an estimate, which is not a number.
    pub const NONE: Self = Self {
        estimate: f64::NAN,
        se: f64::NAN,
        interval: (f64::NEG_INFINITY, f64::INFINITY),
        p: 1.0,
    };

    /// z of the same sign as the estimate with the same p.
    pub fn z(&self) -> f64 {
        normal_quantile(1.0 - self.p / 2.0) * self.estimate.signum()
    }
}

/// Number and mean of a group, and the sum of squares about it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Group {
    /// People.
    pub n: f64,
    /// Mean.
    pub mean: f64,
    /// Sum of squared deviations.
    pub squares: f64,
}

impl Group {
    /// Adds a value (Welford).
    pub fn add(&mut self, value: f64) {
        self.n += 1.0;
        let before = value - self.mean;
        self.mean += before / self.n;
        self.squares += before * (value - self.mean);
    }

    /// Both groups as one (Chan, Golub & LeVeque 1983).
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let n = self.n + other.n;
        if n <= 0.0 {
            return Self::default();
        }
        let apart = other.mean - self.mean;
        Self {
            n,
            mean: self.mean + apart * other.n / n,
            squares: self.squares + other.squares + apart * apart * self.n * other.n / n,
        }
    }

    /// Mean; nothing of nobody.
    pub fn some_mean(&self) -> Option<f64> {
        (self.n > 0.0).then_some(self.mean)
    }

    /// Variance within groups, Σ squares / Σ (n − 1), unbiased; nothing where no group has two people.
    pub fn pooled(groups: impl IntoIterator<Item = Self>) -> Option<f64> {
        let large = groups.into_iter().filter(|group| group.n > 1.0);
        let (squares, freedom) =
            large.fold((0.0, 0.0), |(s, f), group| (s + group.squares, f + group.n - 1.0));
        (freedom > 0.0).then(|| squares / freedom)
    }

    /// Variance between people.
    pub fn variance(&self) -> f64 {
        if self.n > 1.0 { self.squares / (self.n - 1.0) } else { 0.0 }
    }
}

/// Difference of two proportions: Newcombe's interval of Wilson scores (1998, method 10), p of the pooled score test
/// (as R's `prop.test(correct = FALSE)`).
pub fn proportions(treated: Group, control: Group, alpha: f64) -> Answer {
    let (p1, p0, n1, n0) = (treated.mean, control.mean, treated.n, control.n);
    if n1 < 1.0 || n0 < 1.0 {
        return Answer::NONE;
    }
    let pooled = (p1 * n1 + p0 * n0) / (n1 + n0);
    let spread = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n0)).sqrt();
    let p = if spread > 0.0 { 2.0 * normal_cdf(-((p1 - p0) / spread).abs()) } else { 1.0 };
    let z = normal_quantile(1.0 - alpha / 2.0);
    let wilson = |p: f64, n: f64| {
        let (middle, half) =
            (p + z * z / (2.0 * n), z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt());
        ((middle - half) / (1.0 + z * z / n), (middle + half) / (1.0 + z * z / n))
    };
    let ((l1, u1), (l0, u0)) = (wilson(p1, n1), wilson(p0, n0));
    let d = p1 - p0;
    let interval = (d - (p1 - l1).hypot(u0 - p0), d + (u1 - p1).hypot(p0 - l0));
    let se = (p1 * (1.0 - p1) / n1 + p0 * (1.0 - p0) / n0).sqrt();
    Answer { estimate: d, se, interval, p }
}

/// Fisher's exact test of two proportions: two-sided p by the sum of tables no more likely than the one seen (as R's
/// `fisher.test`).
///
/// ```
/// use exoscope_therapy::closed::tests::fisher;
/// // R 4.2.2, fisher.test(matrix(c(12, 1, 6, 7), 2))$p.value
/// assert!((fisher(12, 13, 6, 13) - 0.030_205_95).abs() < 1e-7);
/// ```
pub fn fisher(x1: u64, n1: u64, x0: u64, n0: u64) -> f64 {
    let all = x1 + x0;
    let weight =
        |x: u64| (ln_binomial(n1, x) + ln_binomial(n0, all - x) - ln_binomial(n1 + n0, all)).exp();
    if x1 > n1 || x0 > n0 {
        return 1.0;
    }
    let seen = weight(x1);
    let possible = all.saturating_sub(n0)..=all.min(n1);
    possible.map(weight).filter(|p| *p <= seen * (1.0 + 1e-7)).sum::<f64>().min(1.0)
}

/// A single share against a fixed rate: exact interval (Clopper–Pearson), two-sided p twice the smaller tail.
pub fn against_rate(treated: Group, rate: f64, alpha: f64) -> Answer {
    use statrs::distribution::Beta;
    let (n, x) = (treated.n, (treated.mean * treated.n).round());
    if n < 1.0 {
        return Answer::NONE;
    }
    let quantile =
        |a: f64, b: f64, q: f64| Beta::new(a, b).map_or(f64::NAN, |beta| beta.inverse_cdf(q));
    let low = if x <= 0.0 { 0.0 } else { quantile(x, n - x + 1.0, alpha / 2.0) };
    let high = if x >= n { 1.0 } else { quantile(x + 1.0, n - x, 1.0 - alpha / 2.0) };
    let tail = |a: f64, b: f64| Beta::new(a, b).map_or(f64::NAN, |beta| beta.cdf(rate));
    let at_least = if x <= 0.0 { 1.0 } else { tail(x, n - x + 1.0) };
    let at_most = if x >= n { 1.0 } else { 1.0 - tail(x + 1.0, n - x) };
    let p = (2.0 * at_least.min(at_most)).min(1.0);
    let se = (treated.mean * (1.0 - treated.mean) / n).sqrt();
    Answer { estimate: treated.mean - rate, se, interval: (low - rate, high - rate), p }
}

/// Difference of two means, Welch's t (as R's `t.test`).
pub fn means(treated: Group, control: Group, alpha: f64) -> Answer {
    if treated.n < 2.0 || control.n < 2.0 {
        return Answer::NONE;
    }
    let (a, b) = (treated.variance() / treated.n, control.variance() / control.n);
    let freedom = (a + b).powi(2) / (a * a / (treated.n - 1.0) + b * b / (control.n - 1.0));
    student(treated.mean - control.mean, (a + b).sqrt(), freedom, alpha)
}

/// A mean against 0, Student's t: also the paired comparison, of differences.
pub fn mean(group: Group, alpha: f64) -> Answer {
    if group.n < 2.0 {
        return Answer::NONE;
    }
    student(group.mean, (group.variance() / group.n).sqrt(), group.n - 1.0, alpha)
}

fn student(estimate: f64, se: f64, freedom: f64, alpha: f64) -> Answer {
    // All values alike: an estimate, and no spread to judge it by.
    let unjudged = Answer { estimate, se, ..Answer::NONE };
    if se <= 0.0 {
        return unjudged;
    }
    let Ok(t) = StudentsT::new(0.0, 1.0, freedom) else { return unjudged };
    // Beyond 200 degrees of freedom the quantile differs from the normal's by less than half a percent; it is costly.
    let quantile = if freedom > 200.0 {
        let z = normal_quantile(1.0 - alpha / 2.0);
        z + (z.powi(3) + z) / (4.0 * freedom)
    } else {
        t.inverse_cdf(1.0 - alpha / 2.0)
    };
    let p = 2.0 * t.cdf(-(estimate / se).abs());
    Answer { estimate, se, interval: (estimate - quantile * se, estimate + quantile * se), p }
}
