//! The principal subspace of many rows, by iteration on a random one.

use exoscope_core::random::Stream;
use exoscope_linalg::blocks;
use ndarray::{Array2, Axis};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

/// Rows of a block.
const ROWS: usize = 256;

/// Rows in a feature space, made as they are needed.
pub(in crate::learn) struct Rows<F> {
    pub n: usize,
    pub features: usize,
    /// Writes row i.
    pub write: F,
}

/// Where rows spread most.
pub(in crate::learn) struct Subspace {
    /// Features × dimension, orthonormal; a direction that the rows do not have is 0.
    pub basis: Array2<f64>,
    /// `BᵀXᵀXB` of the rows X in the basis B.
    pub scatter: Array2<f64>,
}

impl<F: Fn(usize, &mut [f64]) + Sync> Rows<F> {
    /// The subspace of this dimension after some steps of orthogonal iteration from a random start
    /// (Golub & Van Loan, Matrix Computations, § 8.2; Halko, Martinsson & Tropp 2011, SIAM Rev
    /// 53:217, § 4.5): what is not yet parted by then spreads equally.
    pub fn principal(&self, dimension: usize, steps: usize, stream: &mut Stream) -> Subspace {
        let mut basis = Array2::from_shape_simple_fn((self.features, dimension), || {
            StandardNormal.sample(stream)
        });
        orthonormalise(&mut basis);
        for _ in 0..steps {
            basis = self.over_blocks(&basis, |block, scores| block.t().dot(scores));
            orthonormalise(&mut basis);
        }
        let scatter = self.over_blocks(&basis, |_, scores| scores.t().dot(scores));
        Subspace { basis, scatter }
    }

    /// Σ over blocks of rows of `of(block, block · basis)`, in their order.
    fn over_blocks(
        &self,
        basis: &Array2<f64>,
        of: impl Fn(&Array2<f64>, &Array2<f64>) -> Array2<f64> + Sync,
    ) -> Array2<f64> {
        let ranges: Vec<_> = blocks(self.n, ROWS).collect();
        // A few blocks at a time, so that their products do not fill memory.
        let mut sum: Option<Array2<f64>> = None;
        for ranges in ranges.chunks(8) {
            let parts: Vec<Array2<f64>> = ranges
                .par_iter()
                .map(|rows| {
                    let mut block = Array2::zeros((rows.len(), self.features));
                    for (row, mut out) in rows.clone().zip(block.axis_iter_mut(Axis(0))) {
                        if let Some(out) = out.as_slice_mut() {
                            (self.write)(row, out);
                        }
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
