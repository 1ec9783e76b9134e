//! Is there a cancer at all, at a specificity that was asked for?

use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF};

use exoscope_score::Interval;

/// Controls below which nothing is said of specificity: the highest of 20 promises 0.83 at best.
const FEWEST: usize = 20;

/// A threshold on the log-odds of any cancer.
///
/// With the scores of n training controls, each by a fit that did not see it, the threshold is the
/// k-th smallest, k = ⌈(n + 1) · specificity⌉: a new control scores no higher with at least that
/// probability. The true specificity is then Beta(k, n + 1 − k), whatever the distribution of the
/// scores (Wilks 1941, Ann Math Stat 12:91), which gives the interval. Controls are taken as
/// independent of each other, and new ones as of the same kind and batches: at another site, or in
/// people with a benign disease, specificity may be another.
///
/// Where k > n, no score reaches the specificity asked for. The highest of the controls is the
/// threshold then, and what it promises stands in the interval.
///
/// ```
/// use exoscope_read::call::SignalRule;
///
/// let controls: Vec<f64> = (0..500).map(|i| f64::from(i) / 100.0 - 4.0).collect();
/// let rule = SignalRule::fit(&controls, 0.99).ok_or("too few")?;
/// assert!((rule.threshold - 0.95).abs() < 1e-9);
/// assert!(rule.attained && rule.interval.low > 0.97);
/// assert!(rule.is_signal(1.0) && !rule.is_signal(0.9));
///
/// let few = SignalRule::fit(&controls[..50], 0.99).ok_or("too few")?;
/// assert!(!few.attained && few.interval.low < 0.94);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalRule {
    /// The specificity asked for.
    pub target: f64,
    /// A sample whose log-odds of any cancer against all else are higher has a signal.
    pub threshold: f64,
    /// Training controls that it was set on.
    pub controls: usize,
    /// Whether there were enough of them to reach the target.
    pub attained: bool,
    /// Expected specificity, k/(n + 1).
    pub specificity: f64,
    /// 95 % interval of the true specificity.
    pub interval: Interval,
}

impl SignalRule {
    /// Sets the threshold on the scores of controls; `None` for fewer than 20 of them.
    pub fn fit(controls: &[f64], target: f64) -> Option<Self> {
        let n = controls.len();
        if n < FEWEST {
            return None;
        }
        let mut sorted = controls.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let wanted = ((n + 1) as f64 * target - 1e-9).ceil() as usize;
        let rank = wanted.clamp(1, n);
        let truth = Beta::new(rank as f64, (n + 1 - rank) as f64).ok()?;
        Some(Self {
            target,
            threshold: *sorted.get(rank - 1)?,
            controls: n,
            attained: wanted <= n,
            specificity: rank as f64 / (n + 1) as f64,
            interval: Interval { low: truth.inverse_cdf(0.025), high: truth.inverse_cdf(0.975) },
        })
    }

    /// Whether a sample with these log-odds of any cancer has a signal.
    pub fn is_signal(&self, log_odds: f64) -> bool {
        log_odds > self.threshold
    }

    /// The threshold as a probability of any cancer.
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.threshold).exp())
    }

    /// What to say where the controls are too few for the target: where it is not reached, or where
    /// twice as many false signals cannot be excluded.
    pub(super) fn warning(&self) -> Option<String> {
        let Interval { low, high } = self.interval;
        // A share in percent, without what binary fractions add behind its digits.
        let (target, n) = ((self.target * 1e8).round() / 1e6, self.controls);
        let range = format!("{:.1} to {:.1} %", low * 100.0, high * 100.0);
        if !self.attained {
            let needed = (1.0 / (1.0 - self.target) - 1e-9).ceil() as usize - 1;
            return Some(format!(
                "{n} controls are too few for a specificity of {target} %, which needs {needed} at \
                 the least: a signal is what no control reached, a specificity of {range}"
            ));
        }
        (1.0 - low > 2.0 * (1.0 - self.target))
            .then(|| format!("{n} controls leave the specificity of {target} % uncertain: {range}"))
    }
}

/// The log-odds of any cancer against all else. Both sums are taken: where a reader is very sure, one
/// minus a probability has no digits left.
pub(crate) fn cancer_log_odds(p: ArrayView1<'_, f64>, is_cancer: impl Fn(usize) -> bool) -> f64 {
    let (mut cancer, mut rest) = (f64::MIN_POSITIVE, f64::MIN_POSITIVE);
    for (class, p) in p.iter().enumerate() {
        *(if is_cancer(class) { &mut cancer } else { &mut rest }) += p;
    }
    cancer.ln() - rest.ln()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exoscope_core::Streams;
    use rand::RngExt;

    /// R 4.2.2: `qbeta(c(.025, .975), 496, 5)`; `qbeta(c(.025, .975), 50, 1)`.
    const QBETA: [f64; 4] = [0.979_644_367_4, 0.996_745_278_6, 0.928_878_263_5, 0.999_493_772_0];

    #[test]
    fn intervals_are_beta_quantiles() {
        let scores: Vec<f64> = (0..500).map(f64::from).collect();
        let rule = SignalRule::fit(&scores, 0.99).unwrap();
        assert!((rule.interval.low - QBETA[0]).abs() < 1e-6, "{:?}", rule.interval);
        assert!((rule.interval.high - QBETA[1]).abs() < 1e-6, "{:?}", rule.interval);
        let few = SignalRule::fit(&scores[..50], 0.99).unwrap();
        assert!((few.interval.low - QBETA[2]).abs() < 1e-6, "{:?}", few.interval);
        assert!((few.interval.high - QBETA[3]).abs() < 1e-6, "{:?}", few.interval);
    }

    #[test]
    fn the_specificity_promised_is_kept_and_the_interval_holds_it() {
        let (mut held, mut total) = (0, 0.0);
        for trial in 0..2000 {
            let stream = &mut Streams::new(5).stream("trial", trial);
            let scores: Vec<f64> = (0..300).map(|_| stream.random::<f64>()).collect();
            let rule = SignalRule::fit(&scores, 0.98).unwrap();
            // Scores are uniform: the threshold is its own true specificity.
            held += u32::from((rule.interval.low..=rule.interval.high).contains(&rule.threshold));
            total += rule.threshold;
        }
        assert!((f64::from(held) / 2000.0 - 0.95).abs() < 0.015, "{held}");
        assert!((total / 2000.0 - 295.0 / 301.0).abs() < 0.001, "{total}");
    }

    #[test]
    fn few_controls_are_said_or_refused() {
        let scores: Vec<f64> = (0..300).map(f64::from).collect();
        assert_eq!(SignalRule::fit(&scores[..19], 0.9), None);
        let said = SignalRule::fit(&scores[..50], 0.99).unwrap().warning().unwrap();
        assert!(said.contains("needs 99 at the least"), "{said}");
        assert!(SignalRule::fit(&scores[..98], 0.99).unwrap().warning().is_some());
        let uncertain = SignalRule::fit(&scores[..99], 0.99).unwrap();
        assert!(uncertain.attained && uncertain.warning().unwrap().contains("uncertain"));
        let enough: Vec<f64> = (0..2000).map(f64::from).collect();
        assert_eq!(SignalRule::fit(&enough, 0.99).unwrap().warning(), None);
    }
}
