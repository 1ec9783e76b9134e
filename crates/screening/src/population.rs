//! Population: people by age and sex, other-cause death, and cancer incidence by age, sex and stage.

mod assemble;
mod builtin;
mod file;

use crate::error::ScreeningError;
use crate::table::{Sex, UNSTAGED};

/// Ages that are told apart: 0 to 110 years.
pub const AGES: usize = 111;

/// Cancer incidence and survival.
#[derive(Debug, Clone, PartialEq)]
pub struct CancerRates {
    /// Its name.
    pub name: String,
    /// Dwell-time group of the interception model.
    pub group: String,
    /// Incidence per person-year by sex, age and stage.
    pub rate: [Vec<[f64; 5]>; 2],
    /// Cause-specific 5-year survival by stage, from 0 to 1.
    pub survival: [f64; 5],
    /// Sensitivity of the CCGA2 test in clinical samples by stage; `None` of a cancer that it has not by this name.
    pub clinical_sensitivity: Option<[f64; 5]>,
}

/// A population whose incidence a programme starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Its name.
    pub name: String,
    /// Where its numbers come from.
    pub sources: Vec<String>,
    /// What of it is assumed.
    pub assumed: Vec<String>,
    /// People by sex and year of age, in any unit.
    pub people: [Vec<f64>; 2],
    /// Hazard of death of other causes per year, by sex and year of age.
    pub death: [Vec<f64>; 2],
    /// Its cancers.
    pub cancers: Vec<CancerRates>,
}

impl Population {
    /// The built-in population of this name: `us` or `japan`; `None` for another name.
    pub fn built_in(name: &str) -> Result<Option<Self>, ScreeningError> {
        match name {
            "us" => builtin::us().map(Some),
            "japan" => builtin::japan().map(Some),
            _ => Ok(None),
        }
    }

    /// What a plan says whose population is always a file.
    pub const FILE: &'static str = "file";

    /// Names of built-in populations.
    pub const BUILT_IN: [&'static str; 2] = ["us", "japan"];

    /// A population from the text of a file, checked wholly; its layout stands in docs/screening.md.
    pub fn from_tsv(name: &str, text: &str) -> Result<Self, ScreeningError> {
        file::parse(name, text)
    }

    /// A checksum of all its numbers (FNV-1a over their bits), by which counts of two populations are told apart.
    pub fn checksum(&self) -> u64 {
        let rates = self.cancers.iter().flat_map(|cancer| {
            cancer
                .rate
                .iter()
                .flatten()
                .flatten()
                .chain(&cancer.survival)
                .chain(cancer.clinical_sensitivity.iter().flatten())
        });
        let all = self.people.iter().chain(&self.death).flatten().chain(rates);
        let bytes = all.flat_map(|number| number.to_bits().to_le_bytes());
        checksum(bytes.chain(self.cancers.iter().flat_map(|cancer| cancer.name.bytes())))
    }

    /// The same with these cancers alone, in this order.
    pub fn only(mut self, names: &[String]) -> Result<Self, ScreeningError> {
        if names.is_empty() {
            return Ok(self);
        }
        let known: Vec<String> = self.cancers.iter().map(|c| c.name.clone()).collect();
        let mut chosen: Vec<CancerRates> = Vec::new();
        for name in names {
            let Some(place) = self.cancers.iter().position(|cancer| cancer.name == *name) else {
                let twice = chosen.iter().any(|cancer| cancer.name == *name);
                let why = if twice {
                    format!("{name:?} is there twice")
                } else {
                    let near = exoscope_core::suggest::did_you_mean(
                        name,
                        known.iter().map(String::as_str),
                    );
                    format!("population {:?} has no cancer {name:?}{near}", self.name)
                };
                return Err(ScreeningError::value(
                    "cancers",
                    why,
                    &format!("it has {}", known.join(", ")),
                ));
            };
            chosen.push(self.cancers.swap_remove(place));
        }
        self.cancers = chosen;
        Ok(self)
    }

    /// Fraction of staged incidence that is late (III, IV), by cancer over the ages given, people weighted.
    pub fn late_fraction(&self, cancer: &CancerRates, ages: (f64, f64)) -> f64 {
        let (mut late, mut staged) = (0.0, 0.0);
        for (people, rates) in self.people.iter().zip(&cancer.rate) {
            for (age, (n, rate)) in people.iter().zip(rates).enumerate() {
                if (ages.0..=ages.1).contains(&(age as f64)) {
                    late += n * (rate[2] + rate[3]);
                    staged += n * rate[..UNSTAGED].iter().sum::<f64>();
                }
            }
        }
        if staged > 0.0 { late / staged } else { 0.0 }
    }

    /// Incidence per person-year over the ages given, people weighted.
    pub fn incidence(&self, cancer: &CancerRates, ages: (f64, f64)) -> f64 {
        let (mut cases, mut all) = (0.0, 0.0);
        for (people, rates) in self.people.iter().zip(&cancer.rate) {
            for (age, (n, rate)) in people.iter().zip(rates).enumerate() {
                if (ages.0..=ages.1).contains(&(age as f64)) {
                    cases += n * rate.iter().sum::<f64>();
                    all += n;
                }
            }
        }
        if all > 0.0 { cases / all } else { 0.0 }
    }
}

/// FNV-1a.
pub(crate) fn checksum(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Place of a sex in arrays by sex.
pub(crate) const fn place(sex: Sex) -> usize {
    match sex {
        Sex::Men => 0,
        Sex::Women => 1,
    }
}

/// Values at knots of age, joined by straight lines of their logarithm; beyond the ends the slope of the last two
/// knots goes on where `beyond`, else the value of the end.
fn log_linear(knots: &[(f64, f64)], age: f64, beyond: bool) -> f64 {
    let [first, .., last] = knots else {
        return knots.first().map_or(0.0, |knot| knot.1);
    };
    let pair = |low: &(f64, f64), high: &(f64, f64)| {
        if low.1 <= 0.0 || high.1 <= 0.0 {
            return if age < high.0 { low.1 } else { high.1 };
        }
        let slope = (high.1 / low.1).ln() / (high.0 - low.0);
        low.1 * (slope * (age - low.0)).exp()
    };
    if !beyond && age <= first.0 {
        return first.1;
    }
    if !beyond && age >= last.0 {
        return last.1;
    }
    let mut pairs = knots.windows(2);
    let chosen = pairs.find(|pair| pair.get(1).is_some_and(|high| age <= high.0));
    match chosen.or_else(|| knots.windows(2).last()) {
        Some([low, high]) => pair(low, high),
        _ => last.1,
    }
}
