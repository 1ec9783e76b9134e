//! A body as SBML Level 3 Version 2 core, for other simulators.
//!
//! Species are amounts (items) per compartment and group of classes, time is in minutes, volumes are in
//! millilitres. Rates are global parameters; doses after the start are events, drips piecewise inputs. A body of saturable uptake exports its Michaelis–Menten laws.

mod ids;
mod math;
mod reactions;
mod write;

use crate::model::Blueprint;
use crate::solve::{SolveError, System, groups, steady_state};

/// What to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Whether cells secrete; the export then begins settled.
    pub background: bool,
    /// Whether the doses of the model are given.
    pub doses: bool,
}

/// The SBML document of a blueprint with one value per parameter.
///
/// ```
/// use exoscope_sim::model::{Blueprint, MOUSE};
/// use exoscope_sim::sbml::{Settings, export};
/// let mouse: Blueprint = MOUSE.parse()?;
/// let document = export(&mouse, &mouse.values(), Settings { background: false, doses: true })?;
/// assert!(document.contains("<species id=\"liver_vessels\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where a rate is no number, or there is no steady state to begin with.
pub fn export(
    blueprint: &Blueprint,
    values: &[f64],
    settings: Settings,
) -> Result<String, SolveError> {
    with_model(blueprint, values, settings, write::document)
}

/// The values of the rate parameters of [`export`], in the order of the document: what changes between
/// people of the same blueprint.
///
/// # Errors
///
/// As [`export`].
pub fn rates(
    blueprint: &Blueprint,
    values: &[f64],
    settings: Settings,
) -> Result<Vec<f64>, SolveError> {
    with_model(blueprint, values, settings, write::rates)
}

fn with_model<T>(
    blueprint: &Blueprint,
    values: &[f64],
    settings: Settings,
    then: impl Fn(&write::Model) -> T,
) -> Result<T, SolveError> {
    let groups = groups(blueprint, values);
    let mut systems: Vec<System> = groups
        .iter()
        .map(|group| System::new(blueprint, values, group))
        .collect::<Result<_, _>>()?;
    let mut starts = vec![vec![0.0; blueprint.compartments.len()]; systems.len()];
    if settings.background {
        let settled = steady_state(blueprint, values)?;
        for (start, group) in starts.iter_mut().zip(&groups) {
            for row in group.classes.iter().filter_map(|&class| settled.by_class.get(class)) {
                start.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            }
        }
    } else {
        for system in &mut systems {
            system.inflow.fill(0.0);
        }
    }
    let doses = if settings.doses { blueprint.doses.as_slice() } else { &[] };
    let ids = ids::Ids::of(blueprint, groups.len());
    let (groups, systems) = (groups.as_slice(), systems.as_slice());
    Ok(then(&write::Model { blueprint, values, groups, systems, starts, doses, ids: &ids }))
}
