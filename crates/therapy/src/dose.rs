//! Dose and body: a product by a route into the body of the simulator, and the amount at the lesion over time.
//!
//! Cells by vein lodge in the lung first; what arrives elsewhere are mostly the vesicles that they shed there. By the
//! intrathecal route the fluid round the cord is one compartment of its own, emptied as it is renewed.

use std::fmt::Write as _;

use exoscope_core::unit::Quantity;
use exoscope_sim::model::{ADULT, Blueprint};
use exoscope_sim::observe::distribution::organs;
use exoscope_sim::solve::{SimulationSettings, Start, simulate};
use serde::{Deserialize, Serialize};

use crate::TherapyError;

/// Way into the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// A bolus into a vein.
    Vein,
    /// A drip into a vein.
    Drip,
    /// A depot under the skin.
    Skin,
    /// Microneedles.
    Microneedles,
    /// Into the cerebrospinal fluid.
    Intrathecal,
}

impl Route {
    /// In words, as `by vein`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Vein => "by vein",
            Self::Drip => "by drip into a vein",
            Self::Skin => "under the skin",
            Self::Microneedles => "by microneedles",
            Self::Intrathecal => "into the cerebrospinal fluid",
        }
    }
}

/// What of a dose comes where.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivery {
    /// Organ of the lesion.
    pub lesion: String,
    /// Vesicles given, or shed within two days by cells given.
    pub vesicles: f64,
    /// Largest amount in the tissue of the lesion's organ, vesicles.
    pub peak: f64,
    /// Hours after the dose at which it is there.
    pub peak_hours: f64,
    /// Mean amount there over two days, vesicles.
    pub mean: f64,
    /// Share of all vesicles that was taken up or cleared in the lesion's organ.
    pub share: f64,
    /// The same of liver, spleen and lung together.
    pub filtered: f64,
    /// Share of given cells that are in the lung after an hour; nothing where none were given.
    pub cells_in_lung: Option<f64>,
    /// Hours and amount in the tissue of the lesion's organ, for a plot.
    pub curve: Vec<(f64, f64)>,
    /// Mass-balance residual: largest share of what was given that is neither in the body nor cleared.
    pub imbalance: f64,
    /// Assumed numbers that this rests on.
    pub assumed: &'static str,
}

/// Minutes that a dose is followed.
const TWO_DAYS: f64 = 2880.0;
const STEP: f64 = 10.0;

/// What the cerebrospinal fluid reaches.
const ROUND_THE_FLUID: [&str; 2] = ["brain", "cord"];

/// Whether route and duration go together.
pub(crate) fn check(route: Route, duration: Option<&Quantity>) -> Result<(), TherapyError> {
    match (route, duration) {
        (Route::Drip, None) => Err(TherapyError::value(
            "dose.duration",
            "a drip without a duration",
            "duration = \"30 min\"",
        )),
        (Route::Drip, Some(time)) => {
            let minutes = time
                .to("min")
                .map_err(|e| TherapyError::value("dose.duration", e.to_string(), "30 min"))?;
            if minutes > 0.0 && minutes <= 1440.0 {
                return Ok(());
            }
            Err(TherapyError::value(
                "dose.duration",
                format!("a drip of {time}"),
                "above 0, up to 24 h",
            ))
        }
        (_, Some(_)) => Err(TherapyError::value(
            "dose.duration",
            "only a drip lasts",
            "leave it out, or route = \"drip\"",
        )),
        (_, None) => Ok(()),
    }
}

/// Diameter that the body's exchange through vessel walls is stated for, nm.
const STATED_SIZE: f64 = 100.0;

/// Gives `amount` (cells or vesicles of 100 nm) to the reference adult.
pub fn deliver(
    amount: &Quantity,
    route: Route,
    duration: Option<&Quantity>,
    lesion: &str,
) -> Result<Delivery, TherapyError> {
    deliver_sized(amount, route, duration, lesion, STATED_SIZE)
}

