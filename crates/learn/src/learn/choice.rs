//! A learner chosen by name, as in a settings file or on the command line.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::{
    CentroidsSettings, Classifier, Examples, Fit, FitError, InputError, KernelModel,
    KernelSettings, LdaCv, LdaSettings, Learner, LinearModel, LogisticCv, LogisticSettings,
    StackModel, StackSettings, TreesModel, TreesSettings,
};
use crate::split::Training;

/// Settings of any learner, told apart by the key `learner`.
///
/// ```
/// use exoscope_learn::learn::LearnerSettings;
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
    /// Kernel machine.
    Kernel(KernelSettings),
    /// Boosted trees.
    Trees(TreesSettings),
    /// Multinomial logistic regression that chooses its own penalty.
    LogisticCv(LogisticCv),
    /// Linear discriminant analysis that chooses its own shrinkage.
    LdaCv(LdaCv),
    /// Shrunken centroids in the metric of a factor model.
    ShrunkenCentroids(CentroidsSettings),
    /// Members of different kinds under one small model.
    Stack(StackSettings),
}

/// A model fitted by any learner.
#[derive(Debug, Clone, PartialEq)]
pub enum Model {
    /// Softmax of linear scores.
    Linear(LinearModel),
    /// Softmax of weighted similarities to landmarks.
    Kernel(KernelModel),
    /// Softmax of the sums of trees.
    Trees(TreesModel),
    /// Members of different kinds under one small model.
    Stack(StackModel),
}

impl Default for LearnerSettings {
    fn default() -> Self {
        Self::Stack(StackSettings::default())
    }
}

impl LearnerSettings {
    /// Names of all learners, as [`LearnerSettings::default_of`] takes them.
    pub const NAMES: [&'static str; 8] = [
        "stack",
        "shrunken-centroids",
        "logistic-cv",
        "lda-cv",
        "kernel",
        "trees",
        "logistic",
        "lda",
    ];

    /// The default settings of a learner, or `None` for a name not in [`LearnerSettings::NAMES`].
    pub fn default_of(name: &str) -> Option<Self> {
        match name {
            "logistic" => Some(Self::Logistic(LogisticSettings::default())),
            "stack" => Some(Self::Stack(StackSettings::default())),
            "shrunken-centroids" => Some(Self::ShrunkenCentroids(CentroidsSettings::default())),
            "logistic-cv" => Some(Self::LogisticCv(LogisticCv::default())),
            "lda-cv" => Some(Self::LdaCv(LdaCv::default())),
            "kernel" => Some(Self::Kernel(KernelSettings::default())),
            "trees" => Some(Self::Trees(TreesSettings::default())),
            "lda" => Some(Self::Lda(LdaSettings::default())),
            _ => None,
        }
    }

    /// Whether a sample of weight 2 gives the fit of two copies of it: of logistic regression and linear
    /// discriminant analysis with settings that are stated. The others hold samples out of their own
    /// fits or draw features: a copy stands in a fold, and folds are balanced by the number of samples,
    /// not by their weight.
    pub fn counts_weights_as_copies(&self) -> bool {
        matches!(self, Self::Logistic(_) | Self::Lda(_))
    }

    /// The learner's name, one of [`LearnerSettings::NAMES`].
    pub fn name(&self) -> &'static str {
        match self {
            Self::Logistic(_) => "logistic",
            Self::Lda(_) => "lda",
            Self::Kernel(_) => "kernel",
            Self::Trees(_) => "trees",
            Self::ShrunkenCentroids(_) => "shrunken-centroids",
            Self::LogisticCv(_) => "logistic-cv",
            Self::LdaCv(_) => "lda-cv",
            Self::Stack(_) => "stack",
        }
    }

    /// Checks the settings and learns from training samples.
    pub fn fit(&self, examples: &Training<Examples>) -> Result<Fit<Model>, FitError> {
        match self {
            Self::Logistic(s) => Ok(s.check()?.fit(examples)?.map(Model::Linear)),
            Self::Lda(s) => Ok(s.check()?.fit(examples)?.map(Model::Linear)),
            Self::Kernel(s) => Ok(s.check()?.fit(examples)?.map(Model::Kernel)),
            Self::Trees(s) => Ok(s.check()?.fit(examples)?.map(Model::Trees)),
            Self::ShrunkenCentroids(s) => Ok(s.fit(examples)?.map(Model::Linear)),
            Self::LogisticCv(s) => Ok(s.fit(examples)?.map(Model::Linear)),
            Self::LdaCv(s) => Ok(s.fit(examples)?.map(Model::Linear)),
            Self::Stack(s) => Ok(s.check()?.fit(examples)?.map(Model::Stack)),
        }
    }
}

impl Classifier for Model {
    fn n_features(&self) -> usize {
        match self {
            Self::Linear(m) => m.n_features(),
            Self::Kernel(m) => m.n_features(),
            Self::Trees(m) => m.n_features(),
            Self::Stack(m) => m.n_features(),
        }
    }

    fn n_classes(&self) -> usize {
        match self {
            Self::Linear(m) => m.n_classes(),
            Self::Kernel(m) => m.n_classes(),
            Self::Trees(m) => m.n_classes(),
            Self::Stack(m) => m.n_classes(),
        }
    }

    fn probabilities(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f64>, InputError> {
        match self {
            Self::Linear(m) => m.probabilities(x),
            Self::Kernel(m) => m.probabilities(x),
            Self::Trees(m) => m.probabilities(x),
            Self::Stack(m) => m.probabilities(x),
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
