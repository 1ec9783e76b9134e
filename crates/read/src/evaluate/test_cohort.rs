//! A test set of its own: another cohort, or a part of one held out once.

use std::collections::HashSet;

use exoscope_core::sample::Field;
use exoscope_core::{Cohort, Streams};

use super::plan::unlabelled;
use super::{EvaluateError, LeftOut, PlanError, SplitKind, SplitPlan, SplitSummary};
use crate::quality::identical_across;
use crate::split::{FoldsError, HeldOut, Labelled, Training};

/// A training and a test cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct TestPlan<'a> {
    /// The samples to learn from.
    pub training: Training<Labelled<'a>>,
    /// The samples to call.
    pub held_out: HeldOut<Labelled<'a>>,
    /// Whether the quality of the samples that are called, and what sets their classes apart, is
    /// described.
    pub described: bool,
    /// The split in short.
    pub summary: SplitSummary,
    /// The samples that take no part, and why.
    pub left_out: Vec<LeftOut>,
    /// What a reader of the figures should know of the split, in sentences.
    pub warnings: Vec<String>,
}

impl<'a> TestPlan<'a> {
    /// Trains on `labelled` and tests on the samples of `cohort` that are of the same classes. Samples of
    /// the test cohort whose values are those of a training sample to the last bit take no part.
    ///
    /// # Errors
    ///
    /// Where no sample is left to test on, as every one is a training sample.
    pub fn new(labelled: Labelled<'a>, cohort: &'a Cohort) -> Result<Self, EvaluateError> {
        let held_out = Labelled::among(cohort, labelled.classes().to_vec());
        // A test cohort need not know the column that training samples are grouped by.
        let held_out = match labelled.group_column() {
            Some(column) => held_out.clone().grouped_by(column).unwrap_or(held_out),
            None => held_out,
        };
        let mut left_out = unlabelled(&labelled);
        left_out.extend(unlabelled(&held_out));
        let mut warnings = Vec::new();
        let learned: HashSet<usize> = labelled.rows().iter().copied().collect();
        let copies = identical_across(cohort, labelled.cohort());
        let is_copy = |n: &usize| {
            let row = held_out.rows().get(*n).copied();
            let of = row.and_then(|row| copies.get(row).copied().flatten());
            of.is_some_and(|of| learned.contains(&of))
        };
        let (copied, new): (Vec<usize>, Vec<usize>) = (0..held_out.len()).partition(is_copy);
        if new.is_empty() && !copied.is_empty() {
            return Err(EvaluateError::TestIsTraining { samples: copied.len() });
        }
        if !copied.is_empty() {
            let why = "training samples: their values are those of a sample of training".to_owned();
            left_out.push(LeftOut { why, samples: held_out.part(&copied).samples() });
        }
        let held_out = held_out.part(&new);
        let shared = shared(labelled.samples(), held_out.samples());
        if shared > 0 {
            warnings
                .push(format!("{shared} samples of the test cohort are named as one of training"));
        }
        let persons = |of: &Labelled<'_>| -> Option<Vec<String>> {
            let column = of.cohort().metadata().field(Field::Person)?;
            Some(of.rows().iter().filter_map(|&row| Some(column.get(row)?.into_owned())).collect())
        };
        if let (Some(training), Some(test)) = (persons(&labelled), persons(&held_out)) {
            let shared = self::shared(training, test);
            if shared > 0 {
                warnings.push(format!(
                    "{shared} samples of the test cohort are of a person in training"
                ));
            }
        }
        let summary = SplitSummary {
            kind: SplitKind::TestCohort,
            grouped_by: Vec::new(),
            folds: 1,
            repeats: 1,
        };
        Ok(Self {
            training: labelled.training(),
            held_out: HeldOut::new(held_out),
            described: true,
            summary,
            left_out,
            warnings,
        })
    }

    /// Draws `parts` parts as [`SplitPlan::draw`] draws folds, and holds the first out.
    pub fn held_out_part(
        labelled: &Labelled<'a>,
        parts: usize,
        streams: Streams,
    ) -> Result<Self, PlanError> {
        let plan = SplitPlan::draw(labelled, parts, 1, streams)?;
        let SplitPlan { labelled, folds, summary, left_out, warnings, .. } = plan;
        let split = folds.splits().next().ok_or(FoldsError::NoRepeats)?;
        Ok(Self {
            training: split.training.of(&labelled),
            held_out: split.held_out.of(&labelled),
            described: false,
            summary: SplitSummary { kind: SplitKind::HeldOutPart, ..summary },
            left_out,
            warnings,
        })
    }
}

/// How many of `theirs` are among `ours`.
fn shared<T: std::hash::Hash + Eq>(ours: Vec<T>, theirs: Vec<T>) -> usize {
    let ours: HashSet<T> = ours.into_iter().collect();
    theirs.iter().filter(|item| ours.contains(item)).count()
}
