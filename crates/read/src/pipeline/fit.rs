//! Fitting a reader.

use std::collections::BTreeMap;
use std::time::Instant;

use exoscope_core::Streams;
use serde::Serialize;

use super::align::Matrix;
use super::class_weights::count;
use super::rules::{fit_model, rules};
use super::{Fingerprints, FitPipelineError, FittedPipeline, Panel, Pipeline, TrainingBatches};
use crate::learn::{CheckpointMembers, Examples, Factors};
use crate::prepare::Profiles;
use crate::split::{Grouping, Labelled, Learnable, Training};

/// Where the time of a fit went, in seconds by the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct FitSeconds {
    /// Preparation, and the choice of a panel.
    pub prepare: f64,
    /// The factor model.
    pub factors: f64,
    /// Learning, and calls of the training samples where there are rules to set.
    pub learn: f64,
    /// The rules, once these calls are made.
    pub rules: f64,
}

impl FittedPipeline {
    /// Fits preparation and learner on training samples, and on nothing else.
    ///
    /// A class without a training sample is none of the pipeline's classes. Samples are put in order of
    /// their names, miRNAs and classes in order of theirs, before anything is fitted, so that the same
    /// samples in another order give the same bits.
    pub fn fit(
        training: &Training<Labelled<'_>>,
        settings: &Pipeline,
    ) -> Result<Self, FitPipelineError> {
        Self::fit_timed(training, settings, &()).map(|(reader, _)| reader)
    }

    /// [`FittedPipeline::fit`], and where its time went; members of a stack are taken from those that were kept.
    pub fn fit_timed(
        training: &Training<Labelled<'_>>,
        settings: &Pipeline,
        keep: &dyn CheckpointMembers,
    ) -> Result<(Self, FitSeconds), FitPipelineError> {
        let start = Instant::now();
        let training = &training.in_order().training();
        let cohort = training.cohort();
        let assay = cohort.assay()?;
        let streams = Streams::new(settings.seed);
        let (classes, y) = present_classes(training);
        let mut mirnas = cohort.mirnas().to_vec();
        mirnas.sort_by(|a, b| a.canonical().cmp(b.canonical()));
        let matrix = Matrix::of(cohort, training.rows(), &mirnas);
        let batches = batches(training, settings)?;
        let samples = count(&y, classes.len());
        let profiles = Profiles {
            batches: batches.as_deref(),
            classes: Some(&y),
            ..Profiles::new(matrix.measured())
        };
        let (preparation, prepared) = settings.preparation.check()?.fit(&profiles.training())?;
        drop(matrix);
        let (grouped_by, groups) = groups(training)?;
        let weights = settings.class_weights.weights(&y, classes.len());
        let examples = Examples::new(prepared.into_inner().x, y, classes.len())?;
        let examples = examples.with_weights(weights)?.with_streams(streams);
        let examples = match groups {
            Some(groups) => examples.with_groups(groups)?,
            None => examples,
        };
        let examples = examples.training();
        let (panel, examples) = match settings.panel {
            Some(size) => {
                let (panel, examples) = Panel::fit(examples, size, settings.calls.is_some())?;
                (Some(panel), examples)
            }
            None => (None, examples),
        };
        let mut at = start;
        let mut lap = || {
            let before = std::mem::replace(&mut at, Instant::now());
            at.duration_since(before).as_secs_f64()
        };
        let prepare = lap();
        let factors = Factors::fit(&examples.x().training(), streams);
        let factors_seconds = lap();
        let (fit, called) = fit_model(training, settings, &examples, &classes, keep)?;
        let learn = lap();
        let batches_seen = TrainingBatches::of(training)?;
        let known = batches_seen.is_some();
        let rules = settings.calls.zip(called).map(|(asked, called)| {
            rules(asked, &examples, &classes, cohort.roles(), &called, known)
        });
        let rules = rules.transpose()?;
        let seconds = FitSeconds { prepare, factors: factors_seconds, learn, rules: lap() };
        let reader = Self {
            settings: settings.clone(),
            assay,
            mirnas,
            classes,
            grouped_by,
            samples: Some(samples),
            roles: cohort.roles().clone(),
            preparation,
            panel,
            factors,
            model: fit.model,
            rules,
            record: fit.record,
            provenance: cohort.provenance().clone(),
            fingerprints: Fingerprints::default(),
            batches_seen,
        };
        Ok((reader, seconds))
    }

    /// The same with fingerprints of its training samples, by which it recognises them when it is asked to call
    /// them: for a model that is kept. Fits of an evaluation, whose held-out samples are others, have none.
    #[must_use]
    pub fn recognising(self, training: &Training<Labelled<'_>>) -> Self {
        let matrix = Matrix::of(training.cohort(), training.rows(), &self.mirnas);
        Self { fingerprints: Fingerprints::of(&matrix), ..self }
    }
}

/// The classes that have a sample, in order of their names, and each sample's class among them.
fn present_classes(training: &Labelled<'_>) -> (Vec<String>, Vec<usize>) {
    let mut place = vec![None; training.classes().len()];
    let mut classes = Vec::new();
    let mut named: Vec<(&String, usize)> = training.classes().iter().zip(0..).collect();
    named.sort_unstable();
    for (name, class) in named {
        if training.y().contains(&class) {
            if let Some(place) = place.get_mut(class) {
                *place = Some(classes.len());
            }
            classes.push(name.clone());
        }
    }
    let y = training.y().iter().filter_map(|&class| place.get(class).copied().flatten()).collect();
    (classes, y)
}

/// What holds training samples together, and the group of each where something does; a sample whose
/// group is not known is one of its own.
fn groups(training: &Labelled<'_>) -> Result<(Vec<String>, Option<Vec<usize>>), FitPipelineError> {
    let Grouping { columns, groups } = Grouping::of(training)?;
    if columns.is_empty() {
        return Ok((columns, None));
    }
    let mut numbers = BTreeMap::new();
    let number = |(sample, group): (usize, Option<String>)| {
        let next = numbers.len();
        *numbers.entry(group.ok_or(sample)).or_insert(next)
    };
    let groups = groups.into_iter().enumerate().map(number).collect();
    Ok((columns, Some(groups)))
}

/// The batch of each training sample, where batch correction asks for it.
fn batches(
    training: &Labelled<'_>,
    settings: &Pipeline,
) -> Result<Option<Vec<String>>, FitPipelineError> {
    let Some(name) = settings.batch.as_deref() else { return Ok(None) };
    let column = training.cohort().metadata().column(name)?;
    let mut batches = Vec::with_capacity(training.len());
    for (&row, sample) in training.rows().iter().zip(training.samples()) {
        let batch = column
            .get(row)
            .ok_or_else(|| FitPipelineError::NoBatch { sample, column: name.to_owned() })?;
        batches.push(batch.into_owned());
    }
    Ok(Some(batches))
}
