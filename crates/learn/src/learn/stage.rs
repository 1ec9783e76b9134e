//! Stages of a fit that chooses on inner folds: what is not needed of a member is not done.

use ndarray::Array2;

use super::inner::InnerFolds;
use super::{Examples, Fit, FitError, LearnerSettings, Model, centroids, tuned};
use crate::split::Training;

/// Settings chosen on the inner folds that are tried, and their calls of these.
pub(super) struct Tried<'a> {
    /// Samples × classes; samples of the other folds have no call.
    pub calls: Array2<f64>,
    rest: Box<dyn FnOnce() -> Result<Called<'a>, FitError> + 'a>,
}

/// Calls of all training samples, each by a fit that did not see its fold.
pub(super) struct Called<'a> {
    /// Samples × classes.
    calls: Array2<f64>,
    finish: Box<dyn FnOnce() -> Result<Fit<Model>, FitError> + 'a>,
}

impl<'a> Tried<'a> {
    pub fn new(
        calls: Array2<f64>,
        rest: impl FnOnce() -> Result<Called<'a>, FitError> + 'a,
    ) -> Self {
        Self { calls, rest: Box::new(rest) }
    }

    /// Chooses on the folds that are tried.
    pub fn begin(
        settings: &'a LearnerSettings,
        examples: &'a Training<Examples>,
        folds: &'a InnerFolds,
    ) -> Result<Self, FitError> {
        match settings {
            LearnerSettings::LogisticCv(path) => tuned::begin(*path, examples, folds),
            LearnerSettings::LdaCv(path) => tuned::begin(*path, examples, folds),
            LearnerSettings::ShrunkenCentroids(own) => centroids::begin(*own, examples, folds),
            LearnerSettings::Kernel(kernel) => kernel.check()?.begin(examples, folds),
            other => {
                let mut calls = InnerFolds::no_calls(examples);
                folds.call_into(&mut calls, folds.tried(), other, examples)?;
                let tried = calls.clone();
                Ok(Self::new(tried, move || {
                    folds.call_into(&mut calls, folds.tried().end..folds.k, other, examples)?;
                    Ok(Called::new(calls, move || other.fit(examples)))
                }))
            }
        }
    }

    /// Calls the samples of the other folds.
    pub fn rest(self) -> Result<Called<'a>, FitError> {
        (self.rest)()
    }
}

impl<'a> Called<'a> {
    pub fn new(
        calls: Array2<f64>,
        finish: impl FnOnce() -> Result<Fit<Model>, FitError> + 'a,
    ) -> Self {
        Self { calls, finish: Box::new(finish) }
    }

    /// Fits on all samples; the fit and the calls.
    pub fn finish(self) -> Result<(Fit<Model>, Array2<f64>), FitError> {
        Ok(((self.finish)()?, self.calls))
    }
}

/// A learner fitted on all samples, and its calls from the inner folds.
pub(super) fn fit_member(
    settings: &LearnerSettings,
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<(Fit<Model>, Array2<f64>), FitError> {
    Tried::begin(settings, examples, folds)?.rest()?.finish()
}
