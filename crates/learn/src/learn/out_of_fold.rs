//! Calls of the training samples by fits that did not see them: what thresholds are set on.

use ndarray::Array2;

use super::inner::InnerFolds;
use super::stage::fit_member;
use super::{CheckpointMembers, Examples, Fit, FitError, LearnerSettings, Model};
use crate::split::Training;

/// Calls of each training sample by a fit on the inner folds that do not hold it.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfFold {
    /// Samples × classes; a row sums to about 1.
    pub probabilities: Array2<f64>,
    /// Whether the fit without a sample's fold saw the sample's class and another: otherwise the row
    /// says nothing about that class, and nothing may be set on it.
    pub usable: Vec<bool>,
    /// The inner fold of each sample.
    pub fold_of: Vec<usize>,
    /// Number of inner folds.
    pub folds: usize,
}

impl LearnerSettings {
    /// Learns from training samples, and calls each by a fit that did not see it, on inner folds
    /// that keep groups together where they are known.
    ///
    /// A learner that chooses settings or combines members on inner folds uses the same: its fits
    /// there are not repeated. Choices are made on all folds together; a stack's combination is
    /// fitted anew without each fold. Its members are taken from those that were kept.
    pub fn fit_out_of_fold(
        &self,
        examples: &Training<Examples>,
        keep: &dyn CheckpointMembers,
    ) -> Result<(Fit<Model>, OutOfFold), FitError> {
        let folds = InnerFolds::draw(examples)?;
        let (fit, probabilities) = match self {
            Self::Stack(settings) => {
                let (fit, probabilities) = settings.check()?.fit_with(examples, &folds, keep)?;
                (fit.map(Model::Stack), probabilities)
            }
            other => fit_member(other, examples, &folds)?,
        };
        Ok((fit, OutOfFold::new(probabilities, folds)))
    }

    /// [`LearnerSettings::fit`], of a stack with members taken from those that were kept.
    pub fn fit_keeping(
        &self,
        examples: &Training<Examples>,
        keep: &dyn CheckpointMembers,
    ) -> Result<Fit<Model>, FitError> {
        match self {
            Self::Stack(settings) => {
                let folds = InnerFolds::draw(examples)?;
                Ok(settings.check()?.fit_with(examples, &folds, keep)?.0.map(Model::Stack))
            }
            other => other.fit(examples),
        }
    }
}

impl OutOfFold {
    /// Before any sample is called, on the folds that [`LearnerSettings::fit_out_of_fold`] would use.
    pub fn draw(examples: &Examples) -> Result<Self, FitError> {
        Ok(Self::new(InnerFolds::no_calls(examples), InnerFolds::draw(examples)?))
    }

    fn new(probabilities: Array2<f64>, folds: InnerFolds) -> Self {
        let InnerFolds { fold_of, k, usable, .. } = folds;
        Self { probabilities, usable, fold_of, folds: k }
    }

    /// Rows in a fold, and the rows not in it.
    pub fn split(&self, fold: usize) -> (Vec<usize>, Vec<usize>) {
        (0..self.fold_of.len()).partition(|&row| self.fold_of.get(row) == Some(&fold))
    }

    /// Rows with a usable prediction.
    pub fn usable_rows(&self) -> Vec<usize> {
        (0..self.usable.len()).filter(|&row| self.usable[row]).collect()
    }
}
