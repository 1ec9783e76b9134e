//! The kernels, compiled for single and double precision.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{
    LltError, LltParams, LltRegularization, cholesky_in_place, cholesky_in_place_scratch,
};
use faer::linalg::cholesky::llt::solve::solve_in_place;
use faer::linalg::matmul::matmul;
use faer::linalg::triangular_solve::{
    solve_lower_triangular_in_place, solve_upper_triangular_in_place,
};
use faer::traits::RealField;
use faer::{Accum, MatMut, MatRef, Par, Spec};

/// Real numbers that matrices are made of: `f32` or `f64`.
pub trait Real: RealField + Copy + Send + Sync + Kernels {}

/// What is computed of a type without a generic call, on one thread.
pub trait Kernels: Sized {
    /// `out` ← A B, or `out` + A B.
    fn multiply(out: MatMut<'_, Self>, add: bool, a: MatRef<'_, Self>, b: MatRef<'_, Self>);

    /// A ← L of A = `LLᵀ`, by its lower triangle; fails with the first row whose pivot is not positive.
    fn factor(a: MatMut<'_, Self>) -> Result<(), usize>;

    /// B ← `L⁻¹B`.
    fn solve_lower(lower: MatRef<'_, Self>, b: MatMut<'_, Self>);

    /// B ← `L⁻ᵀB`.
    fn solve_upper(lower: MatRef<'_, Self>, b: MatMut<'_, Self>);

    /// B ← `(LLᵀ)⁻¹B`.
    fn solve(lower: MatRef<'_, Self>, b: MatMut<'_, Self>);
}

macro_rules! kernels {
    ($real:ty) => {
        impl Real for $real {}

        impl Kernels for $real {
            fn multiply(
                out: MatMut<'_, Self>,
                add: bool,
                a: MatRef<'_, Self>,
                b: MatRef<'_, Self>,
            ) {
                let accum = if add { Accum::Add } else { Accum::Replace };
                matmul(out, accum, a, b, 1.0, Par::Seq);
            }

            fn factor(a: MatMut<'_, Self>) -> Result<(), usize> {
                let params = Spec::<LltParams, Self>::default();
                let scratch = cholesky_in_place_scratch::<Self>(a.nrows(), Par::Seq, params);
                let mut memory = MemBuffer::new(scratch);
                let stack = MemStack::new(&mut memory);
                match cholesky_in_place(a, LltRegularization::default(), Par::Seq, stack, params) {
                    Ok(_) => Ok(()),
                    Err(LltError::NonPositivePivot { index }) => Err(index),
                }
            }

            fn solve_lower(lower: MatRef<'_, Self>, b: MatMut<'_, Self>) {
                solve_lower_triangular_in_place(lower, b, Par::Seq);
            }

            fn solve_upper(lower: MatRef<'_, Self>, b: MatMut<'_, Self>) {
                solve_upper_triangular_in_place(lower.transpose(), b, Par::Seq);
            }

            fn solve(lower: MatRef<'_, Self>, b: MatMut<'_, Self>) {
                solve_in_place(lower, b, Par::Seq, MemStack::new(&mut []));
            }
        }
    };
}

kernels!(f32);
kernels!(f64);

/// The product A B, into `out`, on one thread.
pub fn multiply<T: Real>(out: MatMut<'_, T>, a: MatRef<'_, T>, b: MatRef<'_, T>) {
    T::multiply(out, false, a, b);
}

/// Adds the product A B to `out`, on one thread.
pub fn multiply_add<T: Real>(out: MatMut<'_, T>, a: MatRef<'_, T>, b: MatRef<'_, T>) {
    T::multiply(out, true, a, b);
}
