//! The whole loop: cells → exosomes → blood → assay → reader → what the reader's number is worth.

use exoscope_core::{Cohort, Streams};
use exoscope_read::pipeline::Pipeline;
use exoscope_sim::cargo::{Delivery, free_target};
use exoscope_sim::cohort::{BUILT_IN, Design, Study};
use exoscope_sim::parameter::Table;
use serde::Serialize;

use crate::StudyError;
use crate::confounding::{Contrast, contrast};
use crate::detection::{Curves, DetectionPlan, controls_needed, detection_curves};

/// What the demonstration found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Demo {
    /// People in each of the two cohorts.
    pub people: usize,
    /// Name of the learner that both designs are read by, one that many would take.
    pub ordinary: &'static str,
    /// Name of the learner that takes common factors, batches among them, out of what it reads.
    pub learner: &'static str,
    /// Folds of each split.
    pub folds: usize,
    /// Batch and class coincide, as in the 13-cancer study.
    pub confounded: Contrast,
    /// Every batch holds all classes.
    pub independent: Contrast,
    /// The confounded design by `learner`.
    pub resisted: Contrast,
    /// At what size `learner` sees that was trained where batch and class are independent.
    pub detection: Curves,
    /// Draws of what is assumed, each with its own people, cargo and training, behind the ranges of
    /// `detection`.
    pub draws: u64,
    /// What natural vesicles would have to deliver before they repress anything.
    pub delivery: DeliveryBudget,
    /// Names of the assumed parameters that all of this leans on.
    pub assumed: Vec<String>,
}

/// Why natural vesicles repress nothing here: the arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DeliveryBudget {
    /// Copies of a miRNA per vesicle.
    pub copies_per_vesicle: f64,
    /// Fraction of the vesicles whose cargo reaches the cytosol, at most.
    pub escape: f64,
    /// Copies per cell above which targets are repressed.
    pub threshold: f64,
    /// Vesicles that one cell would have to take up: threshold / (copies × escape).
    pub vesicles_needed: f64,
    /// Vesicles a cell, if all that enter plasma in a day were taken up by nucleated cells alone.
    pub vesicles_a_day: f64,
    /// Copies of a miRNA that these bring into the cytosol of a cell.
    pub delivered: f64,
    /// Fraction of a target of as many copies as the threshold that stays free of them, where all that can
    /// bind do (Mukherji 2011 with a dissociation constant of one copy).
    pub target_left: f64,
}

impl DeliveryBudget {
    /// The arithmetic with the numbers of the parameter table.
    ///
    /// ```
    /// use exoscope_study::demo::DeliveryBudget;
    /// let natural = DeliveryBudget::published()?;
    /// assert!((natural.vesicles_a_day - 720.0).abs() < 1.0);
    /// assert!(natural.delivered < 2.0 && natural.target_left > 0.99);
    /// # Ok::<(), exoscope_study::StudyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where a default is missing.
    pub fn published() -> Result<Self, StudyError> {
        let natural = Delivery::published(1.0)?;
        let table = Table::published()?;
        let secreted = table.number("secretion.plasma")? * 86_400.0;
        let vesicles_a_day = secreted / table.number("body.nucleated-cells")?;
        let delivered = natural.delivered(vesicles_a_day);
        Ok(Self {
            copies_per_vesicle: natural.copies,
            escape: natural.escape,
            threshold: natural.threshold,
            vesicles_needed: natural.vesicles_needed(),
            vesicles_a_day,
            delivered,
            target_left: free_target(natural.threshold, delivered, 1.0) / natural.threshold,
        })
    }
}

/// Column that holds what was measured together.
const TOGETHER: &str = "date";
/// Draws of what is assumed.
const DRAWS: u64 = 6;
/// Specificity at which tumours are looked for.
const SPECIFICITY: f64 = 0.95;
/// Folds of each split.
const FOLDS: usize = 3;

