//! At what size a trained reader sees a tumour: from what the tumour sheds alone, and with the host's
//! response.

use exoscope_core::{Cohort, Streams};
use exoscope_read::learn::{CentroidsSettings, FitRecord, LearnerSettings};
use exoscope_read::pipeline::{DEFAULT_MAX_MISSING, FittedPipeline, Pipeline};
use exoscope_read::split::Labelled;
use exoscope_sim::cohort::{Design, Role, Study};
use serde::Serialize;

use super::curve::{Line, Seen, controls_needed, cutoff};
use super::screening::Screening;
use super::worlds::{World, worlds};
use crate::StudyError;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DetectionPlan {
    /// Diameters in mm at which people are simulated, rising.
    pub diameters: Vec<f64>,
    /// People with a tumour at each.
    pub people: usize,
    /// People without disease, of the ages and sexes of those with a tumour, that set the cut-off.
    pub controls: usize,
    /// Specificity at the cut-off.
    pub specificity: f64,
    /// Draws of the unsure parameters; each trains and tests a reader of its own.
    pub draws: u64,
}

impl Default for DetectionPlan {
    fn default() -> Self {
        Self {
            diameters: vec![2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 80.0],
            people: 120,
            controls: 1000,
            specificity: 0.95,
            draws: 0,
        }
    }
}

impl DetectionPlan {
    /// The same specificity and people as a screening has, and as many controls as the specificity needs;
    /// a fifth of its draws of the parameters, as each trains a reader.
    ///
    /// # Errors
    ///
    /// Where no cut-off can be set at that specificity, or there are no people.
    pub fn of(screening: &Screening) -> Result<Self, StudyError> {
        screening.check()?;
        let few = StudyError::Setting { what: "people", why: "more than can be simulated" };
        Ok(Self {
            people: usize::try_from(screening.people).map_err(|_| few)?,
            controls: controls_needed(screening.specificity)?,
            specificity: screening.specificity,
            draws: screening.draws.div_ceil(5),
            ..Self::default()
        })
    }
}

/// Both curves: what the tumour sheds alone, and with the response of the host.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curves {
    /// Specificity at the cut-off.
    pub specificity: f64,
    /// What the tumour sheds alone.
    pub tumour_shed: Seen,
    /// With the response of blood cells, liver and inflammation.
    pub with_host_response: Seen,
}

/// Both curves of a reader trained on the people of `design`.
///
/// # Errors
///
/// As [`detection_curve`].
pub fn detection_curves(
    design: &Design,
    plan: &DetectionPlan,
    settings: &Pipeline,
    streams: Streams,
) -> Result<Curves, StudyError> {
    let at = |host: f64| detection_curve(design, host, plan, settings, streams);
    let (tumour_shed, with_host_response) = (at(0.0)?, at(1.0)?);
    Ok(Curves { specificity: plan.specificity, tumour_shed, with_host_response })
}

/// Trains a reader on the people of `design`, and finds at what size it sees the tumours of new people
/// measured in new batches, with a response of the host of `host` (0 for none). All is done again in worlds
/// whose unsure parameters are drawn anew, with other people, other cargo and another training draw: the
/// interval over draws holds all of these.
///
/// # Errors
///
/// Where people cannot be simulated, or the reader not be trained.
pub fn detection_curve(
    design: &Design,
    host: f64,
    plan: &DetectionPlan,
    settings: &Pipeline,
    streams: Streams,
) -> Result<Seen, StudyError> {
    let mut design = design.clone();
    design.host.scale = host;
    let mut lines = Vec::new();
    let mut settings = settings.clone();
    for (number, world) in worlds(&design, plan.draws, streams)?.iter().enumerate() {
        let part = if number == 0 { 1 } else { PART };
        let (line, reader) = line(world, plan, part, &settings)?;
        lines.push(line);
        settings = tuned(&settings, reader.record());
    }
    let none = StudyError::Setting { what: "draws", why: "there is no world" };
    let (published, draws) = lines.split_first().ok_or(none)?;
    Seen::of(published, plan.people, draws)
}

/// One in so many of the people who test a reader tests it in each draw of the parameters.
const PART: usize = 2;

/// The settings with what was found on inner folds in the published world, which other worlds take over: each still
/// has people, cargo and a fit of its own, and only the search, most of a fit's time, is spared.
fn tuned(settings: &Pipeline, record: &FitRecord) -> Pipeline {
    let (LearnerSettings::ShrunkenCentroids(_), FitRecord::Centroids { candidates }) =
        (&settings.learner, record)
    else {
        return settings.clone();
    };
    let best = candidates.iter().max_by(|a, b| a.weight.total_cmp(&b.weight)).copied();
    let learner = LearnerSettings::ShrunkenCentroids(CentroidsSettings { candidate: best });
    Pipeline { learner, ..settings.clone() }
}

