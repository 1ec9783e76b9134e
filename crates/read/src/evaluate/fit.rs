//! Fitting a reader on some samples and calling the others.

use std::collections::BTreeMap;
use std::time::Instant;

use exoscope_core::Streams;
use exoscope_core::progress::{Progress, Silent};
use exoscope_core::sample::SampleId;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::rankings::FitRanking;
use super::truth::truth;
use super::{CheckpointedFits, EvaluateError, HeldOutCalls, Rankings, SplitPlan, UnseenClass};
use crate::learn::CheckpointMembers;
use crate::pipeline::{FittedPipeline, Pipeline};
use crate::split::{Folds, Grouping, HeldOut, Labelled, Samples, Training};
use exoscope_score::{Bootstrap, Clusters, Interval, PredictiveValues, Prevalence, Scores, Truth};

/// Calls of held-out samples, and what they are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The calls.
    pub calls: HeldOutCalls,
    /// What is known of the samples that were called.
    pub truth: Truth,
    /// Their figures.
    pub scores: Scores,
    /// Columns whose values hold samples together; empty where nothing does.
    pub grouped_by: Vec<String>,
    /// miRNAs that a fit rested on after filtering: the median over the fits.
    pub n_features: usize,
    /// Classes that a fit never saw, although it was asked to call their samples.
    pub absent: Vec<UnseenClass>,
    /// Held-out values that were missing, over all fits.
    pub filled: usize,
    /// The panel of each fit whose reader was confined to one.
    pub panels: Vec<Vec<String>>,
    /// What the calls of each fit rested on; empty where that was not asked for.
    pub rankings: Rankings,
    /// Fits that were taken from an interrupted run.
    pub resumed: usize,
    /// Members of other fits' stacks that were.
    pub resumed_members: usize,
    /// Where the time went.
    pub timings: Vec<FitTiming>,
}

impl Outcome {
    /// Intervals by drawing again what was held together, whole; each sample on its own where
    /// nothing was.
    pub fn bootstrap(&self, streams: Streams) -> Bootstrap {
        let clusters = match &self.calls.groups {
            Some(groups) => Clusters::new(groups),
            None => Clusters::singles(self.truth.n()),
        };
        let columns = self.grouped_by.clone();
        Bootstrap::new(&self.truth, &self.calls.probabilities, &clusters, columns, streams)
    }

    /// An interval that whole groups were drawn for, where samples are grouped: there it stands in the
    /// place of Wilson's, which takes samples as independent.
    pub fn grouped(&self, drawn: Option<Interval>) -> Option<Interval> {
        drawn.filter(|_| self.calls.groups.is_some())
    }

    /// What calls mean at a prevalence, at each operating point; empty where cancer is not asked
    /// for.
    pub fn predictive_values(&self, prevalence: &Prevalence) -> Vec<PredictiveValues> {
        let points = self.scores.signal.iter().flat_map(|signal| &signal.at);
        points.map(|point| prevalence.values_at(point)).collect()
    }
}

/// Where the time of one fit went, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FitTiming {
    /// The repeat, from 0.
    pub repeat: usize,
    /// The fold held out, from 0.
    pub fold: usize,
    /// Preparing the training samples, and their factor model.
    pub prepare: f64,
    /// Learning.
    pub learn: f64,
    /// Preparing and calling the held-out samples.
    pub call: f64,
}

/// Fits a reader for every fold of every repeat and calls the samples held out of it.
///
/// Folds number the samples of `labelled`. `watch` is told after each fit how many of how many are
/// done, and may end it there.
pub fn cross_validate(
    labelled: &Labelled<'_>,
    folds: &Folds,
    settings: &Pipeline,
    watch: &dyn Progress,
) -> Result<Outcome, EvaluateError> {
    let task = Task { settings, kept: None, ranked: false };
    let made = fits(labelled, &labelled.part(&[]), folds, &task, watch)?;
    made.outcome(labelled, folds)
}

/// [`cross_validate`] as planned, keeping each finished fit, and taking those that an interrupted run
/// has kept: the outcome is the same to the bit.
pub fn cross_validate_plan(
    plan: &SplitPlan<'_>,
    settings: &Pipeline,
    watch: &dyn Progress,
    kept: Option<&CheckpointedFits>,
) -> Result<Outcome, EvaluateError> {
    let task = Task { settings, kept, ranked: plan.ranked };
    let made = fits(&plan.labelled, &plan.always, &plan.folds, &task, watch)?;
    made.outcome(&plan.labelled, &plan.folds)
}

