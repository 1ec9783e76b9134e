//! Eigenvectors of a symmetric matrix.

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{
    ComputeEigenvectors, SelfAdjointEvdParams, self_adjoint_evd, self_adjoint_evd_scratch,
};
use faer::{Mat, Par, Spec};

/// Eigenvalues from the largest to the least, and their eigenvectors in columns.
pub struct Eigen {
    /// Eigenvalues, falling.
    pub values: Vec<f64>,
    /// Eigenvectors in columns, in the order of the values.
    pub vectors: Mat<f64>,
}

impl Eigen {
    /// Of A, of which the lower triangle is read; `None` where the iteration does not converge,
    /// as with values that are not finite. On one thread: faer's order of sums is that of its
    /// threads.
    pub fn of(a: &Mat<f64>) -> Option<Self> {
        let n = a.nrows();
        let params = Spec::<SelfAdjointEvdParams, f64>::default();
        let scratch =
            self_adjoint_evd_scratch::<f64>(n, ComputeEigenvectors::Yes, Par::Seq, params);
        let mut memory = MemBuffer::new(scratch);
        let stack = MemStack::new(&mut memory);
        let (mut values, mut ascending) = (Diag::zeros(n), Mat::zeros(n, n));
        let vectors = Some(ascending.as_mut());
        self_adjoint_evd(a.as_ref(), values.as_mut(), vectors, Par::Seq, stack, params).ok()?;
        let values: Vec<f64> = values.column_vector().iter().rev().copied().collect();
        let vectors = ascending.as_ref().reverse_cols().to_owned();
        values.iter().all(|v| v.is_finite()).then_some(Self { values, vectors })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn vectors_make_the_matrix_again() {
        let whole = |i: usize, j: usize| 1.0 / (1 + i + j) as f64;
        let lower = Mat::from_fn(7, 7, |i, j| if i >= j { whole(i, j) } else { f64::NAN });
        let Eigen { values, vectors } = Eigen::of(&lower).unwrap();
        assert!(values.windows(2).all(|pair| pair[0] >= pair[1]), "{values:?}");
        for (i, j) in [(0, 0), (3, 1), (2, 6)] {
            let sum: f64 = (0..7).map(|k| vectors[(i, k)] * values[k] * vectors[(j, k)]).sum();
            assert!((sum - whole(i, j)).abs() < 1e-12);
        }
    }
}
