//! Householder QR.

use faer::dyn_stack::{MemBuffer, MemStack, StackReq};
use faer::linalg::householder::{
    apply_block_householder_sequence_on_the_left_in_place_scratch,
    apply_block_householder_sequence_on_the_left_in_place_with_conj,
};
use faer::linalg::qr::col_pivoting;
use faer::linalg::qr::no_pivoting::factor::{
    QrParams, qr_in_place, qr_in_place_scratch, recommended_block_size,
};
use faer::{Conj, Mat, MatMut, MatRef, Par, Spec};

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
        apply(self.factors.as_ref(), self.blocks.as_ref(), b);
    }
}

/// Q and R of AP = QR with column pivoting, to the numerical rank of A: the leading diagonal elements of R whose size is
/// above `tolerance`. Q is rows × rank, R rank × columns, upper triangular; the third names the column of A that stands in each
/// place. On one thread.
pub fn pivoted(mut a: Mat<f64>, tolerance: f64) -> (Mat<f64>, Mat<f64>, Vec<usize>) {
    let (rows, columns) = (a.nrows(), a.ncols());
    let size = rows.min(columns);
    if size == 0 {
        return (Mat::zeros(rows, 0), Mat::zeros(0, columns), (0..columns).collect());
    }
    let block = recommended_block_size::<f64>(rows, columns);
    let mut blocks = Mat::zeros(block, size);
    let (mut order, mut inverse) = (vec![0_usize; columns], vec![0_usize; columns]);
    let params = Spec::<col_pivoting::factor::ColPivQrParams, f64>::default();
    let scratch = col_pivoting::factor::qr_in_place_scratch::<usize, f64>(
        rows,
        columns,
        block,
        Par::Seq,
        params,
    );
    with_memory(scratch, |stack| {
        let (a, blocks, seq) = (a.as_mut(), blocks.as_mut(), Par::Seq);
        col_pivoting::factor::qr_in_place(a, blocks, &mut order, &mut inverse, seq, stack, params);
    });
    let rank = (0..size).take_while(|&i| a[(i, i)].abs() > tolerance).count();
    let r = Mat::from_fn(rank, columns, |i, j| if i <= j { a[(i, j)] } else { 0.0 });
    let mut q = Mat::from_fn(rows, rank, |i, j| f64::from(u8::from(i == j)));
    apply(a.as_ref().get(.., ..size), blocks.as_ref(), q.as_mut());
    (q, r, order)
}

/// B ← QB of Householder vectors and their coefficients.
fn apply(vectors: MatRef<'_, f64>, blocks: MatRef<'_, f64>, b: MatMut<'_, f64>) {
    let scratch = apply_block_householder_sequence_on_the_left_in_place_scratch::<f64>(
        vectors.nrows(),
        blocks.nrows(),
        b.ncols(),
    );
    with_memory(scratch, |stack| {
        apply_block_householder_sequence_on_the_left_in_place_with_conj(
            vectors,
            blocks,
            Conj::No,
            b,
            Par::Seq,
            stack,
        );
    });
}

fn with_memory(scratch: StackReq, work: impl FnOnce(&mut MemStack)) {
    let mut memory = MemBuffer::new(scratch);
    work(MemStack::new(&mut memory));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_others_say_is_no_rank() {
        let entry = |i: usize, j: usize| [i as f64, (i * i) as f64, (2 * i + i * i) as f64][j];
        let a = Mat::from_fn(5, 3, entry);
        let (q, r, order) = pivoted(a.clone(), 1e-9);
        assert_eq!((q.ncols(), r.nrows(), order.len()), (2, 2, 3));
        for i in 0..5 {
            for (j, &column) in order.iter().enumerate() {
                let sum: f64 = (0..2).map(|k| q[(i, k)] * r[(k, j)]).sum();
                assert!((sum - a[(i, column)]).abs() < 1e-12);
            }
        }
    }

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
