//! Verdict of a call: signal, origins or abstention for one sample.

use std::fmt;

use exoscope_core::sample::Role;
use ndarray::ArrayView1;

use super::{CallRules, cancer_log_odds};

/// Verdict of a call: signal, origins or abstention for one sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether there is a signal of cancer; `None` where nothing can be said, or where the reader
    /// has no rule for it.
    pub signal: Option<bool>,
    /// The cancers a signal may come from, likeliest first; none without a signal.
    pub origins: Vec<Origin>,
    /// The conformal set: classes that cannot be ruled out at its coverage, ascending; empty for a
    /// sample that is less sure than most of every class.
    pub set: Vec<usize>,
    /// Share of samples like those of training that are as far from these, or farther.
    pub ood_p_value: f64,
    /// Why nothing is said; `None` where something is.
    pub abstention: Option<Abstention>,
}

/// A cancer and its probability given that there is one: p(class) / Σ p(cancers).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Origin {
    /// The class.
    pub class: usize,
    /// Its share of the probability of all cancers.
    pub p: f64,
}

/// Why a sample is not called.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Abstention {
    /// Its profile is unlike those of training.
    OutOfDistribution,
    /// Too many of the reader's miRNAs are missing in it.
    Missing {
        /// How many.
        missing: usize,
        /// Of how many.
        of: usize,
    },
    /// More than one class cannot be ruled out, and there is no rule for a signal.
    ManyClasses,
    /// Only cancers cannot be ruled out, and yet the signal is below its threshold.
    BelowThreshold,
}

impl fmt::Display for Abstention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfDistribution => f.write_str("unlike the training samples"),
            Self::Missing { missing, of } => write!(f, "{missing} of {of} miRNAs missing"),
            Self::ManyClasses => f.write_str("more than one class cannot be ruled out"),
            Self::BelowThreshold => {
                f.write_str("only cancers cannot be ruled out, but the signal is weak")
            }
        }
    }
}

/// What a verdict rests on beside the probabilities.
pub(crate) struct Evidence {
    /// Distance from the training samples.
    pub distance: f64,
    /// The reader's miRNAs that are missing in the sample.
    pub missing: usize,
    /// The reader's miRNAs.
    pub mirnas: usize,
    /// Largest share of these that may be missing.
    pub max_missing: f64,
}

impl CallRules {
    /// Verdict for a sample with these probabilities; `roles` are the classes'.
    pub(crate) fn verdict(
        &self,
        p: ArrayView1<'_, f64>,
        roles: &[Option<Role>],
        evidence: &Evidence,
    ) -> Verdict {
        let cancer = |class: usize| roles.get(class).copied().flatten() == Some(Role::Cancer);
        let total: f64 = p.iter().enumerate().filter(|(k, _)| cancer(*k)).map(|(_, p)| p).sum();
        let set = self.conformal.set(p);
        let signal = self.signal.as_ref().map(|rule| rule.is_signal(cancer_log_odds(p, cancer)));
        let limit = evidence.max_missing * evidence.mirnas as f64;
        let abstention = if evidence.missing as f64 > limit {
            Some(Abstention::Missing { missing: evidence.missing, of: evidence.mirnas })
        } else if self.novelty.is_out_of_distribution(evidence.distance) {
            Some(Abstention::OutOfDistribution)
        } else {
            // Less sure than most samples of every class: what is likeliest is left.
            let left = if set.is_empty() { vec![likeliest(p)] } else { set.clone() };
            match signal {
                Some(false) if left.iter().all(|&class| cancer(class)) => {
                    Some(Abstention::BelowThreshold)
                }
                None if set.len() > 1 => Some(Abstention::ManyClasses),
                _ => None,
            }
        };
        let signal = signal.filter(|_| abstention.is_none());
        let mut origins: Vec<Origin> = if signal == Some(true) && total > 0.0 {
            let cancers = p.iter().enumerate().filter(|(class, _)| cancer(*class));
            cancers.map(|(class, p)| Origin { class, p: p / total }).collect()
        } else {
            Vec::new()
        };
        origins.sort_by(|a, b| b.p.total_cmp(&a.p));
        let ood_p_value = self.novelty.ood_p_value(evidence.distance);
        Verdict { signal, origins, set, ood_p_value, abstention }
    }
}

