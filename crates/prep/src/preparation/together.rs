//! Count and protein of one stock together: particles per µg, and the posterior of the vesicle share.

use exoscope_core::Streams;

use super::{Count, Measured, Ratio};
use crate::export::Flag;
use crate::figure::Estimate;
use crate::protein::Protein;
use crate::purity::{Evidence, Posterior, possible_ratio, posterior};
use crate::size::Distribution;

/// Ratio and posterior of the one count that a sample has.
pub(super) fn together(
    counts: &[Count],
    protein: &[Measured],
    resistant: Option<Estimate>,
    streams: Streams,
    flags: &mut Vec<Flag>,
) -> (Option<Ratio>, Option<Posterior>) {
    let [count] = counts else { return (None, None) };
    let sizes = Distribution {
        centres: count.centres.clone(),
        width: count.bin_width,
        weights: count.weights.clone(),
    };
    if protein.len() > 1 {
        flags.push(Flag::warning(
            "several plates measured this sample's protein: no ratio is calculated from any of them",
        ));
    }
    let ratio = match (count.stock, protein) {
        (Some(stock), [measured]) => ratio(&stock, &measured.protein, possible_ratio(&sizes)),
        _ => None,
    };
    let measured = ratio
        .as_ref()
        .filter(|ratio| !ratio.lower_bound && ratio.per_ug.high.is_finite())
        .map(|ratio| (1e-6 / ratio.per_ug.value, ratio.per_ug.high.ln() - ratio.per_ug.value.ln()));
    let evidence = Evidence {
        sizes,
        tracks: count.tracks.unwrap_or(0.0),
        protein: measured.map(|(mass, half)| (mass, half / 1.96)),
        detergent_resistant: resistant,
    };
    let why = if !count.refused.is_empty() {
        "its count may not be stated"
    } else if evidence.protein.is_none() && resistant.is_none() {
        "sizes alone tell no vesicle from an aggregate of its size; protein of the same stock, or a count after \
         detergent, is needed"
    } else if count.tracks.is_none_or(|tracks| tracks <= 0.0) {
        "the number of tracks behind the sizes is not known"
    } else {
        "sizes, protein and detergent control fit no mixture of the model, or too few to say how many vesicles"
    };
    let found = count
        .tracks
        .filter(|_| count.refused.is_empty())
        .and_then(|_| posterior(&evidence, streams));
    if found.is_none() {
        flags.push(Flag::note(format!("no posterior of the vesicle share: {why}")));
    }
    (ratio, found)
}

/// Particles per µg with a log-normal interval; where protein is below detection a lower bound.
fn ratio(stock: &Estimate, protein: &Protein, possible: Option<(f64, f64)>) -> Option<Ratio> {
    match protein {
        Protein::Measured { concentration } if concentration.value > 0.0 => {
            let value = stock.value / concentration.value;
            let part = |e: &Estimate| e.relative_se().unwrap_or(f64::INFINITY).powi(2);
            let half = 1.96 * (part(stock) + part(concentration)).sqrt();
            let per_ug = Estimate {
                value,
                low: value * (-half).exp(),
                high: value * half.exp(),
                level: 0.95,
            };
            Some(Ratio { per_ug, lower_bound: false, possible })
        }
        Protein::BelowDetection { limit } if *limit > 0.0 => {
            let low = stock.low.max(0.0) / limit;
            let per_ug =
                Estimate { value: stock.value / limit, low, high: f64::INFINITY, level: 0.95 };
            Some(Ratio { per_ug, lower_bound: true, possible })
        }
        _ => None,
    }
}
