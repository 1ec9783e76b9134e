//! A population from the tables of a user's file: every stratum there, rates that can be.

use std::collections::BTreeMap;

use super::{AGES, CancerRates, Population};
use crate::error::ScreeningError;
use crate::table::{STAGES, UNSTAGED};

/// Values by sex and year of age.
pub(super) type Table = [Vec<Option<f64>>; 2];

pub(super) fn empty() -> Table {
    [vec![None; AGES], vec![None; AGES]]
}

/// Least peak by decade of age of all cancers together, cases per person-year: 1 per 100,000. A table of shares sums to
/// less than 1 (all cancers at 60 to 69 are about 0.015 a year), and so stays below; rates per 100,000 are 200 (lowest
/// national registries) to 2,000 there, and of a single rare cancer above 1 in the decade that it is of.
const LEAST_PEAK: f64 = 1e-5;
/// The same of one cancer, at any age: 1 case in 2,000,000 people.
const LEAST_PEAK_OF_ONE: f64 = 5e-7;

const SEXES: [&str; 2] = ["men", "women"];

fn stage_name(stage: usize) -> &'static str {
    STAGES.get(stage).copied().unwrap_or_default()
}

/// Every year of age of what must be there.
fn whole(kind: &str, table: &Table) -> Result<[Vec<f64>; 2], ScreeningError> {
    let mut full = [Vec::new(), Vec::new()];
    for ((sex, ages), full) in SEXES.iter().zip(table).zip(&mut full) {
        for (age, value) in ages.iter().enumerate() {
            let Some(value) = value else {
                let why = format!("no {kind} of {sex} aged {age}");
                return Err(ScreeningError::value(
                    kind,
                    why,
                    "all ages from 0 to 111 of both sexes must have one; the last band may be wide",
                ));
            };
            full.push(*value);
        }
    }
    Ok(full)
}

pub(super) fn assemble(
    name: &str,
    people: &Table,
    death: &Table,
    order: &[String],
    incidence: &BTreeMap<String, [Table; 5]>,
    survival: &BTreeMap<(String, usize), f64>,
) -> Result<Population, ScreeningError> {
    let (people, death) = (whole("people", people)?, whole("death", death)?);
    if order.is_empty() {
        return Err(ScreeningError::value(
            "incidence",
            "no cancer",
            "give a row of incidence a cancer, age and stage",
        ));
    }
    if let Some((cancer, _)) = survival.keys().find(|(cancer, _)| !order.contains(cancer)) {
        let why = format!("survival of {cancer:?}, which has no incidence");
        return Err(ScreeningError::value("survival", why, "check the spelling of its name"));
    }
    let (mut cancers, mut assumed) = (Vec::new(), Vec::new());
    for cancer in order {
        let Some(tables) = incidence.get(cancer) else { continue };
        assumed.extend(strata(cancer, tables)?);
        cancers.push(rates(cancer, tables, survival)?);
    }
    let sources = vec![format!("people, death, incidence and survival: {name}")];
    let population = Population { name: name.to_owned(), sources, assumed, people, death, cancers };
    plausible(population)
}

/// That all strata of a cancer are there: stages I to IV where it has any of them, and the same sexes in every stage. What
/// may be left out is said.
fn strata(cancer: &str, tables: &[Table; 5]) -> Result<Vec<String>, ScreeningError> {
    let has = |stage: usize| -> [bool; 2] {
        let table = tables.get(stage);
        [0, 1].map(|sex| {
            let ages = table.and_then(|table| table.get(sex));
            ages.is_some_and(|ages| ages.iter().any(Option::is_some))
        })
    };
    let given: Vec<usize> = (0..5).filter(|stage| has(*stage) != [false, false]).collect();
    let staged = given.iter().any(|stage| *stage < UNSTAGED);
    if let Some(stage) = (0..UNSTAGED).find(|stage| staged && !given.contains(stage)) {
        let why = format!(
            "no incidence of {cancer:?} in stage {}, and other stages have it",
            stage_name(stage)
        );
        let hint = "a cancer has rows of stages I, II, III and IV, or of unstaged alone: write 0 where there are no cases, and spread those of unknown stage over the stages or give them as unstaged";
        return Err(ScreeningError::value("incidence", why, hint));
    }
    let first = given.first().map_or([false; 2], |stage| has(*stage));
    if let Some(stage) = given.iter().find(|stage| has(**stage) != first) {
        let one = given.first().map_or("", |stage| stage_name(*stage));
        let why = format!(
            "{cancer:?} has incidence of other sexes in stage {} than in stage {one}",
            stage_name(*stage)
        );
        let hint = "a cancer has the same sexes in every stage: write 0 where a sex has no cases";
        return Err(ScreeningError::value("incidence", why, hint));
    }
    let mut said = Vec::new();
    if staged && !given.contains(&UNSTAGED) {
        said.push(format!("no {cancer} without a stage: the file has no rows of it"));
    }
    for (sex, has) in SEXES.iter().zip(first) {
        if !has {
            said.push(format!("no {cancer} in {sex}: the file has no rows of it"));
        }
    }
    Ok(said)
}

