//! A user's own registry and life table: one tab-separated file, checked wholly.
//!
//! Columns `kind sex age_from age_to cancer stage value unit`. Kinds: `people` (unit `people`), `death` (other
//! causes, `per-1e5-years`), `incidence` (`per-1e5-years`), `survival` (`5-year-share`). `-` where a column says
//! nothing; sex `men`, `women` or `both`.

use std::collections::BTreeMap;

use super::{AGES, CancerRates, Population};
use crate::error::ScreeningError;
use crate::table::{STAGES, UNSTAGED};
use crate::tsv::{self, Row};

const HEADING: [&str; 8] =
    ["kind", "sex", "age_from", "age_to", "cancer", "stage", "value", "unit"];

impl Row<'_> {
    fn sexes(&self) -> Result<std::ops::RangeInclusive<usize>, ScreeningError> {
        match self.cell(1) {
            "men" => Ok(0..=0),
            "women" => Ok(1..=1),
            "both" | "-" => Ok(0..=1),
            other => Err(self.error(1, format!("{other:?} is no sex"), "write men, women or both")),
        }
    }

    fn ages(&self) -> Result<std::ops::Range<usize>, ScreeningError> {
        let (from, to) = (self.number(2)?, self.number(3)?);
        if from < 0.0 || from.fract() != 0.0 || to.fract() != 0.0 || from >= to || to > AGES as f64
        {
            let why = format!("ages from {from} to {to} are no band");
            return Err(self.error(2, why, "whole years, the second above the first and not below 0 or above 111: 50 and 55 are the years 50 to 54"));
        }
        Ok(from as usize..to as usize)
    }

    fn unit(&self, wanted: &str) -> Result<(), ScreeningError> {
        if self.cell(7) == wanted {
            return Ok(());
        }
        let why = format!("{:?} is not the unit of {}", self.cell(7), self.cell(0));
        Err(self.error(7, why, &format!("give it in {wanted}")))
    }

    fn not_negative(&self) -> Result<f64, ScreeningError> {
        let value = self.number(6)?;
        if value < 0.0 {
            return Err(self.error(6, format!("{value} is negative"), "0 or more"));
        }
        Ok(value)
    }

    /// A rate per 1e5 person-years, as a rate per person-year.
    fn rate(&self) -> Result<f64, ScreeningError> {
        self.unit("per-1e5-years")?;
        let value = self.not_negative()?;
        if value > 1e5 {
            let why = format!("{value} per 1e5 years is more than all people every year");
            return Err(self.error(6, why, "give cases a year per 100,000 people"));
        }
        if value > 0.0 && value < 1e-3 {
            let why = format!("{value} per 1e5 years is less than one case in 1e8 people");
            return Err(self.error(
                6,
                why,
                "give cases a year per 100,000 people, not a share; write 0 where there are none",
            ));
        }
        Ok(value / 1e5)
    }

    fn cancer(&self) -> Result<String, ScreeningError> {
        match self.cell(4) {
            "" | "-" => Err(self.error(4, "no cancer is named".into(), "name the cancer")),
            name => Ok(name.to_owned()),
        }
    }

    fn stage(&self) -> Result<usize, ScreeningError> {
        let stage = self.cell(5);
        STAGES.iter().position(|known| *known == stage).ok_or_else(|| {
            self.error(5, format!("{stage:?} is no stage"), "write I, II, III, IV or unstaged")
        })
    }
}

type Table = [Vec<Option<f64>>; 2];

fn empty() -> Table {
    [vec![None; AGES], vec![None; AGES]]
}

fn fill(table: &mut Table, row: &Row<'_>, value: f64) -> Result<(), ScreeningError> {
    let ages = row.ages()?;
    for sex in row.sexes()? {
        for age in ages.clone() {
            let Some(cell) = table.get_mut(sex).and_then(|ages| ages.get_mut(age)) else {
                continue;
            };
            if cell.replace(value).is_some() {
                let why = format!("age {age} has this value twice");
                return Err(row.error(
                    2,
                    why,
                    "age bands of one kind must not overlap; the upper end is not in the band",
                ));
            }
        }
    }
    Ok(())
}

