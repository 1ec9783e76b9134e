//! What a trial or cohort saw beside what the simulation of its plan gives.

use serde::{Deserialize, Serialize};

use crate::estimate::Estimate;
use crate::plan::{Observed, ObservedKind, Plan};
use crate::tally::{Change, EARLY, LATE, Round, Tally, Universe};

/// A figure that was seen, beside the same figure of a simulated test whose parameters come from elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// What and when.
    pub what: String,
    /// Whether it is a fraction of tests, and small.
    pub rate: bool,
    /// What was seen, with its 95 % interval by the stated counts.
    pub observed: Estimate,
    /// The simulated test.
    pub test: String,
    /// What its simulation gives, with its interval over people.
    pub simulated: Estimate,
}

/// Every figure of the plan, for every test of it. None where the plan has figures that are fitted to: the fit predicts all
/// of them, and counts the cancers that the trial's endpoint does not.
pub(super) fn compared(plans: &[Plan], tallies: &[Tally]) -> Vec<Compared> {
    let figures = plans.first().map(|plan| plan.observed.as_slice()).unwrap_or_default();
    if figures.iter().any(|seen| seen.fit) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for seen in figures {
        let rate = matches!(seen.what, ObservedKind::PositiveRate | ObservedKind::FoundRate);
        found.extend(plans.iter().zip(tallies).map(|(plan, tally)| Compared {
            what: seen.named(),
            rate,
            observed: seen.estimate(),
            test: plan.test.name.clone(),
            simulated: simulated(seen, tally),
        }));
    }
    found
}

/// Two arms where there is a trial, else two universes of the same people.
fn simulated(seen: &Observed, tally: &Tally) -> Estimate {
    let (first, last) = seen.rounds;
    let ratio = |stages: std::ops::Range<usize>, kind: usize| {
        let count = |universe: &Universe| -> Option<(u64, u64)> {
            let years = universe.by_year.get(first..=last)?;
            let cases = years.iter().filter_map(|year| year.get(stages.clone()));
            Some((cases.flatten().sum(), universe.people))
        };
        let without = count(&tally.without)?;
        if tally.control.people > 0 {
            return Some(Estimate::rate_ratio(count(&tally.with)?, count(&tally.control)?));
        }
        let mut change = Change::default();
        for of_year in tally.changes.by_year.get(first..=last)? {
            let of_kind = of_year.get(kind).copied().unwrap_or_default();
            change.more += of_kind.more;
            change.fewer += of_kind.fewer;
        }
        Some(Estimate::paired_ratio(without.0, change))
    };
    let rounds = tally.rounds.get(first..=last).unwrap_or_default();
    let sum = |pick: fn(&Round) -> u64| -> u64 { rounds.iter().map(pick).sum() };
    let (tests, found) = (sum(|round| round.tests), sum(|round| round.true_positives));
    let positive = sum(Round::positives);
    match seen.what {
        ObservedKind::LateRatio => ratio(2..4, LATE).unwrap_or_default(),
        ObservedKind::EarlyRatio => ratio(0..2, EARLY).unwrap_or_default(),
        ObservedKind::Ppv => Estimate::proportion(found, positive),
        ObservedKind::PositiveRate => Estimate::proportion(positive, tests),
        ObservedKind::FoundRate => Estimate::proportion(found, tests),
    }
}
