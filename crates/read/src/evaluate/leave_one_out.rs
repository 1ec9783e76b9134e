//! One batch held out in turn: a site, a date.

use std::collections::{BTreeMap, BTreeSet};

use exoscope_core::Streams;
use ndarray::Axis;
use serde::{Deserialize, Serialize};

use super::plan::unlabelled;
use super::{LeftOut, Outcome, PlanError, SplitKind, SplitPlan, SplitSummary};
use crate::split::{Folds, Grouping, Labelled};
use exoscope_score::{Bootstrap, Clusters, Figures, Interval, ScoreError, Scores};

/// What readers of all other batches score on one that they never saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftOutBatch {
    /// The batch; joined by `+` where persons tie several.
    pub batch: String,
    /// The classes it holds.
    pub classes: Vec<String>,
    /// The figures of its samples alone.
    #[serde(flatten)]
    pub figures: Figures,
    /// Interval of `macro_auroc`, by drawing the samples of the batch again.
    #[serde(default)]
    pub macro_auroc_ci: Option<Interval>,
    /// Interval of `signal_auroc`, likewise.
    #[serde(default)]
    pub signal_auroc_ci: Option<Interval>,
}

impl<'a> SplitPlan<'a> {
    /// Holds out each batch of `column` in turn, where it holds several classes: a batch of one class
    /// cannot show whether classes are told apart in it, so its samples are learned from in every fit
    /// and never called. Batches that one person ties are held out together. Samples without a value
    /// take no part. The samples of the plan are grouped by `column`.
    pub fn leave_one_out(labelled: &Labelled<'a>, column: &str) -> Result<Self, PlanError> {
        let labelled = labelled.clone().grouped_by(column)?;
        let mut left_out = unlabelled(&labelled);
        let values = labelled.cohort().metadata().column(column)?;
        let grouping = Grouping::of(&labelled)?;
        let mut batches: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut unknown = Vec::new();
        for (sample, group) in grouping.groups.iter().enumerate() {
            match group {
                Some(group) => batches.entry(group).or_default().push(sample),
                None => unknown.push(sample),
            }
        }
        if !unknown.is_empty() {
            let samples = labelled.part(&unknown).samples();
            left_out.push(LeftOut { why: format!("no value in column {column:?}"), samples });
        }
        let name = |samples: &[usize]| {
            let rows = samples.iter().filter_map(|&sample| labelled.rows().get(sample));
            let names: BTreeSet<_> = rows.filter_map(|&row| values.get(row)).collect();
            names.into_iter().collect::<Vec<_>>().join("+")
        };
        let total = batches.len();
        let (several, single): (Vec<_>, Vec<_>) = batches.into_values().partition(|samples| {
            let classes = samples.iter().filter_map(|&sample| labelled.y().get(sample));
            classes.collect::<BTreeSet<_>>().len() > 1
        });
        if several.len() < 2 {
            let (column, found) = (column.to_owned(), several.len());
            return Err(PlanError::FewBatches { column, batches: total, found });
        }
        let mut several: Vec<(String, Vec<usize>)> =
            several.into_iter().map(|samples| (name(&samples), samples)).collect();
        several.sort();
        let single: Vec<usize> = single.into_iter().flatten().collect();
        let mut of: Vec<(usize, usize)> = Vec::new();
        for (fold, (_, samples)) in several.iter().enumerate() {
            of.extend(samples.iter().map(|&sample| (sample, fold)));
        }
        of.sort_unstable();
        let (called, fold_of): (Vec<usize>, Vec<usize>) = of.into_iter().unzip();
        let mut warnings = Vec::new();
        if !single.is_empty() {
            warnings.push(format!(
                "{} of {total} batches of {column:?} hold one class: their samples, {}, are learned from and never \
                 called",
                total - several.len(),
                single.len(),
            ));
        }
        let folds = Folds::new(several.len(), vec![fold_of])?;
        let summary = SplitSummary {
            kind: SplitKind::LeaveOneOut,
            grouped_by: grouping.columns.clone(),
            folds: folds.k(),
            repeats: 1,
        };
        Ok(Self {
            labelled: labelled.part(&called),
            always: labelled.part(&single),
            folds,
            ranked: true,
            batches: several.into_iter().map(|(name, _)| name).collect(),
            summary,
            left_out,
            warnings,
        })
    }
}