/// Out-of-fold probabilities (samples × classes) of each repeat, without their figures.
pub(crate) fn out_of_fold(
    labelled: &Labelled<'_>,
    folds: &Folds,
    settings: &Pipeline,
) -> Result<Vec<Array2<f64>>, EvaluateError> {
    let always = labelled.part(&[]);
    let task = Task { settings, kept: None, ranked: false };
    Ok(fits(labelled, &always, folds, &task, &Silent)?.probabilities)
}

/// What is done with each part of a split.
struct Task<'a> {
    settings: &'a Pipeline,
    kept: Option<&'a CheckpointedFits>,
    /// Whether miRNAs are ranked.
    ranked: bool,
}

/// The fits of a cross-validation.
struct Fits {
    /// Out-of-fold calls of each repeat.
    probabilities: Vec<Array2<f64>>,
    each: Vec<Fit>,
    /// Fits, and members of other fits' stacks, that were taken from an interrupted run.
    resumed: [usize; 2],
}

impl Fits {
    fn outcome(self, labelled: &Labelled<'_>, folds: &Folds) -> Result<Outcome, EvaluateError> {
        let Self { probabilities, each, resumed } = self;
        let groups = groups(labelled)?;
        let outcome = outcome(labelled, folds.repeats().to_vec(), groups, probabilities, &each)?;
        let [resumed, resumed_members] = resumed;
        Ok(Outcome { resumed, resumed_members, ..outcome })
    }
}

/// Fits a reader for every fold of every repeat, on the other folds and `always`, and gathers its
/// calls.
fn fits(
    labelled: &Labelled<'_>,
    always: &Labelled<'_>,
    folds: &Folds,
    task: &Task<'_>,
    watch: &dyn Progress,
) -> Result<Fits, EvaluateError> {
    let mut resumed = [0, 0];
    let (samples, classes) = (labelled.len(), labelled.classes().len());
    let empty = || Array2::zeros((samples, classes));
    let mut probabilities: Vec<Array2<f64>> = folds.repeats().iter().map(|_| empty()).collect();
    let mut fits = Vec::new();
    let total = folds.k() * folds.repeats().len();
    watch.step("fits", 0, total)?;
    for split in folds.splits() {
        let training = split.training.of(labelled).into_inner().with(always).training();
        let numbers = split.held_out.numbers();
        let held_out = split.held_out.of(labelled);
        let place = [split.repeat, split.fold];
        let fit = fit(&training, &held_out, task, place, &mut resumed)?;
        if let Some(all) = probabilities.get_mut(split.repeat) {
            for (row, &number) in fit.probabilities.rows().into_iter().zip(numbers) {
                all.row_mut(number).assign(&row);
            }
        }
        fits.push(fit);
        watch.step("fits", fits.len(), total)?;
    }
    Ok(Fits { probabilities, each: fits, resumed })
}

/// Fits a reader on `training` and calls the samples of a test cohort, keeping the fit, and taking what
/// an interrupted run has kept.
pub fn test(
    training: &Training<Labelled<'_>>,
    held_out: &HeldOut<Labelled<'_>>,
    settings: &Pipeline,
    kept: Option<&CheckpointedFits>,
) -> Result<Outcome, EvaluateError> {
    let mut resumed = [0, 0];
    let task = Task { settings, kept, ranked: true };
    let fit = fit(training, held_out, &task, [0, 0], &mut resumed)?;
    let probabilities = vec![fit.probabilities.clone()];
    let groups = groups(held_out)?;
    let folds = vec![vec![0; held_out.len()]];
    let outcome = outcome(held_out, folds, groups, probabilities, &[fit])?;
    let [resumed, resumed_members] = resumed;
    Ok(Outcome { resumed, resumed_members, ..outcome })
}

/// One fit, kept or taken from those that were; `resumed` counts fits, and members of other fits'
/// stacks, that were taken.
fn fit(
    training: &Training<Labelled<'_>>,
    held_out: &HeldOut<Labelled<'_>>,
    task: &Task<'_>,
    place: [usize; 2],
    resumed: &mut [usize; 2],
) -> Result<Fit, EvaluateError> {
    let Some(kept) = task.kept else { return Fit::of(training, held_out, task, place, &()) };
    let key = kept.key(&**training, held_out, (task.settings, task.ranked), place)?;
    if let Some(fit) = kept.get(&key, held_out.len(), held_out.classes().len()) {
        resumed[0] += 1;
        return Ok(fit);
    }
    let members = kept.members(&key);
    let fit = Fit::of(training, held_out, task, place, &members)?;
    kept.put(&key, &fit)?;
    members.forget();
    resumed[1] += members.taken();
    Ok(fit)
}

