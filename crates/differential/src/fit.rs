//! Linear model of each miRNA, by least squares or weighted least squares: limma's `lmFit` and `contrasts.fit`.
//!
//! A miRNA is fitted to the samples that have a value of it. A weighted fit takes the coordinates of the orthonormal
//! basis, (QᵀWQ)γ = QᵀWy, whose condition number is that of the weights alone. The variance of a contrast is exact for
//! every miRNA; `contrasts.fit` approximates it where weights or missing values differ between miRNAs, and is exact where
//! the contrast is a coefficient of the design.

use std::collections::HashMap;

use exoscope_linalg::{Mat, MatRef, multiply};
use ndarray::{Array2, ArrayView1, Axis};
use rayon::prelude::*;

use crate::basis::{Basis, Blocks};

/// Design matrix, samples × columns, with the contrasts of its coefficients.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// Samples × columns.
    pub x: Array2<f64>,
    /// The block of each sample, where samples are paired.
    pub blocks: Option<Vec<usize>>,
    /// Coefficients of each contrast.
    pub contrasts: Vec<Vec<f64>>,
}

/// Fit of one miRNA.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MirnaFit {
    /// Each contrast's estimate; NaN where it is not estimable from the samples that have a value.
    pub estimates: Vec<f64>,
    /// Each contrast's standard error as a multiple of σ.
    pub unscaled: Vec<f64>,
    /// Residual variance; NaN without degrees of freedom.
    pub s2: f64,
    /// Residual degrees of freedom.
    pub df: f64,
    /// Mean level over samples that have a value.
    pub mean: f64,
    /// Residuals of all samples, times the root of their weights; 0 where there was no value.
    pub residuals: Vec<f64>,
}

impl Model {
    /// The basis of the samples in `rows`.
    pub(crate) fn basis(&self, rows: &[usize]) -> Basis {
        let blocks =
            self.blocks.as_ref().map(|blocks| Blocks::new(rows.iter().map(|&row| blocks[row])));
        Basis::of(self.x.ncols(), rows.len(), |i, j| self.x[[rows[i], j]], blocks)
    }

    /// Fits every miRNA (rows of `y`, NaN where missing), with weights of the same shape where given.
    pub(crate) fn fit(&self, y: &Array2<f64>, weights: Option<&Array2<f64>>) -> Vec<MirnaFit> {
        let patterns: Vec<Vec<usize>> = y.outer_iter().into_par_iter().map(present).collect();
        let mut distinct: Vec<&Vec<usize>> = Vec::new();
        let mut number: HashMap<&Vec<usize>, usize> = HashMap::new();
        for pattern in &patterns {
            number.entry(pattern).or_insert_with(|| {
                distinct.push(pattern);
                distinct.len() - 1
            });
        }
        let spaces: Vec<Space<'_>> =
            distinct.par_iter().map(|rows| Space::new(self, rows.as_slice())).collect();
        (0..y.nrows())
            .into_par_iter()
            .map(|mirna| {
                let space = &spaces[number[&patterns[mirna]]];
                let values = pick(y.row(mirna), space.rows);
                match weights {
                    None => space.plain(values, y.ncols()),
                    Some(w) => {
                        let weights = pick(w.index_axis(Axis(0), mirna), space.rows);
                        space.weighted(values, &weights, y.ncols())
                    }
                }
            })
            .collect()
    }
}

fn present(values: ArrayView1<'_, f64>) -> Vec<usize> {
    (0..values.len()).filter(|&i| values[i].is_finite()).collect()
}

fn pick(values: ArrayView1<'_, f64>, rows: &[usize]) -> Vec<f64> {
    rows.iter().map(|&row| values[row]).collect()
}

/// What miRNAs with values of the same samples share.
struct Space<'a> {
    rows: &'a [usize],
    basis: Basis,
    functionals: Vec<Option<Vec<f64>>>,
}

impl<'a> Space<'a> {
    fn new(model: &Model, rows: &'a [usize]) -> Self {
        let basis = model.basis(rows);
        let functionals = model.contrasts.iter().map(|c| basis.functional(c)).collect();
        Self { rows, basis, functionals }
    }

    fn df(&self) -> f64 {
        self.rows.len().saturating_sub(self.basis.parameters()) as f64
    }

    fn plain(&self, values: Vec<f64>, samples: usize) -> MirnaFit {
        let mean = mean(&values);
        let mut residuals = values;
        self.basis.centre(&mut residuals, None);
        let gamma: Vec<f64> =
            (0..self.basis.rank()).map(|k| dot(self.basis.column(k), &residuals)).collect();
        for (k, gamma) in gamma.iter().enumerate() {
            for (residual, q) in residuals.iter_mut().zip(self.basis.column(k)) {
                *residual -= gamma * q;
            }
        }
        let of = |u: &Option<Vec<f64>>| match u {
            Some(u) => (dot(u, &gamma), dot(u, u).sqrt()),
            None => (f64::NAN, f64::NAN),
        };
        let (estimates, unscaled) = self.functionals.iter().map(of).unzip();
        let df = self.df();
        let s2 = if df > 0.0 { dot(&residuals, &residuals) / df } else { f64::NAN };
        let residuals = self.spread(&residuals, samples);
        MirnaFit { estimates, unscaled, s2, df, mean, residuals }
    }

