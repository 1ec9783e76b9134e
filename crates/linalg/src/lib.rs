//! Dense linear algebra of fixed shape and order, over faer.
//!
//! A product is cut into tiles whose size depends on the problem alone; each tile is one
//! sequential kernel call (faer's, which picks AVX-512, AVX2 or NEON at run time) and the pool
//! only decides who computes which. So the bytes do not depend on the number of threads (another
//! kind of processor may differ in the last digits).
//!
//! faer's kernels are generic; here they are compiled for `f32` and `f64` ([`Real`]), once for all crates.
//!
//! ```
//! use exoscope_linalg::{Cholesky, Mat};
//!
//! let a = Mat::from_fn(2, 2, |i, j| if i == j { 2.0 } else { 1.0 });
//! let mut x = vec![3.0, 3.0];
//! Cholesky::new(a).unwrap().solve(&mut x);
//! assert!(x.iter().all(|x| (x - 1.0_f64).abs() < 1e-15));
//! ```

mod cholesky;
mod eigen;
mod gram;
mod householder;
mod lu;
mod modes;
mod real;

use std::ops::Range;

pub use cholesky::Cholesky;
pub use eigen::Eigen;
pub use faer::{Col, Mat, MatMut, MatRef, c64};
pub use gram::Gram;
pub use householder::{Householder, pivoted};
pub use lu::Lu;
pub use modes::{Mode, modes};
pub use real::{Real, multiply, multiply_add};

/// Cuts `0..n` into consecutive ranges of `size` (the last may be shorter).
///
/// ```
/// let ranges: Vec<_> = exoscope_linalg::blocks(5, 2).collect();
/// assert_eq!(ranges, [0..2, 2..4, 4..5]);
/// ```
pub fn blocks(n: usize, size: usize) -> impl ExactSizeIterator<Item = Range<usize>> + Clone {
    (0..n.div_ceil(size)).map(move |b| b * size..((b + 1) * size).min(n))
}
