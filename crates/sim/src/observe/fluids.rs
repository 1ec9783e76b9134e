//! What each fluid holds at rest, against what was published, and which parameters that rests on.

use exoscope_core::unit::UnitError;
use serde::Serialize;

use super::provenance::{ResultProvenance, footing};
use crate::model::{Blueprint, Site};
use crate::parameter::{Evidence, Parameter, ParameterError, Spread, parameters};
use crate::solve::{SolveError, steady_state};

/// A fluid (or plasma) at rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// Name of the compartment; `plasma` for the large veins.
    pub fluid: String,
    /// Vesicles per mL.
    pub concentration: f64,
    /// Vesicles per g of creatinine, of a fluid that carries it off: what a spot sample of urine shows
    /// however dilute it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_creatinine: Option<f64>,
    /// Published ends, vesicles per mL, where there are any.
    pub published: Option<(f64, f64)>,
    /// How sure the published range is.
    pub standing: Option<Evidence>,
    /// What the concentration rests on.
    #[serde(flatten)]
    pub footing: ResultProvenance,
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

/// Plasma and every fluid of the model at rest.
pub fn fluids(blueprint: &Blueprint, values: &[f64]) -> Result<Vec<Shown>, FluidError> {
    let table = parameters()?;
    let (places, names): (Vec<usize>, Vec<String>) = blueprint
        .compartments
        .iter()
        .enumerate()
        .filter_map(|(place, compartment)| match compartment.place {
            Site::Fluid => Some((place, compartment.name.clone())),
            Site::Veins => Some((place, "plasma".to_owned())),
            _ => None,
        })
        .unzip();
    let at = |values: &[f64]| -> Result<Vec<f64>, SolveError> {
        let settled = steady_state(blueprint, values)?;
        Ok(places.iter().map(|&p| settled.concentration(p).unwrap_or(f64::NAN)).collect())
    };
    let rest = at(values)?;
    let results: Vec<String> = names.iter().map(|name| format!("{name}.concentration")).collect();
    let footings = footing(blueprint, values, &results, at)?;
    let shown = names.into_iter().zip(rest).zip(footings);
    shown
        .map(|((fluid, concentration), footing)| {
            let wanted = format!("{}.concentration", fluid.to_lowercase());
            let known = table.iter().find(|p| p.name == wanted);
            let published = known.map(range).transpose()?;
            let standing = known.map(|p| p.standing);
            let per_creatinine = per_gram(blueprint, values, &fluid).map(|ml| ml * concentration);
            Ok(Shown { fluid, concentration, per_creatinine, published, standing, footing })
        })
        .collect()
}

/// Millilitres of `fluid` that carry off a gram of creatinine.
fn per_gram(blueprint: &Blueprint, values: &[f64], fluid: &str) -> Option<f64> {
    let value = |field: &str| {
        let place = blueprint.parameter(&format!("fluid.{fluid}.{field}"))?;
        values.get(place).copied()
    };
    Some(value("flow")? / value("creatinine")?).filter(|ml| ml.is_finite())
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
