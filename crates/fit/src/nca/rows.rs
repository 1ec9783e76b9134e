//! A noncompartmental analysis as rows: name, figure, unit of every profile.

use super::{Exposure, Interval, Nca, Profile, Terminal};
use crate::table::Route;

/// One figure of one profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The subject.
    pub subject: String,
    /// The occasion; empty without.
    pub occasion: String,
    /// What was sampled; empty where the table does not say it.
    pub compartment: String,
    /// Number of the dose whose interval it is of; 0 for figures of the whole profile.
    pub dose: usize,
    /// Name of the figure.
    pub figure: &'static str,
    /// Its value; `None` where the data do not give it.
    pub value: Option<f64>,
    /// Its unit; empty for a number.
    pub unit: String,
}

/// Names of the columns of [`rows`].
pub const COLUMNS: [&str; 7] =
    ["subject", "occasion", "compartment", "dose", "figure", "value", "unit"];

/// All figures, profile by profile.
pub fn rows(nca: &Nca) -> Vec<Row> {
    nca.profiles.iter().flat_map(of_profile).collect()
}

/// The figures of one profile.
pub fn of_profile(profile: &Profile) -> Vec<Row> {
    let row = |dose: usize, (figure, value, unit): Figure| Row {
        subject: profile.subject.clone(),
        occasion: profile.occasion.clone().unwrap_or_default(),
        compartment: profile.compartment.clone().unwrap_or_default(),
        dose,
        figure,
        value,
        unit,
    };
    let mut all: Vec<Row> = Vec::new();
    if let Some(exposure) = &profile.exposure {
        all.extend(of_exposure(profile, exposure).into_iter().map(|figure| row(0, figure)));
    }
    all.extend(of_terminal(profile).into_iter().map(|figure| row(0, figure)));
    for interval in &profile.intervals {
        let figures = of_interval(profile, interval);
        all.extend(figures.into_iter().map(|figure| row(interval.dose, figure)));
    }
    if !profile.intervals.is_empty() {
        all.push(row(0, ("accumulation ratio", profile.accumulation, String::new())));
    }
    all
}

type Figure = (&'static str, Option<f64>, String);

fn of_exposure(profile: &Profile, e: &Exposure) -> Vec<Figure> {
    let units = &profile.units;
    let (time, value) = (|| units.time.clone(), || units.concentration.clone());
    let absorbed = profile.route == Some(Route::Extravascular);
    let name = |plain, over_f| if absorbed { over_f } else { plain };
    let mut all: Vec<Figure> = Vec::new();
    if profile.route == Some(Route::Bolus) {
        all.push(("C0", e.c0, value()));
    }
    all.extend([
        ("C_max", e.c_max, value()),
        ("t_max", e.t_max, time()),
        ("C_last", e.c_last, value()),
        ("t_last", e.t_last, time()),
        ("AUC_last", e.auc_last, units.auc.clone()),
        ("AUC_inf", e.auc_inf, units.auc.clone()),
        ("AUC_inf, predicted C_last", e.auc_inf_predicted, units.auc.clone()),
        ("AUC extrapolated, fraction", e.extrapolated, String::new()),
    ]);
    if profile.route == Some(Route::Bolus) {
        all.push(("AUC back-extrapolated, fraction", e.back_extrapolated, String::new()));
    }
    all.extend([
        ("AUMC_last", e.aumc_last, units.aumc.clone()),
        ("AUMC_inf", e.aumc_inf, units.aumc.clone()),
        ("MRT", e.mrt, time()),
        (name("CL", "CL/F"), e.clearance, units.clearance.clone()),
        (name("V_z", "V_z/F"), e.v_z, units.volume.clone()),
    ]);
    if !absorbed {
        all.push(("V_ss", e.v_ss, units.volume.clone()));
    }
    all
}

fn of_terminal(profile: &Profile) -> Vec<Figure> {
    let time = || profile.units.time.clone();
    let of = |figure: fn(&Terminal) -> f64| profile.terminal.as_ref().map(figure);
    vec![
        ("lambda_z", of(|t| t.lambda_z), format!("/{}", time())),
        ("half-life", of(|t| t.half_life), time()),
        ("lambda_z first time", of(|t| t.first), time()),
        ("lambda_z last time", of(|t| t.last), time()),
        ("lambda_z points", of(|t| t.points as f64), String::new()),
        ("lambda_z R²", of(|t| t.r_squared), String::new()),
        ("lambda_z adjusted R²", of(|t| t.adjusted_r_squared), String::new()),
        ("lambda_z span ratio", of(|t| t.span_ratio), String::new()),
    ]
}

fn of_interval(profile: &Profile, i: &Interval) -> Vec<Figure> {
    let units = &profile.units;
    let value = || units.concentration.clone();
    let absorbed = profile.route == Some(Route::Extravascular);
    vec![
        ("interval start", Some(i.start), units.time.clone()),
        ("interval length", Some(i.tau), units.time.clone()),
        ("C_max", i.c_max, value()),
        ("t_max", i.t_max, units.time.clone()),
        ("C_min", i.c_min, value()),
        ("C_trough", i.c_trough, value()),
        ("AUC_tau", i.auc_tau, units.auc.clone()),
        ("C_av", i.c_av, value()),
        ("swing", i.swing, String::new()),
        ("fluctuation", i.fluctuation, String::new()),
        (if absorbed { "CL_ss/F" } else { "CL_ss" }, i.clearance_ss, units.clearance.clone()),
    ]
}