    /// Values of the pattern's samples among all.
    fn spread(&self, values: &[f64], samples: usize) -> Vec<f64> {
        let mut all = vec![0.0; samples];
        for (&row, &value) in self.rows.iter().zip(values) {
            all[row] = value;
        }
        all
    }

    fn weighted(&self, mut values: Vec<f64>, weights: &[f64], samples: usize) -> MirnaFit {
        let (n, rank) = (self.basis.rows(), self.basis.rank());
        let mean = mean(&values);
        let roots: Vec<f64> = weights.iter().map(|w| w.sqrt()).collect();
        let scale = |column: &mut [f64]| {
            self.basis.centre(column, Some(weights));
            column.iter_mut().zip(&roots).for_each(|(value, root)| *value *= root);
        };
        let mut a = Vec::with_capacity(n * rank);
        for k in 0..rank {
            let start = a.len();
            a.extend_from_slice(self.basis.column(k));
            scale(&mut a[start..]);
        }
        scale(&mut values);
        let columns: Vec<&[f64]> = a.chunks_exact(n.max(1)).collect();
        let projections: Vec<f64> = columns.iter().map(|column| dot(column, &values)).collect();
        let df = self.df();
        let none = || vec![f64::NAN; self.functionals.len()];
        let Some(lower) = gram(&a, n, rank).and_then(cholesky) else {
            let (estimates, unscaled) = (none(), none());
            let residuals = vec![0.0; samples];
            return MirnaFit { estimates, unscaled, s2: f64::NAN, df: 0.0, mean, residuals };
        };
        let half = solve_lower(&lower, &projections);
        let gamma = solve_upper(&lower, &half);
        for (column, gamma) in columns.iter().zip(&gamma) {
            for (value, a) in values.iter_mut().zip(*column) {
                *value -= gamma * a;
            }
        }
        let of = |u: &Option<Vec<f64>>| match u {
            Some(u) => {
                let half = solve_lower(&lower, u);
                (dot(u, &gamma), dot(&half, &half).sqrt())
            }
            None => (f64::NAN, f64::NAN),
        };
        let (estimates, unscaled) = self.functionals.iter().map(of).unzip();
        let s2 = if df > 0.0 { dot(&values, &values) / df } else { f64::NAN };
        let residuals = self.spread(&values, samples);
        MirnaFit { estimates, unscaled, s2, df, mean, residuals }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sum of products in eight running sums: vectorised, and the same on every machine.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len());
    let (a, b) = (&a[..n], &b[..n]);
    let mut sums = [0.0; 8];
    let (a_parts, b_parts) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_parts.remainder().iter().zip(b_parts.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_parts.zip(b_parts) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// AᵀA of a column-major A; `None` where it is not finite.
fn gram(a: &[f64], n: usize, rank: usize) -> Option<Mat<f64>> {
    /// Columns up to which products one by one are faster than a blocked one.
    const FEW: usize = 6;
    let mut gram = Mat::zeros(rank, rank);
    if rank <= FEW {
        let columns: Vec<&[f64]> = a.chunks_exact(n.max(1)).collect();
        for i in 0..rank {
            for j in 0..=i {
                gram[(i, j)] = dot(columns[i], columns[j]);
            }
        }
    } else {
        let a = MatRef::from_column_major_slice(a, n, rank);
        multiply(gram.as_mut(), a.transpose(), a);
    }
    let finite = (0..rank).all(|j| (j..rank).all(|i| gram[(i, j)].is_finite()));
    finite.then_some(gram)
}

/// Lower Cholesky factor, of which the lower triangle is read; `None` where a pivot is not positive.
fn cholesky(mut a: Mat<f64>) -> Option<Mat<f64>> {
    let n = a.nrows();
    for j in 0..n {
        for k in 0..j {
            let factor = a[(j, k)];
            for i in j..n {
                let by = a[(i, k)] * factor;
                a[(i, j)] -= by;
            }
        }
        let pivot = a[(j, j)];
        if pivot.is_nan() || pivot <= 0.0 {
            return None;
        }
        let root = pivot.sqrt();
        for i in j..n {
            a[(i, j)] /= root;
        }
    }
    Some(a)
}

fn solve_lower(lower: &Mat<f64>, b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in 0..x.len() {
        let known: f64 = (0..i).map(|k| lower[(i, k)] * x[k]).sum();
        x[i] = (x[i] - known) / lower[(i, i)];
    }
    x
}

fn solve_upper(lower: &Mat<f64>, b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in (0..x.len()).rev() {
        let known: f64 = (i + 1..x.len()).map(|k| lower[(k, i)] * x[k]).sum();
        x[i] = (x[i] - known) / lower[(i, i)];
    }
    x
}
