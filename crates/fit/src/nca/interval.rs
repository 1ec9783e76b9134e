//! Figures of dosing intervals τ of repeated doses: exposure, average, swing, fluctuation, accumulation.

use serde::Serialize;

use super::scale::FigureUnits;
use super::{NcaSettings, Point, Terminal, area, blq, bolus};
use crate::table::Route;

/// Figures of one dosing interval.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Interval {
    /// Number of its dose, from 1.
    pub dose: usize,
    /// When it begins, in the table's time.
    pub start: f64,
    /// Its length τ.
    pub tau: f64,
    /// Amount given.
    pub amount: f64,
    /// Samples in it, both ends included.
    pub points: usize,
    /// Highest observed concentration.
    pub c_max: Option<f64>,
    /// Its time since the dose.
    pub t_max: Option<f64>,
    /// Lowest observed concentration, both ends included.
    pub c_min: Option<f64>,
    /// Concentration at its end.
    pub c_trough: Option<f64>,
    /// Area under the curve over it.
    pub auc_tau: Option<f64>,
    /// AUC_τ / τ.
    pub c_av: Option<f64>,
    /// (C_max − C_min) / C_min.
    pub swing: Option<f64>,
    /// (C_max − C_min) / C_av.
    pub fluctuation: Option<f64>,
    /// Dose / AUC_τ: the clearance, once a steady state is reached.
    pub clearance_ss: Option<f64>,
}

/// What the figures of an interval are computed from.
pub(super) struct Given<'a> {
    /// All samples, with 0 for those below the limit; in the table's time.
    pub points: &'a [Point],
    pub number: usize,
    pub start: f64,
    pub tau: f64,
    pub amount: f64,
    pub route: Route,
    pub systemic: bool,
    /// The terminal phase, for the interval after the last dose.
    pub terminal: Option<&'a Terminal>,
    /// Whether no dose ends the interval.
    pub last: bool,
    pub units: &'a FigureUnits,
    pub settings: &'a NcaSettings,
}

/// The figures of one interval; an area needs a start and an end.
pub(super) fn interval(given: &Given) -> Interval {
    // Times that doses and samples share are told apart by rounding alone.
    let near = 1e-9 * given.tau;
    let snapped = |time: f64| match time {
        t if t.abs() <= near => 0.0,
        t if (t - given.tau).abs() <= near => given.tau,
        t => t,
    };
    let since: Vec<Point> =
        given.points.iter().map(|(t, c)| (snapped(t - given.start), *c)).collect();
    let within: Vec<Point> =
        since.iter().copied().filter(|(t, _)| (0.0..=given.tau).contains(t)).collect();
    let mut found = Interval {
        dose: given.number,
        start: given.start,
        tau: given.tau,
        amount: given.amount,
        points: within.len(),
        ..Interval::default()
    };
    let highest = within.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    if let Some(&(time, value)) = within.iter().find(|point| point.1 >= highest) {
        (found.c_max, found.t_max) = (Some(value), Some(time));
        found.c_min = Some(within.iter().map(|point| point.1).fold(f64::INFINITY, f64::min));
    }
    found.c_trough = within.iter().find(|(t, _)| *t >= given.tau).map(|(_, c)| *c);
    let Some(curve) = curve(given, &since, within) else { return found };
    let auc = area::over(&curve, given.settings.rule).auc;
    let average = auc / given.tau;
    found.auc_tau = Some(auc);
    found.c_av = Some(average);
    if let (Some(high), Some(low)) = (found.c_max, found.c_min) {
        found.swing = (low > 0.0).then(|| (high - low) / low);
        found.fluctuation = (average > 0.0).then(|| (high - low) / average);
    }
    let dose = given.units.dose_for_clearance(Some(given.amount)).filter(|_| given.systemic);
    found.clearance_ss = dose.filter(|_| auc > 0.0).map(|dose| dose / auc);
    found
}

/// The curve over the interval from its start to its end; `None` where either is not known.
fn curve(given: &Given, since: &[Point], within: Vec<Point>) -> Option<Vec<Point>> {
    let mut curve = blq::cleaned(&within);
    let starts = curve.first().is_some_and(|(t, _)| *t == 0.0);
    if given.route == Route::Bolus && given.systemic {
        // A sample at the time of a later dose was drawn before it.
        let c0 = bolus::back_extrapolated(since, given.number == 1)?;
        curve.retain(|(t, _)| *t > 0.0);
        curve.insert(0, (0.0, c0));
    } else if !starts && given.number == 1 {
        curve.insert(0, (0.0, 0.0));
    } else if !starts {
        return None;
    }
    let &(last, value) = curve.last()?;
    if last >= given.tau {
        return Some(curve);
    }
    if !given.last {
        return None;
    }
    // After the last dose: between two samples, or along the terminal phase.
    let next = since.iter().find(|(t, c)| *t > given.tau && *c > 0.0);
    let end = match (next, given.terminal) {
        (Some(next), _) => area::between(given.settings.rule, (last, value), *next, given.tau),
        (None, Some(terminal)) if value > 0.0 => {
            value * (-terminal.lambda_z * (given.tau - last)).exp()
        }
        _ => return None,
    };
    curve.push((given.tau, end));
    Some(curve)
}
