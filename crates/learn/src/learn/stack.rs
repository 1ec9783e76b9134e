//! Members of different kinds under one small model.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::checkpoint::{CheckpointMembers, Member, kept};
use super::combine::{Combination, Combined, of_use};
use super::inner::InnerFolds;
use super::stage::Tried;
use super::{
    CentroidsSettings, Classifier, Examples, Fit, FitError, FitRecord, InputError, KernelSettings,
    Learner, LearnerSettings, LogisticCv, Model, SettingsError, TreesSettings,
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
/// It is combination and calibration at once, and is drawn towards one member alone, or the class
/// shares alone, where inner folds show that these do better in groups that a fit did not see. Samples
/// of a class that an inner fold's fit never saw (all of them stand in one group) are left out of it; a
/// class without any usable call keeps the intercept 0. From 4,000 samples on, a member that adds nothing on
/// the first inner fold is stopped there.
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
                LearnerSettings::ShrunkenCentroids(CentroidsSettings::default()),
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
    /// How its fit on all samples went; [`FitRecord::NotFitted`] of a member of no use.
    pub fit: FitRecord,
}

impl Learner for Stack {
    type Model = StackModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<StackModel>, FitError> {
        Ok(self.fit_with(examples, &InnerFolds::draw(examples)?, &())?.0)
    }
}

impl Stack {
    /// The fit, and its out-of-fold probabilities; members that were kept are not fitted again.
    pub(super) fn fit_with(
        &self,
        examples: &Training<Examples>,
        folds: &InnerFolds,
        keep: &dyn CheckpointMembers,
    ) -> Result<(Fit<StackModel>, Array2<f64>), FitError> {
        let Self(StackSettings { members: settings }) = self;
        // Samples enough that one inner fold tells: members that add nothing there go no further.
        let races = folds.tried().len() < folds.k && settings.len() > 1;
        let racers = if races { &settings[..] } else { &[] };
        let begin = |settings| Tried::begin(settings, examples, folds);
        let tried: Vec<Tried<'_>> = racers.iter().map(begin).collect::<Result<_, _>>()?;
        let views: Vec<ArrayView2<'_, f64>> = tried.iter().map(|t| t.calls.view()).collect();
        let of_use = match views.as_slice() {
            [] => vec![true; settings.len()],
            views => of_use(views, folds, examples).ok_or(FitError::Overflow)?,
        };
        drop(views);
        let mut tried = tried.into_iter();
        let mut fitted: Vec<Option<Member>> = Vec::with_capacity(settings.len());
        for (place, settings) in settings.iter().enumerate() {
            let tried = tried.next();
            if !of_use[place] {
                fitted.push(None);
                continue;
            }
            let member = match kept(keep, place, examples) {
                Some(member) => member,
                None => {
                    let tried = tried.map_or_else(|| begin(settings), Ok)?;
                    let (fit, calls) = tried.rest()?.finish()?;
                    let member = Member { fit, calls };
                    keep.put(place, &member);
                    member
                }
            };
            fitted.push(Some(member));
        }
        let views: Vec<ArrayView2<'_, f64>> =
            fitted.iter().flatten().map(|member| member.calls.view()).collect();
        let Combined { whole, out_of_fold } =
            Combination::fit(&views, folds, examples).ok_or(FitError::Overflow)?;
        drop(views);

        let some = whole.weights.iter().any(|weight| *weight > 0.0);
        let last = fitted.iter().rposition(Option::is_some);
        let mut weight_of = whole.weights.iter().copied();
        let (mut members, mut weights, mut records) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (settings, member)) in settings.iter().zip(fitted).enumerate() {
            let learner = settings.name().to_owned();
            let Some(Member { fit: Fit { model, record }, .. }) = member else {
                records.push(MemberRecord { learner, weight: 0.0, fit: FitRecord::NotFitted });
                continue;
            };
            let weight = weight_of.next().unwrap_or(0.0);
            records.push(MemberRecord { learner, weight, fit: record });
            // A model of weight 0 says nothing. Of members that all have none the last is kept.
            if weight > 0.0 || (!some && last == Some(place)) {
                members.push(model);
                weights.push(weight);
            }
        }
        let combination = Combination { weights, ..whole };
        let record = FitRecord::Stacked { folds: folds.k, members: records };
        Ok((Fit { model: StackModel { members, combination }, record }, out_of_fold))
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