/// The curve in one world, and the reader trained there.
fn line(
    world: &World,
    plan: &DetectionPlan,
    part: usize,
    settings: &Pipeline,
) -> Result<(Line, FittedPipeline), StudyError> {
    let drawn = |design: &Design, first: u64| -> Result<Cohort, StudyError> {
        let study = Study::of(design.clone(), &world.table, world.streams, first)?;
        Ok(study.cohort(0..study.len())?)
    };
    let cohort = drawn(&world.design, 0)?;
    let settings = &Pipeline { seed: world.streams.seed(), ..settings.clone() };
    let reader = FittedPipeline::fit(&Labelled::of(&cohort, None)?.training(), settings)?;
    let controls = matched_controls(&world.design, plan.controls.div_ceil(part));
    let background = cancer(&reader, &drawn(&controls, LATER)?)?;
    let cutoff = cutoff(background, plan.specificity)?;
    let mut line = Line::with_capacity(plan.diameters.len());
    for (at, &diameter) in (1..).zip(&plan.diameters) {
        let ill = with_tumours(&world.design, plan.people.div_ceil(part), diameter);
        let chances = cancer(&reader, &drawn(&ill, LATER * (1 + at))?)?;
        let seen = chances.iter().filter(|p| **p > cutoff).count() as f64;
        line.push((diameter, seen / chances.len().max(1) as f64));
    }
    Ok((line, reader))
}

/// Number of the first person of each further cohort: nobody is in two, and no date.
const LATER: u64 = 10_000_000;

/// People of the design's cancers, `people` in all, whose tumours have this diameter. Each is measured on a date of
/// their own, so that people count as independent of each other.
fn with_tumours(design: &Design, people: usize, diameter: f64) -> Design {
    let mut testing = design.clone();
    testing.class.retain(|class| class.role == Role::Cancer);
    let classes = testing.class.len().max(1);
    for (place, class) in testing.class.iter_mut().enumerate() {
        class.people = people / classes + usize::from(place < people % classes);
        // Stage I alone: nothing of the tumour but this, no metastases.
        class.stages = [0.0, 1.0, 0.0, 0.0, 0.0];
    }
    testing.tumour.diameter = [(diameter, diameter); 5];
    (testing.batch.per_date, testing.batch.per_slide) = (1, 1);
    testing.handling.duplicates = 0.0;
    testing.handling.swaps = 0.0;
    testing
}

/// The same people without a tumour: a reader learns that those with cancer are older and more often men, and what it
/// sees of that is no sight of a tumour.
fn matched_controls(design: &Design, people: usize) -> Design {
    let mut testing = with_tumours(design, people, 1.0);
    for class in &mut testing.class {
        class.role = Role::Control;
        (class.organ, class.growth) = (None, None);
    }
    testing
}

/// The probability of any cancer, of each sample.
fn cancer(reader: &FittedPipeline, cohort: &Cohort) -> Result<Vec<f64>, StudyError> {
    let rows: Vec<usize> = (0..cohort.n_samples()).collect();
    let calls = reader.call(cohort, &rows, DEFAULT_MAX_MISSING)?;
    let why = "the classes of the design have no roles";
    calls.cancer().ok_or(StudyError::Setting { what: "design", why })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_reader_is_asked_what_the_screening_was(
            specificity in 0.01..0.9995_f64, people in 1..100_000_u64, draws in 0..100_u64,
        ) {
            let screening = Screening { specificity, people, draws, ..Screening::default() };
            let plan = DetectionPlan::of(&screening).unwrap();
            prop_assert_eq!(plan.specificity.to_bits(), specificity.to_bits());
            prop_assert_eq!(plan.people as u64, people);
            prop_assert_eq!(plan.draws, draws.div_ceil(5));
            prop_assert!(plan.controls as f64 * (1.0 - specificity) >= 20.0 - 1e-3);
        }
    }

    #[test]
    fn a_specificity_that_no_controls_show_is_refused() {
        for specificity in [0.0, 0.9999, 0.999_999, 1.0, f64::NAN] {
            let screening = Screening { specificity, ..Screening::default() };
            assert!(DetectionPlan::of(&screening).is_err(), "{specificity}");
        }
    }
}
