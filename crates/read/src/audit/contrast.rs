//! Area under the ROC curve of the pairs that an audit compares.

use std::collections::BTreeMap;

use exoscope_core::sample::Role;
use ndarray::Array2;

use super::Question;
use crate::split::Labelled;

/// Which samples are compared.
pub(super) enum Contrast {
    /// Cancers with controls, by the summed probability of the cancers.
    Signal {
        /// Whether each class is a cancer.
        cancer: Vec<bool>,
        /// Whether each class is what cancers are compared with.
        other: Vec<bool>,
    },
    /// Each class with all others, by its probability.
    Classes,
}

impl Contrast {
    /// Cancers with controls where roles are known and both are there, else the classes.
    pub fn of(labelled: &Labelled<'_>) -> Self {
        let roles = labelled.roles();
        let are = |role| -> Vec<bool> { roles.iter().map(|r| *r == Some(role)).collect() };
        let cancer = are(Role::Cancer);
        let mut other = are(Role::Control);
        if !other.contains(&true) {
            other = are(Role::Benign);
        }
        if cancer.contains(&true) && other.contains(&true) {
            Self::Signal { cancer, other }
        } else {
            Self::Classes
        }
    }

    /// The question that is asked by it.
    pub fn question(&self, labelled: &Labelled<'_>) -> Question {
        let cancers = labelled.roles().iter().all(|role| *role == Some(Role::Cancer));
        match self {
            Self::Signal { .. } => Question::Signal,
            Self::Classes if cancers => Question::Origin,
            Self::Classes => Question::Classes,
        }
    }

    /// The share of pairs that share a stratum and are ranked right, and the number of pairs.
    pub fn auroc(
        &self,
        y: &[usize],
        p: &Array2<f64>,
        strata: &[Option<usize>],
    ) -> Option<(f64, u64)> {
        let class = |sample: usize| y.get(sample).copied().unwrap_or(0);
        let is = |of: &[bool], sample: usize| of.get(class(sample)) == Some(&true);
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (sample, stratum) in strata.iter().enumerate() {
            if let Some(stratum) = stratum {
                members.entry(*stratum).or_default().push(sample);
            }
        }
        let (mut wins, mut pairs) = (0.0, 0);
        let mut add = |(won, compared): (f64, u64)| {
            wins += won;
            pairs += compared;
        };
        for samples in members.values() {
            match self {
                Self::Signal { cancer, other } => {
                    let score = |sample: usize| -> f64 {
                        let row = p.row(sample);
                        row.iter().zip(cancer).filter(|(_, c)| **c).map(|(p, _)| p).sum()
                    };
                    add(ranked(samples, score, |s| is(cancer, s), |s| is(other, s)));
                }
                Self::Classes => {
                    for of in 0..p.ncols() {
                        let score = |sample: usize| p.get((sample, of)).copied().unwrap_or(0.0);
                        add(ranked(samples, score, |s| class(s) == of, |s| class(s) != of));
                    }
                }
            }
        }
        (pairs > 0).then(|| (wins / pairs as f64, pairs))
    }
}

/// Pairs of a positive and a negative in which the positive scores higher, ties counting half; and
/// all such pairs.
fn ranked(
    samples: &[usize],
    score: impl Fn(usize) -> f64,
    positive: impl Fn(usize) -> bool,
    negative: impl Fn(usize) -> bool,
) -> (f64, u64) {
    let mut scored: Vec<(f64, bool)> = samples
        .iter()
        .filter(|&&s| positive(s) || negative(s))
        .map(|&s| (score(s), positive(s)))
        .collect();
    scored.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins, mut positives) = (0_u64, 0.0, 0_u64);
    #[allow(clippy::float_cmp, reason = "a tie is an equal score, not a close one")]
    for tied in scored.chunk_by(|a, b| a.0 == b.0) {
        let up = tied.iter().filter(|(_, positive)| *positive).count() as u64;
        let down = tied.len() as u64 - up;
        wins += up as f64 * (below as f64 + down as f64 / 2.0);
        below += down;
        positives += up;
    }
    (wins, positives * below)
}
