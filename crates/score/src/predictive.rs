//! What a call means for someone, which depends on how common cancer is where they are from.

use std::collections::BTreeMap;
use std::str::FromStr;

use exoscope_core::suggest::did_you_mean;
use serde::{Deserialize, Serialize};

use super::{Detected, Interval, OperatingPoint, mean::ratio};

/// How common cancers are among those who would be tested.
///
/// ```
/// use exoscope_score::Prevalence;
///
/// let prevalence: Prevalence = "0.01".parse()?;
/// assert_eq!(prevalence.overall(), 0.01);
/// assert!("1.5".parse::<Prevalence>().is_err());
/// # Ok::<(), exoscope_score::PrevalenceError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Prevalence {
    /// The share of people with any of the cancers, above 0 and below 1; the mix of cancers is that
    /// of the samples.
    Any(f64),
    /// The share of people with each cancer.
    ByCancer(BTreeMap<String, f64>),
}

/// A number that is no prevalence.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrevalenceError {
    /// It is not between 0 and 1.
    #[error("{found:?} is no prevalence: a share above 0 and below 1")]
    NoShare {
        /// What was found.
        found: String,
    },
    /// A cancer's name is not a number and no file.
    #[error("prevalences of cancers sum to {sum}, not below 1")]
    Sum {
        /// Their sum.
        sum: f64,
    },
    /// A class that is not there.
    #[error("there is no class {class:?} to have a prevalence{suggestion}")]
    NoSuchClass {
        /// The class.
        class: String,
        /// Cancers like it.
        suggestion: String,
    },
    /// A class without cancer.
    #[error("{class:?} is no cancer: a prevalence is the share of people with a cancer; cancers are {}", cancers.join(", "))]
    NoCancer {
        /// The class.
        class: String,
        /// The classes that are cancers.
        cancers: Vec<String>,
    },
    /// No class is a cancer, or all are.
    #[error(
        "a prevalence needs cancers and other classes to tell apart, and no {missing} is known"
    )]
    NotAsked {
        /// What is not there.
        missing: &'static str,
    },
}

/// How often a test is right of those with a cancer and of those without one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Performance<'a> {
    /// The specificity asked for.
    pub target: f64,
    /// Share of the controls that are not called.
    pub specificity: f64,
    /// 95 % interval of `specificity`.
    pub specificity_ci: Interval,
    /// Share of all cancers that are called.
    pub sensitivity: f64,
    /// 95 % interval of `sensitivity`.
    pub sensitivity_ci: Interval,
    /// The share of each cancer that is called.
    pub by_cancer: &'a [Detected],
}

impl<'a> From<&'a OperatingPoint> for Performance<'a> {
    fn from(point: &'a OperatingPoint) -> Self {
        Self {
            target: point.target,
            specificity: point.specificity,
            specificity_ci: point.specificity_ci,
            sensitivity: point.sensitivity,
            sensitivity_ci: point.sensitivity_ci,
            by_cancer: &point.by_cancer,
        }
    }
}

/// What a call means where cancer is as common as stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictiveValues {
    /// The specificity asked for, see [`OperatingPoint`].
    pub target: f64,
    /// Share of people with any of the cancers.
    pub prevalence: f64,
    /// Sensitivity at the mix of cancers of the prevalences.
    pub sensitivity: f64,
    /// Share of those called who have a cancer. `None` where no one is called.
    pub ppv: Option<f64>,
    /// The same with sensitivity and specificity at both lower and both upper ends of their
    /// intervals: wider than 95 %.
    pub ppv_range: [Option<f64>; 2],
    /// Share of those not called who have none.
    pub npv: Option<f64>,
    /// The same over the same range.
    #[serde(default)]
    pub npv_range: [Option<f64>; 2],
    /// Called among 100,000 people.
    pub called_of_100_000: f64,
    /// Of these, with a cancer.
    pub right_of_100_000: f64,
}

impl Prevalence {
    /// Checks and takes the prevalence of each cancer.
    pub fn by_cancer(shares: BTreeMap<String, f64>) -> Result<Self, PrevalenceError> {
        if let Some(share) = shares.values().find(|share| !(0.0..1.0).contains(*share)) {
            return Err(PrevalenceError::NoShare { found: share.to_string() });
        }
        let sum: f64 = shares.values().sum();
        if sum > 0.0 && sum < 1.0 {
            Ok(Self::ByCancer(shares))
        } else {
            Err(PrevalenceError::Sum { sum })
        }
    }

    /// Checks that cancers are told from other classes, and that each class it names is a cancer.
    ///
    /// ```
    /// use exoscope_score::Prevalence;
    ///
    /// let classes = ["lung", "healthy"].map(str::to_owned);
    /// let lungs = Prevalence::by_cancer([("lungs".to_owned(), 0.01)].into())?;
    /// let error = lungs.check(&classes, &[true, false]).unwrap_err();
    /// assert!(error.to_string().ends_with("did you mean \"lung\"?"));
    /// # Ok::<(), exoscope_score::PrevalenceError>(())
    /// ```
    pub fn check(&self, classes: &[String], is_cancer: &[bool]) -> Result<(), PrevalenceError> {
        let cancers = || classes.iter().zip(is_cancer).filter(|(_, is)| **is).map(|(name, _)| name);
        for (wanted, missing) in [(true, "cancer"), (false, "control or benign class")] {
            if !is_cancer.contains(&wanted) {
                return Err(PrevalenceError::NotAsked { missing });
            }
        }
        let Self::ByCancer(shares) = self else { return Ok(()) };
        for class in shares.keys() {
            if !classes.contains(class) {
                let suggestion = did_you_mean(class, cancers().map(String::as_str));
                return Err(PrevalenceError::NoSuchClass { class: class.clone(), suggestion });
            }
            if !cancers().any(|cancer| cancer == class) {
                let cancers = cancers().cloned().collect();
                return Err(PrevalenceError::NoCancer { class: class.clone(), cancers });
            }
        }
        Ok(())
    }

