//! Multinomial logistic regression with ridge or elastic-net penalty.

mod newton;
mod objective;
mod precondition;
mod sparse;
mod vector;

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use self::objective::Objective;
use super::row_space::RowSpace;
use super::{Examples, Fit, FitError, FitRecord, Learner, LinearModel, SettingsError};
use crate::split::Training;

/// Settings of multinomial logistic regression.
///
/// | setting | default | meaning | range |
/// |---|---|---|---|
/// | `penalty` | 10 | λ, weight of the penalty against the summed log-loss; scikit-learn's 1/C | > 0 |
/// | `l1_ratio` | 0 | α, share of the penalty that is L1: 0 ridge, 1 lasso | 0 to 1 |
/// | `tolerance` | 0.001 | relative error of the coefficients to stop at | 1e-9 to 0.1 |
/// | `max_iterations` | 10000 | steps before giving up with [`FitError::NotConverged`] | ≥ 1 |
///
/// Minimised over W (classes × features) and b, which is not penalised:
///
/// Σᵢ wᵢ · (−log softmax(Wxᵢ + b)ᵧᵢ) + λ (½(1−α)‖W‖² + α‖W‖₁)
///
/// **Two classes** are fitted as one logit wᵀx + b with the penalty on w, as scikit-learn does,
/// and stored as its halves ±w/2, ±b/2, so that the same λ means the same model there and here.
/// (The symmetric objective above, at two classes, would be that of the single logit with λ/2
/// in place of λ for ridge.)
///
/// **Stopping.** Ridge alone makes the objective, minimised over b, λ-strongly convex in W, so
/// ‖∇‖ / λ bounds the distance to the optimum; the fit stops when that is `tolerance` × ‖W‖. With an L1 share the
/// same is asked of a subgradient, with λ·max(1−α, 0.01) in place of λ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogisticSettings {
    /// λ, the weight of the penalty.
    pub penalty: f64,
    /// α, the share of L1 in the penalty.
    pub l1_ratio: f64,
    /// Relative error of the coefficients to stop at.
    pub tolerance: f64,
    /// Steps before giving up.
    pub max_iterations: usize,
}

impl Default for LogisticSettings {
    fn default() -> Self {
        Self { penalty: 10.0, l1_ratio: 0.0, tolerance: 1e-3, max_iterations: 10_000 }
    }
}

impl LogisticSettings {
    /// Checks each setting against its range.
    pub fn check(self) -> Result<Logistic, SettingsError> {
        let checks = [
            ("penalty", self.penalty, self.penalty > 0.0 && self.penalty.is_finite(), "above 0"),
            ("l1_ratio", self.l1_ratio, (0.0..=1.0).contains(&self.l1_ratio), "from 0 to 1"),
            (
                "tolerance",
                self.tolerance,
                (1e-9..=0.1).contains(&self.tolerance),
                "from 1e-9 to 0.1",
            ),
            ("max_iterations", self.max_iterations as f64, self.max_iterations > 0, "at least 1"),
        ];
        for (setting, value, good, range) in checks {
            if !good {
                return Err(SettingsError { learner: "logistic", setting, value, range });
            }
        }
        Ok(Logistic(self))
    }
}

/// Features per sample from which on a ridge fit is done in the space that the samples span.
const WIDE: usize = 2;

/// Multinomial logistic regression, its settings checked.
///
/// ```
/// use exoscope_learn::learn::{Classifier, Examples, Learner, LogisticSettings};
/// use exoscope_learn::split::Learnable;
/// use ndarray::array;
///
/// let x = array![[-1.0, 0.3], [-0.8, -0.2], [0.9, 0.1], [1.2, -0.4]];
/// let examples = Examples::new(x, vec![0, 0, 1, 1], 2)?.training();
/// let fit = LogisticSettings { penalty: 1.0, ..Default::default() }.check()?.fit(&examples)?;
/// let p = fit.model.probabilities(array![[1.0_f32, 0.0]].view())?;
/// assert!(p[[0, 1]] > 0.7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logistic(LogisticSettings);

/// Where a minimiser stopped.
struct Minimum {
    /// W row by row, then b: see [`Objective`].
    parameters: Vec<f64>,
    iterations: usize,
    error_bound: f64,
}

impl Logistic {
    /// The settings that were checked.
    pub fn settings(&self) -> &LogisticSettings {
        &self.0
    }
}

