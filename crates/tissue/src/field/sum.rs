//! Sums whose order does not depend on threads.

use rayon::prelude::*;

use crate::Real;

/// Values that one thread adds up; fixed, so that the sum has the same bytes on any number of threads.
const BLOCK: usize = 1 << 14;

/// Sum of `values` in double precision: within blocks of fixed size, then over the blocks in order.
pub fn total<T: Real>(values: &[T]) -> f64 {
    let blocks = values.par_chunks(BLOCK).map(|block| block.iter().map(|v| v.real()).sum::<f64>());
    blocks.collect::<Vec<f64>>().iter().sum()
}

/// Sum of a product of two columns, in the same order.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let pairs = a.par_chunks(BLOCK).zip(b.par_chunks(BLOCK));
    let block = |(a, b): (&[f64], &[f64])| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    pairs.map(block).collect::<Vec<f64>>().iter().sum()
}
