//! A distance that counts less along the directions in which samples of one class differ most.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, MatMut, MatRef, Par};
use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use exoscope_core::Streams;
use rand_distr::{Distribution, StandardNormal};

use crate::learn::Examples;
use crate::learn::products::blocks;

/// Directions kept. Beyond the first 64 the spread within classes is flat: 128 and 256 changed no
/// figure on a made-up cohort of the thirteen-cancer study's size with 60 common factors.
const DIRECTIONS: usize = 64;
/// Steps of orthogonal iteration: directions that are not yet parted by then have equal spread.
const STEPS: usize = 10;
/// Share of the mean variance of a feature in what a direction's spread is divided by.
const SHRINKAGE: f64 = 0.5;
/// Features in the product of one task.
const TILE: usize = 256;

/// x ↦ x + V (g ∘ `Vᵀx`): coordinates along the orthonormal columns of V shrink by 1 + g.
///
/// Within-class covariance normalisation (Hatch, Kajarekar & Stolcke, Interspeech 2006) of the
/// few directions with the largest spread within classes: lysed cells, handling, batches and
/// age move samples of every class there. With λ the spread along a direction, λ₀ the mean of the
/// rest and v the mean variance of a feature, 1 + g = √((½λ₀ + ½v) / (½λ + ½v)).
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    directions: Array2<f32>,
    gains: Vec<f64>,
}

impl Within {
    /// The same distance as without.
    pub(super) fn none(features: usize) -> Self {
        Self { directions: Array2::zeros((0, features)), gains: Vec::new() }
    }

    /// Directions (directions × features) and as many gains g, or `None` where they do not fit or
    /// are not finite.
    pub fn from_parts(directions: Array2<f32>, gains: Vec<f64>) -> Option<Self> {
        let finite =
            directions.iter().all(|v| v.is_finite()) && gains.iter().all(|g| g.is_finite());
        let directions = directions.as_standard_layout().into_owned();
        (finite && directions.nrows() == gains.len()).then_some(Self { directions, gains })
    }

    /// Vᵀ: directions × features.
    pub fn directions(&self) -> ArrayView2<'_, f32> {
        self.directions.view()
    }

    /// g of each direction, −1 to 0.
    pub fn gains(&self) -> &[f64] {
        &self.gains
    }

    /// From some rows of the training samples.
    pub(super) fn estimate(examples: &Examples, rows: &[usize]) -> Self {
        let (p, k) = (examples.n_features(), examples.n_classes());
        let moments = Moments::of(examples, rows);
        let mut residuals = Array2::<f32>::zeros((rows.len(), p));
        residuals.axis_iter_mut(Axis(0)).into_par_iter().zip(rows).for_each(|(mut out, &i)| {
            let root = (examples.weights()[i] / moments.total).sqrt();
            let means = moments.means.row(examples.y()[i]);
            for ((out, &x), m) in out.iter_mut().zip(examples.row(i)).zip(means) {
                *out = (root * (f64::from(x) - m)) as f32;
            }
        });
        let most = DIRECTIONS.min(p).min(rows.len().saturating_sub(k));
        let (directions, spreads) = largest(&residuals, most);
        let within: f64 = residuals.iter().map(|&v| f64::from(v).powi(2)).sum();
        let others = (p - spreads.len()).max(1) as f64;
        let rest = (within - spreads.iter().sum::<f64>()).max(0.0) / others;
        let mixed = |spread: f64| (1.0 - SHRINKAGE) * spread + SHRINKAGE * moments.variance;
        let gain = |spread: f64| (mixed(rest) / mixed(spread)).sqrt().min(1.0) - 1.0;
        let gains: Vec<f64> = spreads.into_iter().map(gain).collect();
        if gains.iter().all(|g| g.is_finite()) { Self { directions, gains } } else { Self::none(p) }
    }

    /// The samples (samples × features) with their coordinates shrunk.
    pub(super) fn apply(&self, x: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut out = x.as_standard_layout().into_owned();
        out.axis_iter_mut(Axis(0)).into_par_iter().for_each(|mut row| {
            let along: Vec<f64> = self
                .directions
                .outer_iter()
                .zip(&self.gains)
                .map(|(v, g)| g * v.iter().zip(&row).map(|(v, x)| f64::from(v * x)).sum::<f64>())
                .collect();
            for (v, a) in self.directions.outer_iter().zip(along) {
                row.iter_mut().zip(v).for_each(|(x, v)| *x += a as f32 * v);
            }
        });
        out
    }
}

/// Sums over some rows.
struct Moments {
    /// Of the weights.
    total: f64,
    /// Weighted mean of each class: classes × features.
    means: Array2<f64>,
    /// Weighted variance about the common mean, averaged over the features.
    variance: f64,
}

impl Moments {
    fn of(examples: &Examples, rows: &[usize]) -> Self {
        let (p, k) = (examples.n_features(), examples.n_classes());
        let (mut weights, mut means) = (vec![0.0; k], Array2::<f64>::zeros((k, p)));
        let mut squares = 0.0;
        for &i in rows {
            let (w, class) = (examples.weights()[i], examples.y()[i]);
            weights[class] += w;
            for (m, &x) in means.row_mut(class).iter_mut().zip(examples.row(i)) {
                *m += w * f64::from(x);
                squares += w * f64::from(x).powi(2);
            }
        }
        let total: f64 = weights.iter().sum();
        let common = means.sum_axis(Axis(0)) / total;
        let variance = (squares / total - common.dot(&common)) / p as f64;
        for (mut row, w) in means.outer_iter_mut().zip(&weights) {
            row /= w.max(f64::MIN_POSITIVE);
        }
        Self { total, means, variance }
    }
}

