//! All that is said of one body: what it shows at rest, and what became of the doses of its model.

use std::collections::BTreeMap;

use serde::Serialize;

use super::distribution::organs;
use super::fluids::{FluidError, Shown, fluids};
use super::kinetics::{Kinetics, kinetics};
use crate::model::{Blueprint, Place};
use crate::solve::{Balance, Course, Plan, SolveError, Start, simulate};

/// A body, summed up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Name of the model.
    pub name: String,
    /// What to know before believing it.
    pub caveats: Vec<String>,
    /// Plasma and fluids at rest; empty where no cell secretes.
    pub rest: Vec<Shown>,
    /// What became of the doses, where there are any.
    pub doses: Option<Doses>,
    /// Names of the assumed parameters that all of this leans on.
    pub assumed: Vec<String>,
}

/// What became of the doses, followed without the vesicles of the body itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doses {
    /// Minutes followed.
    pub minutes: f64,
    /// Read off plasma, where the model gives one dose by vein at the start.
    pub kinetics: Option<Kinetics>,
    /// Part of all that left, by organ or fluid.
    pub went: BTreeMap<String, f64>,
    /// Minutes at which the tissue of each organ holds most.
    pub peak: BTreeMap<String, f64>,
    /// The books at the end.
    pub balance: Balance,
}

/// Sums up a blueprint with one value per parameter, following doses for `duration` minutes with an
/// output every `step`.
///
/// ```
/// use exoscope_sim::model::{Blueprint, MOUSE};
/// use exoscope_sim::observe::summary::summary;
/// let mouse: Blueprint = MOUSE.parse()?;
/// let seen = summary(&mouse, &mouse.values(), 2880.0, 1.0)?;
/// let doses = seen.doses.as_ref();
/// assert!(doses.is_some_and(|d| d.went["liver"] > d.went["spleen"]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn summary(
    blueprint: &Blueprint,
    values: &[f64],
    duration: f64,
    step: f64,
) -> Result<Summary, FluidError> {
    let rest = if blueprint.sources.is_empty() { Vec::new() } else { fluids(blueprint, values)? };
    let doses = if blueprint.doses.is_empty() {
        None
    } else {
        Some(doses(blueprint, values, duration, step)?)
    };
    Ok(Summary {
        name: blueprint.name.clone(),
        caveats: blueprint.caveats.clone(),
        rest,
        doses,
        assumed: blueprint.assumed().map(|p| p.name.clone()).collect(),
    })
}

fn doses(
    blueprint: &Blueprint,
    values: &[f64],
    duration: f64,
    step: f64,
) -> Result<Doses, SolveError> {
    let plan = Plan { duration, step, background: false, doses: true, start: Start::Empty };
    let course = simulate(blueprint, values, &plan)?;
    let left = course.balance.accounted() - course.balance.present;
    let share = |place: &String| (place.clone(), course.fates.at(place) / left);
    let went =
        if left > 0.0 { course.fates.0.keys().map(share).collect() } else { BTreeMap::new() };
    let peak = organs(blueprint, &course).into_iter().map(|(organ, held)| (organ, held.peak));
    let peak = peak.collect();
    let kinetics = bolus(blueprint, values, &course);
    Ok(Doses { minutes: duration, kinetics, went, peak, balance: course.balance })
}

/// Kinetics in plasma, of a model whose only dose is one by vein at the start.
fn bolus(blueprint: &Blueprint, values: &[f64], course: &Course) -> Option<Kinetics> {
    let [dose] = blueprint.doses.as_slice() else { return None };
    let [target] = dose.targets.as_slice() else { return None };
    let veins = blueprint.compartments.iter().position(|c| c.place == Place::Veins)?;
    let once = dose.at == [0.0] && dose.duration == 0.0 && target.into == veins;
    let amount = target.amount.value(values);
    once.then(|| kinetics(amount, &course.times, &course.concentration(veins)?)).flatten()
}
