//! Auditing a cohort: baselines, splits, nulls, a verdict.

use std::collections::BTreeSet;

use exoscope_core::Streams;
use exoscope_core::progress::{Progress, Silent};

use super::contrast::Contrast;
use super::design::FOLDS;
use super::error::testable;
use super::measured::{LearnerSplits, LeaveOneOut, Measured};
use super::profiles::Profiles;
use super::{
    Audit, AuditError, Baseline, Figures, QuestionVerdict, batches, facts, question, sentence,
};
use crate::evaluate::{PlanError, SplitPlan, cross_validate, cross_validate_plan};
use crate::learn::{LdaSettings, LearnerSettings};
use crate::pipeline::Pipeline;
use crate::split::{Grouping, Labelled};

/// How a cohort is audited.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditSettings {
    /// How the reader whose figures are audited is made.
    pub reader: Pipeline,
    /// Learners to compare under every split; the reader's own is one of them.
    pub compare: Vec<LearnerSettings>,
    /// Draws of random miRNAs.
    pub draws: usize,
    /// Permutations of each null.
    pub permutations: usize,
}

impl Default for AuditSettings {
    /// A fast reader: linear discriminant analysis.
    fn default() -> Self {
        let learner = LearnerSettings::Lda(LdaSettings::default());
        let reader = Pipeline { learner, ..Pipeline::default() };
        Self { compare: vec![reader.learner.clone()], reader, draws: 20, permutations: 199 }
    }
}

/// How many miRNAs are drawn at random, and how many of the least expressed are looked at.
pub(super) const FEW_MIRNAS: usize = 50;

impl Audit {
    /// Audits the cohort of `labelled`: everything of [`Audit::of_design`], and what takes miRNAs.
    ///
    /// Splits are those that the audit compares, whatever column `labelled` is grouped by. `watch` is told
    /// what is being done, and may end it between steps.
    pub fn of_cohort(
        labelled: &Labelled<'_>,
        keys: &[String],
        settings: &AuditSettings,
        streams: Streams,
        watch: &dyn Progress,
    ) -> Result<Self, AuditError> {
        let mut audit = Self::of_design(labelled, keys, streams)?;
        let mut measured = Measured::new(settings.reader.learner.name());
        let mut untestable = Vec::new();

        let samples = &labelled.clone().ungrouped();
        let steps = 5;
        watch.step("splits", 0, steps)?;
        for learner in &settings.compare {
            let reader = Pipeline { learner: learner.clone(), ..settings.reader.clone() };
            let splits = splits(samples, keys, &reader, streams, &mut untestable)?;
            measured.splits.insert(learner.name().to_owned(), splits);
        }
        for key in keys {
            let found = leave_one_out(samples, key, &settings.reader, streams);
            let what =
                format!("{} with each {key} left out in turn", settings.reader.learner.name());
            if let Some(found) = testable(found, &what, &mut untestable)?.flatten() {
                measured.left_out.insert(key.clone(), found);
            }
        }
        let profiles = Profiles::of(samples)?;
        watch.step("random miRNAs", 1, steps)?;
        let few = few_mirnas(&profiles, settings, streams);
        for (name, baseline) in testable(few, "50 miRNAs", &mut untestable)?.unwrap_or_default() {
            audit.baseline.insert(name.to_owned(), baseline);
        }
        watch.step("permutations", 2, steps)?;
        question::tests(&mut measured, samples, keys, settings, streams, &mut untestable)?;
        watch.step("permutations", 2, steps)?;
        let origin = question::origin(samples, keys, settings, streams, &mut untestable)?;
        watch.step("batches", 3, steps)?;
        for key in keys {
            if let Some(found) = batches::mirnas(&profiles, samples, key)? {
                measured.batch_mirnas.insert(key.clone(), found);
            }
            let controls = batches::controls(samples, key, settings, streams);
            let what = format!("controls of each {key} told apart");
            if let Some(found) = testable(controls, &what, &mut untestable)?.flatten() {
                measured.controls_apart.insert(key.clone(), found);
            }
        }
        let quality = facts::of_quality(samples, streams);
        if let Some(quality) = testable(quality, "depth and quality", &mut untestable)?.flatten() {
            audit.baseline.insert("depth and quality".to_owned(), quality);
        }
        audit.judge(&measured);
        let asked = Contrast::of(samples).question(samples);
        audit.questions = vec![QuestionVerdict::of(asked, &audit, &measured)];
        audit.questions.extend(origin);
        audit.measured = Some(measured);
        audit.notes.extend(sentence::of_measured(&audit));
        audit.notes.extend(untestable);
        watch.step("verdict", steps, steps)?;
        Ok(audit)
    }
}

