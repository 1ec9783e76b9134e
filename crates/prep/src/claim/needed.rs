//! What would show a claim.

use super::{Claim, Quantity, stated};
use crate::cytometry::positive::all_of;
use crate::preparation::Sample;

/// Measurements that would show a claim on a sample and that it does not have, one a sentence.
pub(super) fn needed(claim: Claim, sample: &Sample) -> Vec<String> {
    let share = stated(claim.at_least);
    let n = all_of(claim.at_least, 0.95).unwrap_or(u64::MAX);
    match claim.quantity {
        Quantity::ParticlePurity => particles(&share, n, sample),
        Quantity::MarkerPositive => vec![format!(
            "stained sample, isotype control and buffer with reagent, gated alike; {n} of {n} events positive show {share}"
        )],
        Quantity::ProteinPurity => vec![
            "protein with and without detergent lysis, apolipoprotein B and albumin as mass"
                .to_owned(),
        ],
        Quantity::PeakArea => {
            vec!["the chromatogram at 280 nm, with blank run and column standards".to_owned()]
        }
        Quantity::ProteinRemoval => vec![
            "protein and volume of the starting material beside those of the preparation"
                .to_owned(),
        ],
    }
}

fn particles(share: &str, n: u64, sample: &Sample) -> Vec<String> {
    let tested = sample.cytometry.iter().any(|file| {
        let corrected = file.marker.as_ref().and_then(|marker| marker.corrected);
        corrected.is_some_and(|c| c.sensitivity_stated && c.specificity_stated)
    });
    let mut needed = vec![format!(
        "a test of single particles for being a vesicle (membrane and a marker, or cryo-EM): {n} of {n} examined show \
         {share} at 95 % confidence, one exception needs more"
    )];
    if !tested {
        let test = "its sensitivity and specificity on known vesicles and on LDL, for the Rogan–Gladen correction";
        needed.push(test.to_owned());
    }
    if sample.detergent_resistant.is_none() {
        needed.push("the same count after detergent, with the detergent alone as blank".to_owned());
    }
    needed.push("apolipoprotein B and albumin of the stock, as mass".to_owned());
    needed
}
