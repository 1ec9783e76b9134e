//! Figures of one dose: exposure, extrapolation, clearance, volumes.

use serde::Serialize;

use super::scale::FigureUnits;
use super::{NcaSettings, Point, Terminal, area, blq, bolus};
use crate::table::Route;

/// Figures after a single dose. Times are since the dose; units are those of [`FigureUnits`]. `None` is
/// unknown.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Exposure {
    /// Back-extrapolated concentration of a bolus.
    pub c0: Option<f64>,
    /// Highest observed concentration.
    pub c_max: Option<f64>,
    /// Its time, the first where there are several.
    pub t_max: Option<f64>,
    /// Last quantified concentration.
    pub c_last: Option<f64>,
    /// Its time.
    pub t_last: Option<f64>,
    /// Area under the curve to the last quantified point.
    pub auc_last: Option<f64>,
    /// Area to infinity: plus observed C_last / λz.
    pub auc_inf: Option<f64>,
    /// The same with the C_last that the terminal line predicts.
    pub auc_inf_predicted: Option<f64>,
    /// Fraction of the area to infinity beyond the last point; above 0.2 the area is doubtful.
    pub extrapolated: Option<f64>,
    /// Fraction of the area to infinity between a bolus and the first sample.
    pub back_extrapolated: Option<f64>,
    /// Area under the first moment to the last quantified point.
    pub aumc_last: Option<f64>,
    /// The same to infinity.
    pub aumc_inf: Option<f64>,
    /// Mean residence time: AUMC/AUC to infinity, less half the duration of an infusion. After an
    /// extravascular dose it contains the mean absorption time.
    pub mrt: Option<f64>,
    /// Clearance: dose / AUC to infinity. Of an extravascular dose CL/F.
    pub clearance: Option<f64>,
    /// Volume of distribution of the terminal phase: CL/λz. Of an extravascular dose V_z/F.
    pub v_z: Option<f64>,
    /// Volume of distribution at steady state: CL · MRT, of a dose by vein alone.
    pub v_ss: Option<f64>,
}

/// What the figures are computed from.
pub(super) struct Given<'a> {
    /// Samples, with 0 for those below the limit; times since the dose.
    pub points: &'a [Point],
    pub route: Option<Route>,
    pub duration: f64,
    pub dose: Option<f64>,
    /// Whether the compartment is one that a dose by vein enters: others have no clearance.
    pub systemic: bool,
    pub terminal: Option<&'a Terminal>,
    pub units: &'a FigureUnits,
    pub settings: &'a NcaSettings,
}

/// The figures, and what was filled in.
pub(super) fn exposure(given: &Given) -> (Exposure, Vec<String>) {
    let mut notes = Vec::new();
    let mut found = Exposure::default();
    let points = blq::cleaned(given.points);
    let above = || points.iter().filter(|point| point.1 > 0.0);
    let c_max = above().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    if let Some(&(time, value)) = above().find(|point| point.1 >= c_max) {
        (found.c_max, found.t_max) = (Some(value), Some(time));
    }
    if let Some(&(time, value)) = above().next_back() {
        (found.c_last, found.t_last) = (Some(value), Some(time));
    }
    let (curve, first) = with_start(given, points, &mut found, &mut notes);
    let rule = given.settings.rule;
    let Some(seen) = area::to_last(&curve, rule) else { return (found, notes) };
    (found.auc_last, found.aumc_last) = (Some(seen.auc), Some(seen.aumc));
    let (Some(terminal), Some(c_last), Some(t_last)) = (given.terminal, found.c_last, found.t_last)
    else {
        return (found, notes);
    };
    let rest = area::to_infinity((t_last, c_last), terminal.lambda_z);
    let auc = seen.auc + rest.auc;
    let aumc = seen.aumc + rest.aumc;
    found.auc_inf = Some(auc);
    found.aumc_inf = Some(aumc);
    found.auc_inf_predicted = Some(seen.auc + terminal.c_last_predicted / terminal.lambda_z);
    found.extrapolated = Some(rest.auc / auc);
    if given.route == Some(Route::Bolus) {
        found.back_extrapolated = first.map(|first| first / auc);
    }
    let mrt = aumc / auc - given.duration / 2.0;
    found.mrt = Some(mrt);
    let dose = given.units.dose_for_clearance(given.dose).filter(|_| given.systemic);
    if let Some(dose) = dose {
        let clearance = dose / auc;
        found.clearance = Some(clearance);
        found.v_z = Some(clearance / terminal.lambda_z);
        let by_vein = matches!(given.route, Some(Route::Bolus | Route::Infusion));
        found.v_ss = by_vein.then_some(clearance * mrt);
    }
    (found, notes)
}

/// The curve from the dose on, and the area of its first piece where that was back-extrapolated.
fn with_start(
    given: &Given,
    points: Vec<Point>,
    found: &mut Exposure,
    notes: &mut Vec<String>,
) -> (Vec<Point>, Option<f64>) {
    let sampled = points.iter().any(|(time, _)| *time == 0.0);
    if given.route == Some(Route::Bolus) && given.systemic {
        found.c0 = bolus::back_extrapolated(given.points, true);
        let Some(c0) = found.c0 else { return (points, None) };
        let mut curve = vec![(0.0, c0)];
        curve.extend(points.into_iter().filter(|(time, _)| *time > 0.0));
        let measured = given.points.contains(&(0.0, c0));
        let first = curve.get(..2).map(|pair| area::over(pair, given.settings.rule).auc);
        return (curve, first.filter(|_| !measured));
    }
    if sampled || points.is_empty() {
        return (points, None);
    }
    notes.push("no sample at the dose: 0 taken there".to_owned());
    let mut curve = vec![(0.0, 0.0)];
    curve.extend(points);
    (curve, None)
}