impl Learner for Logistic {
    type Model = LinearModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<LinearModel>, FitError> {
        let LogisticSettings { penalty, l1_ratio, .. } = self.0;
        if l1_ratio == 0.0 && examples.n_features() > WIDE * examples.n_samples() {
            let (turned, space) = RowSpace::of(examples)?;
            let Fit { model, record } = self.fit(&turned)?;
            return Ok(Fit { model: space.of_features(&model)?, record });
        }
        let objective = Objective::new(examples, penalty * (1.0 - l1_ratio));
        let minimum = if l1_ratio == 0.0 {
            newton::minimise(&objective, &self.0)?
        } else {
            sparse::minimise(&objective, &self.0)?
        };
        let model = model(&objective, &minimum.parameters, examples.n_classes())?;
        let Minimum { iterations, error_bound, .. } = minimum;
        Ok(Fit { model, record: FitRecord::Iterative { iterations, error_bound } })
    }
}

/// Undoes the centring of the features and spreads a single logit over its two classes.
fn model(
    objective: &Objective<'_>,
    parameters: &[f64],
    n_classes: usize,
) -> Result<LinearModel, FitError> {
    let (w, b) = objective.split(parameters);
    let shape = (objective.n_scores(), objective.n_features());
    let mut w = Array2::from_shape_vec(shape, w.to_vec()).map_err(|_| FitError::Overflow)?;
    let mut b = Array1::from(b.to_vec()) - w.dot(&Array1::from(objective.means().to_vec()));
    if n_classes == 2 {
        let halves = |a: f64| [-a / 2.0, a / 2.0];
        b = b.iter().flat_map(|&b| halves(b)).collect();
        let single = w.row(0).to_owned() / 2.0;
        w = Array2::zeros((2, single.len()));
        w.row_mut(0).assign(&-&single);
        w.row_mut(1).assign(&single);
    }
    let mean = b.sum() / b.len() as f64;
    LinearModel::from_parts(w, b - mean).map_err(|_| FitError::Overflow)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn settings_outside_their_range_are_named() {
        let bad = [
            LogisticSettings { penalty: 0.0, ..Default::default() },
            LogisticSettings { penalty: f64::NAN, ..Default::default() },
            LogisticSettings { l1_ratio: 1.1, ..Default::default() },
            LogisticSettings { tolerance: 0.0, ..Default::default() },
            LogisticSettings { max_iterations: 0, ..Default::default() },
        ];
        let names = bad.map(|s| s.check().unwrap_err().setting);
        assert_eq!(names, ["penalty", "penalty", "l1_ratio", "tolerance", "max_iterations"]);
    }

    #[test]
    fn too_few_iterations_are_an_error() {
        let x = Array2::from_shape_fn((40, 6), |(i, j)| ((i * 7 + j * 5) % 11) as f32 - 5.0);
        let y = (0..40).map(|i| i % 3).collect();
        let examples = Training::new(Examples::new(x, y, 3).unwrap());
        for l1_ratio in [0.0, 0.5] {
            let settings = LogisticSettings { l1_ratio, max_iterations: 1, ..Default::default() };
            let error = settings.check().unwrap().fit(&examples).unwrap_err();
            assert!(matches!(error, FitError::NotConverged { iterations: 1, .. }), "{error}");
        }
    }
    /// Also a watch on speed: more steps than these mean that a preconditioner or a step rule broke.
    #[test]
    fn the_error_bound_holds_within_a_few_steps() {
        let x =
            Array2::from_shape_fn((200, 40), |(i, j)| ((i * i * 7 + j * 29 + i * j) % 31) as f32);
        let y = (0..200).map(|i| (i * i * 7 % 31 / 8) % 4).collect();
        let examples = Training::new(Examples::new(x / 9.0, y, 4).unwrap());
        for (l1_ratio, most) in [(0.0, 8), (0.5, 250)] {
            let fit = |tolerance| {
                let settings = LogisticSettings { l1_ratio, tolerance, ..Default::default() };
                settings.check().unwrap().fit(&examples).unwrap()
            };
            let (rough, exact) = (fit(1e-3), fit(1e-8));
            let off = &rough.model.coefficients() - &exact.model.coefficients();
            let norm = |a: &Array2<f64>| a.iter().map(|v| v * v).sum::<f64>().sqrt();
            let FitRecord::Iterative { iterations, error_bound } = rough.record else { return };
            assert!(error_bound <= 1e-3 && iterations <= most, "{l1_ratio}: {iterations}");
            assert!(norm(&off) <= error_bound * norm(&rough.model.coefficients().to_owned()));
        }
    }
}
