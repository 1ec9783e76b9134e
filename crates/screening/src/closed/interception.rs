//! Interception model: which cancers regular testing finds before their clinical stage (Hubbell 2021).
//!
//! Source: Hubbell E. et al., Cancer Epidemiol Biomarkers Prev 2021. A cancer of clinical stage k passes the stages
//! before it, each for an exponential time; it can be detected from the first stage whose sensitivity exceeds its
//! own threshold. It is found at the first stage from there on in which a test falls.

use serde::Serialize;
use thiserror::Error;

use crate::table::Cancer;

/// How fast tumours pass through a stage, by Hubbell's scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// No stage passes between two tests: maximum interception (MIS).
    Maximum,
    /// Longest dwell times (VSlow).
    VerySlow,
    /// Slow.
    Slow,
    /// Fast.
    Fast,
    /// Shortest dwell times (AggFast).
    Aggressive,
}

impl Scenario {
    /// All scenarios, slowest first.
    pub const ALL: [Self; 5] =
        [Self::Maximum, Self::VerySlow, Self::Slow, Self::Fast, Self::Aggressive];

    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Maximum => "maximum",
            Self::VerySlow => "very-slow",
            Self::Slow => "slow",
            Self::Fast => "fast",
            Self::Aggressive => "aggressive",
        }
    }
}

/// How the probability that no test falls in a stage is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// 1 − (d/T)(1 − e^{−T/d}).
    Exact,
    /// The same integral as the paper took it: trapezoid, a day a step, 365 days a year.
    Daily,
}

/// First or later test of a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Steady state of regular tests.
    Incident,
    /// The first test: cancers of all years before it are there. The paper's arithmetic: an interval of 100 years,
    /// and what is detected times 100.
    Prevalent,
}

/// What regular testing finds; cancers and deaths per 1e5 people and year.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Interception {
    /// Cancers with and without a test.
    pub incidence: f64,
    /// Found by the test.
    pub found: f64,
    /// Late-stage (III and IV) cancers without the test.
    pub late_before: f64,
    /// Late-stage cancers with the test.
    pub late_after: f64,
    /// Of those found, late-stage at their clinical diagnosis.
    pub found_late_before: f64,
    /// Of those found, late-stage when found.
    pub found_late_after: f64,
    /// Expected deaths within 5 years without the test.
    pub deaths_before: f64,
    /// The same with the test, by survival of the stage found.
    pub deaths_after: f64,
    /// False positives.
    pub false_positives: f64,
    /// Positive predictive value.
    pub ppv: f64,
}

impl Interception {
    /// Relative reduction of late stage among the cancers found: the published headline.
    pub fn late_reduction_among_found(&self) -> f64 {
        1.0 - self.found_late_after / self.found_late_before
    }

    /// Relative reduction of late stage among all cancers.
    pub fn late_reduction(&self) -> f64 {
        1.0 - self.late_after / self.late_before
    }
}

/// Why interception cannot be computed.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum InterceptionError {
    /// A dwell time is missing.
    #[error("no dwell time of stage {stage} in group {group:?}, scenario {scenario:?}")]
    NoDwell {
        /// The scenario.
        scenario: &'static str,
        /// The dwell-time group.
        group: String,
        /// The stage, 1 to 4.
        stage: usize,
    },
    /// A built-in table is damaged.
    #[error(transparent)]
    Table(#[from] crate::table::TableError),
}

/// Days of the paper's year.
const DAYS: usize = 365;
/// Interval of the prevalence round, in years.
const ALL_YEARS: f64 = 100.0;

