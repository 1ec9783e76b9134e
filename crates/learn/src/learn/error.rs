//! What can go wrong between settings and a call.

use ndarray::ArrayView2;

use super::ExamplesError;
use crate::split::FoldsError;

/// A setting is outside its range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{learner}: {setting} = {value} is not {range}")]
#[non_exhaustive]
pub struct SettingsError {
    /// Name of the learner.
    pub learner: &'static str,
    /// Name of the setting.
    pub setting: &'static str,
    /// The value given.
    pub value: f64,
    /// What it must be, in words.
    pub range: &'static str,
}

/// Why a learner cannot learn from these samples.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// The settings are out of range.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// No inner folds can be drawn, to choose a setting or to calibrate on.
    #[error("inside the training samples: {0}")]
    InnerFolds(#[source] FoldsError),
    /// The samples of an inner fit cannot be learned from.
    #[error(transparent)]
    Examples(#[from] ExamplesError),
    /// An iterative fit did not meet its tolerance.
    #[error(
        "not converged after {iterations} iterations: the coefficients may be off by \
         {error_bound:.1e} relative, {tolerance:.1e} was asked for; a larger penalty or more \
         iterations help"
    )]
    NotConverged {
        /// Iterations done.
        iterations: usize,
        /// Bound on the relative error reached.
        error_bound: f64,
        /// Tolerance asked for.
        tolerance: f64,
    },
    /// The covariance has no inverse.
    #[error(
        "the within-class covariance is singular at feature {feature} (from 0): it is constant \
         within classes or follows from others; use a shrinkage above 0"
    )]
    SingularCovariance {
        /// First feature that the ones before it determine.
        feature: usize,
    },
    /// All samples have the same values.
    #[error("all training samples are alike: there is nothing to tell them apart by")]
    NoSpread,
    /// Values are too large or too small for the arithmetic.
    #[error("the fit overflowed: standardise the features first")]
    Overflow,
}

/// Why a model cannot be applied, or cannot be put together.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Samples have another number of features than the model.
    #[error("the model has {expected} features, the samples {found}")]
    Features {
        /// Features of the model.
        expected: usize,
        /// Features of the samples.
        found: usize,
    },
    /// A model has coefficients for another number of classes than intercepts.
    #[error("coefficients for {coefficients} classes, intercepts for {intercepts}")]
    Classes {
        /// Rows of the coefficients.
        coefficients: usize,
        /// Number of intercepts.
        intercepts: usize,
    },
    /// A stack has another number of members than weights, or none.
    #[error("{members} members, {weights} weights")]
    Members {
        /// Members of the stack.
        members: usize,
        /// Number of weights.
        weights: usize,
    },
    /// A model needs two classes and one feature.
    #[error("a model of {classes} classes and {features} features tells nothing apart")]
    Empty {
        /// Classes of the model.
        classes: usize,
        /// Features of the model.
        features: usize,
    },
    /// A tree's nodes do not fit each other or the features.
    #[error(
        "tree {tree} (from 0) is none: its nodes lead backwards, out of it, or ask for no feature"
    )]
    Tree {
        /// The tree.
        tree: usize,
    },
    /// A class is asked for that the model does not have.
    #[error("there is no class {class} (from 0): the model has {classes}")]
    NoSuchClass {
        /// The class.
        class: usize,
        /// Classes of the model.
        classes: usize,
    },
    /// A value is NaN or infinite.
    #[error("value {value} at row {row}, column {column} (both counted from 0) is not finite")]
    NotFinite {
        /// Row of the value, from 0.
        row: usize,
        /// Column of the value, from 0.
        column: usize,
        /// The value.
        value: f64,
    },
}

impl InputError {
    /// Checks that samples (samples × features) have as many features as the model, all finite.
    pub(super) fn check(x: ArrayView2<'_, f32>, expected: usize) -> Result<(), Self> {
        let found = x.ncols();
        if found != expected {
            return Err(Self::Features { expected, found });
        }
        Self::check_finite(x)
    }

    /// Checks that all values are finite.
    pub(super) fn check_finite(x: ArrayView2<'_, f32>) -> Result<(), Self> {
        // With no way out between them, several values are looked at at once.
        if x.iter().fold(true, |finite, v| finite & v.is_finite()) {
            return Ok(());
        }
        match x.indexed_iter().find(|(_, v)| !v.is_finite()) {
            Some(((row, column), &value)) => {
                Err(Self::NotFinite { row, column, value: f64::from(value) })
            }
            None => Ok(()),
        }
    }
}
