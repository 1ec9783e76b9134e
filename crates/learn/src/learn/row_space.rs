//! Samples as points of the space that they span, where there are fewer of them than features.

use exoscope_linalg::{Householder, Mat};
use ndarray::{Array1, Array2, Axis};

use super::{Examples, FitError, LinearModel};
use crate::split::Training;

/// An orthonormal basis Q (features × samples) of the span of samples about their mean.
///
/// With Xᵀ = QR, a sample's coordinates are its column of R, as many as there are samples. Lengths
/// and angles stay as they are, so that a learner that looks at nothing else, such as logistic
/// regression under a ridge, learns the same from the coordinates: W = `W_R`Qᵀ (Hastie & Tibshirani,
/// "Efficient quadratic regularization for expression arrays", Biostatistics 5 (2004), 329).
pub(super) struct RowSpace {
    mean: Array1<f64>,
    factors: Householder,
}

impl RowSpace {
    /// The coordinates of samples, and their space. Classes are not looked at.
    pub fn of(examples: &Training<Examples>) -> Result<(Training<Examples>, Self), FitError> {
        let x = examples.x();
        let (n, p) = x.dim();
        let mean = x.mapv(f64::from).mean_axis(Axis(0)).ok_or(FitError::Overflow)?;
        let factors = Householder::new(Mat::from_fn(p, n, |j, i| f64::from(x[[i, j]]) - mean[j]));
        let coordinates = Array2::from_shape_fn((n, n.min(p)), |(i, j)| factors.upper(j, i) as f32);
        let turned = examples.with_values(coordinates).map_err(|_| FitError::Overflow)?;
        Ok((Training::new(turned), Self { mean, factors }))
    }

    /// The model of features that gives the scores of a model of coordinates.
    pub fn of_features(&self, model: &LinearModel) -> Result<LinearModel, FitError> {
        let on_coordinates = model.coefficients();
        let (classes, size) = on_coordinates.dim();
        let p = self.mean.len();
        let coefficient = |j: usize, k: usize| if j < size { on_coordinates[[k, j]] } else { 0.0 };
        let mut w = Mat::from_fn(p, classes, coefficient);
        self.factors.apply(w.as_mut());
        let w = Array2::from_shape_fn((classes, p), |(k, j)| w[(j, k)]);
        let intercepts = &Array1::from(model.intercepts().to_vec()) - &w.dot(&self.mean);
        LinearModel::from_parts(w, intercepts).map_err(|_| FitError::Overflow)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::learn::Classifier;

    fn wide() -> Training<Examples> {
        let x = Array2::from_shape_fn((9, 40), |(i, j)| ((i * 29 + j * j * 13) % 31) as f32 / 7.0);
        Training::new(Examples::new(x, (0..9).map(|i| i % 3).collect(), 3).unwrap())
    }

    #[test]
    fn distances_between_samples_stay() {
        let examples = wide();
        let (turned, _) = RowSpace::of(&examples).unwrap();
        assert_eq!(turned.n_features(), 9);
        let square = |e: &Examples, i: usize, j: usize| {
            let pairs = e.x().row(i).to_owned() - e.x().row(j);
            pairs.iter().map(|&d| f64::from(d).powi(2)).sum::<f64>()
        };
        for (i, j) in [(0, 1), (3, 8), (2, 2)] {
            let (before, after) = (square(&examples, i, j), square(&turned, i, j));
            assert!((before - after).abs() <= 1e-5 * before, "{before} {after}");
        }
    }

    #[test]
    fn a_model_of_coordinates_calls_the_samples_alike_on_features() {
        let examples = wide();
        let (turned, space) = RowSpace::of(&examples).unwrap();
        let w = Array2::from_shape_fn((3, 9), |(k, j)| ((k * 7 + j * 5) % 11) as f64 / 11.0 - 0.5);
        let model = LinearModel::from_parts(w, Array1::from(vec![0.1, -0.3, 0.2])).unwrap();
        let back = space.of_features(&model).unwrap();
        let there = model.probabilities(turned.x()).unwrap();
        let here = back.probabilities(examples.x()).unwrap();
        assert!(there.iter().zip(&here).all(|(a, b)| (a - b).abs() < 1e-5), "{there} {here}");
    }

    /// Samples that repeat span less than their number: nothing is divided by what is 0.
    #[test]
    fn samples_may_repeat() {
        let x = Array2::from_shape_fn((6, 20), |(i, j)| ((i / 3 * 5 + j) % 4) as f32);
        let examples = Examples::new(x, vec![0, 0, 0, 1, 1, 1], 2).unwrap();
        let (turned, _) = RowSpace::of(&Training::new(examples)).unwrap();
        assert!(turned.x().iter().all(|v| v.is_finite()));
    }
}
