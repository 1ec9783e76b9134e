//! All that is said of one body: what it shows at rest, and what became of the doses of its model.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::distribution::organs;
use super::fluids::{FluidError, Shown, fluids};
use super::kinetics::Kinetics;
use super::moments;
use super::provenance::{ResultProvenance, footing};
use super::sampled::sampled;
use crate::model::{Blueprint, Site};
use crate::solve::{Balance, SimulationSettings, SolveError, Start, TimeCourse, simulate};
use crate::world::people::Percentiles;

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
    /// Names of the assumed parameters that any of these results leans on.
    pub assumed: Vec<String>,
}

/// What one fluid holds at rest among people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Among {
    /// The fluid, as in [`Shown::fluid`].
    pub fluid: String,
    /// Vesicles per mL.
    pub concentration: Percentiles,
}

/// What became of the doses, followed without the vesicles of the body itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doses {
    /// Minutes followed.
    pub minutes: f64,
    /// Read off plasma, where the model gives one dose by vein at the start.
    pub kinetics: Option<Kinetics>,
    /// Why the volume is below that of plasma, where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_note: Option<String>,
    /// What clearance and mean residence rest on, of a linear body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footing: Option<KineticsProvenance>,
    /// Fraction of all that left, by organ or fluid.
    pub went: BTreeMap<String, f64>,
    /// Minutes at which the tissue of each organ holds most.
    pub peak: BTreeMap<String, f64>,
    /// The books at the end.
    pub balance: Balance,
    /// Where vesicles were over time, for plots.
    #[serde(skip)]
    pub curves: Curves,
}

/// What the kinetics of a bolus rest on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KineticsProvenance {
    /// The clearance.
    pub clearance: ResultProvenance,
    /// The mean residence.
    pub residence: ResultProvenance,
}

/// Where the vesicles of doses were over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curves {
    /// Minutes.
    pub minutes: Vec<f64>,
    /// In plasma, per mL.
    pub plasma: Vec<f64>,
    /// In the tissue of each organ, without the blood in it.
    pub tissues: BTreeMap<String, Vec<f64>>,
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
    let kinetics = doses.iter().filter_map(|d| d.footing.as_ref());
    let kinetics = kinetics.flat_map(|f| [&f.clearance, &f.residence]);
    let leaned: BTreeSet<&str> = rest
        .iter()
        .map(|shown| &shown.footing)
        .chain(kinetics)
        .flat_map(ResultProvenance::assumed)
        .map(|leaning| leaning.parameter.as_str())
        .collect();
    let assumed = blueprint.assumed().map(|p| p.name.clone());
    let assumed = assumed.filter(|name| leaned.contains(name.as_str())).collect();
    let (name, caveats) = (blueprint.name.clone(), blueprint.caveats.clone());
    Ok(Summary { name, caveats, rest, doses, assumed })
}

fn doses(
    blueprint: &Blueprint,
    values: &[f64],
    duration: f64,
    step: f64,
) -> Result<Doses, SolveError> {
    let plan =
        SimulationSettings { duration, step, background: false, doses: true, start: Start::Empty };
    let course = simulate(blueprint, values, &plan)?;
    let left = course.balance.accounted() - course.balance.present;
    let share = |place: &String| (place.clone(), course.fates.at(place) / left);
    let went =
        if left > 0.0 { course.fates.0.keys().map(share).collect() } else { BTreeMap::new() };
    let organs = organs(blueprint, &course);
    let peak = organs.iter().map(|(organ, held)| (organ.clone(), held.peak)).collect();
    let veins = blueprint.compartments.iter().position(|c| c.place == Site::Veins);
    let curves = Curves {
        minutes: course.times.clone(),
        plasma: veins.and_then(|veins| course.concentration(veins)).unwrap_or_default(),
        tissues: organs.into_iter().map(|(organ, held)| (organ, held.tissue)).collect(),
    };
    let (kinetics, footing) = bolus(blueprint, values, duration)?;
    let (minutes, balance) = (duration, course.balance);
    let volume_note = kinetics.as_ref().and_then(|k| volume_note(blueprint, &course, k));
    Ok(Doses { minutes, kinetics, volume_note, footing, went, peak, balance, curves })
}

/// Clearance × residence counts only what comes back to the veins: what an organ takes out of the blood
/// that passes it was never distributed. So it may be less than the plasma that vesicles are in.
fn volume_note(blueprint: &Blueprint, course: &TimeCourse, kinetics: &Kinetics) -> Option<String> {
    let plasma = |place| matches!(place, Site::Veins | Site::Arteries | Site::Vessels);
    let places = blueprint.compartments.iter().zip(&course.volumes);
    let volume: f64 = places.filter(|(c, _)| plasma(c.place)).map(|(_, volume)| volume).sum();
    (kinetics.volume < volume).then(|| {
        format!(
            "the volume of distribution, {:.0} mL, is below the {volume:.0} mL of plasma: it is clearance × mean \
             residence, and supposes that vesicles are lost from the veins, while here organs take them out of \
             the blood that passes before they come back",
            kinetics.volume
        )
    })
}

/// Kinetics in plasma, of a model whose only dose is one by vein at the start: exact where the body is
/// linear, read off a course of `duration` minutes where it is not.
fn bolus(
    blueprint: &Blueprint,
    values: &[f64],
    duration: f64,
) -> Result<(Option<Kinetics>, Option<KineticsProvenance>), SolveError> {
    let ([dose], Some(veins)) = (
        blueprint.doses.as_slice(),
        blueprint.compartments.iter().position(|c| c.place == Site::Veins),
    ) else {
        return Ok((None, None));
    };
    let [target] = dose.targets.as_slice() else { return Ok((None, None)) };
    if dose.at != [0.0] || dose.duration != 0.0 || target.into != veins {
        return Ok((None, None));
    }
    let amount = target.amount.value(values);
    let Some(exact) = moments::bolus(blueprint, values, dose.class)? else {
        return Ok((sampled(blueprint, values, dose.class, amount, duration)?, None));
    };
    let names = ["clearance".to_owned(), "residence".to_owned()];
    let rests = footing(blueprint, values, &names, |values| {
        let seen = moments::clearance(blueprint, values, dose.class)?;
        Ok::<_, SolveError>(seen.map_or(vec![f64::NAN; 2], |k| vec![k.clearance, k.residence]))
    })?;
    let mut rests = rests.into_iter();
    let standings = rests.next().zip(rests.next());
    let standings =
        standings.map(|(clearance, residence)| KineticsProvenance { clearance, residence });
    Ok((Some(Kinetics { auc: exact.auc * amount, ..exact }), standings))
}