/// One fit and its calls.
pub(super) struct Fit {
    pub probabilities: Array2<f64>,
    pub n_features: usize,
    pub panel: Vec<String>,
    pub absent: Vec<UnseenClass>,
    pub filled: usize,
    pub ranking: FitRanking,
    pub timing: FitTiming,
}

impl Fit {
    fn of(
        training: &Training<Labelled<'_>>,
        held_out: &HeldOut<Labelled<'_>>,
        task: &Task<'_>,
        [repeat, fold]: [usize; 2],
        keep: &dyn CheckpointMembers,
    ) -> Result<Self, EvaluateError> {
        let (reader, seconds) = FittedPipeline::fit_timed(training, task.settings, keep)
            .map_err(|source| EvaluateError::Fit { repeat: repeat + 1, fold: fold + 1, source })?;
        let start = Instant::now();
        // A test cohort is held to the same coverage as any cohort that is called.
        let wrong = |source| EvaluateError::Call { repeat: repeat + 1, fold: fold + 1, source };
        let calls = reader
            .call(held_out.cohort(), held_out.rows(), crate::pipeline::DEFAULT_MAX_MISSING)
            .map_err(wrong)?;
        let timing = FitTiming {
            repeat,
            fold,
            prepare: seconds.prepare + seconds.factors,
            learn: seconds.learn + seconds.rules,
            call: start.elapsed().as_secs_f64(),
        };
        let ranking = if task.ranked {
            FitRanking::of(&reader, held_out, [repeat, fold]).map_err(wrong)?
        } else {
            FitRanking { place: [repeat, fold], mirnas: Vec::new() }
        };
        let mut probabilities = Array2::zeros((held_out.len(), held_out.classes().len()));
        let mut absent = Vec::new();
        for (class, name) in held_out.classes().iter().enumerate() {
            if let Some(seen) = calls.classes.iter().position(|seen| seen == name) {
                probabilities.column_mut(class).assign(&calls.probabilities.column(seen));
            } else {
                let samples = held_out.y().iter().filter(|&&y| y == class).count();
                absent.push(UnseenClass { class: name.clone(), repeat, fold, samples });
            }
        }
        let n_features = reader.mirnas().len();
        let panel = reader.panel().map(|_| reader.mirnas()).into_iter().flatten();
        let panel = panel.map(ToString::to_string).collect();
        Ok(Self {
            probabilities,
            n_features,
            panel,
            absent,
            filled: calls.filled(),
            ranking,
            timing,
        })
    }
}

/// What holds samples together: the columns, and the group of each sample by the name of its first
/// sample; a sample whose group is not known is its own.
fn groups(labelled: &dyn Samples) -> Result<(Vec<String>, Option<Vec<String>>), EvaluateError> {
    let Grouping { columns, groups } = Grouping::of(labelled)?;
    let mut first = BTreeMap::new();
    let names = labelled.names();
    let name = |(group, sample): (Option<String>, &SampleId)| match group {
        Some(group) => first.entry(group).or_insert_with(|| sample.to_string()).clone(),
        None => sample.to_string(),
    };
    let groups: Vec<String> = groups.into_iter().zip(&names).map(name).collect();
    let groups = (!columns.is_empty()).then_some(groups);
    Ok((columns, groups))
}

/// Scores the calls of all fits together.
fn outcome(
    labelled: &dyn Samples,
    folds: Vec<Vec<usize>>,
    (grouped_by, groups): (Vec<String>, Option<Vec<String>>),
    probabilities: Vec<Array2<f64>>,
    fits: &[Fit],
) -> Result<Outcome, EvaluateError> {
    let truth = truth(labelled)?;
    let scores = Scores::new(&truth, &probabilities)?;
    let mut features: Vec<usize> = fits.iter().map(|fit| fit.n_features).collect();
    features.sort_unstable();
    Ok(Outcome {
        calls: HeldOutCalls {
            samples: labelled.names(),
            classes: labelled.classes().to_vec(),
            y: labelled.y().to_vec(),
            groups,
            folds,
            probabilities,
        },
        truth,
        scores,
        grouped_by,
        n_features: features.get(features.len() / 2).copied().unwrap_or_default(),
        absent: fits.iter().flat_map(|fit| fit.absent.clone()).collect(),
        filled: fits.iter().map(|fit| fit.filled).sum(),
        panels: fits.iter().map(|fit| fit.panel.clone()).filter(|p| !p.is_empty()).collect(),
        rankings: Rankings::new(
            fits.iter().map(|fit| fit.ranking.clone()).filter(|r| !r.mirnas.is_empty()).collect(),
        ),
        resumed: 0,
        resumed_members: 0,
        timings: fits.iter().map(|fit| fit.timing).collect(),
    })
}
