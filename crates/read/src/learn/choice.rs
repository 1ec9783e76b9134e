//! A learner chosen by name, as in a settings file or on the command line.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::{
    Classifier, Examples, Fit, FitError, InputError, LdaSettings, Learner, LinearModel,
    LogisticSettings,
};
use crate::split::Training;

/// Settings of any learner, told apart by the key `learner`.
///
/// ```
/// use exoscope_read::learn::LearnerSettings;
///
/// let settings: LearnerSettings =
///     serde_json::from_str(r#"{"learner": "logistic", "penalty": 50.0}"#)?;
/// assert_eq!(settings.name(), "logistic");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "learner", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LearnerSettings {
    /// Multinomial logistic regression.
    Logistic(LogisticSettings),
    /// Linear discriminant analysis with a shrunk covariance.
    Lda(LdaSettings),
}

/// A model fitted by any learner.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Model {
    /// Softmax of linear scores.
    Linear(LinearModel),
}

impl Default for LearnerSettings {
    fn default() -> Self {
        Self::Logistic(LogisticSettings::default())
    }
}

impl LearnerSettings {
    /// Names of all learners, as [`LearnerSettings::default_of`] takes them.
    pub const NAMES: [&'static str; 2] = ["logistic", "lda"];

    /// The default settings of a learner, or `None` for a name not in [`LearnerSettings::NAMES`].
    pub fn default_of(name: &str) -> Option<Self> {
        match name {
            "logistic" => Some(Self::Logistic(LogisticSettings::default())),
            "lda" => Some(Self::Lda(LdaSettings::default())),
            _ => None,
        }
    }

    /// The learner's name: `logistic` or `lda`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Logistic(_) => "logistic",
            Self::Lda(_) => "lda",
        }
    }

    /// Checks the settings and learns from training samples.
    pub fn fit(&self, examples: &Training<Examples>) -> Result<Fit<Model>, FitError> {
        match self {
            Self::Logistic(s) => Ok(s.check()?.fit(examples)?.map(Model::Linear)),
            Self::Lda(s) => Ok(s.check()?.fit(examples)?.map(Model::Linear)),
        }
    }
}

impl Classifier for Model {
    fn n_features(&self) -> usize {
        match self {
            Self::Linear(m) => m.n_features(),
        }
    }

    fn n_classes(&self) -> usize {
        match self {
            Self::Linear(m) => m.n_classes(),
        }
    }

    fn probabilities(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f64>, InputError> {
        match self {
            Self::Linear(m) => m.probabilities(x),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_defaults_that_survive_json() {
        for name in LearnerSettings::NAMES {
            let settings = LearnerSettings::default_of(name).unwrap();
            assert_eq!(settings.name(), name);
            let json = serde_json::to_string(&settings).unwrap();
            assert_eq!(serde_json::from_str::<LearnerSettings>(&json).unwrap(), settings);
        }
        assert_eq!(LearnerSettings::default_of("svm"), None);
    }

    #[test]
    fn unknown_settings_are_refused() {
        let error = serde_json::from_str::<LearnerSettings>(r#"{"learner": "lda", "penalty": 1}"#);
        assert!(error.unwrap_err().to_string().contains("penalty"));
    }
}
