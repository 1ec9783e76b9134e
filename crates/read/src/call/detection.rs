//! What a threshold sees of the cancers.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::{SignalRule, cancer_log_odds};
use exoscope_score::{Detected, Interval};

/// The training cancers in which a [`SignalRule`] sees a signal, each called by a fit that did not
/// see it.
///
/// Wilson intervals take samples as independent. The figures are of cancers like those of training,
/// at their mix of stages: among people who are screened stages are earlier, and sensitivity lower.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detection {
    /// Share of all training cancers with a signal.
    pub sensitivity: f64,
    /// Its interval.
    pub interval: Interval,
    /// The same of each cancer that has training samples.
    pub by_cancer: Vec<Detected>,
}

impl Detection {
    /// Counts the cancers among samples of classes `y` whose out-of-fold probabilities (samples ×
    /// classes) are a signal; `None` where there are none.
    pub(crate) fn of(
        rule: &SignalRule,
        p: &Array2<f64>,
        y: &[usize],
        classes: &[String],
        is_cancer: impl Fn(usize) -> bool,
    ) -> Option<Self> {
        let mut seen = vec![(0_usize, 0_usize); classes.len()];
        for (row, &class) in p.outer_iter().zip(y).filter(|(_, class)| is_cancer(**class)) {
            if let Some((n, signals)) = seen.get_mut(class) {
                *n += 1;
                *signals += usize::from(rule.is_signal(cancer_log_odds(row, &is_cancer)));
            }
        }
        let share = |n: usize, signals: usize| {
            let sensitivity = signals as f64 / n as f64;
            Some((sensitivity, Interval::wilson(sensitivity, n as f64)?))
        };
        let of_class = |(class, &(n, signals)): (&String, &(usize, usize))| {
            let (sensitivity, sensitivity_ci) = share(n, signals)?;
            Some(Detected { of: class.clone(), n, sensitivity, sensitivity_ci })
        };
        let (n, signals) = seen.iter().fold((0, 0), |(a, b), (n, s)| (a + n, b + s));
        let (sensitivity, interval) = share(n, signals)?;
        let by_cancer = classes.iter().zip(&seen).filter_map(of_class).collect();
        Some(Self { sensitivity, interval, by_cancer })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn cancers_above_the_threshold_are_counted() {
        let controls: Vec<f64> = (0..100).map(|i| f64::from(i) / 100.0 - 1.0).collect();
        let rule = SignalRule::fit(&controls, 0.9).unwrap();
        let p = array![[0.9, 0.05, 0.05], [0.1, 0.1, 0.8], [0.1, 0.7, 0.2], [0.6, 0.3, 0.1]];
        let classes = ["a", "b", "healthy"].map(str::to_owned);
        let found = Detection::of(&rule, &p, &[0, 0, 1, 2], &classes, |class| class < 2).unwrap();
        assert!((found.sensitivity - 2.0 / 3.0).abs() < 1e-12);
        let each: Vec<(&str, usize, f64)> =
            found.by_cancer.iter().map(|d| (d.of.as_str(), d.n, d.sensitivity)).collect();
        assert_eq!(each, [("a", 2, 0.5), ("b", 1, 1.0)]);
        assert_eq!(Detection::of(&rule, &p, &[2, 2, 2, 2], &classes, |class| class < 2), None);
    }
}
