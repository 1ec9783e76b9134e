//! Which compartments of the body a name of the table stands for.

use exoscope_core::suggest::did_you_mean_or_all;
use exoscope_sim::model::{Blueprint, RateExpr, Site};

use super::BodyFitError;
use super::measure::{Per, Top};
use super::{Measure, measure};

/// Something that is sampled: a sum of compartments, over a mass or volume.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sampled {
    /// Name in the table.
    pub name: String,
    /// Compartments whose amounts are added.
    pub places: Vec<usize>,
    /// What they are divided by: mass in g or volume in mL as the body has it, times what the unit says.
    pub over: Option<(RateExpr, f64)>,
    /// What is counted.
    pub top: Top,
}

/// Names that stand for the plasma of the large veins.
const PLASMA: [&str; 6] = ["plasma", "serum", "vein", "veins", "central", "iv"];

/// What `name` with values in `measure` stands for.
pub(super) fn sampled(
    body: &Blueprint,
    name: &str,
    measure: Measure,
    line: usize,
) -> Result<Sampled, BodyFitError> {
    let refuse = |why: String, hint: &str| BodyFitError::Row {
        line,
        column: "CMT",
        why,
        hint: hint.to_owned(),
    };
    let lower = name.to_lowercase();
    let named = if PLASMA.contains(&lower.as_str()) { "veins" } else { name };
    let (organ, perfused) = match named.strip_suffix(".tissue") {
        Some(organ) => (organ, true),
        None => (named, false),
    };
    let mut places: Vec<usize> = Vec::new();
    for (place, compartment) in body.compartments.iter().enumerate() {
        let own = compartment.organ.as_deref().is_some_and(|o| o.eq_ignore_ascii_case(organ));
        let inside = match compartment.place {
            Site::Vessels => !perfused,
            Site::Interstitium | Site::Cells => true,
            _ => false,
        };
        if own && inside {
            places.push(place);
        }
    }
    let measure::Measure { top, per } = measure;
    if !places.is_empty() {
        let mass = body
            .slots
            .iter()
            .position(|s| s.parameter.name.eq_ignore_ascii_case(&format!("organ.{organ}.mass")));
        let over = match (per, mass) {
            (Per::Whole, _) => None,
            (Per::Mass(grams), Some(mass)) => Some((parameter(mass), grams)),
            _ => {
                let hint = "give organs as %ID, %ID/g, or amounts per g";
                return Err(refuse(format!("{name} is an organ, whose volume is not known"), hint));
            }
        };
        return Ok(Sampled { name: name.to_owned(), places, over, top });
    }
    let place = body.compartments.iter().position(|c| c.name.eq_ignore_ascii_case(named));
    let Some((place, compartment)) = place.and_then(|p| Some((p, body.compartments.get(p)?)))
    else {
        let organs = body.compartments.iter().filter(|c| c.place == Site::Vessels);
        let organs = organs.filter_map(|c| c.organ.as_deref());
        let fluids = body.compartments.iter().filter(|c| c.place == Site::Fluid);
        let known = ["plasma"].into_iter().chain(organs).chain(fluids.map(|c| c.name.as_str()));
        let near = did_you_mean_or_all(name, known);
        return Err(refuse(
            format!("the body has no {name:?}{near}"),
            "name an organ or fluid of the model, or leave these rows out (MDV 1)",
        ));
    };
    if compartment.place == Site::GivenCells {
        let hint = "sample an organ or a fluid";
        return Err(refuse(format!("{name} holds cells, not vesicles"), hint));
    }
    let over = match (per, &compartment.volume) {
        (Per::Volume(millilitres), Some(volume)) => Some((volume.clone(), millilitres)),
        (Per::Whole, _) if compartment.place != Site::Veins => None,
        (Per::Whole, _) => {
            let hint = "give plasma per mL";
            return Err(refuse("plasma of the large veins is not all plasma".into(), hint));
        }
        _ => {
            let hint = "give fluids per mL";
            return Err(refuse(format!("{name} has no mass"), hint));
        }
    };
    Ok(Sampled { name: name.to_owned(), places: vec![place], over, top })
}

/// A parameter by itself.
fn parameter(place: usize) -> RateExpr {
    RateExpr { coefficient: 1.0, factors: vec![exoscope_sim::model::Factor::Times(place)] }
}

/// Where a dose of `name` goes: the plasma of the large veins without a name.
pub(super) fn dosed(
    body: &Blueprint,
    name: Option<&str>,
    line: usize,
) -> Result<usize, BodyFitError> {
    let name = name.unwrap_or("veins");
    let lower = name.to_lowercase();
    let wanted = match lower.as_str() {
        name if PLASMA.contains(&name) => "veins",
        "skin" => "depot.skin",
        other => other,
    };
    let can = |site: Site| {
        matches!(
            site,
            Site::Veins
                | Site::Arteries
                | Site::Vessels
                | Site::Interstitium
                | Site::Depot
                | Site::Lymph
        )
    };
    let mut all = body.compartments.iter().enumerate().filter(|(_, c)| can(c.place));
    let found = all.clone().find(|(_, c)| c.name.eq_ignore_ascii_case(wanted));
    found.map(|(place, _)| place).ok_or_else(|| {
        let known: Vec<&str> = all.by_ref().map(|(_, c)| c.name.as_str()).collect();
        BodyFitError::Row {
            line,
            column: "CMT",
            why: format!(
                "the body takes no dose into {name:?}{}",
                did_you_mean_or_all(name, known.iter().copied())
            ),
            hint: "give doses to plasma, or to a depot: the model has one where it holds a [[dose]] by that route".into(),
        }
    })
}
