//! Detergent control: what is left of the particles after lysis bounds those that are no vesicles.

use super::events::replicate;
use super::{Count, Cytometry, Entry};
use crate::export::{Contents, Flag};
use crate::figure::Estimate;
use crate::poisson::ratio;
use crate::replicates::net;

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

/// Share of particles that resist detergent, with the limits that all counts allow; its value and limits may lie beyond 0 … 1.
/// By the one counter of a sample, else by its one cytometer file; blanks are taken off.
pub(super) fn resistant(
    counts: &[Count],
    events: &[Cytometry],
    lysed: &Lysed,
    flags: &mut Vec<Flag>,
) -> Option<Estimate> {
    if lysed.is_empty() {
        return None;
    }
    let by_counter = match (counts, lysed.counts.as_slice()) {
        ([before], [after])
            if before.instrument == after.instrument && before.setting == after.setting =>
        {
            after.net.zip(before.net)
        }
        _ => None,
    };
    let by_cytometer = || match (events, lysed.events.as_slice()) {
        ([before], [after]) if before.instrument == after.instrument => {
            let of = |file: &Cytometry| net(&[file.dilution.and_then(|_| replicate(file))?]);
            of(after).zip(of(before))
        }
        _ => None,
    };
    let share = by_counter.or_else(by_cytometer).and_then(|(after, before)| ratio(after, before));
    let Some(share) = share else {
        flags.push(Flag::warning(
            "the measurement after detergent has no counterpart before it: one count by the same instrument at the same \
             setting, of known dilution",
        ));
        return None;
    };
    if share.low > 1.0 {
        flags.push(Flag::warning(
            "more particles after detergent than before: the detergent's own micelles need a blank",
        ));
        return None;
    }
    if share.high < 0.0 {
        flags.push(Flag::warning(
            "fewer particles after detergent than in its blank: the blank is not that of the measurement",
        ));
        return None;
    }
    Some(share)
}

/// Why a cytometer's file after detergent cannot be held against those before it: it was acquired otherwise.
pub(super) fn unlike(before: &[&Entry], after: &[&Entry]) -> Option<String> {
    let events = |entry: &&&Entry| matches!(entry.export.contents, Contents::Events(_));
    let pairs = after
        .iter()
        .filter(events)
        .flat_map(|lysed| before.iter().filter(events).map(move |own| (*own, *lysed)));
    let mut why = pairs.filter_map(|(own, lysed)| {
        let why = super::events::unlike(own, lysed, None)?;
        let (lysed, own) = (&lysed.row.file, &own.row.file);
        Some(format!(
            "{lysed}: after detergent, and no share that resists follows beside {own}: {why}"
        ))
    });
    why.next()
}

/// The share as it can be: from 0 to 1.
pub(super) fn held(share: Estimate) -> Estimate {
    let hold = |end: f64| end.clamp(0.0, 1.0);
    Estimate { value: hold(share.value), low: hold(share.low), high: hold(share.high), ..share }
}
