//! Folds as a checked value: every sample held out exactly once per repeat.

use std::collections::BTreeMap;

use super::{HeldOut, Training};

/// The fold of each sample in each repeat of a `k`-fold cross-validation.
///
/// In every repeat each sample is held out exactly once and every fold holds out at least one
/// sample, so no training set is empty either.
///
/// ```
/// use exoscope_learn::split::Folds;
///
/// let folds = Folds::new(2, vec![vec![0, 1, 0, 1]])?;
/// let first = folds.splits().next().ok_or("no split")?;
/// assert_eq!(first.held_out.numbers(), [0, 2]);
/// assert_eq!(*first.training, [1, 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folds {
    k: usize,
    repeats: Vec<Vec<usize>>,
}

/// One fit of a cross-validation: the rows to learn from and the rows to call.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// Repeat, from 0.
    pub repeat: usize,
    /// Fold held out, from 0.
    pub fold: usize,
    /// Rows of the other folds, ascending.
    pub training: Training<Vec<usize>>,
    /// Rows of this fold, ascending.
    pub held_out: HeldOut<Vec<usize>>,
}

/// A class that is held out whole: its samples are called by a reader that never saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unseen {
    /// Repeat, from 0.
    pub repeat: usize,
    /// Fold that holds every sample of the class, from 0.
    pub fold: usize,
    /// The class.
    pub class: usize,
}

/// Why samples cannot be split as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FoldsError {
    /// Fewer than two folds leave nothing to learn from.
    #[error("cross-validation needs at least 2 folds, not {k}")]
    TooFewFolds {
        /// Folds asked for.
        k: usize,
    },
    /// No repeat was asked for.
    #[error("cross-validation needs at least 1 repeat")]
    NoRepeats,
    /// More folds than there are samples or groups to fill them.
    #[error("{k} folds cannot be filled with {found} {what}\nhint: ask for at most {found} folds")]
    TooManyFolds {
        /// Folds asked for.
        k: usize,
        /// What fills the folds: `samples` or `groups`.
        what: &'static str,
        /// How many there are.
        found: usize,
    },
    /// Labels, groups and folds are not one per sample.
    #[error("{samples} samples but {found} {what}")]
    Length {
        /// What was counted.
        what: &'static str,
        /// Number of samples.
        samples: usize,
        /// How many were found.
        found: usize,
    },
    /// Samples whose group is not known: they could be on both sides of a split.
    #[error("{} samples have no group, the first is row {} (from 0)\nhint: leave them out or name their group", rows.len(), rows.first().unwrap_or(&0))]
    NoGroup {
        /// Rows of these samples, from 0, ascending.
        rows: Vec<usize>,
    },
    /// A fold number is too large.
    #[error(
        "sample {row} is in fold {fold} of repeat {repeat}, but there are {k} folds (all from 0)"
    )]
    FoldOutOfRange {
        /// Repeat, from 0.
        repeat: usize,
        /// Row of the sample, from 0.
        row: usize,
        /// Its fold.
        fold: usize,
        /// Number of folds.
        k: usize,
    },
    /// A fold holds out no sample.
    #[error(
        "fold {fold} of repeat {repeat} (both from 0) holds no sample\nhint: ask for fewer folds"
    )]
    EmptyFold {
        /// Repeat, from 0.
        repeat: usize,
        /// The empty fold, from 0.
        fold: usize,
    },
}

impl Folds {
    /// Checks and takes the fold, in `0..k`, of each sample, for each repeat.
    pub fn new(k: usize, repeats: Vec<Vec<usize>>) -> Result<Self, FoldsError> {
        if k < 2 {
            return Err(FoldsError::TooFewFolds { k });
        }
        let Some(samples) = repeats.first().map(Vec::len) else {
            return Err(FoldsError::NoRepeats);
        };
        if k > samples {
            return Err(FoldsError::TooManyFolds { k, what: "samples", found: samples });
        }
        for (repeat, fold_of) in repeats.iter().enumerate() {
            if fold_of.len() != samples {
                return Err(FoldsError::Length { what: "folds", samples, found: fold_of.len() });
            }
            let mut held = vec![false; k];
            for (row, &fold) in fold_of.iter().enumerate() {
                match held.get_mut(fold) {
                    Some(held) => *held = true,
                    None => return Err(FoldsError::FoldOutOfRange { repeat, row, fold, k }),
                }
            }
            if let Some(fold) = held.iter().position(|held| !held) {
                return Err(FoldsError::EmptyFold { repeat, fold });
            }
        }
        Ok(Self { k, repeats })
    }

