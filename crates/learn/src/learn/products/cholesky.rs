//! Cholesky factor of a symmetric positive definite matrix.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{
    LltError, LltParams, LltRegularization, cholesky_in_place, cholesky_in_place_scratch,
};
use faer::linalg::cholesky::llt::solve::solve_in_place;
use faer::linalg::triangular_solve::{
    solve_lower_triangular_in_place, solve_upper_triangular_in_place,
};
use faer::traits::RealField;
use faer::{Mat, MatMut, MatRef, Par, Spec};
use rayon::prelude::*;

/// Right-hand sides solved by one task: each task reads the whole factor.
const GROUP: usize = 10;

/// Columns of a triangular solve done by one task, where there are as many as samples.
const TRIANGLE_GROUP: usize = 128;

/// L with A = `LLᵀ`.
pub(in crate::learn) struct Cholesky<T> {
    lower: Mat<T>,
}

impl<T: RealField + Copy + Send + Sync> Cholesky<T> {
    /// Factors A, of which the lower triangle is read. Fails with the first row whose pivot is
    /// not positive.
    pub fn new(mut a: Mat<T>) -> Result<Self, usize> {
        let params = Spec::<LltParams, T>::default();
        let scratch = cholesky_in_place_scratch::<T>(a.nrows(), Par::Seq, params);
        let mut memory = MemBuffer::new(scratch);
        let stack = MemStack::new(&mut memory);
        match cholesky_in_place(a.as_mut(), LltRegularization::default(), Par::Seq, stack, params) {
            Ok(_) => Ok(Self { lower: a }),
            Err(LltError::NonPositivePivot { index }) => Err(index),
        }
    }

    /// The factor's diagonal: square roots of the pivots.
    pub fn diagonal(&self) -> impl Iterator<Item = T> + '_ {
        (0..self.lower.nrows()).map(|i| self.lower[(i, i)])
    }

    /// Replaces each column of B (column-major, of the matrix's order) by L⁻¹ times it.
    pub fn solve_lower(&self, columns: &mut [T]) {
        self.by_groups(columns, |lower, group| {
            solve_lower_triangular_in_place(lower, group, Par::Seq);
        });
    }

    /// Replaces each column of B (column-major, of the matrix's order) by L⁻ᵀ times it.
    pub fn solve_upper(&self, columns: &mut [T]) {
        self.by_groups(columns, |lower, group| {
            solve_upper_triangular_in_place(lower.transpose(), group, Par::Seq);
        });
    }

    fn by_groups(&self, columns: &mut [T], solve: impl Fn(MatRef<'_, T>, MatMut<'_, T>) + Sync) {
        let order = self.lower.nrows();
        columns.par_chunks_mut(TRIANGLE_GROUP * order).for_each(|group| {
            let width = group.len() / order;
            solve(self.lower.as_ref(), MatMut::from_column_major_slice_mut(group, order, width));
        });
    }

    /// Replaces each column of B (column-major, of the matrix's order) by A⁻¹ times it.
    pub fn solve(&self, columns: &mut [T]) {
        let order = self.lower.nrows();
        columns.par_chunks_mut(GROUP * order).for_each(|group| {
            let width = group.len() / order;
            let group = MatMut::from_column_major_slice_mut(group, order, width);
            solve_in_place(self.lower.as_ref(), group, Par::Seq, MemStack::new(&mut []));
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
    fn names_the_pivot_that_fails() {
        let a = Mat::from_fn(3, 3, |i, j| if i == 1 && j == 1 { -1.0 } else { f64::from(i == j) });
        assert_eq!(Cholesky::new(a).err(), Some(1));
    }
}
