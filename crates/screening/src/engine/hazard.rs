//! Hazards of one sex by age, and their sums.

use crate::population::{AGES, Population};

/// A sum over age, known at whole years and straight between; index 0 is age 0, the last is age [`AGES`].
pub(super) struct Cumulative(pub Vec<f64>);

impl Cumulative {
    /// Sums of yearly rates.
    pub fn of(rates: impl Iterator<Item = f64>) -> Self {
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        sums.extend(rates.map(|rate| {
            sum += rate;
            sum
        }));
        Self(sums)
    }

    /// Its value at an age from 0 to [`AGES`].
    #[inline]
    pub fn at(&self, age: f64) -> f64 {
        let year = age as usize;
        match self.0.get(year..) {
            Some([low, high, ..]) => low + (age - year as f64) * (high - low),
            _ => self.0.last().map_or(0.0, |sum| *sum),
        }
    }

    /// Age at which it reaches `value`; infinite where it never does.
    pub fn age_at(&self, value: f64) -> f64 {
        let above = self.0.partition_point(|sum| *sum <= value);
        match self.0.get(above.wrapping_sub(1)..) {
            Some([low, high, ..]) => (above - 1) as f64 + (value - low) / (high - low),
            _ => f64::INFINITY,
        }
    }
}

/// A cancer and clinical stage with its share of a year's hazard.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// Hazard of this and all kinds before it.
    pub up_to: f64,
    /// Its own.
    pub rate: f64,
    pub cancer: u16,
    pub stage: u8,
}

/// Hazards of one sex.
pub(super) struct Hazards {
    /// Of death of other causes.
    pub death: Cumulative,
    /// Of clinical diagnosis of any cancer.
    pub cancer: Cumulative,
    /// By year of age.
    pub kinds: Vec<Vec<Kind>>,
}

impl Hazards {
    /// Those of a population, incidence times `risk`.
    pub fn new(population: &Population, sex: usize, risk: f64) -> Self {
        let of_age = |age: usize| {
            let mut sum = 0.0;
            let mut kinds = Vec::new();
            for (number, rates) in population.cancers.iter().enumerate() {
                let Some(stages) = rates.rate.get(sex).and_then(|r| r.get(age)) else { continue };
                for (stage, rate) in stages.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
                    sum += risk * rate;
                    let (cancer, stage) = (number as u16, stage as u8);
                    kinds.push(Kind { up_to: sum, rate: risk * rate, cancer, stage });
                }
            }
            kinds
        };
        let kinds: Vec<Vec<Kind>> = (0..AGES).map(of_age).collect();
        let sum = |kinds: &Vec<Kind>| kinds.last().map_or(0.0, |kind| kind.up_to);
        let death = |age| population.death.get(sex).and_then(|d| d.get(age)).map_or(0.0, |d| *d);
        Self {
            death: Cumulative::of((0..AGES).map(death)),
            cancer: Cumulative::of(kinds.iter().map(sum)),
            kinds,
        }
    }

    /// The kind of a cancer diagnosed at this age, by a uniform number.
    pub fn kind(&self, age: f64, uniform: f64) -> Option<Kind> {
        let kinds = self.kinds.get(age as usize)?;
        let target = uniform * kinds.last()?.up_to;
        kinds.get(kinds.partition_point(|kind| kind.up_to <= target)).copied()
    }
}
