//! What would show a claim.

use super::{Claim, Quantity, percent};
use crate::cytometry::positive::all_of;

/// Measurements that would show a claim, one a sentence.
pub(super) fn needed(claim: Claim) -> Vec<String> {
    let share = percent(claim.at_least);
    let n = all_of(claim.at_least, 0.95).unwrap_or(u64::MAX);
    let needed: Vec<String> = match claim.quantity {
        Quantity::ParticlePurity => vec![
            format!("a test of single particles for being a vesicle (membrane and a marker, or cryo-EM): {n} of {n} \
                     examined show {share} at 95 % confidence, one exception needs more"),
            "its sensitivity and specificity on known vesicles and on LDL, for the Rogan–Gladen correction".to_owned(),
            "the same count after detergent, with the detergent alone as blank".to_owned(),
            "apolipoprotein B and albumin of the stock, as mass".to_owned(),
        ],
        Quantity::MarkerPositive => vec![
            format!("stained sample, isotype control and buffer with reagent, gated alike; {n} of {n} events positive show {share}"),
        ],
        Quantity::ProteinPurity => vec![
            "protein with and without detergent lysis, apolipoprotein B and albumin as mass".to_owned(),
        ],
        Quantity::PeakArea => vec!["the chromatogram at 280 nm, with blank run and column standards".to_owned()],
        Quantity::ProteinRemoval => vec!["protein and volume of the starting material beside those of the preparation".to_owned()],
    };
    needed
}