fn likeliest(p: ArrayView1<'_, f64>) -> usize {
    let better = |best: (usize, f64), (class, &p): (usize, &f64)| {
        if p > best.1 { (class, p) } else { best }
    };
    p.iter().enumerate().fold((0, f64::NEG_INFINITY), better).0
}

impl Verdict {
    /// In a few words: `signal`, `no signal`, `not enough to say`, or `one class` where a reader has
    /// no rule for a signal.
    pub fn words(&self) -> &'static str {
        match (self.abstention, self.signal) {
            (Some(_), _) => "not enough to say",
            (None, Some(true)) => "signal",
            (None, Some(false)) => "no signal",
            (None, None) => "one class",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::conformal::ClassRule;
    use super::super::{Conformal, NoveltyDetector, SignalRule};
    use super::*;
    use exoscope_score::Interval;
    use ndarray::array;

    fn rules() -> CallRules {
        let class = |least| ClassRule { least, samples: 200, pooled: false };
        CallRules {
            signal: Some(SignalRule {
                target: 0.99,
                threshold: 0.4,
                controls: 500,
                attained: true,
                specificity: 0.99,
                interval: Interval { low: 0.98, high: 1.0 },
            }),
            detection: None,
            conformal: Conformal {
                coverage: 0.9,
                classes: vec![class(0.3), class(0.3), class(0.4)],
            },
            novelty: NoveltyDetector::fit((0..200).map(f64::from).collect(), 0.01),
            batch: None,
        }
    }

    fn said(rules: &CallRules, p: [f64; 3], distance: f64, missing: usize) -> Verdict {
        let roles = [Some(Role::Cancer), Some(Role::Cancer), Some(Role::Control)];
        let evidence = Evidence { distance, missing, mirnas: 100, max_missing: 0.1 };
        rules.verdict(array![p[0], p[1], p[2]].view(), &roles, &evidence)
    }

    #[test]
    fn a_signal_has_origins_and_no_signal_has_none() {
        let signal = said(&rules(), [0.2, 0.6, 0.2], 10.0, 0);
        assert_eq!((signal.words(), signal.origins[0].class), ("signal", 1));
        assert!((signal.origins[0].p - 0.75).abs() < 1e-12 && signal.set == [1]);
        let none = said(&rules(), [0.2, 0.3, 0.5], 10.0, 0);
        assert_eq!((none.words(), none.origins.len()), ("no signal", 0));
    }

    #[test]
    fn doubts_come_before_calls() {
        let abstention = |p, distance, missing| said(&rules(), p, distance, missing).abstention;
        let sure = [0.9, 0.05, 0.05];
        assert_eq!(abstention(sure, 300.0, 0), Some(Abstention::OutOfDistribution));
        assert_eq!(abstention(sure, 10.0, 11), Some(Abstention::Missing { missing: 11, of: 100 }));
        assert_eq!(
            abstention([0.29, 0.29, 0.39], 10.0, 0),
            None,
            "the likeliest is left: no signal"
        );
        assert_eq!(abstention([0.35, 0.2, 0.39], 10.0, 0), Some(Abstention::BelowThreshold));
        assert_eq!(said(&rules(), sure, 300.0, 0).signal, None);
        let without = CallRules { signal: None, ..rules() };
        assert_eq!(
            said(&without, [0.5, 0.4, 0.1], 10.0, 0).abstention,
            Some(Abstention::ManyClasses)
        );
        assert_eq!(said(&without, sure, 10.0, 0).words(), "one class");
    }
}