pub(super) fn parse(name: &str, text: &str) -> Result<Population, ScreeningError> {
    let (mut people, mut death) = (empty(), empty());
    let mut incidence: BTreeMap<String, [Table; 5]> = BTreeMap::new();
    let mut survival: BTreeMap<(String, usize), f64> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for row in tsv::rows(&HEADING, text)? {
        match row.cell(0) {
            "people" => {
                row.unit("people")?;
                let ages = row.ages()?;
                let value = row.not_negative()? / (ages.len() * row.sexes()?.count()) as f64;
                fill(&mut people, &row, value)?;
            }
            "death" => fill(&mut death, &row, row.rate()?)?,
            "incidence" => {
                let cancer = row.cancer()?;
                if !order.contains(&cancer) {
                    order.push(cancer.clone());
                }
                let tables =
                    incidence.entry(cancer).or_insert_with(|| std::array::from_fn(|_| empty()));
                let (stage, rate) = (row.stage()?, row.rate()?);
                if let Some(table) = tables.get_mut(stage) {
                    fill(table, &row, rate)?;
                }
            }
            "survival" => {
                row.unit("5-year-share")?;
                let value = row.number(6)?;
                if !(0.0..=1.0).contains(&value) {
                    return Err(row.error(
                        6,
                        format!("{value} is no share"),
                        "from 0 to 1: 45 % is 0.45",
                    ));
                }
                if survival.insert((row.cancer()?, row.stage()?), value).is_some() {
                    return Err(row.error(
                        6,
                        "this survival is there twice".into(),
                        "one row a cancer and stage",
                    ));
                }
            }
            other => {
                let why = format!("{other:?} is no kind of row");
                return Err(row.error(0, why, "people, death, incidence or survival"));
            }
        }
    }
    assemble(name, &people, &death, &order, &incidence, &survival)
}

/// Every year of age of what must be there.
fn whole(kind: &str, table: &Table) -> Result<[Vec<f64>; 2], ScreeningError> {
    let mut full = [Vec::new(), Vec::new()];
    for (sex, (ages, full)) in table.iter().zip(&mut full).enumerate() {
        for (age, value) in ages.iter().enumerate() {
            let Some(value) = value else {
                let sex = if sex == 0 { "men" } else { "women" };
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

fn assemble(
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
    let mut cancers = Vec::new();
    for cancer in order {
        let mut rate = [vec![[0.0; 5]; AGES], vec![[0.0; 5]; AGES]];
        let mut alive = [1.0; 5];
        let Some(tables) = incidence.get(cancer) else { continue };
        for (stage, (table, alive)) in tables.iter().zip(&mut alive).enumerate() {
            let survives = survival.contains_key(&(cancer.clone(), stage));
            if table.iter().flatten().all(Option::is_none) {
                if survives {
                    let stage = STAGES.get(stage).copied().unwrap_or_default();
                    let why =
                        format!("no incidence of {cancer:?} in stage {stage}, which has survival");
                    let hint = "give its incidence, 0 where there is none";
                    return Err(ScreeningError::value("incidence", why, hint));
                }
                continue;
            }
            for (sex, of_sex) in whole_or_none(cancer, stage, table)?.into_iter().enumerate() {
                for (age, value) in of_sex.into_iter().enumerate() {
                    if let Some(cell) = rate
                        .get_mut(sex)
                        .and_then(|r| r.get_mut(age))
                        .and_then(|r| r.get_mut(stage))
                    {
                        *cell = value;
                    }
                }
            }
            let Some(value) = survival.get(&(cancer.clone(), stage)) else {
                let stage = STAGES.get(stage).copied().unwrap_or_default();
                let why =
                    format!("no survival of {cancer:?} in stage {stage}, which has incidence");
                return Err(ScreeningError::value(
                    "survival",
                    why,
                    "give a row of survival for every stage with incidence",
                ));
            };
            *alive = *value;
        }
        let staged: Vec<(usize, f64)> = alive
            .iter()
            .copied()
            .enumerate()
            .take(UNSTAGED)
            .filter(|(stage, _)| survival.contains_key(&(cancer.clone(), *stage)))
            .collect();
        for pair in staged.windows(2) {
            let [low, high] = pair else { continue };
            if low.1 < high.1 {
                let stage = STAGES.get(low.0).copied().unwrap_or_default();
                let why = format!("survival of {cancer:?} rises from stage {stage} to the next");
                let hint =
                    "survival must not rise with stage: check that shares and stages are in order";
                return Err(ScreeningError::value("survival", why, hint));
            }
        }
        cancers.push(CancerRates {
            name: cancer.clone(),
            group: "A".into(),
            rate,
            survival: alive,
            clinical_sensitivity: super::builtin::clinical_sensitivity(cancer)?,
        });
    }
    let sources = vec![format!("people, death, incidence and survival: {name}")];
    Ok(Population { name: name.to_owned(), sources, assumed: Vec::new(), people, death, cancers })
}

/// All ages of a sex, or none of it (a cancer of the other sex).
fn whole_or_none(
    cancer: &str,
    stage: usize,
    table: &Table,
) -> Result<[Vec<f64>; 2], ScreeningError> {
    let mut full = [vec![0.0; AGES], vec![0.0; AGES]];
    for (sex, (ages, full)) in table.iter().zip(&mut full).enumerate() {
        if ages.iter().all(Option::is_none) {
            continue;
        }
        for (age, (value, full)) in ages.iter().zip(full).enumerate() {
            let Some(value) = value else {
                let sex = if sex == 0 { "men" } else { "women" };
                let stage = STAGES.get(stage).copied().unwrap_or_default();
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
