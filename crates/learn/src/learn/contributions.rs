//! How much each feature of a sample adds to its score for a class.

mod kernel;
mod line;
mod quadrature;
mod steps;

use ndarray::ArrayView1;

use self::line::Line;
use super::{Classifier, InputError, Model};

/// Contributions of features to the score of one class of one sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    /// The score of the sample.
    pub score: f64,
    /// The score of the baseline.
    pub baseline: f64,
    /// One for each feature; they sum to `score − baseline`, to 10⁻⁶.
    pub values: Vec<f64>,
}

impl Model {
    /// Contributions of the features of `x` to its score for `class`, counted from `baseline` (both
    /// prepared, one value for each feature, finite).
    ///
    /// The score is log p(class) − mean over the other classes of log p: the log-odds of the class
    /// against the geometric mean of the others. For two classes it is the log-odds; in a linear
    /// model it is linear in the features, Σⱼ (wⱼ − w̄ⱼ) xⱼ, so that contributions are
    /// (wⱼ − w̄ⱼ)(xⱼ − baselineⱼ) and nothing else would be fair. A stack's score is of its
    /// combination, where a member's probability counts as no less than its floor.
    ///
    /// Where the score is curved, contributions are integrated gradients along the straight line
    /// from the baseline (Sundararajan, Taly & Yan 2017, ICML; Aumann & Shapley's values of 1974):
    /// (xⱼ − baselineⱼ) ∫ ∂score/∂xⱼ dt. Along the line the distances to a kernel machine's
    /// landmarks are quadratic in t, so that the integral is done on a few numbers for each landmark,
    /// with as many points as the sum needs to be right. Trees have no gradient: along the line their
    /// scores change in steps, each at the threshold of one feature, to which the step is counted.
    /// That is the same integral, so that members add up to the stack, as Shapley values of the trees
    /// alone (TreeSHAP) would not beside gradients of the others.
    ///
    /// ```
    /// use exoscope_learn::learn::{LinearModel, Model};
    /// use ndarray::array;
    ///
    /// let w = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 3.0]];
    /// let model = Model::Linear(LinearModel::from_parts(w, array![0.5, 0.0, 0.0])?);
    /// let of = model.contributions(array![2.0_f32, 1.0].view(), &[0.0, 0.0], 0)?;
    /// assert!((of.values[0] - 3.0).abs() < 1e-12 && (of.values[1] + 1.5).abs() < 1e-12);
    /// assert!((of.baseline - 0.5).abs() < 1e-12 && (of.score - 2.0).abs() < 1e-12);
    /// # Ok::<(), exoscope_learn::learn::InputError>(())
    /// ```
    pub fn contributions(
        &self,
        x: ArrayView1<'_, f32>,
        baseline: &[f64],
        class: usize,
    ) -> Result<Contributions, InputError> {
        let expected = self.n_features();
        for found in [x.len(), baseline.len()] {
            if found != expected {
                return Err(InputError::Features { expected, found });
            }
        }
        let classes = self.n_classes();
        if class >= classes {
            return Err(InputError::NoSuchClass { class, classes });
        }
        let x: Vec<f64> = x.iter().map(|&v| f64::from(v)).collect();
        let both = x.iter().chain(baseline).enumerate();
        if let Some((place, &value)) = both.into_iter().find(|(_, v)| !v.is_finite()) {
            return Err(InputError::NotFinite { row: 0, column: place % expected, value });
        }
        // One for the class, as much against it spread over the others.
        let others = -1.0 / (classes as f64 - 1.0);
        let against = (0..classes).map(|k| if k == class { 1.0 } else { others }).collect();
        let mut line = Line::new(self, &x, baseline, against);
        quadrature::along(&mut line);
        let [at_baseline, score] = line.ends();
        let values = line.contributions(&x, baseline);
        Ok(Contributions { score, baseline: at_baseline, values })
    }
}

#[cfg(test)]
#[path = "contributions/tests.rs"]
mod tests;
