//! Built-in tables: cancers of the US, dwell times, a life table.

use std::str::FromStr;

use thiserror::Error;

use crate::closed::interception::{InterceptionError, Scenario};

/// Names of the stages that are counted, in the order of every array by stage: I, II, III, IV, unstaged.
pub const STAGES: [&str; 5] = ["I", "II", "III", "IV", "unstaged"];
/// Place of cancers without a stage.
pub const UNSTAGED: usize = 4;

/// Sex at birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Men.
    Men,
    /// Women.
    Women,
}

impl Sex {
    /// Both, in the order of every array by sex.
    pub const BOTH: [Self; 2] = [Self::Men, Self::Women];
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Men => "men",
            Self::Women => "women",
        }
    }
}

/// A cancer with its incidence, survival and clinical-sample sensitivity by stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Cancer {
    /// Its name.
    pub name: String,
    /// The only sex that has it, if there is one.
    pub sex: Option<Sex>,
    /// Dwell-time group.
    pub group: String,
    /// Relative incidence at ages 52.5, 62.5 and 72.5.
    pub age_shape: [f64; 3],
    rate: [Option<f64>; 5],
    survival: [Option<f64>; 5],
    sensitivity: [Option<f64>; 5],
}

impl Cancer {
    /// Stages with incidence: place, rate per 1e5 person-years and 5-year survival.
    pub fn strata(&self) -> impl Iterator<Item = (usize, (f64, f64))> + '_ {
        (0..5).filter_map(|stage| Some((stage, self.stratum(stage)?)))
    }

    /// Rate per 1e5 person-years and 5-year survival of one stage.
    pub fn stratum(&self, stage: usize) -> Option<(f64, f64)> {
        Some((self.rate.get(stage).copied()??, self.survival.get(stage).copied()??))
    }

    /// Sensitivity in clinical samples of this stage; 0 where none was measured.
    pub fn sensitivity_at(&self, stage: usize) -> f64 {
        self.sensitivity.get(stage).copied().flatten().map_or(0.0, |s| s)
    }

    /// Mean dwell time in years in stage I to IV (0 to 3).
    pub fn dwell(&self, scenario: Scenario, stage: usize) -> Result<f64, InterceptionError> {
        dwell(scenario, &self.group, stage)
    }
}

/// Why a built-in table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("built-in table {table}, line {line}: {what}")]
pub struct TableError {
    table: &'static str,
    line: usize,
    what: String,
}

const US: &str = include_str!("data/us.tsv");
const DWELL: &str = include_str!("data/dwell.tsv");
const LIFE: &str = include_str!("data/life.tsv");
const JAPAN: &str = include_str!("data/japan.tsv");
const JAPAN_LIFE: &str = include_str!("data/japan-life.tsv");
const PEOPLE: &str = include_str!("data/people.tsv");
const CANCER_DEATHS: &str = include_str!("data/cancer-deaths.tsv");

/// Rows of a table: number of the line and its cells, heading left out.
fn rows(text: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines.skip(1).map(|(n, line)| (n + 1, line.split('\t').collect()))
}

fn number<T: FromStr>(
    table: &'static str,
    line: usize,
    cells: &[&str],
    at: usize,
) -> Result<T, TableError> {
    let cell = cells.get(at).copied().unwrap_or_default();
    cell.parse().map_err(|_| TableError { table, line, what: format!("{cell:?} is no number") })
}

/// Cancers of the US, ages 50–79 (SEER 2006–2015, as in Hubbell 2021).
pub fn us_cancers() -> Result<Vec<Cancer>, TableError> {
    let cancer = |(line, cells): (usize, Vec<&'static str>)| {
        let at = |i: usize| cells.get(i).copied().unwrap_or_default();
        let maybe = |i: usize| -> Result<Option<f64>, TableError> {
            if at(i).is_empty() { Ok(None) } else { number("us", line, &cells, i).map(Some) }
        };
        let five = |first: usize| -> Result<[Option<f64>; 5], TableError> {
            Ok([
                maybe(first)?,
                maybe(first + 1)?,
                maybe(first + 2)?,
                maybe(first + 3)?,
                maybe(first + 4)?,
            ])
        };
        let age = |i| number("us", line, &cells, i);
        Ok(Cancer {
            name: at(0).to_owned(),
            sex: sex("us", line, at(1))?,
            group: at(2).to_owned(),
            age_shape: [age(3)?, age(4)?, age(5)?],
            rate: five(6)?,
            survival: five(11)?,
            sensitivity: five(16)?,
        })
    };
    rows(US).map(cancer).collect()
}

fn sex(table: &'static str, line: usize, name: &str) -> Result<Option<Sex>, TableError> {
    match name {
        "both" => Ok(None),
        "men" => Ok(Some(Sex::Men)),
        "women" => Ok(Some(Sex::Women)),
        other => Err(TableError { table, line, what: format!("{other:?} is no sex") }),
    }
}

/// Mean dwell time in years of a group of cancers in stage I to IV (0 to 3); the slowest scenario's where no stage
/// is passed between tests.
pub fn dwell(scenario: Scenario, group: &str, stage: usize) -> Result<f64, InterceptionError> {
    let name = if scenario == Scenario::Maximum { "very-slow" } else { scenario.name() };
    for (line, cells) in rows(DWELL) {
        if cells.first() == Some(&name) && cells.get(1) == Some(&group) && stage < 4 {
            return Ok(number("dwell", line, &cells, stage + 2)?);
        }
    }
    let group = group.to_owned();
    Err(InterceptionError::NoDwell { scenario: name, group, stage: stage + 1 })
}

/// A row of a life table: age, probability of death within a year of men and of women.
pub type LifeRow = (f64, [f64; 2]);

/// Probability of death within a year at every fifth age: the US, 2017.
pub fn us_life() -> Result<Vec<LifeRow>, TableError> {
    life("life", LIFE)
}

/// The same of Japan, 2020, from age 0.
pub fn japan_life() -> Result<Vec<LifeRow>, TableError> {
    life("japan-life", JAPAN_LIFE)
}

fn life(table: &'static str, text: &'static str) -> Result<Vec<LifeRow>, TableError> {
    let row = |(line, cells): (usize, Vec<&'static str>)| {
        let at = |i| number(table, line, &cells, i);
        Ok((at(0)?, [at(1)?, at(2)?]))
    };
    rows(text).map(row).collect()
}

/// New cancers of Japan, 2021: name, the US cancer whose shape it takes, men, women.
pub fn japan_cancers() -> Result<Vec<(String, String, [f64; 2])>, TableError> {
    let row = |(line, cells): (usize, Vec<&'static str>)| {
        let at = |i: usize| cells.get(i).copied().unwrap_or_default().to_owned();
        Ok((at(0), at(1), [number("japan", line, &cells, 2)?, number("japan", line, &cells, 3)?]))
    };
    rows(JAPAN).map(row).collect()
}

/// Deaths of cancer as a fraction of all deaths by five-year age band (its first age), men and women: the US, 2018.
pub fn cancer_deaths() -> Result<Vec<LifeRow>, TableError> {
    life("cancer-deaths", CANCER_DEATHS)
}

/// People by five-year age band: its first age; men and women of the US (2018), of Japan (2020). The last is open.
pub fn people() -> Result<Vec<(f64, [[f64; 2]; 2])>, TableError> {
    let row = |(line, cells): (usize, Vec<&'static str>)| {
        let at = |i| number("people", line, &cells, i);
        Ok((at(0)?, [[at(1)?, at(2)?], [at(3)?, at(4)?]]))
    };
    rows(PEOPLE).map(row).collect()
}