/// Rates and survival of one cancer.
fn rates(
    cancer: &str,
    tables: &[Table; 5],
    survival: &BTreeMap<(String, usize), f64>,
) -> Result<CancerRates, ScreeningError> {
    let mut rate = [vec![[0.0; 5]; AGES], vec![[0.0; 5]; AGES]];
    let mut alive = [1.0; 5];
    let mut staged = Vec::new();
    for (stage, (table, alive)) in tables.iter().zip(&mut alive).enumerate() {
        let survives = survival.get(&(cancer.to_owned(), stage));
        if table.iter().flatten().all(Option::is_none) {
            if survives.is_some() {
                let stage = stage_name(stage);
                let why =
                    format!("no incidence of {cancer:?} in stage {stage}, which has survival");
                let hint = "give its incidence, 0 where there is none";
                return Err(ScreeningError::value("incidence", why, hint));
            }
            continue;
        }
        for (of_sex, to) in whole_or_none(cancer, stage, table)?.into_iter().zip(&mut rate) {
            for (value, to) in of_sex.into_iter().zip(to) {
                to.iter_mut().skip(stage).take(1).for_each(|cell| *cell = value);
            }
        }
        let Some(value) = survives else {
            let why = format!(
                "no survival of {cancer:?} in stage {}, which has incidence",
                stage_name(stage)
            );
            let hint = "give a row of survival for every stage with incidence";
            return Err(ScreeningError::value("survival", why, hint));
        };
        *alive = *value;
        if stage < UNSTAGED {
            staged.push((stage, *value));
        }
    }
    for pair in staged.windows(2) {
        let [low, high] = pair else { continue };
        if low.1 < high.1 {
            let stage = stage_name(low.0);
            let why = format!("survival of {cancer:?} rises from stage {stage} to the next");
            let hint =
                "survival must not rise with stage: check that shares and stages are in order";
            return Err(ScreeningError::value("survival", why, hint));
        }
    }
    Ok(CancerRates {
        name: cancer.to_owned(),
        group: "A".into(),
        rate,
        survival: alive,
        clinical_sensitivity: super::builtin::clinical_sensitivity(cancer)?,
    })
}

/// All ages of a sex, or none of it (a cancer of the other sex).
fn whole_or_none(
    cancer: &str,
    stage: usize,
    table: &Table,
) -> Result<[Vec<f64>; 2], ScreeningError> {
    let mut full = [vec![0.0; AGES], vec![0.0; AGES]];
    for ((sex, ages), full) in SEXES.iter().zip(table).zip(&mut full) {
        if ages.iter().all(Option::is_none) {
            continue;
        }
        for (age, (value, full)) in ages.iter().zip(full).enumerate() {
            let Some(value) = value else {
                let stage = stage_name(stage);
                let why = format!("no incidence of {cancer:?}, stage {stage}, in {sex} aged {age}");
                return Err(ScreeningError::value(
                    "incidence",
                    why,
                    "a sex has all ages from 0 to 111 or none; write 0 where there are no cases",
                ));
            };
            *full = *value;
        }
    }
    Ok(full)
}

/// The population where its rates can be of 100,000 people, not shares; with what they are at 60 to 69, to be looked at.
fn plausible(mut population: Population) -> Result<Population, ScreeningError> {
    let hint = "give cases a year per 100,000 people: a share of 0.002 a year is 200";
    for cancer in &population.cancers {
        let peak = |(most, any): (f64, bool), stages: &[f64; 5]| {
            let sum: f64 = stages.iter().sum();
            (sum.max(most), any || sum > 0.0)
        };
        let (peak, any) = cancer.rate.iter().flatten().fold((0.0, false), peak);
        if any && peak < LEAST_PEAK_OF_ONE {
            let why = format!(
                "{:?} has at most {} cases per 100,000 people a year at any age, less than one in 2,000,000",
                cancer.name,
                exoscope_core::number::short(1e5 * peak)
            );
            return Err(ScreeningError::value("incidence", why, hint));
        }
    }
    let decade = |from: usize| -> f64 {
        let ages = (from as f64, (from + 9) as f64);
        population.cancers.iter().map(|cancer| population.incidence(cancer, ages)).sum()
    };
    let (peak, age) = (0..11)
        .map(|decade_of| (decade(10 * decade_of), 10 * decade_of))
        .fold((0.0, 0), |best, next| if next.0 > best.0 { next } else { best });
    if peak < LEAST_PEAK {
        let why = format!(
            "all cancers together are at most {} cases per 100,000 people a year (at {age} to {}), less than any registry has",
            exoscope_core::number::short(1e5 * peak),
            age + 9
        );
        return Err(ScreeningError::value("incidence", why, hint));
    }
    population.assumed.push(format!(
        "all cancers of the file together, at 60 to 69 years: {} cases per 100,000 people a year",
        exoscope_core::number::short(1e5 * decade(60))
    ));
    Ok(population)
}