/// Simulates a cohort of `scale` times the built-in small one with batches independent of class and
/// with batches inside class, evaluates an ordinary reader on both under both splits and `settings` on the
/// confounded one, and finds at what size the latter sees. `said` hears what is done next. Returns the confounded and the independent cohort too.
///
/// # Errors
///
/// Where people cannot be simulated, or a reader not be trained.
pub fn demo(
    scale: usize,
    ordinary: &Pipeline,
    settings: &Pipeline,
    streams: Streams,
    said: &dyn Fn(&'static str),
) -> Result<(Demo, [Cohort; 2]), StudyError> {
    let design = design(scale)?;
    let drawn = |confounding: f64| -> Result<(Cohort, Vec<String>), StudyError> {
        let mut design = design.clone();
        design.batch.confounding = confounding;
        design.batch.sites_too = false;
        let study = Study::new(design, streams)?;
        let assumed = study.assumed().iter().map(|p| p.name.clone()).collect();
        Ok((study.cohort(0..study.len())?, assumed))
    };
    said("simulating people");
    let ((confounded, _), (independent, assumed)) = (drawn(1.0)?, drawn(0.0)?);
    said("reading a confounded design");
    let on_confounded = contrast(&confounded, TOGETHER, FOLDS, ordinary, streams)?;
    let resisted = contrast(&confounded, TOGETHER, FOLDS, settings, streams)?;
    said("reading an independent design");
    let on_independent = contrast(&independent, TOGETHER, FOLDS, ordinary, streams)?;
    said("finding small tumours");
    let plan = DetectionPlan {
        draws: DRAWS,
        controls: controls_needed(SPECIFICITY)?,
        specificity: SPECIFICITY,
        ..DetectionPlan::default()
    };
    let detection = detection_curves(&design, &plan, settings, streams)?;
    let delivery = DeliveryBudget::published()?;
    let demo = Demo {
        delivery,
        assumed,
        people: design.people(),
        ordinary: ordinary.learner.name(),
        learner: settings.learner.name(),
        resisted,
        folds: FOLDS,
        confounded: on_confounded,
        independent: on_independent,
        detection,
        draws: DRAWS,
    };
    Ok((demo, [confounded, independent]))
}

/// The built-in small design with `scale` times its people, and dates that each hold as many.
fn design(scale: usize) -> Result<Design, StudyError> {
    let small = BUILT_IN.iter().find(|(name, _)| *name == "small");
    let text = small.map(|(_, text)| *text);
    let missing = StudyError::Setting { what: "design", why: "there is no small one" };
    let mut design: Design = text.ok_or(missing)?.parse()?;
    design.class.iter_mut().for_each(|class| class.people *= scale);
    Ok(design)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use exoscope_read::learn::LearnerSettings;
    use exoscope_read::split::{Grouping, LabelledSamples};

    use super::*;

    #[test]
    fn intervals_of_the_contrast_resample_dates() {
        let mut design = design(1).unwrap();
        design.class.iter_mut().for_each(|class| class.people /= 4);
        let streams = Streams::new(1);
        let study = Study::new(design, streams).unwrap();
        let cohort = study.cohort(0..study.len()).unwrap();
        let learner = LearnerSettings::default_of("lda").unwrap();
        let pipeline = Pipeline { learner, ..Pipeline::default() };
        let found = contrast(&cohort, TOGETHER, FOLDS, &pipeline, streams).unwrap();

        let samples = cohort.labelled().unwrap().grouped_by(TOGETHER).unwrap();
        let groups = Grouping::of(&samples).unwrap().groups;
        let groups: BTreeSet<String> = groups.into_iter().flatten().collect();
        let dates = cohort.metadata().column(TOGETHER).unwrap();
        let dates: BTreeSet<_> = (0..cohort.n_samples()).filter_map(|row| dates.get(row)).collect();
        assert_eq!(found.groups, groups.len(), "dates, of which one person's are one");
        assert!(found.groups <= dates.len() && found.groups * 2 < cohort.n_samples());
        let (low, high) = (found.optimism.ci.unwrap().low, found.optimism.ci.unwrap().high);
        assert!(low <= found.optimism.difference && found.optimism.difference <= high);
    }
}
