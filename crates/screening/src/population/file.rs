//! A user's own registry and life table: one tab-separated file, checked wholly.
//!
//! Columns `kind sex age_from age_to cancer stage value unit`. Kinds: `people` (unit `people`), `death` (other
//! causes, `per-1e5-years`), `incidence` (`per-1e5-years`), `survival` (`5-year-share`). `-` where a column says
//! nothing; sex `men`, `women` or `both`.

use std::collections::BTreeMap;

use super::assemble::{Table, assemble, empty};
use super::{AGES, Population};
use crate::error::ScreeningError;
use crate::table::STAGES;
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

    /// That a row is of no single cancer.
    fn no_cancer(&self) -> Result<(), ScreeningError> {
        self.nothing(4).and_then(|()| self.nothing(5))
    }

    /// That a row is of both sexes and all ages: survival by either is not read.
    fn of_all(&self) -> Result<(), ScreeningError> {
        let hint = "survival is one row a cancer and stage: - for sex and ages";
        let all = [(1, "both"), (2, "0"), (3, "111")];
        for (column, all) in all {
            let cell = self.cell(column);
            if !["", "-", all].contains(&cell) {
                let why = format!("survival of {cell} alone is not read");
                return Err(self.error(column, why, hint));
            }
        }
        Ok(())
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
                row.no_cancer()?;
                row.unit("people")?;
                let ages = row.ages()?;
                let value = row.not_negative()? / (ages.len() * row.sexes()?.count()) as f64;
                fill(&mut people, &row, value)?;
            }
            "death" => {
                row.no_cancer()?;
                fill(&mut death, &row, row.rate()?)?;
            }
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
                row.of_all()?;
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
