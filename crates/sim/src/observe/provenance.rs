//! What a result rests on: how much each parameter moves it, and how sure we are of those that do.

use serde::Serialize;

use crate::model::Blueprint;
use crate::parameter::Evidence;

/// How a result leans on a parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Elasticity {
    /// Name of the parameter.
    pub parameter: String,
    /// How sure we are of it.
    pub standing: Evidence,
    /// d ln(result) / d ln(parameter): 1 where doubling the one doubles the other.
    pub elasticity: f64,
}

/// The ground a result stands on.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ResultProvenance {
    /// The parameters it leans on, strongest first; those that hardly move it are left out.
    pub rests_on: Vec<Elasticity>,
    /// Whether a parameter that it leans on was set to give this very result: then it is a
    /// calibration, no prediction.
    pub calibrated: bool,
    /// Whether all that it leans on considerably is assumed. Such a result is no headline.
    pub assumed_alone: bool,
}

/// Elasticities weaker than this are left out.
const WEAKEST: f64 = 0.01;
/// An elasticity from which a result leans on a parameter considerably.
const CONSIDERABLE: f64 = 0.1;
/// Change of a parameter for a central difference.
const CHANGE: f64 = 1e-3;

impl ResultProvenance {
    /// Names of the measured and derived parameters that it leans on considerably.
    pub fn firm(&self) -> impl Iterator<Item = &Elasticity> {
        self.considerable().filter(|l| l.standing != Evidence::Assumed)
    }

    /// Names of the assumed parameters that it leans on.
    pub fn assumed(&self) -> impl Iterator<Item = &Elasticity> {
        self.rests_on.iter().filter(|l| l.standing == Evidence::Assumed)
    }

    fn considerable(&self) -> impl Iterator<Item = &Elasticity> {
        self.rests_on.iter().filter(|l| l.elasticity.abs() >= CONSIDERABLE)
    }
}

/// The footing of each of the results `names` (as in `calibrated_to` of a parameter), which `results`
/// gives for one value per parameter. Elasticities are central differences over all parameters, two
/// runs each.
///
/// # Errors
///
/// The first error of a run.
pub fn footing<E>(
    blueprint: &Blueprint,
    values: &[f64],
    names: &[String],
    results: impl Fn(&[f64]) -> Result<Vec<f64>, E>,
) -> Result<Vec<ResultProvenance>, E> {
    let mut all = vec![ResultProvenance::default(); names.len()];
    for (place, slot) in blueprint.slots.iter().enumerate() {
        let mut moved = values.to_vec();
        let Some(&own) = values.get(place).filter(|v| **v != 0.0) else { continue };
        let mut shifted = |by: f64| {
            if let Some(value) = moved.get_mut(place) {
                *value = own * by;
            }
            results(&moved)
        };
        let (up, down) = (shifted(1.0 + CHANGE)?, shifted(1.0 - CHANGE)?);
        for ((footing, name), (up, down)) in all.iter_mut().zip(names).zip(up.into_iter().zip(down))
        {
            let elasticity = (up / down).ln() / ((1.0 + CHANGE) / (1.0 - CHANGE)).ln();
            if elasticity.abs() < WEAKEST {
                continue;
            }
            let parameter = &slot.parameter;
            footing.calibrated |= parameter.calibrated_to.contains(name);
            footing.rests_on.push(Elasticity {
                parameter: parameter.name.clone(),
                standing: parameter.standing,
                elasticity,
            });
        }
    }
    for footing in &mut all {
        footing.rests_on.sort_by(|a, b| b.elasticity.abs().total_cmp(&a.elasticity.abs()));
        let firm = footing.firm().count();
        footing.assumed_alone = firm == 0;
    }
    Ok(all)
}
