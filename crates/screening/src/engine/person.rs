//! One person: entry, death of other causes and cancers as they would be without a programme.

use exoscope_core::Streams;
use exoscope_core::random::Stream;
use rand::RngExt as _;

use super::compile::{Hazards, Simulator};
use super::screen::Universes;
use crate::disease::{Course, exponential};
use crate::table::UNSTAGED;
use crate::tally::Tally;

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

/// What is true of a person whatever the programme.
pub(super) struct Person {
    pub entry: f64,
    /// Age at death of other causes.
    pub death: f64,
    pub tumours: Vec<Tumour>,
    /// Uniform numbers: participation, arm, crossing, tests up to the first false positive, their repetition.
    pub uptake: f64,
    pub arm: f64,
    pub crossing: f64,
    pub alarm: f64,
    pub alarm_repeats: f64,
}

/// Age beyond which nobody lives.
const OLDEST: f64 = 111.0;

impl Simulator {
    pub(super) fn person(&self, streams: Streams, number: u64, tally: &mut Tally) {
        let mut random = streams.stream("screening person", number);
        let person = self.draw(&mut random);
        Universes::new(self, &person, streams, number).count(tally);
    }

    fn draw(&self, random: &mut Stream) -> Person {
        let sex = usize::from(random.random::<f64>() < self.women);
        let target = random.random::<f64>() * self.entry.last().map_or(0.0, |sum| *sum);
        let year = self.entry.partition_point(|sum| *sum <= target).min(self.entry.len() - 1);
        let entry = self.plan.programme.age.0 + year as f64 + random.random::<f64>();
        let (uptake, arm, crossing) = (random.random(), random.random(), random.random());
        let (alarm, alarm_repeats) = (random.random(), random.random());
        let hazards = &self.hazards[sex];
        let spent = Hazards::at(&hazards.death, entry);
        let death = Hazards::age_at(&hazards.death, spent + exponential(random, 1.0)).min(OLDEST);
        let mut tumours = Vec::new();
        let mut spent = Hazards::at(&hazards.cancer, entry);
        loop {
            spent += exponential(random, 1.0);
            let age = Hazards::age_at(&hazards.cancer, spent);
            if age >= OLDEST {
                break;
            }
            tumours.extend(self.tumour(hazards, age, random));
        }
        let indolent = self.plan.disease.indolent_fraction;
        if indolent > 0.0 {
            self.indolent(hazards, death, indolent, random, &mut tumours);
        }
        Person { entry, death, tumours, uptake, arm, crossing, alarm, alarm_repeats }
    }

    /// A tumour that surfaces at this age.
    fn tumour(&self, hazards: &Hazards, age: f64, random: &mut Stream) -> Option<Tumour> {
        let kinds = hazards.kinds.get(age as usize)?;
        let target = random.random::<f64>() * kinds.last()?.0;
        let (_, cancer, stage) = *kinds.get(kinds.partition_point(|kind| kind.0 <= target))?;
        let (cancer, stage) = (usize::from(cancer), usize::from(stage));
        let mut course = self.history.course(cancer, stage, random);
        let disease = &self.plan.disease;
        course = course.slower(disease.sojourn_factor);
        if disease.slow_fraction > 0.0 && random.random::<f64>() < disease.slow_fraction {
            course = course.slower(disease.slow_factor);
        }
        Some(Tumour {
            cancer,
            stage,
            clinical: age,
            onset: age - course.sojourn(),
            course,
            fate: random.random(),
            helped: random.random(),
            threshold: random.random(),
            persistent: random.random(),
        })
    }

    /// Tumours that never surface: for each that does, φ/(1 − φ) that begin at the same ages and stay in stage I (or
    /// without a stage) for life.
    fn indolent(
        &self,
        hazards: &Hazards,
        death: f64,
        fraction: f64,
        random: &mut Stream,
        tumours: &mut Vec<Tumour>,
    ) {
        let each = (1.0 - fraction) / fraction;
        let mut spent = 0.0;
        loop {
            spent += exponential(random, each);
            let onset = Hazards::age_at(&hazards.cancer, spent);
            if onset >= death {
                return;
            }
            let Some(like) = self.tumour(hazards, onset, random) else { continue };
            let stage = if like.stage == UNSTAGED { UNSTAGED } else { 0 };
            tumours.push(Tumour { stage, clinical: f64::INFINITY, onset, ..like });
        }
    }
}

impl Tumour {
    /// Stage at an age before clinical diagnosis; `None` where it cannot be detected yet.
    pub fn stage_at(&self, age: f64) -> Option<usize> {
        if self.clinical.is_infinite() {
            return (age >= self.onset).then_some(self.stage);
        }
        self.course.stage_at(self.clinical - age)
    }
}
