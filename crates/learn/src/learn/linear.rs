//! Softmax of linear scores: what both logistic regression and discriminant analysis fit.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::products::row_major;
use super::{Classifier, InputError};

/// Probability of class k of a sample x is softmax(Wx + b)ₖ.
///
/// ```
/// use exoscope_learn::learn::{Classifier, LinearModel};
/// use ndarray::array;
///
/// let model = LinearModel::from_parts(array![[-1.0, 0.0], [1.0, 0.0]], array![0.0, 0.0])?;
/// let p = model.probabilities(array![[0.0_f32, 5.0], [1.0, 5.0]].view())?;
/// assert_eq!(p[[0, 0]], 0.5);
/// assert!((p[[1, 1]] - 1.0 / (1.0 + (-2.0_f64).exp())).abs() < 1e-15);
/// # Ok::<(), exoscope_learn::learn::InputError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    coefficients: Array2<f64>,
    intercepts: Array1<f64>,
}

impl LinearModel {
    /// Puts a model together from W (classes × features) and b (one per class), all finite.
    pub fn from_parts(
        coefficients: Array2<f64>,
        intercepts: Array1<f64>,
    ) -> Result<Self, InputError> {
        let (classes, features) = coefficients.dim();
        if classes != intercepts.len() {
            let (coefficients, intercepts) = (classes, intercepts.len());
            return Err(InputError::Classes { coefficients, intercepts });
        }
        if classes < 2 || features == 0 {
            return Err(InputError::Empty { classes, features });
        }
        if let Some(((row, column), &value)) =
            coefficients.indexed_iter().find(|(_, v)| !v.is_finite())
        {
            return Err(InputError::NotFinite { row, column, value });
        }
        if let Some((row, &value)) = intercepts.indexed_iter().find(|(_, v)| !v.is_finite()) {
            return Err(InputError::NotFinite { row, column: features, value });
        }
        Ok(Self { coefficients: row_major(coefficients), intercepts })
    }

    /// W, classes × features, in row-major order; per unit of the prepared feature.
    pub fn coefficients(&self) -> ArrayView2<'_, f64> {
        self.coefficients.view()
    }

    /// b, one per class.
    pub fn intercepts(&self) -> &Array1<f64> {
        &self.intercepts
    }
}

impl Classifier for LinearModel {
    fn n_features(&self) -> usize {
        self.coefficients.ncols()
    }

    fn n_classes(&self) -> usize {
        self.coefficients.nrows()
    }

    fn probabilities(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f64>, InputError> {
        InputError::check(x, self.n_features())?;
        let mut out = Array2::zeros((x.nrows(), self.n_classes()));
        out.axis_iter_mut(Axis(0)).into_par_iter().zip(x.axis_iter(Axis(0))).for_each(
            |(mut p, sample)| {
                let sample: Vec<f64> = sample.iter().map(|&v| f64::from(v)).collect();
                let classes = self.coefficients.outer_iter().zip(&self.intercepts);
                for (p, (w, b)) in p.iter_mut().zip(classes) {
                    *p = b + w.as_slice().map_or(f64::NAN, |w| dot(w, &sample));
                }
                if let Some(p) = p.as_slice_mut() {
                    softmax(p, None);
                }
            },
        );
        Ok(out)
    }
}

/// Turns scores into probabilities and returns log Σ exp(scores). With `reference`, one more class
/// of that score takes its share of the whole.
pub(super) fn softmax(scores: &mut [f64], reference: Option<f64>) -> f64 {
    let max = scores.iter().copied().chain(reference).fold(f64::NEG_INFINITY, f64::max);
    let mut sum = reference.map_or(0.0, |r| (r - max).exp());
    for s in scores.iter_mut() {
        *s = (*s - max).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
    max + sum.ln()
}

/// [`softmax`] of every row.
pub(super) fn softmax_rows(scores: &mut Array2<f64>) {
    for mut row in scores.outer_iter_mut() {
        if let Some(row) = row.as_slice_mut() {
            softmax(row, None);
        }
    }
}

/// Dot product in eight running sums: fast without reordering, hence the same bytes everywhere.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a8.zip(b8) {
        for ((s, a), b) in sums.iter_mut().zip(a).zip(b) {
            *s += a * b;
        }
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_are_checked() {
        let w = array![[1.0, 2.0], [3.0, 4.0]];
        let classes = LinearModel::from_parts(w.clone(), array![0.0]);
        assert_eq!(classes, Err(InputError::Classes { coefficients: 2, intercepts: 1 }));
        let nan = LinearModel::from_parts(w.clone(), array![0.0, f64::INFINITY]).unwrap_err();
        assert!(matches!(nan, InputError::NotFinite { row: 1, column: 2, .. }));
        let empty = LinearModel::from_parts(Array2::zeros((2, 0)), array![0.0, 0.0]);
        assert_eq!(empty, Err(InputError::Empty { classes: 2, features: 0 }));
        let model = LinearModel::from_parts(w, array![0.0, 0.0]).unwrap();
        let wrong = model.probabilities(Array2::zeros((1, 3)).view());
        assert_eq!(wrong, Err(InputError::Features { expected: 2, found: 3 }));
        let nan = model.probabilities(array![[0.0, 0.0], [0.0, f32::NAN]].view()).unwrap_err();
        assert!(matches!(nan, InputError::NotFinite { row: 1, column: 1, .. }));
    }

    #[test]
    fn a_column_major_view_gives_the_same_bytes() {
        let w = Array2::from_shape_fn((3, 20), |(i, j)| (i as f64 - 1.0) * (j as f64).sin());
        let model = LinearModel::from_parts(w, array![0.1, 0.2, 0.3]).unwrap();
        let x = Array2::from_shape_fn((5, 20), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 3.0);
        let turned = x.t().as_standard_layout().into_owned();
        assert_eq!(model.probabilities(x.view()), model.probabilities(turned.t()));
    }

    proptest! {
        #[test]
        fn softmax_sums_to_one_and_ignores_a_shift(
            scores in prop::collection::vec(-800.0..800.0_f64, 2..20), shift in -50.0..50.0_f64,
        ) {
            let mut p = scores.clone();
            let log_sum = softmax(&mut p, None);
            prop_assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let mut shifted: Vec<f64> = scores.iter().map(|s| s + shift).collect();
            prop_assert!((softmax(&mut shifted, None) - shift - log_sum).abs() < 1e-9);
            for (a, b) in p.iter().zip(&shifted) {
                prop_assert!((a - b).abs() < 1e-10);
            }
            let mut last = scores[1..].to_vec();
            let same = softmax(&mut last, Some(scores[0]));
            prop_assert!((same - log_sum).abs() < 1e-9);
        }
    }
}
