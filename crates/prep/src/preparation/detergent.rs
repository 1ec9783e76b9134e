//! Detergent control: what is left of the particles after lysis bounds those that are no vesicles.

use super::{Count, Cytometry};
use crate::cytometry::positive::Share;
use crate::export::Flag;

/// Measurements after detergent.
pub(super) struct Lysed {
    pub(super) counts: Vec<Count>,
    pub(super) events: Vec<Cytometry>,
}

impl Lysed {
    pub(super) fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.events.is_empty()
    }
}

/// Particles that resist detergent, as counts among as many as were seen before. By the one counter of a sample, else by its
/// one cytometer file; blanks are taken off.
pub(super) fn resistant(
    counts: &[Count],
    events: &[Cytometry],
    lysed: &Lysed,
    flags: &mut Vec<Flag>,
) -> Option<Share> {
    if lysed.is_empty() {
        return None;
    }
    let by_counter = match (counts, lysed.counts.as_slice()) {
        ([before], [after])
            if before.instrument == after.instrument && before.setting == after.setting =>
        {
            let ends = after.net_stock().zip(before.net_stock());
            let tracks = after.tracks.zip(before.tracks);
            ends.zip(tracks).map(|((a, b), (n, m))| (a / b, effective(a / b, n, m)))
        }
        _ => None,
    };
    let by_cytometer = || match (events, lysed.events.as_slice()) {
        ([before], [after]) if before.instrument == after.instrument => {
            let of =
                |file: &Cytometry| file.dilution.and(file.concentration).map(|c| c.per_ml.value);
            let ends = of(after).zip(of(before));
            let (n, m) = (after.events as f64, before.events as f64);
            ends.map(|(a, b)| (a / b, effective(a / b, n, m)))
        }
        _ => None,
    };
    let Some((share, seen)) = by_counter.or_else(by_cytometer) else {
        flags.push(Flag::warning(
            "the measurement after detergent has no counterpart before it: one count by the same instrument at the same \
             setting, of known dilution",
        ));
        return None;
    };
    if share > 1.0 || !share.is_finite() {
        flags.push(Flag::warning(
            "more particles after detergent than before: the detergent's own micelles need a blank",
        ));
        return None;
    }
    let positive = (share.max(0.0) * seen).round() as u64;
    Some(Share { positive, all: seen.round() as u64 })
}

/// The number of trials of a binomial law that has the variance of a ratio p of two Poisson counts, p² (1/n + 1/m): n counts
/// after, m before.
fn effective(p: f64, n: f64, m: f64) -> f64 {
    if !(p > 0.0 && p < 1.0 && n > 0.0 && m > 0.0) {
        return m;
    }
    ((1.0 - p) / (p * (1.0 / n + 1.0 / m))).max(1.0)
}
