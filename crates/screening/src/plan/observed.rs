//! What a trial or cohort saw, and what published models predict of it.

use serde::{Deserialize, Serialize};

use super::Years;
use crate::estimate::Estimate;

/// A figure that a trial or cohort saw: a ratio, screening arm over control arm, or a fraction of tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// `late-ratio` (III–IV), `early-ratio` (I–II), `ppv`, `positive-rate` or `found-rate`.
    pub what: ObservedKind,
    /// First and last that it covers, counted from 0: years from randomisation of a ratio, rounds of tests of a fraction.
    pub rounds: (usize, usize),
    /// Its value.
    pub value: f64,
    /// Cases in the screening and control arm; for a PPV, true positives and all positives; for a rate, those positive
    /// or found and all tests.
    pub cases: (f64, f64),
    /// Whether parameters are fitted to it.
    pub fit: bool,
    /// Where it comes from, and what of it is assumed.
    pub source: String,
}

impl Observed {
    /// Its value with the interval of its counts: Wilson's of a fraction, log-normal of a ratio about the value that is
    /// stated, since arms may differ in size.
    pub fn estimate(&self) -> Estimate {
        let (a, b) = (self.cases.0.round() as u64, self.cases.1.round() as u64);
        if self.what.is_fraction() {
            return Estimate { value: Some(self.value), ..Estimate::proportion(a, b) };
        }
        let counted = Estimate::rate_ratio((a, 1), (b, 1));
        let about = |end: Option<f64>| Some(end? / counted.value? * self.value);
        Estimate { value: Some(self.value), low: about(counted.low), high: about(counted.high) }
    }

    /// What and when: `PPV, rounds 0–2`.
    pub fn named(&self) -> String {
        match (self.what.term(), self.rounds) {
            (term, (first, last)) if first == last => format!("{term}, round {first}"),
            (term, (first, last)) => format!("{term}, rounds {first}–{last}"),
        }
    }
}

/// What was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObservedKind {
    /// Ratio of late-stage (III–IV) incidence.
    LateRatio,
    /// Ratio of early-stage (I–II) incidence.
    EarlyRatio,
    /// Positive predictive value.
    Ppv,
    /// Positive tests, of tests.
    PositiveRate,
    /// Cancers found by a test, of tests.
    FoundRate,
}

impl ObservedKind {
    /// Whether it is a fraction of people, not a ratio of two arms.
    pub const fn is_fraction(self) -> bool {
        matches!(self, Self::Ppv | Self::PositiveRate | Self::FoundRate)
    }

    /// The field's name of it.
    pub const fn term(self) -> &'static str {
        match self {
            Self::LateRatio => "III–IV rate ratio",
            Self::EarlyRatio => "I–II rate ratio",
            Self::Ppv => "PPV",
            Self::PositiveRate => "positive, of tests",
            Self::FoundRate => "cancers found, of tests",
        }
    }
}

/// A published prediction of the late-stage rate ratio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Whose.
    pub name: String,
    /// Overall mean sojourn.
    pub overall_sojourn: Years,
    /// Late mean sojourn.
    pub late_sojourn: Years,
    /// Sensitivity in the early stage.
    pub early: f64,
    /// Sensitivity in the late stage.
    pub late: f64,
}
