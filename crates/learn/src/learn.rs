//! Learners: settings → checked settings → fitted model.
//!
//! Settings ([`LogisticSettings`], [`LdaSettings`]) are plain values that may come from a file.
//! `check` turns them into a [`Learner`], whose `fit` takes training data and nothing else. What
//! comes back is a [`Classifier`] beside a record of how the fit went ([`Fit`]). A learner chosen
//! by name is a [`LearnerSettings`].

pub mod centroids;
mod checkpoint;
pub mod choice;
mod combine;
mod contributions;
pub mod error;
pub mod examples;
pub mod factors;
mod inner;
pub mod kernel;
pub mod lda;
pub mod linear;
pub mod logistic;
mod moments;
mod out_of_fold;
mod panel;
mod products;
mod row_space;
mod shares;
pub mod stack;
mod stage;
pub mod trees;
pub mod tuned;

pub use centroids::{CentroidsCandidate, CentroidsSettings};
pub use checkpoint::{CheckpointMembers, Member};
pub use choice::{LearnerSettings, Model};
pub use contributions::Contributions;
pub use error::{FitError, InputError, SettingsError};
pub use examples::{Examples, ExamplesError};
pub use factors::Factors;
pub use kernel::{Centres, Kernel, KernelModel, KernelSettings, Within};
pub use lda::{Lda, LdaSettings, Shrinkage};
pub use linear::LinearModel;
pub use logistic::{Logistic, LogisticSettings};
pub use out_of_fold::OutOfFold;
pub use panel::choose_panel;
pub use stack::{MemberRecord, Stack, StackModel, StackSettings};
pub use trees::{Trees, TreesModel, TreesSettings};
pub use tuned::{LdaCv, LogisticCv};

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::split::Training;

/// Checked settings that can learn from examples.
///
/// The same examples give the same bytes at any number of threads.
pub trait Learner {
    /// What is learned.
    type Model: Classifier;

    /// Learns from training samples.
    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<Self::Model>, FitError>;
}

/// A fitted model that gives each sample a probability for each class.
pub trait Classifier {
    /// Number of features a sample must have.
    fn n_features(&self) -> usize;

    /// Number of classes, at least two.
    fn n_classes(&self) -> usize;

    /// Class probabilities (samples × classes, each row sums to 1) of prepared values `x`
    /// (samples × features, finite). A sample gets the same bytes alone as among others.
    fn probabilities(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f64>, InputError>;
}

/// A fitted model and how its fit went.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit<M> {
    /// The model.
    pub model: M,
    /// How the fit went.
    pub record: FitRecord,
}

/// How a fit went: goes beside the model into its file and into a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FitRecord {
    /// An iterative fit that met its tolerance (one that does not is a
    /// [`FitError::NotConverged`]).
    Iterative {
        /// Steps taken.
        iterations: usize,
        /// Bound on the relative error of the coefficients, at most the tolerance asked for.
        error_bound: f64,
    },
    /// A closed form.
    ClosedForm {
        /// Shrinkage intensity of each class's covariance, in [0, 1].
        shrinkage: Vec<f64>,
    },
    /// A kernel machine.
    Kernel {
        /// Samples that others are compared with.
        landmarks: usize,
        /// Whether directions that vary within classes count less.
        within: bool,
        /// γ of each class.
        widths: Vec<f64>,
        /// Ridge of each class, in units of the features' mean squared length.
        ridges: Vec<f64>,
    },
    /// Shrunken centroids.
    Centroids {
        /// What was averaged.
        candidates: Vec<CentroidsCandidate>,
    },
    /// Boosted trees.
    Trees {
        /// Features that some tree asks for.
        features: usize,
    },
    /// None: a member of a stack that added nothing on the first inner fold.
    NotFitted,
    /// A fit whose strength was chosen on inner folds.
    Tuned {
        /// The penalty or shrinkage chosen.
        strength: f64,
        /// The fit on all samples.
        fit: Box<FitRecord>,
    },
    /// Members fitted on all samples, combined on their calls of inner folds.
    Stacked {
        /// Number of inner folds.
        folds: usize,
        /// The members in order.
        members: Vec<MemberRecord>,
    },
}

impl<M> Fit<M> {
    /// Changes the model and keeps the record.
    pub fn map<N>(self, change: impl FnOnce(M) -> N) -> Fit<N> {
        Fit { model: change(self.model), record: self.record }
    }
}
