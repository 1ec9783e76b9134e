//! The model, and the rules its calls are held to.

use exoscope_core::sample::{Role, Roles};
use ndarray::Axis;
use rayon::prelude::*;

use super::{FitPipelineError, FittedPipeline, Pipeline};
use crate::call::{
    BatchRule, CallRules, CallSettings, Conformal, Detection, NoveltyDetector, SignalRule,
    cancer_log_odds, normal_score,
};
use crate::learn::{CheckpointMembers, Examples, Factors, Fit, Model, OutOfFold};
use crate::split::{Labelled, Learnable, Training};

/// Fits the learner and, where calls are to be held to something, calls the training samples by fits
/// that did not see them.
pub(super) fn fit_model(
    training: &Training<Labelled<'_>>,
    settings: &Pipeline,
    examples: &Training<Examples>,
    classes: &[String],
    keep: &dyn CheckpointMembers,
) -> Result<(Fit<Model>, Option<OutOfFold>), FitPipelineError> {
    let Some(asked) = settings.calls else {
        return Ok((settings.learner.fit_keeping(examples, keep)?, None));
    };
    asked.check()?;
    let (fit, called) = if settings.prepares_by_class() {
        let called = refitted(training, settings, examples, classes)?;
        (settings.learner.fit_keeping(examples, keep)?, called)
    } else {
        settings.learner.fit_out_of_fold(examples, keep)?
    };
    Ok((fit, Some(called)))
}

/// The rules that calls are held to, from those of the training samples. Samples of a class that an
/// inner fold's fit never saw say nothing about it, and no rule rests on them. Groups are batches where they are `batches_known`, and
/// not persons alone.
pub(super) fn rules(
    asked: CallSettings,
    examples: &Training<Examples>,
    classes: &[String],
    roles: &Roles,
    called: &OutOfFold,
    batches_known: bool,
) -> Result<CallRules, FitPipelineError> {
    let roles: Vec<Option<Role>> = classes.iter().map(|class| roles.of(class)).collect();
    let is = |class: usize, role| roles.get(class).copied().flatten() == Some(role);
    let usable = called.usable_rows();
    let probabilities = called.probabilities.select(Axis(0), &usable);
    let y: Vec<usize> = usable.iter().map(|&row| examples.y()[row]).collect();
    let groups_of = |rows: &[usize]| -> Option<Vec<usize>> {
        examples.groups().map(|groups| rows.iter().map(|&row| groups[row]).collect())
    };
    let groups = groups_of(&usable);
    let samples = y.iter().zip(probabilities.outer_iter());
    let controls = samples.filter(|(y, _)| is(**y, Role::Control));
    let score = |(_, p)| cancer_log_odds(p, |class| is(class, Role::Cancer));
    let controls: Vec<f64> = controls.map(score).collect();
    let any = (0..roles.len()).any(|class| is(class, Role::Cancer));
    let signal = SignalRule::fit(&controls, asked.specificity).filter(|_| any);
    let is_cancer = |class| is(class, Role::Cancer);
    let seen = |rule| Detection::of(rule, &probabilities, &y, classes, is_cancer);
    let (rows, distances) = distances(examples, called)?;
    let novelty = NoveltyDetector::fit(distances.clone(), asked.ood_alpha);
    let scores: Vec<f64> = distances
        .into_iter()
        .map(|distance| normal_score(novelty.ood_p_value(distance), novelty.samples()))
        .collect();
    let batches = groups_of(&rows).filter(|_| batches_known);
    Ok(CallRules {
        detection: signal.as_ref().and_then(seen),
        signal,
        conformal: Conformal::fit(&probabilities, &y, groups.as_deref(), asked.coverage),
        batch: BatchRule::fit(&scores, batches.as_deref(), asked.ood_alpha),
        novelty,
    })
}

/// The training samples with a usable call, and the distance of each from those of the other inner folds.
fn distances(
    examples: &Training<Examples>,
    called: &OutOfFold,
) -> Result<(Vec<usize>, Vec<f64>), FitPipelineError> {
    let (mut all, mut distances) = (Vec::new(), Vec::with_capacity(examples.n_samples()));
    for fold in 0..called.folds {
        let (rows, others) = called.split(fold);
        let x = examples.x().select(Axis(0), &others);
        let factors = Factors::fit(&x.view().training(), examples.streams());
        let pattern = factors.pattern(&[], x.ncols())?;
        let usable: Vec<usize> = rows.into_iter().filter(|&row| called.usable[row]).collect();
        let distance = |&row: &usize| pattern.known(examples.x().row(row)).distance;
        distances.extend(usable.par_iter().map(distance).collect::<Vec<f64>>());
        all.extend(usable);
    }
    Ok((all, distances))
}

/// Calls of the training samples by whole new readers, preparation and panel included.
fn refitted(
    training: &Training<Labelled<'_>>,
    settings: &Pipeline,
    examples: &Training<Examples>,
    classes: &[String],
) -> Result<OutOfFold, FitPipelineError> {
    let mut out = OutOfFold::draw(examples)?;
    let settings = Pipeline { calls: None, ..settings.clone() };
    for fold in 0..out.folds {
        let (rows, others) = out.split(fold);
        // A fit without two classes tells nothing apart; no call of such a fold is usable.
        if !others.iter().any(|&row| examples.y()[row] != examples.y()[others[0]]) {
            continue;
        }
        let reader = FittedPipeline::fit(&training.part(&others).training(), &settings)?;
        let held_out = training.part(&rows);
        let calls = reader
            .call(held_out.cohort(), held_out.rows(), 1.0)
            .map_err(|source| FitPipelineError::Inner(Box::new(source)))?;
        for (seen, p) in calls.classes.iter().zip(calls.probabilities.columns()) {
            let Some(class) = classes.iter().position(|class| class == seen) else { continue };
            rows.iter().zip(p).for_each(|(&row, p)| out.probabilities[[row, class]] = *p);
        }
    }
    Ok(out)
}
