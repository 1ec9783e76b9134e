//! LU factors of a square matrix.

use faer::linalg::solvers::{PartialPivLu, Solve};
use faer::{Col, Mat};

/// PA = LU with partial pivoting.
#[derive(Debug, Clone)]
pub struct Lu(PartialPivLu<f64>);

impl Lu {
    /// Factors a square matrix; a singular one too, of which solutions are then not finite.
    pub fn new(a: &Mat<f64>) -> Self {
        Self(a.partial_piv_lu())
    }

    /// x with A x = b, of as many numbers as the matrix has rows.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        self.0.solve(&Col::from_fn(b.len(), |i| b[i])).iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_what_it_factored() {
        let a =
            Mat::from_fn(3, 3, |i, j| [[0.0, 2.0, 1.0], [1.0, -1.0, 4.0], [5.0, 0.5, 0.0]][i][j]);
        let x = Lu::new(&a).solve(&[7.0, 11.0, 6.0]);
        assert!(x.iter().zip([1.0, 2.0, 3.0]).all(|(x, right)| (x - right).abs() < 1e-14), "{x:?}");
    }
}
