//! Members of different kinds under one small model.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::checkpoint::{CheckpointMembers, Member, kept};
use super::combine::Combination;
use super::inner::InnerFolds;
use super::{
    CentroidsSettings, Classifier, Examples, Fit, FitError, FitRecord, InputError, KernelSettings,
    Learner, LearnerSettings, LogisticCv, Model, SettingsError, TreesSettings, centroids, tuned,
};
use crate::split::Training;

/// Settings of a stack.
///
/// | setting | default | meaning |
/// |---|---|---|
/// | `members` | shrunken centroids, tuned logistic regression, kernel machine, boosted trees | learners that are combined, at least one |
///
/// Each member calls every training sample from inner folds that did not hold it, with groups kept
/// together where they are known. On these calls a multinomial model of few parameters is fitted:
/// one weight (not negative) for each member's log-probabilities and one intercept for each class.
/// It is combination and calibration at once. Samples of a class that an inner fold's fit never saw
/// (all of them stand in one group) are left out of it; a class without any usable call keeps the
/// intercept 0. The members are then fitted on all samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StackSettings {
    /// The learners that are combined.
    pub members: Vec<LearnerSettings>,
}

impl Default for StackSettings {
    fn default() -> Self {
        Self {
            members: vec![
                LearnerSettings::ShrunkenCentroids(CentroidsSettings {}),
                LearnerSettings::LogisticCv(LogisticCv {}),
                LearnerSettings::Kernel(KernelSettings::default()),
                LearnerSettings::Trees(TreesSettings::default()),
            ],
        }
    }
}

impl StackSettings {
    /// Checks that there is a member, and that none is a stack.
    pub fn check(&self) -> Result<Stack, SettingsError> {
        let wrong = |value: usize, range| SettingsError {
            learner: "stack",
            setting: "members",
            value: value as f64,
            range,
        };
        if self.members.is_empty() {
            return Err(wrong(0, "at least one"));
        }
        let stacks = self.members.iter().filter(|m| matches!(m, LearnerSettings::Stack(_)));
        match stacks.count() {
            0 => Ok(Stack(self.clone())),
            n => Err(wrong(n, "without a stack among them")),
        }
    }
}

/// A stack, its settings checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Stack(StackSettings);

/// Members and how they are combined.
#[derive(Debug, Clone, PartialEq)]
pub struct StackModel {
    members: Vec<Model>,
    combination: Combination,
}

/// How the fit of one member went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberRecord {
    /// The learner's name.
    pub learner: String,
    /// Its weight in the combination, 0 or more.
    pub weight: f64,
    /// How its fit on all samples went.
    pub fit: FitRecord,
}

impl Learner for Stack {
    type Model = StackModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<StackModel>, FitError> {
        Ok(self.fit_with(examples, &InnerFolds::draw(examples)?, &())?.0)
    }
}

impl Stack {
    /// The fit, and the out-of-fold probabilities of its members, of which those that were kept are
    /// not fitted again.
    pub(super) fn fit_with(
        &self,
        examples: &Training<Examples>,
        folds: &InnerFolds,
        keep: &dyn CheckpointMembers,
    ) -> Result<(Fit<StackModel>, Vec<Array2<f64>>), FitError> {
        let mut fits = Vec::new();
        let mut out_of_fold = Vec::new();
        for (place, member) in self.0.members.iter().enumerate() {
            let fit = || fit_member(member, examples, folds);
            let Member { fit, calls } = kept(keep, place, examples, fit)?;
            fits.push(fit);
            out_of_fold.push(calls);
        }
        let views: Vec<ArrayView2<'_, f64>> =
            out_of_fold.iter().map(|calls| calls.view()).collect();
        let samples = folds.samples(examples, 0..folds.k);
        let combination = Combination::fit(&views, &samples).ok_or(FitError::Overflow)?;
        let (mut members, mut weights, mut records) = (Vec::new(), Vec::new(), Vec::new());
        for ((settings, fit), &weight) in self.0.members.iter().zip(fits).zip(&combination.weights)
        {
            let learner = settings.name().to_owned();
            records.push(MemberRecord { learner, weight, fit: fit.record });
            // A model of weight 0 says nothing. Of members that all have none the last is kept.
            let last = records.len() == self.0.members.len();
            if weight > 0.0 || (last && members.is_empty()) {
                members.push(fit.model);
                weights.push(weight);
            }
        }
        let combination = Combination { weights, ..combination };
        let record = FitRecord::Stacked { folds: folds.k, members: records };
        Ok((Fit { model: StackModel { members, combination }, record }, out_of_fold))
    }
}

