//! The principal subspace of many samples, by iteration on a random one.

use exoscope_core::Streams;
use ndarray::{Array2, ArrayView2, Axis, s};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::triangle::Triangle;
use crate::learn::products::blocks;

/// Rows of a block.
const ROWS: usize = 256;
/// Iterations: enough for the covariance in the subspace, which is what is used of it, where
/// singular values fall slowly (Halko, Martinsson & Tropp 2011, SIAM Rev 53:217, § 4.5).
const ITERATIONS: usize = 4;

/// W (features × `factors`) with WWᵀ the covariance of `x` in its principal subspace of this
/// dimension.
pub(super) fn loadings(x: ArrayView2<'_, f32>, mean: &[f64], factors: usize) -> Array2<f64> {
    // From a stream of its own: a fit depends on its training samples alone.
    let stream = &mut Streams::new(0).stream("principal subspace", 0);
    let mut basis =
        Array2::from_shape_simple_fn((mean.len(), factors), || StandardNormal.sample(stream));
    orthonormalise(&mut basis);
    for _ in 0..ITERATIONS {
        basis = over_blocks(x, mean, &basis, |block, scores| block.t().dot(scores));
        orthonormalise(&mut basis);
    }
    let scatter = over_blocks(x, mean, &basis, |_, scores| scores.t().dot(scores));
    let n = x.nrows().max(1) as f64;
    basis.dot(&Triangle::of(scatter / n).0)
}

/// Σ over blocks of rows of `of(block, block · basis)`, in their order; rows are centred.
fn over_blocks(
    x: ArrayView2<'_, f32>,
    mean: &[f64],
    basis: &Array2<f64>,
    of: impl Fn(&Array2<f64>, &Array2<f64>) -> Array2<f64> + Sync,
) -> Array2<f64> {
    let ranges: Vec<_> = blocks(x.nrows(), ROWS).collect();
    // A few blocks at a time, so that their products do not fill memory.
    let mut sum: Option<Array2<f64>> = None;
    for ranges in ranges.chunks(8) {
        let parts: Vec<Array2<f64>> = ranges
            .par_iter()
            .map(|rows| {
                let mut block = x.slice(s![rows.clone(), ..]).mapv(f64::from);
                for mut row in block.axis_iter_mut(Axis(0)) {
                    row.iter_mut().zip(mean).for_each(|(v, mean)| *v -= mean);
                }
                let scores = block.dot(basis);
                of(&block, &scores)
            })
            .collect();
        for part in parts {
            sum = Some(match sum {
                Some(sum) => sum + part,
                None => part,
            });
        }
    }
    sum.unwrap_or_else(|| Array2::zeros((basis.nrows(), basis.ncols())))
}

/// Makes the columns orthonormal, each twice freed of those before it; one that follows from them
/// becomes 0.
fn orthonormalise(basis: &mut Array2<f64>) {
    for column in 0..basis.ncols() {
        let (before, mut rest) = basis.view_mut().split_at(Axis(1), column);
        let mut own = rest.column_mut(0);
        let size = own.dot(&own).sqrt();
        for _ in 0..2 {
            for other in before.columns() {
                let along = own.dot(&other);
                own.scaled_add(-along, &other);
            }
        }
        let left = own.dot(&own).sqrt();
        let scale = if left > 1e-10 * size { 1.0 / left } else { 0.0 };
        own.mapv_inplace(|v| v * scale);
    }
}
