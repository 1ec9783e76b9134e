//! Yield of screening: positives and cancers per test, today's organ-by-organ screening beside the simulated test.

use serde::{Deserialize, Serialize};

use crate::estimate::Estimate;
use crate::outcome::Outcome;
use crate::plan::OrganScreening;

/// What one way of screening finds per test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Yield {
    /// Of what, by which test.
    pub name: String,
    /// Whether its numbers are stated, not simulated.
    pub stated: bool,
    /// Positive tests per 1,000 tests.
    pub positive_per_thousand: Option<f64>,
    /// Cancers found per 1,000 tests.
    pub found_per_thousand: Option<f64>,
    /// Positive predictive value; without an interval where only a ratio is stated.
    pub ppv: Estimate,
    /// Positive tests that the work-up does not confirm, per cancer found: false positives, and cancers that it misses. What
    /// an organ's screening counts as false positives is this.
    pub unconfirmed_per_found: Option<f64>,
    /// Cost of the work-up of all positives per cancer found.
    pub workup_per_found: Option<f64>,
    /// Its currency.
    pub currency: String,
    /// Where the numbers come from.
    pub source: String,
}

/// Positives below which a stated count is taken for a ratio, whose sampling error nobody knows.
const RATIO: f64 = 100.0;

impl From<&OrganScreening> for Yield {
    fn from(organ: &OrganScreening) -> Self {
        let value = Estimate { value: Some(organ.found / organ.positive), low: None, high: None };
        let counted = Estimate::proportion(organ.found as u64, organ.positive as u64);
        let per_thousand = |n: f64| organ.tests.map(|tests| 1000.0 * n / tests);
        Self {
            name: organ.name.clone(),
            stated: true,
            positive_per_thousand: per_thousand(organ.positive),
            found_per_thousand: per_thousand(organ.found),
            ppv: if organ.positive < RATIO { value } else { counted },
            unconfirmed_per_found: Some((organ.positive - organ.found) / organ.found),
            workup_per_found: organ.workup_per_found,
            currency: organ.currency.clone(),
            source: organ.source.clone(),
        }
    }
}

impl Yield {
    /// Of the simulated test, all rounds together; `workup` is the cost of the work-up of one positive.
    pub fn of_test(outcome: &Outcome, workup: f64) -> Self {
        let sum = |pick: fn(&crate::outcome::RoundOutcome) -> u64| -> f64 {
            outcome.rounds.iter().map(pick).sum::<u64>() as f64
        };
        let (tests, found) = (sum(|round| round.tests), sum(|round| round.found));
        let positive = sum(|round| round.positives);
        let per = |n: f64, of: f64| (of > 0.0).then(|| n / of);
        Self {
            name: format!("simulated: {}", outcome.test),
            stated: false,
            positive_per_thousand: per(1000.0 * positive, tests),
            found_per_thousand: per(1000.0 * found, tests),
            ppv: outcome.ppv,
            unconfirmed_per_found: per(positive - found, found),
            workup_per_found: per(workup * positive, found).filter(|cost| *cost > 0.0),
            currency: outcome.cost.currency.clone(),
            source: String::new(),
        }
    }
}