/// The same of vesicles of another diameter, nm: exchange through vessel walls follows free diffusion, as 1/diameter (Stokes &
/// Einstein; assumed). Pores that hold larger ones back are not modelled, so that what is said of larger vesicles is too much,
/// and of smaller ones too little.
pub fn deliver_sized(
    amount: &Quantity,
    route: Route,
    duration: Option<&Quantity>,
    lesion: &str,
    diameter: f64,
) -> Result<Delivery, TherapyError> {
    let cells = amount.to("cells").is_ok();
    if route == Route::Intrathecal {
        if !ROUND_THE_FLUID.contains(&lesion) {
            let why = format!("the fluid round brain and cord does not reach the {lesion}");
            return Err(TherapyError::value("dose.lesion", why, ROUND_THE_FLUID.join(" or ")));
        }
        return Ok(intrathecal(amount, lesion, cells));
    }
    let body = |what: String| TherapyError::Body { what };
    let name = match (route, cells) {
        (Route::Vein | Route::Drip, true) => "cells",
        (_, true) => {
            let why = "cells are followed by vein, drip or intrathecally alone";
            return Err(TherapyError::value("dose.route", why, "route = \"vein\""));
        }
        (Route::Vein, false) => "vein",
        (Route::Drip, false) => "drip",
        (Route::Skin, false) => "skin",
        (Route::Microneedles | Route::Intrathecal, false) => "microneedles",
    };
    let what = if cells { "cells" } else { "amount" };
    let mut dose = format!("\n[[dose]]\nroute = \"{name}\"\n{what} = \"{amount}\"\n");
    if let (Some(time), "drip") = (duration, name) {
        let _ = writeln!(dose, "duration = \"{time}\"");
    }
    let blueprint: Blueprint =
        format!("{ADULT}{dose}").parse().map_err(|e| body(format!("{e}")))?;
    let settings = SimulationSettings {
        duration: TWO_DAYS,
        step: STEP,
        background: false,
        doses: true,
        start: Start::Empty,
    };
    let mut values = blueprint.values();
    for (value, slot) in values.iter_mut().zip(&blueprint.slots) {
        if slot.parameter.name.ends_with(".exchange") {
            *value *= STATED_SIZE / diameter;
        }
    }
    let course = simulate(&blueprint, &values, &settings).map_err(|e| body(e.to_string()))?;
    let contents = organs(&blueprint, &course);
    let Some(content) = contents.get(lesion) else {
        let known: Vec<&str> = contents.keys().map(String::as_str).collect();
        let near = exoscope_core::suggest::did_you_mean(lesion, known.iter().copied());
        let why = format!("the body has no organ {lesion:?}{near}");
        return Err(TherapyError::value("dose.lesion", why, known.join(", ")));
    };
    let vesicles = course.balance.made;
    let went: f64 = contents.keys().map(|organ| course.fates.at(organ)).sum();
    let share = |organ: &str| if went > 0.0 { course.fates.at(organ) / went } else { 0.0 };
    let lung = blueprint.compartments.iter().position(|c| c.name == "given-cells.lung");
    let after_an_hour = course.amounts.get((60.0 / STEP) as usize);
    let cells_in_lung =
        lung.zip(after_an_hour).and_then(|(lung, row)| Some(row.get(lung)? / amount.in_base()));
    let peak = content.tissue.iter().copied().fold(0.0, f64::max);
    Ok(Delivery {
        lesion: lesion.to_owned(),
        vesicles,
        peak,
        peak_hours: content.peak / 60.0,
        mean: content.tissue.iter().sum::<f64>() / content.tissue.len().max(1) as f64,
        share: share(lesion),
        filtered: share("liver") + share("spleen") + share("lung"),
        cells_in_lung: cells_in_lung.filter(|_| cells),
        curve: course.times.iter().map(|t| t / 60.0).zip(content.tissue.iter().copied()).collect(),
        imbalance: course.balance.error(),
        assumed: "exchange through vessel walls, shares of clearance, residence of cells in the lung",
    })
}

/// The fluid round brain and cord: 150 mL renewed at 0.5 L a day; a hundredth of what is there enters tissue per hour
/// (assumed, as uptake by cells), the rest leaves to the blood.
fn intrathecal(amount: &Quantity, lesion: &str, cells: bool) -> Delivery {
    let (volume, flow, uptake) = (150.0, 500.0 / 24.0, 0.01);
    let leaving = flow / volume + uptake;
    // Cells stay and shed; vesicles given are all there at once.
    let (given, rate) =
        if cells { (0.0, amount.in_base() * 3000.0 / 24.0) } else { (amount.in_base(), 0.0) };
    let there = |h: f64| given * (-leaving * h).exp() + rate / leaving * -(-leaving * h).exp_m1();
    let curve: Vec<(f64, f64)> =
        (0..=288).map(|k| f64::from(k) / 6.0).map(|h| (h, there(h))).collect();
    let (peak_hours, peak) =
        curve.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0.0, 0.0));
    Delivery {
        lesion: lesion.to_owned(),
        vesicles: given + rate * 48.0,
        peak,
        peak_hours,
        mean: curve.iter().map(|point| point.1).sum::<f64>() / curve.len() as f64,
        share: uptake / leaving,
        filtered: 1.0 - uptake / leaving,
        cells_in_lung: cells.then_some(0.0),
        curve,
        imbalance: 0.0,
        assumed: "fluid as one compartment of 150 mL, uptake of 1 % per hour, secretion of 3000 per cell and day",
    }
}
