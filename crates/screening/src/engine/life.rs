//! One life of a person: diagnoses in order, and death.

use super::compile::Simulator;
use super::person::Person;
use super::tumour::Tumour;

/// A finding of the test.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Number of the tumour.
    pub tumour: usize,
    pub age: f64,
    /// Stage when found.
    pub stage: usize,
    /// Age at death of this cancer.
    pub death: f64,
}

/// A diagnosis by the test or by usual care.
#[derive(Debug, Clone, Copy)]
pub(super) struct Diagnosis {
    pub cancer: usize,
    pub age: f64,
    pub stage: usize,
    pub by_test: bool,
    /// Age at death of this cancer.
    pub death: f64,
}

/// What became of a person in one universe.
#[derive(Default)]
pub(super) struct Life {
    pub diagnoses: Vec<Diagnosis>,
    /// Age at death.
    pub death: f64,
    pub of_cancer: bool,
}

impl Life {
    /// A life in which the test found `found`, or nothing; in the place of what was there.
    pub fn live(
        &mut self,
        simulator: &Simulator,
        person: &Person,
        tumours: &[Tumour],
        found: Option<Found>,
    ) {
        self.diagnoses.clear();
        self.death = person.death;
        self.of_cancer = false;
        let mut pending = found;
        for (number, tumour) in tumours.iter().enumerate() {
            if let Some(first) = pending.filter(|first| first.age <= tumour.clinical) {
                self.add_found(first, tumours);
                pending = None;
            }
            if tumour.clinical.is_infinite() || found.is_some_and(|found| found.tumour == number) {
                continue;
            }
            let death = simulator.cancer_death(tumour, tumour.stage);
            let Tumour { cancer, stage, clinical: age, .. } = *tumour;
            self.add(Diagnosis { cancer, age, stage, by_test: false, death });
        }
        if let Some(first) = pending {
            self.add_found(first, tumours);
        }
    }

    fn add_found(&mut self, found: Found, tumours: &[Tumour]) {
        let cancer = tumours.get(found.tumour).map_or(0, |tumour| tumour.cancer);
        let Found { age, stage, death, .. } = found;
        self.add(Diagnosis { cancer, age, stage, by_test: true, death });
    }

    fn add(&mut self, diagnosis: Diagnosis) {
        if diagnosis.age < self.death && diagnosis.death < self.death {
            self.death = diagnosis.death;
            self.of_cancer = true;
        }
        self.diagnoses.push(diagnosis);
    }

    /// Diagnoses while alive before this age.
    pub fn within(&self, end: f64) -> impl Iterator<Item = &Diagnosis> {
        self.diagnoses.iter().filter(move |d| d.age < end && d.age < self.death)
    }

    /// Discounted years of life and quality-adjusted years from entry to death: full utility up to the first
    /// diagnosis, that of its stage after it.
    pub fn years(&self, simulator: &Simulator, entry: f64) -> (f64, f64) {
        let cost = &simulator.plan.cost;
        let rate = (1.0 + cost.discount).ln();
        let discounted =
            |years: f64| if rate > 0.0 { (1.0 - (-rate * years).exp()) / rate } else { years };
        let all = discounted(self.death - entry);
        let first = self.diagnoses.iter().find(|diagnosis| diagnosis.age < self.death);
        let Some(first) = first else { return (all, all) };
        let well = discounted(first.age - entry);
        let utility = if first.stage < 2 { cost.utility_early } else { cost.utility_late };
        (all, well + utility * (all - well))
    }
}

impl Simulator {
    /// Age at cancer death after a diagnosis in `stage`: the clock runs from the clinical date, whatever the test
    /// brought forward, so that lead time alone saves nobody.
    pub(super) fn cancer_death(&self, tumour: &Tumour, stage: usize) -> f64 {
        let survival = self.survival.get(tumour.cancer).and_then(|s| s.get(stage));
        survival.map_or(f64::INFINITY, |survival| tumour.clinical + survival.quantile(tumour.fate))
    }
}