    /// The share of people with any of the cancers.
    pub fn overall(&self) -> f64 {
        match self {
            Self::Any(share) => *share,
            Self::ByCancer(shares) => shares.values().sum(),
        }
    }

    /// What a call of a test means, such as one at an [`OperatingPoint`].
    ///
    /// `PPV = se π / (se π + (1 − sp)(1 − π))`, `NPV = sp (1 − π) / (sp (1 − π) + (1 − se) π)`
    ///
    /// with the specificity on the controls. A cancer with a prevalence and no samples counts as
    /// never detected.
    pub fn values_at<'a>(&self, test: impl Into<Performance<'a>>) -> PredictiveValues {
        let point = test.into();
        let prevalence = self.overall();
        let (sensitivity, low, high) = match self {
            Self::Any(_) => {
                (point.sensitivity, point.sensitivity_ci.low, point.sensitivity_ci.high)
            }
            Self::ByCancer(shares) => {
                let weighted = |figure: &dyn Fn(&Detected) -> f64| -> f64 {
                    let of = |cancer: &Detected| {
                        shares.get(&cancer.of).map_or(0.0, |share| share * figure(cancer))
                    };
                    point.by_cancer.iter().map(of).sum::<f64>() / prevalence
                };
                let low = weighted(&|cancer| cancer.sensitivity_ci.low);
                (
                    weighted(&|cancer| cancer.sensitivity),
                    low,
                    weighted(&|cancer| cancer.sensitivity_ci.high),
                )
            }
        };
        let ppv = |se: f64, sp: f64| {
            let (right, wrong) = (se * prevalence, (1.0 - sp) * (1.0 - prevalence));
            ratio(right, right + wrong)
        };
        let npv = |se: f64, sp: f64| {
            let (right, wrong) = (sp * (1.0 - prevalence), (1.0 - se) * prevalence);
            ratio(right, right + wrong)
        };
        let (sp, sp_ci) = (point.specificity, point.specificity_ci);
        let called = sensitivity * prevalence + (1.0 - sp) * (1.0 - prevalence);
        PredictiveValues {
            target: point.target,
            prevalence,
            sensitivity,
            ppv: ppv(sensitivity, sp),
            ppv_range: [ppv(low, sp_ci.low), ppv(high, sp_ci.high)],
            npv: npv(sensitivity, sp),
            npv_range: [npv(low, sp_ci.low), npv(high, sp_ci.high)],
            called_of_100_000: 1e5 * called,
            right_of_100_000: 1e5 * sensitivity * prevalence,
        }
    }
}

impl FromStr for Prevalence {
    type Err = PrevalenceError;

    fn from_str(text: &str) -> Result<Self, PrevalenceError> {
        match text.trim().parse::<f64>() {
            Ok(share) if share > 0.0 && share < 1.0 => Ok(Self::Any(share)),
            _ => Err(PrevalenceError::NoShare { found: text.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(sensitivity: f64, specificity: f64) -> OperatingPoint {
        let ci = |p: f64| Interval { low: p - 0.005, high: p + 0.004 };
        let cancer = |of: &str, sensitivity: f64| Detected {
            of: of.to_owned(),
            n: 100,
            sensitivity,
            sensitivity_ci: ci(sensitivity),
        };
        OperatingPoint {
            target: 0.995,
            threshold: 0.5,
            n_controls: 1000,
            specificity,
            specificity_ci: ci(specificity),
            n_others: 1000,
            specificity_others: specificity,
            specificity_others_ci: ci(specificity),
            sensitivity,
            sensitivity_ci: ci(sensitivity),
            by_cancer: vec![cancer("lung", 0.8), cancer("prostate", 0.1)],
            by_stage: Vec::new(),
            origin: None,
        }
    }

    #[test]
    fn a_rare_cancer_makes_most_calls_wrong() {
        // Galleri's figures: sensitivity 51.5 % at 99.5 % specificity.
        let values = Prevalence::Any(0.01).values_at(&point(0.515, 0.995));
        let expected = 0.515 * 0.01 / (0.515 * 0.01 + 0.005 * 0.99);
        assert!(values.ppv.is_some_and(|ppv| (ppv - expected).abs() < 1e-12));
        assert!((values.called_of_100_000 - 1010.0).abs() < 1e-9);
        assert!(values.npv.is_some_and(|npv| npv > 0.995 && npv < 0.9952));
        let [low, high] = values.npv_range;
        assert!(low < values.npv && values.npv < high);
    }

    #[test]
    fn the_mix_of_cancers_is_that_of_the_prevalences() {
        let shares = [("lung".to_owned(), 0.001), ("prostate".to_owned(), 0.003)].into();
        let values = Prevalence::by_cancer(shares).map(|p| p.values_at(&point(0.45, 0.99)));
        let expected = (0.8 * 0.001 + 0.1 * 0.003) / 0.004;
        assert!(values.is_ok_and(|values| (values.sensitivity - expected).abs() < 1e-12));
        assert!(Prevalence::by_cancer(BTreeMap::new()).is_err());
        assert!(Prevalence::by_cancer([("x".to_owned(), 1.2)].into()).is_err());
    }
}
