//! From probabilities to something that may be said, or to nothing.
//!
//! Four rules, each fitted on calls of training samples by fits that did not see them:
//! [`SignalRule`] (is there a cancer, at a stated specificity), [`Conformal`] (which classes cannot be
//! ruled out, at a stated coverage), [`NoveltyDetector`] (is the sample like those of training at all) and
//! [`BatchRule`] (are samples of one machine, kit or study, taken together, like them).

mod batch;
mod conformal;
mod detection;
mod novelty;
mod signal;
mod verdict;

use serde::{Deserialize, Serialize};

use exoscope_score::Performance;

pub(crate) use batch::normal_score;
pub use batch::{BatchRule, BatchShift};
pub use conformal::Conformal;
pub use detection::Detection;
pub use novelty::NoveltyDetector;
pub use signal::SignalRule;
pub(crate) use signal::cancer_log_odds;
pub(crate) use verdict::Evidence;
pub use verdict::{Abstention, Origin, Verdict};

/// What calls are held to.
///
/// | setting | default | meaning | range |
/// |---|---|---|---|
/// | `specificity` | 0.99 | share of controls in which no signal shall be seen | 0.5 to below 1 |
/// | `coverage` | 0.9 | share of samples whose set shall hold their class | 0.5 to below 1 |
/// | `ood_alpha` | 0.01 | significance level of the out-of-distribution test | 0 to 0.5 |
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallSettings {
    /// Specificity of the signal.
    pub specificity: f64,
    /// Coverage of the sets.
    pub coverage: f64,
    /// Level at which a sample is too far from those of training.
    pub ood_alpha: f64,
}

impl Default for CallSettings {
    fn default() -> Self {
        Self { specificity: 0.99, coverage: 0.9, ood_alpha: 0.01 }
    }
}

/// A setting of the calls is out of its range.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{setting} = {value} is not from {low} to {}{high}", if *open { "below " } else { "" })]
#[non_exhaustive]
pub struct CallSettingsError {
    /// The setting.
    pub setting: &'static str,
    /// Its value.
    pub value: f64,
    /// Least value.
    pub low: f64,
    /// Greatest value.
    pub high: f64,
    /// Whether the greatest value itself is out.
    pub open: bool,
}

impl CallSettings {
    /// Checks that every setting is in its range.
    pub fn check(self) -> Result<Self, CallSettingsError> {
        let all = [
            ("specificity", self.specificity, 0.5, 1.0, true),
            ("coverage", self.coverage, 0.5, 1.0, true),
            ("ood_alpha", self.ood_alpha, 0.0, 0.5, false),
        ];
        for (setting, value, low, high, open) in all {
            if !(low..=high).contains(&value) || (open && value >= high) {
                return Err(CallSettingsError { setting, value, low, high, open });
            }
        }
        Ok(self)
    }
}

/// The rules of a reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallRules {
    /// When there is a signal; `None` where roles are not known or controls too few to tell.
    pub signal: Option<SignalRule>,
    /// What that sees of the training cancers; `None` without such a rule, and in models of before it
    /// was kept.
    #[serde(default)]
    pub detection: Option<Detection>,
    /// Which classes a set holds.
    pub conformal: Conformal,
    /// What is too far from the training samples.
    pub novelty: NoveltyDetector,
    /// Which batches are; `None` where training had too few groups to tell, and in models of before it was kept.
    #[serde(default)]
    pub batch: Option<BatchRule>,
}

impl CallRules {
    /// How often signals are right; `None` where that is not known.
    pub fn performance(&self) -> Option<Performance<'_>> {
        let (rule, detection) = (self.signal.as_ref()?, self.detection.as_ref()?);
        Some(Performance {
            target: rule.target,
            specificity: rule.specificity,
            specificity_ci: rule.interval,
            sensitivity: detection.sensitivity,
            sensitivity_ci: detection.interval,
            by_cancer: &detection.by_cancer,
        })
    }

    /// What a user should know of the rules, in sentences; `classes` are the conformal sets'.
    pub fn warnings(&self, classes: &[String]) -> Vec<String> {
        let mut warnings: Vec<String> =
            self.signal.iter().filter_map(SignalRule::warning).collect();
        warnings.extend(self.conformal.warnings(classes));
        warnings
    }
}
