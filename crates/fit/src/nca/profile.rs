//! One profile: one compartment of one subject on one occasion.

use serde::Serialize;

use super::exposure::{self, exposure};
use super::interval::{self, interval};
use super::scale::FigureUnits;
use super::terminal::terminal;
use super::{Exposure, Interval, NcaError, NcaSettings, Point, Terminal, blq};
use crate::table::{Dose, Observation, Route, Subject, Units};

/// Figures of one profile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The subject.
    pub subject: String,
    /// The occasion, where the table has a column of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// What was sampled, where the table says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compartment: Option<String>,
    /// Route of its doses; unknown where it has none.
    pub route: Option<Route>,
    /// Units of the figures.
    pub units: FigureUnits,
    /// Doses given.
    pub doses: usize,
    /// Amount of the last dose, in the table's unit.
    pub dose: Option<f64>,
    /// Samples with a value, those below the limit included.
    pub samples: usize,
    /// Of these, below the limit of quantification.
    pub below_limit: usize,
    /// Terminal phase after the last dose.
    pub terminal: Option<Terminal>,
    /// Figures of a single dose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposure: Option<Exposure>,
    /// Dosing intervals of repeated doses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<Interval>,
    /// Accumulation ratio: AUC_τ of the last dosing interval over that of the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accumulation: Option<f64>,
    /// What was filled in or could not be told.
    pub notes: Vec<String>,
    /// Samples for plots: time since the last dose, concentration.
    #[serde(skip)]
    pub points: Vec<Point>,
}

/// Names of compartments that a dose by vein enters; a number of NONMEM, or none, is taken for one.
const SYSTEMIC: [&str; 9] =
    ["plasma", "serum", "blood", "vein", "veins", "central", "whole blood", "iv", "arteries"];

/// Names of compartments to which a dose is given outside the blood.
const ABSORBED: [&str; 8] = ["depot", "skin", "gut", "oral", "sc", "im", "peritoneum", "nose"];

pub(super) fn is_systemic(compartment: Option<&str>) -> bool {
    compartment.is_none_or(|name| {
        SYSTEMIC.contains(&name.to_lowercase().as_str()) || name.parse::<u32>().is_ok()
    })
}

/// The figures of `samples`, all of one compartment, in order of time.
pub(super) fn profile(
    subject: &Subject,
    samples: &[&Observation],
    units: &Units,
    settings: &NcaSettings,
) -> Result<Profile, NcaError> {
    let name = || subject.name();
    for pair in samples.windows(2) {
        if let [a, b] = pair
            && a.time.total_cmp(&b.time).is_eq()
        {
            let (line, first, time) = (b.line, a.line, b.time);
            return Err(NcaError::Twice { line, first, subject: name(), time });
        }
    }
    let compartment = samples.first().and_then(|one| one.compartment.clone());
    let unit = samples.first().and_then(|one| one.unit.clone());
    let route = route(subject, settings)?;
    let systemic = is_systemic(compartment.as_deref());
    let mut notes = Vec::new();
    let last_dose = subject.doses.last();
    let at = last_dose.map_or(0.0, |dose| dose.time);
    let all: Vec<Point> = samples.iter().map(|one| (one.time, one.value.or_zero())).collect();
    let since: Vec<Point> =
        all.iter().filter(|(t, _)| *t >= at).map(|(t, c)| (t - at, *c)).collect();
    if subject.doses.len() == 1 && since.len() < all.len() {
        notes.push(format!("{} before the dose left out", samples_text(all.len() - since.len())));
    }
    let duration = last_dose.map_or(0.0, |dose| dose.duration);
    let terminal = terminal(&blq::cleaned(&since), duration, settings);
    let units = FigureUnits::of(units, unit.as_deref());
    if terminal.is_none() {
        notes.push(format!(
            "no terminal phase: fewer than {} samples fall after the peak",
            settings.least_points
        ));
    }
    if systemic && last_dose.is_some() && !units.has_clearance() {
        notes.push("no clearance: dose and concentration measure different things".to_owned());
    }
    let mut found = Profile {
        subject: subject.id.clone(),
        occasion: subject.occasion.clone(),
        route,
        doses: subject.doses.len(),
        dose: last_dose.map(|dose| dose.amount),
        samples: samples.len(),
        below_limit: all.iter().filter(|(_, c)| *c <= 0.0).count(),
        terminal,
        exposure: None,
        intervals: Vec::new(),
        accumulation: None,
        notes,
        points: since,
        compartment,
        units,
    };
    if subject.doses.len() > 1 {
        found.intervals = intervals(&found, subject, &all, systemic, settings);
        found.accumulation = accumulation(&found.intervals);
        return Ok(found);
    }
    let (figures, notes) = exposure(&exposure::Given {
        points: &found.points,
        route,
        duration,
        dose: found.dose,
        systemic,
        terminal: found.terminal.as_ref(),
        units: &found.units,
        settings,
    });
    found.exposure = Some(figures);
    found.notes.extend(notes);
    Ok(found)
}

