//! Dose: particles, protein and endotoxin in the volume that is given, and per kg.

use serde::{Deserialize, Serialize};

use super::Entry;
use crate::export::Flag;
use crate::figure::Estimate;
use crate::protein::{Measured, Protein};
use crate::sheet::Endotoxin;

/// What one dose holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dose {
    /// Volume that is given, mL.
    pub volume: f64,
    /// Weight of who receives it, kg.
    pub weight: Option<f64>,
    /// Particles by every instrument that may state a stock concentration, and its name.
    pub particles: Vec<(Estimate, String)>,
    /// Protein, µg; with −∞ as lower end where it is below detection and the value is the limit.
    pub protein: Option<Estimate>,
    /// Endotoxin, EU: found, or the limit below which nothing was.
    pub endotoxin: Option<Endotoxin>,
}

/// Most endotoxin of a dose that is given in one hour, EU per kg (threshold K of USP <85>, not intrathecal; assumed: the
/// chapter was not at hand).
pub const MOST_EU_PER_KG: f64 = 5.0;

impl Dose {
    /// A figure of the dose per kg; `None` where the weight is not stated.
    pub fn per_kg(&self, of: f64) -> Option<f64> {
        self.weight.map(|weight| of / weight)
    }
}

/// The dose of a sample, where the sheet states its volume.
pub(super) fn dose(
    own: &[&Entry],
    stocks: &[(String, Estimate)],
    protein: &[Measured],
    flags: &mut Vec<Flag>,
) -> Option<Dose> {
    let first = |of: fn(&crate::sheet::Row) -> Option<f64>| own.iter().find_map(|e| of(e.row));
    let endotoxin = own.iter().find_map(|entry| entry.row.endotoxin);
    let Some(volume) = first(|row| row.dose) else {
        if endotoxin.is_some() || first(|row| row.weight).is_some() {
            flags.push(Flag::warning(
                "the sheet states endotoxin or weight and no dose (mL): nothing per dose or per kg follows",
            ));
        }
        return None;
    };
    let weight = first(|row| row.weight);
    if stocks.is_empty() {
        flags.push(Flag::warning(
            "the particles of a dose are unknown: no instrument's stock concentration may be stated",
        ));
    }
    let protein = match protein {
        [Measured { protein: Protein::Measured { concentration }, .. }] => Some(*concentration),
        [Measured { protein: Protein::BelowDetection { limit }, .. }] => Some(Estimate {
            value: *limit,
            low: f64::NEG_INFINITY,
            high: *limit,
            level: crate::size::LEVEL,
        }),
        _ => None,
    };
    let endotoxin = endotoxin.map(|e| Endotoxin { per_ml: e.per_ml * volume, ..e });
    if let (Some(found), Some(weight)) = (endotoxin, weight)
        && found.per_ml / weight > MOST_EU_PER_KG
    {
        flags.push(Flag::warning(format!(
            "endotoxin {}{:.2} EU per kg: {MOST_EU_PER_KG} EU per kg and hour is the limit of a parenteral dose",
            if found.below { "up to " } else { "" },
            found.per_ml / weight
        )));
    }
    Some(Dose {
        volume,
        weight,
        particles: stocks.iter().map(|(by, stock)| (stock.scaled(volume), by.clone())).collect(),
        protein: protein.map(|protein| protein.scaled(volume)),
        endotoxin,
    })
}