/// Probability that no test falls in a stage of mean length `dwell` (exponential), with tests every `interval`,
/// both in years.
///
/// ```
/// use exoscope_screening::closed::interception::{Slip, slip};
/// assert!((slip(1.0, 2.0, Slip::Exact) - 0.213061).abs() < 1e-6);
/// ```
pub fn slip(interval: f64, dwell: f64, method: Slip) -> f64 {
    let passed = |years: f64| 1.0 - (-years / dwell).exp();
    match method {
        Slip::Exact => 1.0 - dwell / interval * passed(interval),
        Slip::Daily => {
            let steps = (interval * DAYS as f64).round().max(1.0) as usize;
            let at = |step: usize| passed(step as f64 / DAYS as f64);
            let sum: f64 = (0..steps).map(|day| 0.5 * (at(day) + at(day + 1))).sum();
            sum / steps as f64
        }
    }
}

/// Interception of `cancers` (incidence per 1e5) by a yearly test of this specificity.
pub fn intercept(
    cancers: &[Cancer],
    scenario: Scenario,
    round: Round,
    specificity: f64,
    method: Slip,
) -> Result<Interception, InterceptionError> {
    let mut sum = Interception::default();
    for cancer in cancers {
        for (clinical, (rate, survival)) in cancer.strata() {
            let deaths = 1.0 - survival;
            sum.incidence += rate;
            sum.deaths_before += rate * deaths;
            let late = (2..4).contains(&clinical);
            sum.late_before += if late { rate } else { 0.0 };
            let found = detected(cancer, clinical, scenario, round, method)?;
            let mut intercepted = 0.0;
            for (stage, fraction) in found.into_iter().enumerate() {
                let Some((_, survival)) = cancer.stratum(stage) else { continue };
                let here = rate * fraction;
                intercepted += fraction;
                sum.found += here;
                sum.deaths_after += here * (1.0 - survival);
                sum.found_late_before += if late { here } else { 0.0 };
                sum.found_late_after += if (2..4).contains(&stage) { here } else { 0.0 };
            }
            // Prevalence rounds find more than a year's cancers; usual care goes on as in an incident round.
            let usual = match round {
                Round::Incident => 1.0 - intercepted,
                Round::Prevalent => {
                    let yearly = detected(cancer, clinical, scenario, Round::Incident, method)?;
                    1.0 - yearly.iter().sum::<f64>()
                }
            };
            sum.deaths_after += rate * usual * deaths;
            sum.late_after += if late { rate * usual } else { 0.0 };
        }
    }
    sum.late_after += sum.found_late_after;
    let people = 1e5;
    let usual = sum.incidence - sum.found;
    let cancers = match round {
        Round::Incident => sum.incidence,
        Round::Prevalent => {
            let yearly = intercept(cancers, scenario, Round::Incident, specificity, method)?;
            sum.found + yearly.incidence - yearly.found
        }
    };
    debug_assert!(round == Round::Prevalent || usual >= 0.0);
    sum.false_positives = (1.0 - specificity) * (people - cancers);
    sum.ppv = sum.found / (sum.found + sum.false_positives);
    Ok(sum)
}

/// Fractions of cancers of this clinical stage (0 to 4, from 0) found at each stage up to it. Unstaged cancers are
/// never intercepted.
fn detected(
    cancer: &Cancer,
    clinical: usize,
    scenario: Scenario,
    round: Round,
    method: Slip,
) -> Result<[f64; 4], InterceptionError> {
    let mut found = [0.0; 4];
    let (mut missed, mut before) = (0.0, 0.0);
    for (stage, found) in found.iter_mut().enumerate().take(clinical + 1) {
        if clinical > 3 {
            break;
        }
        let sensitivity = cancer.sensitivity_at(stage);
        let live = sensitivity - before + missed;
        let (interval, years) = match round {
            Round::Incident => (1.0, 1.0),
            Round::Prevalent => (ALL_YEARS, ALL_YEARS),
        };
        let slipped = if scenario == Scenario::Maximum {
            0.0
        } else {
            let mean = cancer.dwell(scenario, stage)?;
            let mean = if stage == clinical { mean / 2.0 } else { mean };
            slip(interval, mean, method)
        };
        *found = live * (1.0 - slipped) * years;
        missed = live * slipped;
        before = sensitivity;
    }
    Ok(found)
}
