//! Calls of the training samples by fits that did not see them: what thresholds are set on.

use ndarray::{Array2, ArrayView2, Axis};

use super::combine::Combination;
use super::inner::InnerFolds;
use super::stack::fit_member;
use super::{Examples, Fit, FitError, KeepMembers, LearnerSettings, Model};
use crate::split::Training;

/// Calls of each training sample by a fit on the inner folds that do not hold it.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfFold {
    /// Samples × classes; a row sums to about 1.
    pub probabilities: Array2<f64>,
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
        keep: &dyn KeepMembers,
    ) -> Result<(Fit<Model>, OutOfFold), FitError> {
        let folds = InnerFolds::draw(examples)?;
        let (fit, probabilities) = match self {
            Self::Stack(settings) => {
                let (fit, members) = settings.check()?.fit_with(examples, &folds, keep)?;
                (fit.map(Model::Stack), combined(&members, examples, &folds)?)
            }
            other => fit_member(other, examples, &folds)?,
        };
        let InnerFolds { fold_of, k } = folds;
        Ok((fit, OutOfFold { probabilities, fold_of, folds: k }))
    }

    /// [`LearnerSettings::fit`], of a stack with members taken from those that were kept.
    pub fn fit_keeping(
        &self,
        examples: &Training<Examples>,
        keep: &dyn KeepMembers,
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
    /// The inner fold of each training sample, and their number: what
    /// [`LearnerSettings::fit_out_of_fold`] would use.
    pub(crate) fn draw(examples: &Examples) -> Result<(Vec<usize>, usize), FitError> {
        let InnerFolds { fold_of, k } = InnerFolds::draw(examples)?;
        Ok((fold_of, k))
    }
}

/// The members' calls, combined in each fold as the others say.
fn combined(
    members: &[Array2<f64>],
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<Array2<f64>, FitError> {
    let mut out = Array2::zeros((examples.n_samples(), examples.n_classes()));
    let views: Vec<ArrayView2<'_, f64>> = members.iter().map(|m| m.view()).collect();
    for fold in 0..folds.k {
        let (rows, others) = folds.split(fold);
        let parts: Vec<Array2<f64>> = members.iter().map(|m| m.select(Axis(0), &others)).collect();
        let parts: Vec<ArrayView2<'_, f64>> = parts.iter().map(|m| m.view()).collect();
        let y: Vec<usize> = others.iter().map(|&row| examples.y()[row]).collect();
        let weights: Vec<f64> = others.iter().map(|&row| examples.weights()[row]).collect();
        let combination = Combination::fit(&parts, &y, &weights).ok_or(FitError::Overflow)?;
        for row in rows {
            let called = combination.apply(&views, row);
            out.row_mut(row).iter_mut().zip(called).for_each(|(to, p)| *to = p);
        }
    }
    Ok(out)
}