/// One learner under random folds and with each key kept together.
fn splits(
    labelled: &Labelled<'_>,
    keys: &[String],
    reader: &Pipeline,
    streams: Streams,
    untestable: &mut Vec<String>,
) -> Result<LearnerSplits, AuditError> {
    let mut splits = LearnerSplits::new();
    for key in [None].into_iter().chain(keys.iter().map(Some)) {
        // What a learner tunes inside a fold, it tunes on samples that are grouped as well.
        let samples = match key {
            Some(key) => labelled.clone().grouped_by(key)?,
            None => labelled.clone(),
        };
        let name = key.map_or_else(|| "random".to_owned(), Clone::clone);
        let figures = figures(&samples, reader, streams);
        let what = format!("{} under folds by {name}", reader.learner.name());
        if let Some(figures) = testable(figures, &what, untestable)?.flatten() {
            splits.insert(name, figures);
        }
    }
    Ok(splits)
}

/// Figures of a cross-validation on grouped folds; `None` with a single group.
fn figures(
    labelled: &Labelled<'_>,
    reader: &Pipeline,
    streams: Streams,
) -> Result<Option<Figures>, AuditError> {
    let Some(plan) = plan(labelled, streams)? else { return Ok(None) };
    let outcome = cross_validate(&plan.labelled, &plan.folds, reader, &Silent)?;
    Ok(Some(Figures::from(&outcome.scores)))
}

/// Batches of a key that are held out in turn at most: each takes a fit.
const MOST_LEFT_OUT: usize = 30;

/// The reader with each batch held out in turn; `None` where too few hold several classes, or where
/// there are many.
fn leave_one_out(
    labelled: &Labelled<'_>,
    key: &str,
    reader: &Pipeline,
    streams: Streams,
) -> Result<Option<LeaveOneOut>, AuditError> {
    let plan = match SplitPlan::leave_one_out(labelled, key) {
        Ok(plan) if plan.batches.len() <= MOST_LEFT_OUT => SplitPlan { ranked: false, ..plan },
        Ok(_) | Err(PlanError::FewBatches { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let outcome = cross_validate_plan(&plan, reader, &Silent, None)?;
    let batches = outcome.of_batches(&plan.batches, streams)?;
    Ok(Some(LeaveOneOut { figures: Figures::from(&outcome.scores), batches }))
}

/// Five folds, fewer where there are fewer groups; `None` with a single group.
pub(super) fn plan<'a>(
    labelled: &Labelled<'a>,
    streams: Streams,
) -> Result<Option<SplitPlan<'a>>, AuditError> {
    let folds = match labelled.group_column() {
        Some(_) => {
            let groups = Grouping::of(labelled)?.groups;
            let distinct: BTreeSet<String> = groups.into_iter().flatten().collect();
            FOLDS.min(distinct.len())
        }
        None => FOLDS.min(labelled.len()),
    };
    if folds < 2 {
        return Ok(None);
    }
    Ok(Some(SplitPlan::draw(labelled, folds, 1, streams)?))
}

/// What a few miRNAs reach that should not matter: random ones, and the least expressed.
fn few_mirnas(
    profiles: &Profiles<'_>,
    settings: &AuditSettings,
    streams: Streams,
) -> Result<Vec<(&'static str, Baseline)>, AuditError> {
    let expressed = profiles.expressed();
    let mut baselines = Vec::new();
    if expressed.len() > FEW_MIRNAS {
        let mut drawn = Vec::new();
        for draw in 0..settings.draws {
            let stream = &mut streams.stream("random miRNAs", draw as u64);
            let picked = rand::seq::index::sample(stream, expressed.len(), FEW_MIRNAS);
            let mut columns: Vec<usize> =
                picked.iter().filter_map(|i| expressed.get(i).copied()).collect();
            columns.sort_unstable();
            drawn.push(profiles.figures(&columns, settings, streams)?);
        }
        baselines.extend(Baseline::of_draws(drawn).map(|baseline| ("50 random miRNAs", baseline)));
    }
    let least = profiles.least_expressed(FEW_MIRNAS);
    if least.len() == FEW_MIRNAS {
        let figures = profiles.figures(&least, settings, streams)?;
        baselines.push(("50 least expressed miRNAs", Baseline::from(figures)));
    }
    Ok(baselines)
}