    /// Number of folds, at least 2.
    pub fn k(&self) -> usize {
        self.k
    }

    /// Number of samples.
    pub fn n_samples(&self) -> usize {
        self.repeats.first().map_or(0, Vec::len)
    }

    /// The fold of each sample (in `0..k`), one slice per repeat.
    pub fn repeats(&self) -> &[Vec<usize>] {
        &self.repeats
    }

    /// Every fit of the cross-validation, repeat by repeat and in them fold by fold.
    pub fn splits(&self) -> impl Iterator<Item = Split> + '_ {
        self.repeats.iter().enumerate().flat_map(move |(repeat, fold_of)| {
            (0..self.k).map(move |fold| {
                let (held_out, training) =
                    (0..fold_of.len()).partition(|&row| fold_of.get(row) == Some(&fold));
                let (training, held_out) = (Training::new(training), HeldOut::new(held_out));
                Split { repeat, fold, training, held_out }
            })
        })
    }

    /// Classes with fewer samples than folds, ascending. Legal, but some folds hold none of such a
    /// class, so a figure of one fold says nothing about it. `labels`: the class of each sample.
    pub fn thin_classes(&self, labels: &[usize]) -> Vec<usize> {
        let mut count = BTreeMap::new();
        for &class in labels {
            *count.entry(class).or_insert(0_usize) += 1;
        }
        count.into_iter().filter(|&(_, n)| n < self.k).map(|(class, _)| class).collect()
    }

    /// Classes that a fit does not see because one fold holds all their samples, in order of
    /// repeat, fold and class: they cannot be called right there, whatever the learner. Grouped
    /// folds do this where a class comes from one group. `labels`: the class of each sample.
    pub fn unseen_classes(&self, labels: &[usize]) -> Vec<Unseen> {
        let mut unseen = Vec::new();
        for (repeat, fold_of) in self.repeats.iter().enumerate() {
            // The one fold a class has been met in, or none once it was met in a second.
            let mut only_fold = BTreeMap::new();
            for (&class, &fold) in labels.iter().zip(fold_of) {
                let only = only_fold.entry(class).or_insert(Some(fold));
                if *only != Some(fold) {
                    *only = None;
                }
            }
            let whole = only_fold.into_iter().filter_map(|(class, fold)| Some((fold?, class)));
            let mut whole: Vec<_> = whole.collect();
            whole.sort_unstable();
            unseen.extend(whole.into_iter().map(|(fold, class)| Unseen { repeat, fold, class }));
        }
        unseen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_a_cross_validation() {
        assert_eq!(Folds::new(1, vec![vec![0, 0]]), Err(FoldsError::TooFewFolds { k: 1 }));
        assert_eq!(Folds::new(2, vec![]), Err(FoldsError::NoRepeats));
        assert_eq!(
            Folds::new(3, vec![vec![0, 1]]),
            Err(FoldsError::TooManyFolds { k: 3, what: "samples", found: 2 })
        );
        assert_eq!(
            Folds::new(2, vec![vec![0, 1], vec![0, 1, 1]]),
            Err(FoldsError::Length { what: "folds", samples: 2, found: 3 })
        );
        assert_eq!(
            Folds::new(2, vec![vec![0, 1], vec![0, 2]]),
            Err(FoldsError::FoldOutOfRange { repeat: 1, row: 1, fold: 2, k: 2 })
        );
        assert_eq!(
            Folds::new(2, vec![vec![0, 1], vec![1, 1]]),
            Err(FoldsError::EmptyFold { repeat: 1, fold: 0 })
        );
    }

    #[test]
    fn names_thin_and_unseen_classes() -> Result<(), FoldsError> {
        let folds = Folds::new(2, vec![vec![0, 0, 1, 1, 1], vec![0, 1, 0, 1, 0]])?;
        let labels = [4, 4, 2, 2, 9];
        assert_eq!(folds.thin_classes(&labels), [9]);
        let unseen = |repeat, fold, class| Unseen { repeat, fold, class };
        let expected = [unseen(0, 0, 4), unseen(0, 1, 2), unseen(0, 1, 9), unseen(1, 0, 9)];
        assert_eq!(folds.unseen_classes(&labels), expected);
        Ok(())
    }
}
