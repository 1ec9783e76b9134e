//! What a trial or cohort saw beside what the simulation of its plan gives.

use serde::{Deserialize, Serialize};

use crate::estimate::Estimate;
use crate::plan::{Observed, ObservedKind, Plan};
use crate::tally::{Tally, Universe};

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
            observed: observed(seen),
            test: plan.test.name.clone(),
            simulated: simulated(seen, tally),
        }));
    }
    found
}

/// The stated value, with the interval of its counts: Wilson's of a fraction, log-normal of a ratio.
fn observed(seen: &Observed) -> Estimate {
    let (a, b) = (seen.cases.0.round() as u64, seen.cases.1.round() as u64);
    if seen.what.is_fraction() {
        return Estimate { value: Some(seen.value), ..Estimate::proportion(a, b) };
    }
    let counted = Estimate::rate_ratio((a, 1), (b, 1));
    // Arms are of unequal size: the interval of the counts, about the value that is stated.
    let about = |end: Option<f64>| Some(end? / counted.value? * seen.value);
    Estimate { value: Some(seen.value), low: about(counted.low), high: about(counted.high) }
}

fn simulated(seen: &Observed, tally: &Tally) -> Estimate {
    let (first, last) = seen.rounds;
    let ratio = |stages: std::ops::Range<usize>| {
        let count = |universe: &Universe| -> Option<(u64, u64)> {
            let years = universe.by_year.get(first..=last)?;
            let cases = years.iter().filter_map(|year| year.get(stages.clone()));
            Some((cases.flatten().sum(), universe.people))
        };
        match (count(&tally.with), count(&tally.without)) {
            (Some(with), Some(without)) => Estimate::rate_ratio(with, without),
            _ => Estimate::default(),
        }
    };
    let rounds = tally.rounds.get(first..=last).unwrap_or_default();
    let sum = |pick: fn(&crate::tally::Round) -> u64| -> u64 { rounds.iter().map(pick).sum() };
    let (tests, found) = (sum(|round| round.tests), sum(|round| round.true_positives));
    let positive = found + sum(|round| round.workup_missed) + sum(|round| round.false_positives);
    match seen.what {
        ObservedKind::LateRatio => ratio(2..4),
        ObservedKind::EarlyRatio => ratio(0..2),
        ObservedKind::Ppv => Estimate::proportion(found, positive),
        ObservedKind::PositiveRate => Estimate::proportion(positive, tests),
        ObservedKind::FoundRate => Estimate::proportion(found, tests),
    }
}
