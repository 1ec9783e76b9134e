//! Boosted trees: many small decision trees, each correcting those before it.

mod bins;
mod boost;
mod budget;
mod grow;
mod model;

pub use model::{Node, Tree, TreesModel};

use serde::{Deserialize, Serialize};

use self::boost::boost;
use self::model::LEAVES;
use super::{Examples, Fit, FitError, FitRecord, Learner, SettingsError};
use crate::split::Training;

/// Settings of boosted trees.
///
/// | setting | default | meaning | range |
/// |---|---|---|---|
/// | `features` | 200 | budget: trees see the features of the largest F ratio between classes | ≥ 1 |
/// | `rounds` | 200 | trees for each class | ≥ 1 |
/// | `max_leaves` | 15 | leaves of a tree at most | 2 to 256 |
/// | `min_samples_leaf` | 5 | weight of a leaf at least, in samples | any |
/// | `learning_rate` | 0.05 | share of a tree's step that is taken | > 0, ≤ 1 |
/// | `colsample` | 0.3 | share of the features that a tree sees, drawn at random | > 0, ≤ 1 |
///
/// A class's score starts at its log share. Each round adds to it `learning_rate` times a tree grown on the
/// gradient of the log-loss, with Newton steps −Σg / (Σh + 1) in the leaves (Friedman, Ann. Stat.
/// 29, 2001; regularised as by Chen & Guestrin, KDD 2016). A tree takes the
/// split of the largest gain first; trees that see different features err differently. A split asks
/// whether a value is above a threshold, so that trees can tell what no weighted sum can: one miRNA
/// that counts only where another is high, or a level past which more says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TreesSettings {
    /// Features that the trees may see.
    pub features: usize,
    /// Trees for each class.
    pub rounds: usize,
    /// Leaves of a tree.
    pub max_leaves: usize,
    /// Samples in a leaf at least.
    pub min_samples_leaf: usize,
    /// Share of a step that is taken.
    pub learning_rate: f64,
    /// Share of the features that a tree sees.
    pub colsample: f64,
}

impl Default for TreesSettings {
    fn default() -> Self {
        Self {
            features: 200,
            rounds: 200,
            max_leaves: 15,
            min_samples_leaf: 5,
            learning_rate: 0.05,
            colsample: 0.3,
        }
    }
}

impl TreesSettings {
    /// Checks that every setting is in its range.
    pub fn check(self) -> Result<Trees, SettingsError> {
        let wrong =
            |setting, value, range| SettingsError { learner: "trees", setting, value, range };
        for (setting, value) in [("features", self.features), ("rounds", self.rounds)] {
            if value == 0 {
                return Err(wrong(setting, 0.0, "at least 1"));
            }
        }
        if !(2..=LEAVES).contains(&self.max_leaves) {
            return Err(wrong("max_leaves", self.max_leaves as f64, "from 2 to 256"));
        }
        for (setting, share) in
            [("learning_rate", self.learning_rate), ("colsample", self.colsample)]
        {
            if !(share > 0.0 && share <= 1.0) {
                return Err(wrong(setting, share, "above 0 and at most 1"));
            }
        }
        Ok(Trees(self))
    }
}

/// Boosted trees, their settings checked.
///
/// ```
/// use exoscope_learn::learn::{Classifier, Examples, Learner, TreesSettings};
/// use exoscope_learn::split::Learnable;
/// use ndarray::{Array2, array};
///
/// // One class in the middle of the other's values: no weighted sum tells it.
/// let x = Array2::from_shape_fn((200, 1), |(i, _)| (i % 20) as f32 - 9.5);
/// let y = x.iter().map(|v: &f32| usize::from(v.abs() < 5.0)).collect();
/// let fit = TreesSettings::default().check()?.fit(&Examples::new(x, y, 2)?.training())?;
/// let p = fit.model.probabilities(array![[-7.0_f32], [0.0], [7.0]].view())?;
/// assert!(p[[0, 0]] > 0.9 && p[[1, 1]] > 0.9 && p[[2, 0]] > 0.9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trees(TreesSettings);

impl Learner for Trees {
    type Model = TreesModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<TreesModel>, FitError> {
        let model = boost(examples, self.0).map_err(|_| FitError::Overflow)?;
        let record = FitRecord::Trees { features: model.features_used().len() };
        Ok(Fit { model, record })
    }
}

#[cfg(test)]
#[path = "trees/tests.rs"]
mod tests;
