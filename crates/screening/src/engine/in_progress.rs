//! Tumours in progress at an age: those that began before it and surface after it.
//!
//! Diagnoses after age x are a Poisson process of known hazard; of those in the j-th year after x only a fraction
//! began before x, at most the envelope of the natural history at j years. Points of the process thinned by the
//! envelope are few; each is kept if a course drawn given the envelope's event is long enough. The result is exact.

use exoscope_core::random::Stream;
use rand::RngExt as _;

use super::hazard::{Cumulative, Hazards, Kind};
use crate::disease::{Course, NaturalHistory};
use crate::population::AGES;

/// The thinned process of one sex.
pub(super) struct InProgress {
    /// By whole years j and year of age a, Σ over kinds of hazard at a × envelope at j years.
    rate: Vec<Vec<f64>>,
    /// Its points after an age: linear between whole years.
    pub after: Cumulative,
}

impl InProgress {
    pub fn new(hazards: &Hazards, history: &dyn NaturalHistory) -> Self {
        let kinds = hazards.kinds.iter().flatten();
        let of = |kind: &Kind| (usize::from(kind.cancer), usize::from(kind.stage));
        let cancers = kinds.map(|kind| of(kind).0 + 1).max().unwrap_or(0);
        let rate: Vec<Vec<f64>> = (0..AGES)
            .map(|years| {
                let envelope = |cancer, stage| history.envelope(cancer, stage, years as f64);
                let envelope: Vec<[f64; 5]> = (0..cancers)
                    .map(|cancer| std::array::from_fn(|stage| envelope(cancer, stage)))
                    .collect();
                let weight = |kind: &Kind| {
                    let (cancer, stage) = of(kind);
                    kind.rate * envelope.get(cancer).and_then(|e| e.get(stage)).map_or(0.0, |e| *e)
                };
                // A diagnosis at age a is j years after an age that is not below 0.
                let of_age = |(age, kinds): (usize, &Vec<Kind>)| {
                    if age < years { 0.0 } else { kinds.iter().map(weight).sum() }
                };
                hazards.kinds.iter().enumerate().map(of_age).collect()
            })
            .collect();
        let at = |years: usize, age: usize| {
            rate.get(years).and_then(|r| r.get(age)).map_or(0.0, |rate| *rate)
        };
        let after = (0..=AGES).map(|age| (age..AGES).map(|later| at(later - age, later)).sum());
        let after = Cumulative(after.collect());
        Self { rate, after }
    }

    /// Year of age, whole years since `age`, and age at the diagnosis of the point at `place` (0 to `after`).
    fn diagnosis(&self, age: f64, mut place: f64) -> Option<(usize, usize, f64)> {
        let year = age as usize;
        let into = age - year as f64;
        for (years, rates) in self.rate.iter().enumerate() {
            // The rest of one calendar year of age, and the beginning of the next.
            let parts = [
                (year + years, age + years as f64, 1.0 - into),
                (year + years + 1, (year + years + 1) as f64, into),
            ];
            for (at, begin, length) in parts {
                let points = length * rates.get(at)?;
                if place < points {
                    return Some((at, years, begin + length * place / points));
                }
                place -= points;
            }
        }
        None
    }

    /// The tumour at `place`: its kind, course and age at diagnosis; `None` where its course is too short.
    pub fn tumour(
        &self,
        age: f64,
        place: f64,
        hazards: &Hazards,
        history: &dyn NaturalHistory,
        random: &mut Stream,
    ) -> Option<(Kind, Course, f64)> {
        let (at, years, diagnosis) = self.diagnosis(age, place)?;
        let beyond = years as f64;
        let mut target = random.random::<f64>() * self.rate.get(years)?.get(at)?;
        let kinds = hazards.kinds.get(at)?;
        let weight = |kind: &Kind| {
            kind.rate * history.envelope(usize::from(kind.cancer), usize::from(kind.stage), beyond)
        };
        let chosen = kinds.iter().find(|kind| {
            target -= weight(kind);
            target < 0.0
        });
        let kind = *chosen.or(kinds.last())?;
        let (cancer, stage) = (usize::from(kind.cancer), usize::from(kind.stage));
        let course = history.course(cancer, stage, beyond, random);
        (course.sojourn() > diagnosis - age).then_some((kind, course, diagnosis))
    }
}
