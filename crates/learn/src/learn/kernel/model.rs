//! A fitted kernel machine.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::distance::square_distances;
use super::{Centres, Within};
use crate::learn::linear::softmax;
use crate::learn::products::row_major;
use crate::learn::{Classifier, InputError};

/// Probability of class k of a sample x is softmax(Σⱼ aₖⱼ exp(−γₖ ‖f(x) − cⱼ‖²) + bₖ), with f the
/// map of [`Within`].
#[derive(Debug, Clone, PartialEq)]
pub struct KernelModel {
    within: Within,
    centres: Centres,
    widths: Vec<f64>,
    coefficients: Array2<f64>,
    intercepts: Vec<f64>,
}

impl KernelModel {
    /// Puts a model together from f, centres c, γ of each class, a (classes × centres) and b, all
    /// finite.
    pub fn from_parts(
        within: Within,
        centres: Centres,
        widths: Vec<f64>,
        coefficients: Array2<f64>,
        intercepts: Vec<f64>,
    ) -> Result<Self, InputError> {
        let (classes, landmarks) = coefficients.dim();
        let (points, features) = centres.values().dim();
        for found in [widths.len(), intercepts.len()] {
            if classes != found {
                return Err(InputError::Classes { coefficients: classes, intercepts: found });
            }
        }
        for (expected, found) in [(features, within.directions().ncols()), (landmarks, points)] {
            if expected != found {
                return Err(InputError::Features { expected, found });
            }
        }
        if classes < 2 || points == 0 || features == 0 {
            return Err(InputError::Empty { classes, features });
        }
        let all = coefficients.indexed_iter().map(|(place, &v)| (place, v));
        let widths_at = widths.iter().enumerate().map(|(k, &v)| ((k, landmarks), v));
        let intercepts_at = intercepts.iter().enumerate().map(|(k, &v)| ((k, landmarks + 1), v));
        let mut all = all.chain(widths_at).chain(intercepts_at);
        if let Some(((row, column), value)) = all.find(|(_, v)| !v.is_finite()) {
            return Err(InputError::NotFinite { row, column, value });
        }
        let coefficients = row_major(coefficients);
        Ok(Self { within, centres, widths, coefficients, intercepts })
    }

    /// The distance's map f.
    pub fn within(&self) -> &Within {
        &self.within
    }

    /// What samples are compared with, prepared and mapped by f.
    pub fn centres(&self) -> &Centres {
        &self.centres
    }

    /// γ of each class, per squared unit of the prepared features.
    pub fn widths(&self) -> &[f64] {
        &self.widths
    }

    /// Classes × centres.
    pub fn coefficients(&self) -> ArrayView2<'_, f64> {
        self.coefficients.view()
    }

    /// One for each class.
    pub fn intercepts(&self) -> &[f64] {
        &self.intercepts
    }

    /// Scores of a sample at squared distances `squares` from the centres.
    fn scores(&self, squares: &[f32]) -> Vec<f64> {
        let mut scores = self.intercepts.clone();
        let mut known: Option<(u64, Vec<f64>)> = None;
        for (class, &gamma) in self.widths.iter().enumerate() {
            // Most classes share a width, so most similarities are computed once.
            let similarities = match known {
                Some((width, similarities)) if width == gamma.to_bits() => similarities,
                _ => squares.iter().map(|&d| (-gamma * f64::from(d)).exp()).collect(),
            };
            let row = self.coefficients.row(class);
            let sum: f64 = row.iter().zip(&similarities).map(|(a, k)| a * k).sum();
            scores[class] += sum;
            known = Some((gamma.to_bits(), similarities));
        }
        scores
    }
}

impl Classifier for KernelModel {
    fn n_features(&self) -> usize {
        self.centres.values().ncols()
    }

    fn n_classes(&self) -> usize {
        self.intercepts.len()
    }

    fn probabilities(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f64>, InputError> {
        InputError::check(x, self.n_features())?;
        let squares = square_distances(self.within.apply(x).view(), &self.centres);
        let mut out = Array2::zeros((x.nrows(), self.n_classes()));
        out.axis_iter_mut(Axis(0)).into_par_iter().zip(squares.axis_iter(Axis(0))).for_each(
            |(mut out, squares)| {
                let mut scores = squares.as_slice().map_or_else(Vec::new, |s| self.scores(s));
                softmax(&mut scores, None);
                out.iter_mut().zip(scores).for_each(|(o, p)| *o = p);
            },
        );
        Ok(out)
    }
}
