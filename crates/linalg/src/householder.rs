//! Householder QR.

use faer::dyn_stack::{MemBuffer, MemStack, StackReq};
use faer::linalg::householder::{
    apply_block_householder_sequence_on_the_left_in_place_scratch,
    apply_block_householder_sequence_on_the_left_in_place_with_conj,
};
use faer::linalg::qr::no_pivoting::factor::{
    QrParams, qr_in_place, qr_in_place_scratch, recommended_block_size,
};
use faer::{Conj, Mat, MatMut, Par, Spec};

/// A = QR by Householder reflections, on one thread.
pub struct Householder {
    /// R on and above the diagonal, the vectors of Q below.
    factors: Mat<f64>,
    /// Coefficients of the vectors, in blocks.
    blocks: Mat<f64>,
}

impl Householder {
    /// Factors A, rows × columns.
    pub fn new(mut a: Mat<f64>) -> Self {
        let (rows, columns) = (a.nrows(), a.ncols());
        let block = recommended_block_size::<f64>(rows, columns);
        let mut blocks = Mat::zeros(block, rows.min(columns));
        let params = Spec::<QrParams, f64>::default();
        with_memory(qr_in_place_scratch::<f64>(rows, columns, block, Par::Seq, params), |stack| {
            qr_in_place(a.as_mut(), blocks.as_mut(), Par::Seq, stack, params);
        });
        Self { factors: a, blocks }
    }

    /// The element of R in this row and column; 0 below the diagonal.
    pub fn upper(&self, row: usize, column: usize) -> f64 {
        if row <= column { self.factors[(row, column)] } else { 0.0 }
    }

    /// B ← QB, where B has as many rows as A.
    pub fn apply(&self, b: MatMut<'_, f64>) {
        let scratch = apply_block_householder_sequence_on_the_left_in_place_scratch::<f64>(
            self.factors.nrows(),
            self.blocks.nrows(),
            b.ncols(),
        );
        with_memory(scratch, |stack| {
            apply_block_householder_sequence_on_the_left_in_place_with_conj(
                self.factors.as_ref(),
                self.blocks.as_ref(),
                Conj::No,
                b,
                Par::Seq,
                stack,
            );
        });
    }
}

fn with_memory(scratch: StackReq, work: impl FnOnce(&mut MemStack)) {
    let mut memory = MemBuffer::new(scratch);
    work(MemStack::new(&mut memory));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q_times_r_is_what_was_factored() {
        let a = Mat::from_fn(7, 4, |i, j| ((i * 5 + j * 3) % 11) as f64 - 4.0);
        let factored = Householder::new(a.clone());
        let mut product = Mat::from_fn(7, 4, |i, j| if i < 4 { factored.upper(i, j) } else { 0.0 });
        factored.apply(product.as_mut());
        for i in 0..7 {
            for j in 0..4 {
                assert!((product[(i, j)] - a[(i, j)]).abs() < 1e-12);
            }
        }
    }
}