/// A member fitted on all samples, and its calls from the inner folds.
pub(super) fn fit_member(
    settings: &LearnerSettings,
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<(Fit<Model>, Array2<f64>), FitError> {
    match settings {
        LearnerSettings::LogisticCv(path) => {
            let (fit, calls) = tuned::fit_with(path, examples, folds)?;
            Ok((fit.map(Model::Linear), calls))
        }
        LearnerSettings::LdaCv(path) => {
            let (fit, calls) = tuned::fit_with(path, examples, folds)?;
            Ok((fit.map(Model::Linear), calls))
        }
        LearnerSettings::ShrunkenCentroids(_) => {
            let (fit, calls) = centroids::fit_with(examples, folds)?;
            Ok((fit.map(Model::Linear), calls))
        }
        LearnerSettings::Kernel(kernel) => {
            let (fit, calls) = kernel.check()?.fit_with(examples, folds)?;
            Ok((fit.map(Model::Kernel), calls))
        }
        other => {
            let mut calls = InnerFolds::no_calls(examples);
            folds.call_into(&mut calls, 0..folds.k, other, examples)?;
            Ok((other.fit(examples)?, calls))
        }
    }
}

impl StackModel {
    /// Puts a stack together from members of the same features and classes, one weight for each
    /// and one intercept for each class.
    pub fn from_parts(
        members: Vec<Model>,
        weights: Vec<f64>,
        intercepts: Vec<f64>,
    ) -> Result<Self, InputError> {
        if weights.len() != members.len() || members.is_empty() {
            let (members, weights) = (members.len(), weights.len());
            return Err(InputError::Members { members, weights });
        }
        for member in &members {
            if member.n_classes() != intercepts.len() {
                let (coefficients, intercepts) = (member.n_classes(), intercepts.len());
                return Err(InputError::Classes { coefficients, intercepts });
            }
            let (expected, found) = (members[0].n_features(), member.n_features());
            if expected != found {
                return Err(InputError::Features { expected, found });
            }
        }
        for (row, values) in [&weights, &intercepts].into_iter().enumerate() {
            if let Some(column) = values.iter().position(|v| !v.is_finite()) {
                return Err(InputError::NotFinite { row, column, value: values[column] });
            }
        }
        Ok(Self { members, combination: Combination { weights, intercepts } })
    }

    /// The members that count: those whose weight is above 0.
    pub fn members(&self) -> &[Model] {
        &self.members
    }

    /// The weight of each member's log-probabilities, 0 or more.
    pub fn weights(&self) -> &[f64] {
        &self.combination.weights
    }

    /// The intercept of each class.
    pub fn intercepts(&self) -> &[f64] {
        &self.combination.intercepts
    }
}

impl Classifier for StackModel {
    fn n_features(&self) -> usize {
        self.members.first().map_or(0, Classifier::n_features)
    }

    fn n_classes(&self) -> usize {
        self.combination.intercepts.len()
    }

    fn probabilities(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f64>, InputError> {
        let calls: Vec<Array2<f64>> =
            self.members.iter().map(|m| m.probabilities(x)).collect::<Result<_, _>>()?;
        let views: Vec<ArrayView2<'_, f64>> = calls.iter().map(|calls| calls.view()).collect();
        Ok(self.combination.apply_all(&views))
    }
}
