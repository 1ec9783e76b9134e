//! Ridge regression of class indicators, on all samples and without each inner fold.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};
use rayon::prelude::*;

use super::features::Features;
use crate::learn::inner::InnerFolds;
use crate::learn::products::cholesky::Cholesky;
use crate::learn::products::gram::Gram;
use crate::learn::{Examples, FitError};

/// Ridges, in units of the mean squared length of a sample's centred features: half powers of ten
/// from nearly none to where the scores are flat.
pub(super) const RIDGES: [f64; 11] =
    [1e-4, 3.162e-4, 1e-3, 3.162e-3, 1e-2, 3.162e-2, 1e-1, 3.162e-1, 1.0, 3.162, 10.0];

/// Sums over some samples that a ridge regression with an intercept needs.
#[derive(Clone)]
struct Sums {
    weight: f64,
    /// Σ w φφᵀ, lower triangle.
    gram: Mat<f64>,
    /// Σ w φ.
    features: Vec<f64>,
    /// Σ w φ yᵀ, landmarks × classes.
    cross: Mat<f64>,
    /// Σ w y.
    classes: Vec<f64>,
}

/// The regression of one width.
pub(super) struct Ridge<'a> {
    features: &'a Features,
    n_classes: usize,
    folds: &'a InnerFolds,
    parts: Vec<Sums>,
    whole: Sums,
}

/// Scores of a sample with similarities k: `coefficients`ᵀ k + `intercepts`.
pub(super) struct Solution {
    /// Landmarks × classes.
    pub coefficients: Mat<f64>,
    pub intercepts: Vec<f64>,
}

impl Sums {
    fn of(features: &Features, examples: &Examples, rows: &[usize]) -> Self {
        let m = features.transposed.nrows();
        let mut gram = Gram::new(m);
        let mut sums = vec![0.0; m];
        let mut cross = Mat::zeros(m, examples.n_classes());
        let mut classes = vec![0.0; examples.n_classes()];
        let mut weight = 0.0;
        for &i in rows {
            let (w, y) = (examples.weights()[i], examples.y()[i]);
            weight += w;
            classes[y] += w;
            for (j, phi) in features.transposed.col_as_slice(i).iter().enumerate() {
                sums[j] += w * phi;
                cross[(j, y)] += w * phi;
            }
        }
        for rows in rows.chunks(Gram::<f64>::DEPTH) {
            let block = Mat::from_fn(m, rows.len(), |j, i| {
                examples.weights()[rows[i]].sqrt() * features.transposed[(j, rows[i])]
            });
            gram.add(block.transpose());
        }
        Self { weight, gram: gram.into_lower(), features: sums, cross, classes }
    }

    /// These sums with `sign` times those of other samples.
    fn with(&self, other: &Self, sign: f64) -> Self {
        let vector = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + sign * b).collect();
        let matrix = |a: &Mat<f64>, b: &Mat<f64>| {
            Mat::from_fn(a.nrows(), a.ncols(), |i, j| a[(i, j)] + sign * b[(i, j)])
        };
        Self {
            weight: self.weight + sign * other.weight,
            gram: matrix(&self.gram, &other.gram),
            features: vector(&self.features, &other.features),
            cross: matrix(&self.cross, &other.cross),
            classes: vector(&self.classes, &other.classes),
        }
    }

    /// The products about the means.
    fn centred(&self) -> (Mat<f64>, Mat<f64>) {
        let (s, w) = (&self.features, self.weight);
        let gram = Mat::from_fn(s.len(), s.len(), |i, j| {
            if i >= j { self.gram[(i, j)] - s[i] * s[j] / w } else { 0.0 }
        });
        let cross = Mat::from_fn(s.len(), self.classes.len(), |i, k| {
            self.cross[(i, k)] - s[i] * self.classes[k] / w
        });
        (gram, cross)
    }
}

/// β of every class for one ridge (landmarks × classes), column-major.
fn solve(gram: &Mat<f64>, cross: &Mat<f64>, ridge: f64, weight: f64) -> Result<Mat<f64>, FitError> {
    let m = gram.nrows();
    // The floor keeps a fold of equal samples solvable.
    let trace: f64 = (0..m).map(|i| gram[(i, i)]).sum::<f64>().max(1e-9 * weight);
    let mut shifted = gram.clone();
    for i in 0..m {
        shifted[(i, i)] += ridge * trace / weight;
    }
    let mut columns: Vec<f64> =
        (0..cross.ncols()).flat_map(|k| cross.col_as_slice(k).iter().copied()).collect();
    Cholesky::new(shifted).map_err(|_| FitError::Overflow)?.solve(&mut columns);
    Ok(Mat::from_fn(m, cross.ncols(), |i, k| columns[k * m + i]))
}

impl<'a> Ridge<'a> {
    pub fn new(features: &'a Features, examples: &Examples, folds: &'a InnerFolds) -> Self {
        let part = |fold| Sums::of(features, examples, &folds.split(fold).0);
        let parts: Vec<Sums> = (0..folds.k).map(part).collect();
        let mut whole = parts[0].clone();
        for part in &parts[1..] {
            whole = whole.with(part, 1.0);
        }
        Self { features, n_classes: examples.n_classes(), folds, parts, whole }
    }

    /// Scores (samples × classes) for each of [`RIDGES`], of each sample without its fold.
    pub fn out_of_fold(&self) -> Result<Vec<Mat<f64>>, FitError> {
        let n = self.folds.fold_of.len();
        let mut out = vec![Mat::zeros(n, self.n_classes); RIDGES.len()];
        for (fold, part) in self.parts.iter().enumerate() {
            let rest = self.whole.with(part, -1.0);
            let (gram, cross) = rest.centred();
            let (rows, _) = self.folds.split(fold);
            let phi = Mat::from_fn(rows.len(), gram.nrows(), |i, j| {
                self.features.transposed[(j, rows[i])] - rest.features[j] / rest.weight
            });
            let scored: Vec<Result<Mat<f64>, FitError>> = RIDGES
                .par_iter()
                .map(|&ridge| {
                    let beta = solve(&gram, &cross, ridge, rest.weight)?;
                    let mut scores = Mat::zeros(rows.len(), self.n_classes);
                    matmul(&mut scores, Accum::Replace, &phi, &beta, 1.0, Par::Seq);
                    Ok(scores)
                })
                .collect();
            for (out, scored) in out.iter_mut().zip(scored) {
                let scored = scored?;
                for (i, &row) in rows.iter().enumerate() {
                    for k in 0..self.n_classes {
                        out[(row, k)] = scored[(i, k)] + rest.classes[k] / rest.weight;
                    }
                }
            }
        }
        Ok(out)
    }

    /// The regression on all samples, at one of [`RIDGES`].
    pub fn whole(&self, ridge: usize) -> Result<Solution, FitError> {
        let sums = &self.whole;
        let (gram, cross) = sums.centred();
        let mut beta = solve(&gram, &cross, RIDGES[ridge], sums.weight)?;
        let mut intercepts = Vec::with_capacity(self.n_classes);
        for k in 0..self.n_classes {
            let column = beta.col_as_slice_mut(k);
            let at_mean: f64 = column.iter().zip(&sums.features).map(|(b, s)| b * s).sum();
            intercepts.push((sums.classes[k] - at_mean) / sums.weight);
            self.features.to_similarities(column);
        }
        Ok(Solution { coefficients: beta, intercepts })
    }
}
