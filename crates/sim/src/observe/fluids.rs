//! What each fluid holds at rest, against what was published, and which parameters that rests on.

use exoscope_core::unit::UnitError;
use serde::Serialize;

use crate::model::{Blueprint, Place};
use crate::parameter::{Parameter, ParameterError, Spread, Standing, parameters};
use crate::solve::{SolveError, steady_state};

/// A fluid (or plasma) at rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// Name of the compartment; `plasma` for the large veins.
    pub fluid: String,
    /// Vesicles per mL.
    pub concentration: f64,
    /// Published ends, vesicles per mL, where there are any.
    pub published: Option<(f64, f64)>,
    /// How sure the published range is.
    pub standing: Option<Standing>,
    /// The parameters it rests on most, strongest first.
    pub rests_on: Vec<Leaning>,
}

/// How a result leans on a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leaning {
    /// Name of the parameter.
    pub parameter: String,
    /// How sure we are of it.
    pub standing: Standing,
    /// d ln(result) / d ln(parameter): 1 where doubling the one doubles the other.
    pub elasticity: f64,
}

/// Why fluids cannot be shown.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FluidError {
    /// The body cannot be solved.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The built-in table is broken.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// A published concentration is in another unit.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

/// Elasticities weaker than this are left out.
const WEAKEST: f64 = 0.01;
/// Change of a parameter for a central difference.
const CHANGE: f64 = 1e-3;

/// Plasma and every fluid of the model at rest. The elasticities are central differences over all
/// parameters, two steady states each.
pub fn fluids(blueprint: &Blueprint, values: &[f64]) -> Result<Vec<Shown>, FluidError> {
    let table = parameters()?;
    let places: Vec<usize> = (0..blueprint.compartments.len())
        .filter(|&p| {
            let place = blueprint.compartments.get(p).map(|c| c.place);
            matches!(place, Some(Place::Fluid | Place::Veins))
        })
        .collect();
    let at = |values: &[f64]| -> Result<Vec<f64>, SolveError> {
        let settled = steady_state(blueprint, values)?;
        Ok(places.iter().map(|&p| settled.concentration(p).unwrap_or(f64::NAN)).collect())
    };
    let rest = at(values)?;
    let mut leanings: Vec<Vec<Leaning>> = vec![Vec::new(); places.len()];
    for (place, slot) in blueprint.slots.iter().enumerate() {
        let mut moved = values.to_vec();
        let Some(&own) = values.get(place).filter(|v| **v != 0.0) else { continue };
        let mut shifted = |by: f64| {
            if let Some(value) = moved.get_mut(place) {
                *value = own * by;
            }
            at(&moved)
        };
        let up = shifted(1.0 + CHANGE)?;
        let down = shifted(1.0 - CHANGE)?;
        for ((leaning, up), down) in leanings.iter_mut().zip(up).zip(down) {
            let elasticity = (up / down).ln() / ((1.0 + CHANGE) / (1.0 - CHANGE)).ln();
            if elasticity.abs() >= WEAKEST {
                let parameter = slot.parameter.name.clone();
                leaning.push(Leaning { parameter, standing: slot.parameter.standing, elasticity });
            }
        }
    }
    places
        .iter()
        .zip(rest)
        .zip(leanings)
        .map(|((&place, concentration), mut rests_on)| {
            rests_on.sort_by(|a, b| b.elasticity.abs().total_cmp(&a.elasticity.abs()));
            let compartment = blueprint.compartments.get(place);
            let fluid = match compartment {
                Some(c) if c.place == Place::Fluid => c.name.clone(),
                _ => "plasma".to_owned(),
            };
            let wanted = format!("{}.concentration", fluid.to_lowercase());
            let known = table.iter().find(|p| p.name == wanted);
            let published = known.map(range).transpose()?;
            let standing = known.map(|p| p.standing);
            Ok(Shown { fluid, concentration, published, standing, rests_on })
        })
        .collect()
}

/// The ends of a published concentration; both the value where no range was published.
fn range(parameter: &Parameter) -> Result<(f64, f64), UnitError> {
    match &parameter.spread {
        Spread::Uniform { low, high } | Spread::LogUniform { low, high } => {
            Ok((low.to("/mL")?, high.to("/mL")?))
        }
        _ => {
            let value = parameter.value.to("/mL")?;
            Ok((value, value))
        }
    }
}
