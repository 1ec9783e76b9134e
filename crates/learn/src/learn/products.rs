//! Matrix products of fixed shape and order.
//!
//! A product is cut into tiles whose size depends on the problem alone; each tile is one
//! sequential kernel call (faer's, which picks AVX-512, AVX2 or NEON at run time) and the pool
//! only decides who computes which. So the bytes do not depend on the number of threads (another
//! kind of processor may differ in the last digits).

pub(super) mod cholesky;
pub(super) mod eigen;
pub(super) mod gram;
pub(super) mod subspace;

use std::ops::Range;

use ndarray::Array2;

/// Cuts `0..n` into consecutive ranges of `size` (the last may be shorter).
pub(super) fn blocks(n: usize, size: usize) -> impl ExactSizeIterator<Item = Range<usize>> + Clone {
    (0..n.div_ceil(size)).map(move |b| b * size..((b + 1) * size).min(n))
}

/// The same matrix, copied where it is laid out otherwise.
pub(super) fn row_major<T: Clone>(matrix: Array2<T>) -> Array2<T> {
    if matrix.is_standard_layout() { matrix } else { matrix.as_standard_layout().into_owned() }
}
