//! What an audit of a cohort finds beyond its design.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Beside, Figures};
use crate::evaluate::LeftOutBatch;

/// Figures by split: `random`, or the key that was kept together.
pub type LearnerSplits = BTreeMap<String, Figures>;

/// What an audit of a cohort finds beyond its design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The learner of the audited reader.
    pub learner: String,
    /// Figures by learner, then by split.
    pub splits: BTreeMap<String, LearnerSplits>,
    /// The audited reader with each batch of a key held out in turn, by key; of keys with up to 30
    /// batches, at least two of which hold several classes.
    #[serde(default)]
    pub left_out: BTreeMap<String, LeaveOneOut>,
    /// Whether the classes differ at all: labels permuted freely.
    pub free: Null,
    /// Whether they differ within batches: labels permuted within the batches of each key.
    pub within: BTreeMap<String, Null>,
    /// The reader beside facts of the samples alone, by the name of their baseline.
    #[serde(default)]
    pub beside: BTreeMap<String, Beside>,
    /// miRNAs that part batches of one class, by key.
    pub batch_mirnas: BTreeMap<String, BatchMirnas>,
    /// How well the miRNAs of controls alone tell the batches of a key apart.
    pub controls_apart: BTreeMap<String, Figures>,
}

/// What readers of all other batches score on those that they never saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeaveOneOut {
    /// The figures over all samples of such batches.
    #[serde(flatten)]
    pub figures: Figures,
    /// The figures of each batch.
    pub batches: Vec<LeftOutBatch>,
}

/// A figure and what it is where labels mean nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Null {
    /// The share of comparable pairs of samples that the whole pipeline ranks right, ties counting
    /// half: AUROC, within batches where these are kept.
    pub auroc: f64,
    /// Mean of the same over the permutations.
    pub null_mean: f64,
    /// Its standard deviation over them.
    pub null_sd: f64,
    /// `(1 + permutations that reach the figure) / (1 + permutations)`.
    pub p: f64,
    /// Number of permutations.
    pub permutations: usize,
    /// Samples that took part.
    pub samples: usize,
    /// Pairs of samples that are compared.
    pub pairs: u64,
}

/// miRNAs that part batches of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchMirnas {
    /// miRNAs tested.
    pub tested: usize,
    /// Of these, with a batch effect within classes (nested analysis of variance, Bonferroni 0.05).
    pub found: usize,
    /// The share of the 50 miRNAs that part the classes best that are among them.
    pub of_panel: f64,
}

impl Measured {
    pub(super) fn new(learner: &str) -> Self {
        Self {
            learner: learner.to_owned(),
            splits: BTreeMap::new(),
            left_out: BTreeMap::new(),
            free: Null::nothing(),
            within: BTreeMap::new(),
            beside: BTreeMap::new(),
            batch_mirnas: BTreeMap::new(),
            controls_apart: BTreeMap::new(),
        }
    }

    /// Figures of the audited reader under a split: `random`, or a key.
    pub fn of_reader(&self, split: &str) -> Option<&Figures> {
        self.splits.get(&self.learner)?.get(split)
    }

    /// The learner with the highest accuracy under a split, the first of those that tie.
    pub fn winner(&self, split: &str) -> Option<&str> {
        let figures =
            self.splits.iter().filter_map(|(name, splits)| Some((name, splits.get(split)?)));
        let mut winner: Option<(&str, f64)> = None;
        for (name, figures) in figures {
            if winner.is_none_or(|(_, best)| figures.accuracy > best) {
                winner = Some((name, figures.accuracy));
            }
        }
        winner.map(|(name, _)| name)
    }
}

impl Null {
    /// No test was made.
    pub(super) fn nothing() -> Self {
        Self {
            auroc: 0.5,
            null_mean: 0.5,
            null_sd: 0.5,
            p: 1.0,
            permutations: 0,
            samples: 0,
            pairs: 0,
        }
    }

    /// The greatest AUROC that the figure leaves open: two standard deviations above it.
    pub fn upper(&self) -> f64 {
        2.0f64.mul_add(self.null_sd, self.auroc)
    }
}
