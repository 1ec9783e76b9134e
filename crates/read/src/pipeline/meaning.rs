//! What calls mean for those who are tested.

use exoscope_core::sample::Role;

use super::{Calls, FittedPipeline};
use crate::call::CallRules;
use exoscope_score::{Mix, PredictiveValues, Prevalence};

/// What calls mean where cancer is as common as stated.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// Share of those tested with any of the cancers.
    pub prevalence: f64,
    /// Probability of any cancer of each sample there, see [`Prevalence::shift`].
    pub cancer: Vec<Option<f64>>,
    /// What a signal, and none, mean there; `None` where the reader does not know how often it is right.
    pub values: Option<PredictiveValues>,
}

impl FittedPipeline {
    /// The prevalence of cancer at which its probabilities stand: the share of its training samples
    /// that have one, as they were weighted; `None` where counts or roles are not known.
    pub fn trained_prevalence(&self) -> Option<f64> {
        let (weights, is_cancer) = (self.trained_mix()?, self.cancers()?);
        Mix { classes: &self.classes, is_cancer: &is_cancer, weights: &weights }.cancer_share()
    }

    /// The weight that the training samples of each class had.
    fn trained_mix(&self) -> Option<Vec<f64>> {
        Some(self.settings.class_weights.sums(self.samples.as_ref()?))
    }

    /// What `calls` of this reader mean at a prevalence; `None` where it does not ask for cancer, or
    /// keeps no count of its training samples.
    pub fn meaning(&self, calls: &Calls, prevalence: &Prevalence) -> Option<Meaning> {
        let (weights, is_cancer) = (self.trained_mix()?, self.cancers()?);
        let mix = Mix { classes: &self.classes, is_cancer: &is_cancer, weights: &weights };
        let cancer = calls.probabilities.outer_iter().map(|p| {
            let moved = prevalence.shift(p, mix)?;
            let cancers = moved.iter().zip(&is_cancer).filter(|(_, cancer)| **cancer);
            Some(cancers.map(|(p, _)| p).sum::<f64>())
        });
        let cancer: Vec<Option<f64>> = cancer.collect();
        let performance = self.rules.as_ref().and_then(CallRules::performance);
        let values = performance.map(|performance| prevalence.values_at(performance));
        Some(Meaning { prevalence: prevalence.overall(), cancer, values })
    }

    /// Whether each class is a cancer; `None` unless some are and some are not.
    fn cancers(&self) -> Option<Vec<bool>> {
        let is_cancer: Vec<bool> =
            self.classes.iter().map(|class| self.roles.of(class) == Some(Role::Cancer)).collect();
        (is_cancer.contains(&true) && is_cancer.contains(&false)).then_some(is_cancer)
    }
}
