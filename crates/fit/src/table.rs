//! Event table in NONMEM's columns: doses and observations of subjects over time.
//!
//! | column | meaning |
//! |---|---|
//! | `ID` | subject (one subject without it) |
//! | `OCC` | occasion: a subject's occasions are analysed apart |
//! | `TIME(h)` | time since the first dose, 0 or later; its unit in brackets |
//! | `AMT(ng)` | amount given, on rows of doses |
//! | `WT(kg)` | body weight, where amounts are per kg: `AMT(ng/kg)` |
//! | `RATE` / `DUR` | rate or duration of an infusion; 0 or `.` for all at once |
//! | `ADDL`, `II` | further doses and the interval between them |
//! | `DV(ng/mL)` | observed value; `.` for none, `<0.5` or `BLQ` for one below the limit of quantification |
//! | `UNIT` | unit of `DV`, where compartments have units of their own |
//! | `EVID` | 0 observation, 1 dose, 2 other (ignored) |
//! | `MDV` | 1: the row's `DV` is not used |
//! | `CMT` | compartment: where it was given, or what was sampled |
//! | `ROUTE` | of a dose: `bolus`, `infusion`, `extravascular` |
//! | `BLQ` / `CENS` | 1: below the limit of quantification |
//! | `LLOQ` | lower limit of quantification; without it, the `DV` of a row with `CENS` 1 |
//!
//! Letter case does not matter; further columns are left out and named. Tab, comma or semicolon between
//! cells; lines that begin with `#` are comments. Numbers have a decimal point.

mod check;
mod error;
mod number;
mod read;
mod text;
mod units;

pub use error::TableError;
pub use units::Units;

use serde::Serialize;

/// A checked event table.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// Units of times and amounts, as written in the heading.
    pub units: Units,
    /// Subjects by occasion, in the order of the table.
    pub subjects: Vec<Subject>,
    /// Columns of the table that were not used, such as covariates.
    pub ignored: Vec<String>,
    /// Rows without a value that were left out: `MDV` 1, `DV` missing, `EVID` 2.
    pub skipped: usize,
}

/// One subject on one occasion.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// `ID`.
    pub id: String,
    /// `OCC`, where there is such a column.
    pub occasion: Option<String>,
    /// Line of its first row, from 1.
    pub line: usize,
    /// Doses in order of time.
    pub doses: Vec<Dose>,
    /// Observations in order of time.
    pub observations: Vec<Observation>,
}

impl Subject {
    /// `ID`, with the occasion where there is one: `7, occasion 2`.
    pub fn name(&self) -> String {
        match &self.occasion {
            Some(occasion) => format!("{}, occasion {occasion}", self.id),
            None => self.id.clone(),
        }
    }
}

/// Route of administration, as a noncompartmental analysis tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Into a vein at once.
    Bolus,
    /// Into a vein over some time.
    Infusion,
    /// By any way that is absorbed first.
    Extravascular,
}

impl Route {
    /// Names in the column `ROUTE` and in settings.
    pub const NAMES: [(&str, Self); 3] = [
        ("bolus", Self::Bolus),
        ("infusion", Self::Infusion),
        ("extravascular", Self::Extravascular),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, route)| *route == self).map_or("bolus", |(name, _)| name)
    }
}

/// One dose; repeated ones (`ADDL`) are written out.
#[derive(Debug, Clone, PartialEq)]
pub struct Dose {
    /// Time of its start, in the table's unit.
    pub time: f64,
    /// Amount, in the table's unit.
    pub amount: f64,
    /// Duration of an infusion in the table's unit of time; 0 for all at once.
    pub duration: f64,
    /// `CMT`, where it says one.
    pub compartment: Option<String>,
    /// `ROUTE`; infusions are known by their duration.
    pub route: Option<Route>,
    /// Line of the table.
    pub line: usize,
}

/// One observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Time, in the table's unit.
    pub time: f64,
    /// What was found.
    pub value: Value,
    /// `CMT`, where it says one.
    pub compartment: Option<String>,
    /// Unit of the value: that of the row, or of the heading.
    pub unit: Option<String>,
    /// Line of the table.
    pub line: usize,
}

/// An observed value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Quantified.
    Measured(f64),
    /// Below the limit of quantification, which is known or not.
    BelowLimit(Option<f64>),
}

impl Value {
    /// The value, with 0 for one below the limit.
    pub fn or_zero(self) -> f64 {
        match self {
            Self::Measured(value) => value,
            Self::BelowLimit(_) => 0.0,
        }
    }
}
