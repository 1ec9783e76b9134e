//! Particle purity: what counts, markers, detergent, sizes and protein say to it.

use super::{ClaimVerdict, percent};
use crate::dilution::Linearity;
use crate::preparation::{MarkerShare, Sample};
use crate::purity::{VESICLES_RESIST, most_vesicles};

/// Verdict and reasons on "this share of the particles are vesicles".
pub(super) fn particle_purity(at_least: f64, sample: &Sample) -> (ClaimVerdict, Vec<String>) {
    let mut reasons = Vec::new();
    let mut bears = false;
    let mut shown = false;
    let mut refuted = false;
    counted(sample, &mut reasons);
    for marker in sample.cytometry.iter().filter_map(|file| file.marker.as_ref()) {
        bears = true;
        let (shows, reason) = by_marker(at_least, marker);
        shown |= shows;
        reasons.push(reason);
    }
    if let Some(resistant) = &sample.detergent_resistant {
        let most = most_vesicles(resistant.low);
        // It bounds from above: it can speak against the claim, and never for it.
        bears |= most < at_least;
        refuted |= most < at_least;
        let bound = if most < 1.0 {
            format!("at most {} are vesicles", percent(most))
        } else {
            "all may be vesicles".to_owned()
        };
        reasons.push(format!(
            "{} of particles resist detergent ({} to {}, 95 %): of vesicles up to {:.0} % may (assumed), so {bound}",
            percent(resistant.value),
            percent(resistant.low),
            percent(resistant.high),
            100.0 * VESICLES_RESIST.1,
        ));
    }
    if let Some(posterior) = &sample.posterior {
        let share = &posterior.vesicle_share;
        let against = share.high < at_least;
        bears |= against;
        refuted |= against;
        reasons.push(format!(
            "sizes{}{} leave the share of vesicles at {} ({} to {}, 90 %; assumed priors), where the claim is {} or more",
            if posterior.protein_share.is_some() { ", protein" } else { "" },
            if sample.detergent_resistant.is_some() { ", detergent" } else { "" },
            percent(share.value),
            percent(share.low),
            percent(share.high),
            super::stated(at_least),
        ));
    }
    if let Some(ratio) = &sample.ratio
        && let Some((fewest, most)) = ratio.possible
    {
        let place = match ratio.per_ug.value {
            value if value > most => {
                "more than pure vesicles of these sizes can have: light particles as LDL, or noise, are counted"
            }
            value if value < fewest => {
                "fewer than pure vesicles of these sizes have: other protein is present"
            }
            _ => "possible for pure vesicles of these sizes, and for mixtures too",
        };
        reasons.push(format!(
            "{}{:.2e} particles per µg; {fewest:.1e} to {most:.1e} are possible: {place}. The ratio is no purity: ten LDL \
             beside each vesicle raise it",
            if ratio.lower_bound { "more than " } else { "" },
            ratio.per_ug.value,
        ));
    }
    if refuted {
        reasons.push("what was measured speaks against the claim".to_owned());
    }
    let verdict = match (shown && !refuted, bears) {
        (true, _) => ClaimVerdict::Shown,
        (false, true) => ClaimVerdict::NotShown,
        (false, false) => ClaimVerdict::CannotBeShown,
    };
    (verdict, reasons)
}

/// Whether the marker's share shows the claim, and what it says to it.
fn by_marker(at_least: f64, marker: &MarkerShare) -> (bool, String) {
    // The docs' table: without a blank of known volume and a control nothing is shown, whatever is stated.
    let complete = marker.net.is_some() && marker.control.is_some();
    let stated = marker.corrected.is_some_and(|corrected| corrected.specificity_stated);
    let control = match (marker.at_least(), stated) {
        (Some(least), true) => {
            format!(
                "at least {} at the stated sensitivity and specificity, taken as exact (95 %)",
                super::least(least)
            )
        }
        (Some(least), false) => {
            let blank = if marker.net.is_some() { " and blank" } else { "" };
            format!(
                "at least {} after control{blank} (95 %); a control without the antibody's target says nothing of \
                 lipoproteins that bind it",
                super::least(least)
            )
        }
        (None, _) => "no least share follows, as nothing says how many are false".to_owned(),
    };
    // A test of being a vesicle has a specificity on known particles that are none.
    let shows = stated && complete && marker.at_least().is_some_and(|least| least >= at_least);
    let few = if shows {
        ""
    } else {
        ". About 40 % of a cell line's vesicles carry a given marker: a lower share neither proves nor refutes the claim"
    };
    let reason = format!(
        "{} of events ({} of {}) are above {} in {}, {control}{few}",
        percent(marker.apparent.value),
        marker.sample.positive,
        marker.sample.all,
        marker.above,
        marker.channel,
    );
    (shows, reason)
}

/// What the counts alone say.
fn counted(sample: &Sample, reasons: &mut Vec<String>) {
    if sample.counts.is_empty() && sample.cytometry.is_empty() {
        reasons.push("no file counts particles of this sample".to_owned());
    } else {
        reasons.push(
            "a particle counter or a scatter detector counts every particle alike: vesicles, lipoproteins, protein \
             aggregates"
                .to_owned(),
        );
    }
    for count in &sample.counts {
        if let Some(why) = count.refused.first() {
            reasons.push(format!("the count itself may not be stated: {why}"));
        }
    }
    if !sample.counts.is_empty() && sample.counts.iter().all(|count| count.stock.is_some()) {
        let untested = sample.counts.iter().any(|count| {
            matches!(count.linearity, Some(Linearity::NotTested | Linearity::Undecided { .. }))
        });
        if untested {
            reasons.push("the count was not shown to follow the dilution".to_owned());
        }
    }
}