/// The `most` directions (directions × features, orthonormal) along which the rows spread most,
/// and their squared sums, by orthogonal iteration (Golub & Van Loan, Matrix Computations, 8.2).
fn largest(rows: &Array2<f32>, most: usize) -> (Array2<f32>, Vec<f64>) {
    let (n, p) = rows.dim();
    let a = rows.as_slice().map(|values| MatRef::from_row_major_slice(values, n, p));
    let (Some(a), true) = (a, most > 0) else {
        return (Array2::zeros((0, p)), Vec::new());
    };
    let mut random = Streams::new(0).stream("within-class directions", 0);
    let mut q: Vec<Vec<f32>> =
        (0..most).map(|_| (0..p).map(|_| StandardNormal.sample(&mut random)).collect()).collect();
    orthonormalise(&mut q);
    for _ in 0..STEPS {
        let projected = product(a, &q);
        q = product(a.transpose(), &projected);
        orthonormalise(&mut q);
    }
    let square = |column: &Vec<f32>| column.iter().map(|&v| f64::from(v).powi(2)).sum();
    let spreads = product(a, &q).iter().map(square).collect();
    let directions = Array2::from_shape_fn((q.len(), p), |(d, j)| q[d][j]);
    (directions, spreads)
}

/// A times each column, rows of A in tiles.
fn product(a: MatRef<'_, f32>, columns: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let b = Mat::from_fn(a.ncols(), columns.len(), |i, j| columns[j][i]);
    let tiles: Vec<_> = blocks(a.nrows(), TILE).collect();
    let tiles: Vec<Vec<f32>> = tiles
        .into_par_iter()
        .map(|tile| {
            let mut out = vec![0.0; tile.len() * columns.len()];
            let into = MatMut::from_column_major_slice_mut(&mut out, tile.len(), columns.len());
            let rows = a.subrows(tile.start, tile.len());
            matmul(into, Accum::Replace, rows, &b, 1.0, Par::Seq);
            out
        })
        .collect();
    let column = |j: usize| {
        let part = |tile: &Vec<f32>| {
            let height = tile.len() / columns.len();
            tile[j * height..(j + 1) * height].to_vec()
        };
        tiles.iter().flat_map(part).collect()
    };
    (0..columns.len()).map(column).collect()
}

/// Gram–Schmidt, twice; a column within the others' span is dropped.
fn orthonormalise(columns: &mut Vec<Vec<f32>>) {
    let mut done: Vec<Vec<f32>> = Vec::with_capacity(columns.len());
    for mut column in columns.drain(..) {
        let length = norm(&column);
        for _ in 0..2 {
            for other in &done {
                let dot: f64 = column.iter().zip(other).map(|(a, b)| f64::from(a * b)).sum();
                column.iter_mut().zip(other).for_each(|(a, b)| *a -= dot as f32 * b);
            }
        }
        let left = norm(&column);
        if left > 1e-5 * length && left.is_normal() {
            for v in &mut column {
                *v = (f64::from(*v) / left) as f32;
            }
            done.push(column);
        }
    }
    *columns = done;
}

fn norm(column: &[f32]) -> f64 {
    column.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Two classes apart by 1 in the last feature; both spread widely along (1, 1, 0, …).
    fn handled() -> Examples {
        let noise = |i: usize, j: usize| ((i * 37 + j * 101) % 17) as f32 / 17.0 - 0.5;
        let x = Array2::from_shape_fn((60, 5), |(i, j)| {
            let handling = if j < 2 { 6.0 * noise(i, 50) } else { 0.0 };
            noise(i, j) + handling + if j == 4 { (i % 2) as f32 } else { 0.0 }
        });
        Examples::new(x, (0..60).map(|i| i % 2).collect(), 2).unwrap()
    }

    #[test]
    fn the_widest_direction_is_found_and_shrunk() {
        let examples = handled();
        let rows: Vec<usize> = (0..60).collect();
        let within = Within::estimate(&examples, &rows);
        let first = within.directions().row(0).to_owned();
        assert!((first[0] - first[1]).abs() < 0.1 && first[0].abs() > 0.65, "{first}");
        assert!(within.gains()[0] < -0.4, "{:?}", within.gains());
        let before = examples.x();
        let after = within.apply(before);
        let spread = |x: ArrayView2<'_, f32>| x.column(0).std(0.0) / x.column(4).std(0.0);
        assert!(spread(after.view()) < 0.7 * spread(before));
    }

    #[test]
    fn directions_are_orthonormal() {
        let examples = handled();
        let within = Within::estimate(&examples, &(0..60).collect::<Vec<_>>());
        let v = within.directions().mapv(f64::from);
        let products = v.dot(&v.t());
        for ((i, j), product) in products.indexed_iter() {
            assert!((product - f64::from(i == j)).abs() < 1e-5);
        }
    }
}