fn samples_text(n: usize) -> String {
    format!("{n} sample{}", if n == 1 { "" } else { "s" })
}

/// The route of the doses, which is one; `None` without doses.
fn route(subject: &Subject, settings: &NcaSettings) -> Result<Option<Route>, NcaError> {
    let mut common = None;
    for dose in &subject.doses {
        let route = of_dose(dose)
            .or(settings.route)
            .ok_or_else(|| NcaError::Route { line: dose.line, subject: subject.name() })?;
        if common.is_some_and(|other| other != route) {
            return Err(NcaError::Routes { line: dose.line, subject: subject.name() });
        }
        common = Some(route);
    }
    Ok(common)
}

/// The route that the table says, by column, duration or compartment.
fn of_dose(dose: &Dose) -> Option<Route> {
    if dose.route.is_some() {
        return dose.route;
    }
    if dose.duration > 0.0 {
        return Some(Route::Infusion);
    }
    let name = dose.compartment.as_ref()?.to_lowercase();
    if SYSTEMIC.contains(&name.as_str()) {
        return Some(Route::Bolus);
    }
    let first = name.split('.').next().unwrap_or_default();
    ABSORBED.contains(&first).then_some(Route::Extravascular)
}

fn intervals(
    found: &Profile,
    subject: &Subject,
    all: &[Point],
    systemic: bool,
    settings: &NcaSettings,
) -> Vec<Interval> {
    let doses = &subject.doses;
    let between = |n: usize| Some(doses.get(n + 1)?.time - doses.get(n)?.time);
    // The last interval is as long as the one before it.
    let tau = |n: usize| between(n).or_else(|| between(n.checked_sub(1)?));
    let one = |(n, dose): (usize, &Dose)| {
        let last = n + 1 == doses.len();
        let given = interval::Given {
            points: all,
            number: n + 1,
            start: dose.time,
            tau: tau(n)?,
            amount: dose.amount,
            route: found.route?,
            systemic,
            terminal: found.terminal.as_ref().filter(|_| last),
            last,
            units: &found.units,
            settings,
        };
        Some(interval(&given)).filter(|interval| interval.points > 1)
    };
    doses.iter().enumerate().filter_map(one).collect()
}

/// AUC_τ of the last interval over that of the first, where both are known, as long and of the same dose.
fn accumulation(intervals: &[Interval]) -> Option<f64> {
    let (first, last) = (intervals.first()?, intervals.last()?);
    let alike = first.dose == 1
        && last.dose > 1
        && (first.tau - last.tau).abs() <= 1e-9 * first.tau
        && (first.amount - last.amount).abs() <= 1e-9 * first.amount;
    let ratio = last.auc_tau? / first.auc_tau.filter(|auc| *auc > 0.0)?;
    alike.then_some(ratio)
}