impl Outcome {
    /// The figures of each fold on its own, of a split whose folds are these batches; empty for other
    /// splits.
    pub fn of_batches(
        &self,
        batches: &[String],
        streams: Streams,
    ) -> Result<Vec<LeftOutBatch>, ScoreError> {
        let mut all = Vec::new();
        let Some(fold_of) = self.calls.folds.first() else { return Ok(all) };
        for (fold, batch) in batches.iter().enumerate() {
            let samples: Vec<usize> =
                (0..fold_of.len()).filter(|&sample| fold_of.get(sample) == Some(&fold)).collect();
            let Some(truth) = self.truth.part(&samples) else { continue };
            let probabilities: Vec<_> =
                self.calls.probabilities.iter().map(|p| p.select(Axis(0), &samples)).collect();
            let present: BTreeSet<usize> = truth.y().iter().copied().collect();
            let name = |class: &usize| self.calls.classes.get(*class).cloned();
            let figures = Figures::from(&Scores::new(&truth, &probabilities)?);
            let each = Clusters::singles(truth.n());
            let drawn = Bootstrap::new(&truth, &probabilities, &each, Vec::new(), streams);
            all.push(LeftOutBatch {
                batch: batch.clone(),
                classes: present.iter().filter_map(name).collect(),
                figures,
                macro_auroc_ci: drawn.macro_auroc,
                signal_auroc_ci: drawn.signal_auroc,
            });
        }
        Ok(all)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exoscope_core::progress::Silent;

    use crate::evaluate::cross_validate_plan;
    use crate::example;
    use crate::learn::LearnerSettings;
    use crate::pipeline::Pipeline;

    #[test]
    fn each_batch_of_several_classes_is_held_out_whole_and_scored_alone() {
        let cohort = example::cohort(Streams::new(1)).unwrap();
        let labelled = Labelled::of(&cohort, None).unwrap();
        let plan = SplitPlan::leave_one_out(&labelled, "slide").unwrap();
        let batches = plan.batches.len();
        assert_eq!(plan.labelled.len() + plan.always.len(), 280);
        assert!(batches > 20 && plan.folds.k() == batches);
        let learner = LearnerSettings::default_of("lda").unwrap();
        let settings = Pipeline { learner, ..Pipeline::default() };
        let outcome = cross_validate_plan(&plan, &settings, &Silent, None).unwrap();
        let each = outcome.of_batches(&plan.batches, Streams::new(1)).unwrap();
        let n: usize = each.iter().map(|batch| batch.figures.n).sum();
        assert_eq!((each.len(), n), (batches, plan.labelled.len()));
        let right: f64 = each.iter().map(|b| b.figures.accuracy * b.figures.n as f64).sum();
        assert!((right / n as f64 - outcome.scores.accuracy).abs() < 1e-12);
        let mut with_interval = 0;
        for batch in each {
            assert!(batch.classes.len() > 1);
            // A batch with one sample of a class has no class's figure without that sample, so no interval.
            if let Some(ci) = batch.macro_auroc_ci {
                let auroc = batch.figures.macro_auroc.unwrap();
                assert!(ci.low <= auroc && auroc <= ci.high, "{auroc} {ci:?}");
                with_interval += 1;
            }
        }
        assert!(with_interval > 0);
    }

    #[test]
    fn a_column_without_such_batches_is_refused() {
        let cohort = example::cohort(Streams::new(1)).unwrap();
        let labelled = Labelled::of(&cohort, None).unwrap();
        let label = cohort.metadata().field(exoscope_core::sample::Field::Label).unwrap().name();
        let refused = SplitPlan::leave_one_out(&labelled, label).unwrap_err();
        assert!(matches!(refused, PlanError::FewBatches { found: 0, batches: 4, .. }), "{refused}");
    }
}
