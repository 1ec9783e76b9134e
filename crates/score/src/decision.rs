//! Whether acting on a reader does more good than acting on all or on none.

use serde::{Deserialize, Serialize};

use super::mean::mean;

/// The risks at which someone would act, from one in two hundred on.
pub(super) const THRESHOLDS: [f64; 16] =
    [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

/// Net benefit of acting where the probability of a cancer reaches a threshold:
/// `TP/n − FP/n · t/(1−t)`, in true positives a sample (Vickers and Elkin 2006, Med Decis Making
/// 26:565). Acting on no one has 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NetBenefit {
    /// The threshold `t`: whoever acts there takes `t/(1−t)` false alarms to be worth one cancer.
    pub threshold: f64,
    /// Net benefit of acting on the reader.
    pub reader: f64,
    /// Net benefit of acting on everyone.
    pub everyone: f64,
}

/// The decision curve of the probabilities of a cancer in each repeat, at the share of cancers
/// among these samples or at `prevalence`; means over the repeats.
///
/// At another prevalence, probabilities are moved by Bayes' rule: odds are multiplied by the ratio of
/// the odds of both prevalences.
pub fn decision_curve(
    repeats: &[Vec<f64>],
    cancer: &[bool],
    prevalence: Option<f64>,
) -> Vec<NetBenefit> {
    let count = |yes: bool| cancer.iter().filter(|cancer| **cancer == yes).count() as f64;
    let (cancers, others) = (count(true), count(false));
    if cancers == 0.0 || others == 0.0 {
        return Vec::new();
    }
    let here = cancers / (cancers + others);
    let stated = prevalence;
    let prevalence = stated.unwrap_or(here);
    let odds = |p: f64| p / (1.0 - p);
    let at = |threshold: f64| {
        let cost = odds(threshold);
        // The threshold on the probabilities as they were given.
        let odds_moved = odds(threshold) * odds(here) / odds(prevalence);
        let moved = stated.map_or(threshold, |_| odds_moved / (1.0 + odds_moved));
        let benefit = |p: &Vec<f64>| {
            let called = |yes: bool| {
                let hits = p.iter().zip(cancer).filter(|(p, c)| **c == yes && **p >= moved);
                hits.count() as f64
            };
            let (hit, alarm) = (called(true) / cancers, called(false) / others);
            prevalence * hit - (1.0 - prevalence) * alarm * cost
        };
        Some(NetBenefit {
            threshold,
            reader: mean(repeats.iter().map(|p| Some(benefit(p))))?,
            everyone: prevalence - (1.0 - prevalence) * cost,
        })
    };
    THRESHOLDS.into_iter().filter_map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acting_on_all_and_on_the_reader_agree_where_all_are_called() {
        let curve = decision_curve(&[vec![0.9, 0.8, 0.7]], &[true, false, false], None);
        let first = curve.first().copied();
        assert!(first.is_some_and(|at| (at.reader - at.everyone).abs() < 1e-12));
        // At t = 0.75: one cancer and one false alarm of three people.
        let at = decision_curve(&[vec![0.9, 0.8, 0.4]], &[true, false, false], None);
        let at = at.iter().find(|at| (at.threshold - 0.5).abs() < 1e-12);
        let expected = 1.0 / 3.0 - 1.0 / 3.0;
        assert!(at.is_some_and(|at| (at.reader - expected).abs() < 1e-12), "{at:?}");
    }

    #[test]
    fn at_a_low_prevalence_false_alarms_weigh_more() {
        let p = vec![0.9, 0.6, 0.55, 0.1];
        let cancer = [true, true, false, false];
        let rare = decision_curve(&[p], &cancer, Some(0.01));
        // P = 0.55 of a half is 0.0122 of a hundredth: called at 0.01, not at 0.02.
        let at = |t: f64| {
            rare.iter().find(|at| (at.threshold - t).abs() < 1e-12).map_or(f64::NAN, |at| at.reader)
        };
        assert!((at(0.01) - (0.01 - 0.99 * 0.5 / 99.0)).abs() < 1e-12);
        assert!((at(0.02) - 0.005).abs() < 1e-12);
        assert!(decision_curve(&[vec![0.5]], &[true], None).is_empty());
    }
}
