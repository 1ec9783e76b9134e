//! Cholesky factor of a symmetric positive definite matrix.

use faer::{Mat, MatMut, MatRef};
use rayon::prelude::*;

use crate::Real;

/// Right-hand sides solved by one task: each task reads the whole factor.
const GROUP: usize = 10;

/// Columns of a triangular solve done by one task, where there are as many as samples.
const TRIANGLE_GROUP: usize = 128;

/// L with A = `LLᵀ`.
pub struct Cholesky<T> {
    lower: Mat<T>,
}

impl<T: Real> Cholesky<T> {
    /// Factors A, of which the lower triangle is read. Fails with the first row whose pivot is
    /// not positive.
    pub fn new(mut a: Mat<T>) -> Result<Self, usize> {
        T::factor(a.as_mut())?;
        Ok(Self { lower: a })
    }

    /// The factor's diagonal: square roots of the pivots.
    pub fn diagonal(&self) -> impl Iterator<Item = T> + '_ {
        (0..self.lower.nrows()).map(|i| self.lower[(i, i)])
    }

    /// Replaces each column of B (column-major, of the matrix's order) by L⁻¹ times it.
    pub fn solve_lower(&self, columns: &mut [T]) {
        self.by_groups(columns, TRIANGLE_GROUP, T::solve_lower);
    }

    /// Replaces each column of B (column-major, of the matrix's order) by L⁻ᵀ times it.
    pub fn solve_upper(&self, columns: &mut [T]) {
        self.by_groups(columns, TRIANGLE_GROUP, T::solve_upper);
    }

    /// Replaces each column of B (column-major, of the matrix's order) by A⁻¹ times it.
    pub fn solve(&self, columns: &mut [T]) {
        self.by_groups(columns, GROUP, T::solve);
    }

    fn by_groups(
        &self,
        columns: &mut [T],
        size: usize,
        solve: impl Fn(MatRef<'_, T>, MatMut<'_, T>) + Sync,
    ) {
        let order = self.lower.nrows();
        if order == 0 {
            return;
        }
        columns.par_chunks_mut(size * order).for_each(|group| {
            let width = group.len() / order;
            solve(self.lower.as_ref(), MatMut::from_column_major_slice_mut(group, order, width));
        });
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn solves_what_it_factored() {
        let a = Mat::from_fn(6, 6, |i, j| if i == j { 8.0 } else { 1.0 / (1 + i + j) as f64 });
        let x: Vec<f64> = (0..6 * 9).map(|v| f64::from(v % 13) - 6.0).collect();
        let mut b: Vec<f64> = (0..9)
            .flat_map(|c| (0..6).map(move |i| (c, i)))
            .map(|(c, i)| (0..6).map(|j| a[(i, j)] * x[c * 6 + j]).sum())
            .collect();
        Cholesky::new(a).unwrap().solve(&mut b);
        for (b, x) in b.iter().zip(&x) {
            assert!((b - x).abs() < 1e-12);
        }
    }

    #[test]
    fn a_matrix_of_order_0_has_nothing_to_solve() {
        let factor = Cholesky::new(Mat::<f64>::zeros(0, 0)).unwrap();
        factor.solve(&mut []);
        factor.solve_lower(&mut []);
    }

    #[test]
    fn names_the_pivot_that_fails() {
        let a = Mat::from_fn(3, 3, |i, j| if i == 1 && j == 1 { -1.0 } else { f64::from(i == j) });
        assert_eq!(Cholesky::new(a).err(), Some(1));
    }
}
