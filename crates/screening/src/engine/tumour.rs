//! Tumours of one person as they would go without a programme.

use exoscope_core::random::Stream;
use rand::RngExt as _;

use super::compile::Simulator;
use super::hazard::Kind;
use super::person::{OLDEST, Person};
use crate::disease::{Course, exponential};
use crate::table::UNSTAGED;

/// A tumour as it would go without a programme.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tumour {
    pub cancer: usize,
    /// Clinical stage.
    pub stage: usize,
    /// Age at clinical diagnosis; infinite if it never surfaces.
    pub clinical: f64,
    pub course: Course,
    /// Age from which it can be detected; for those that never surface.
    pub onset: f64,
    /// Uniform numbers: quantile of survival, whether an earlier stage helps, and threshold of detection.
    pub fate: f64,
    pub helped: f64,
    pub threshold: f64,
    /// Whether results repeat.
    pub persistent: f64,
}

impl Tumour {
    fn new(kind: Kind, course: Course, clinical: f64, random: &mut Stream) -> Self {
        Self {
            cancer: usize::from(kind.cancer),
            stage: usize::from(kind.stage),
            clinical,
            onset: clinical - course.sojourn(),
            course,
            fate: random.random(),
            helped: random.random(),
            threshold: random.random(),
            persistent: random.random(),
        }
    }

    /// Stage at an age before clinical diagnosis; `None` where it cannot be detected yet.
    pub fn stage_at(&self, age: f64) -> Option<usize> {
        if self.clinical.is_infinite() {
            return (age >= self.onset).then_some(self.stage);
        }
        self.course.stage_at(self.clinical - age)
    }
}

impl Simulator {
    /// All tumours that matter to a person, in the order of their diagnosis: those that surface or are in progress by
    /// the end of what is followed, and where there are any, those that surface after it in life. Those that never surface
    /// are drawn last, so that their fraction moves no other tumour of the person.
    pub(super) fn tumours(&self, person: &Person, random: &mut Stream, into: &mut Vec<Tumour>) {
        into.clear();
        let hazards = &self.hazards[person.sex];
        let surfacing = hazards.cancer.at(person.end) - hazards.cancer.at(person.entry)
            + self.in_progress[person.sex].after.at(person.end);
        let mut place = person.first;
        while place < surfacing.min(person.line) {
            into.extend(self.at_place(person, place, random));
            place += exponential(random, 1.0);
        }
        if into.is_empty() && place >= person.line {
            return;
        }
        let mut spent = hazards.cancer.at(person.end);
        loop {
            spent += exponential(random, 1.0);
            let age = hazards.cancer.age_at(spent);
            if age >= person.death.min(OLDEST) {
                break;
            }
            // Those in progress at the end are there already.
            into.extend(
                self.surfacing(person, age, random).filter(|later| later.onset >= person.end),
            );
        }
        while place < person.line {
            into.extend(self.at_place(person, place, random));
            place += exponential(random, 1.0);
        }
        into.sort_by(|a, b| a.clinical.total_cmp(&b.clinical));
    }

    /// The tumour at a place of the person's line, on which points have unit rate: first diagnoses within what is
    /// followed, then tumours in progress at its end, then those that never surface.
    fn at_place(&self, person: &Person, place: f64, random: &mut Stream) -> Option<Tumour> {
        let hazards = &self.hazards[person.sex];
        let (before, at_end) = (hazards.cancer.at(person.entry), hazards.cancer.at(person.end));
        let Some(rest) = beyond(place, at_end - before) else {
            return self.surfacing(person, hazards.cancer.age_at(before + place), random);
        };
        let in_progress = &self.in_progress[person.sex];
        let Some(rest) = beyond(rest, in_progress.after.at(person.end)) else {
            let (kind, course, clinical) =
                in_progress.tumour(person.end, rest, hazards, self.history.as_ref(), random)?;
            return Some(Tumour::new(kind, course, clinical, random));
        };
        let onset = hazards.cancer.age_at(rest / self.indolent_odds);
        let like = self.surfacing(person, onset, random)?;
        let stage = if like.stage == UNSTAGED { UNSTAGED } else { 0 };
        Some(Tumour { stage, clinical: f64::INFINITY, onset, ..like })
    }

    /// A tumour that surfaces at this age.
    fn surfacing(&self, person: &Person, age: f64, random: &mut Stream) -> Option<Tumour> {
        let kind = self.hazards[person.sex].kind(age, random.random())?;
        let (cancer, stage) = (usize::from(kind.cancer), usize::from(kind.stage));
        let course = self.history.course(cancer, stage, 0.0, random);
        Some(Tumour::new(kind, course, age, random))
    }
}

/// What is left of a place beyond a length; `None` within it.
fn beyond(place: f64, length: f64) -> Option<f64> {
    (place >= length).then_some(place - length)
}
