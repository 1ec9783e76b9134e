//! AᵀA in tiles, A made panel by panel as it is needed.

use std::ops::Range;

use faer::linalg::matmul::matmul;
use faer::traits::RealField;
use faer::{Accum, Mat, MatMut, MatRef, Par};
use rayon::prelude::*;

use super::blocks;

/// Columns of A in a tile: a tile and its two panels fit a core's second-level cache.
const TILE: usize = 256;
/// Rows of A in a panel.
const DEPTH: usize = 256;

/// The lower triangle of AᵀA (columns × columns) for a matrix A of `rows` × `columns`; the upper
/// triangle is zero.
///
/// `panel(rows, columns, out)` writes that part of A in row-major order.
pub(in crate::learn) fn gram<T, F>(rows: usize, columns: usize, panel: F) -> Mat<T>
where
    T: RealField + Copy,
    F: Fn(Range<usize>, Range<usize>, &mut [T]) + Sync,
{
    let tiles = tiles(columns);
    let values: Vec<Vec<T>> =
        tiles.par_iter().map(|(i, j)| tile(rows, i.clone(), j.clone(), &panel)).collect();
    let mut out = Mat::zeros(columns, columns);
    for ((i, j), values) in tiles.into_iter().zip(values) {
        let height = i.len();
        for (column, values) in j.zip(values.chunks_exact(height)) {
            for (row, &v) in i.clone().zip(values).filter(|(row, _)| *row >= column) {
                out[(row, column)] = v;
            }
        }
    }
    out
}

/// Σ of the squared entries of AᵀA, as [`gram`] but without keeping it.
pub(in crate::learn) fn gram_energy<F>(rows: usize, columns: usize, panel: F) -> f64
where
    F: Fn(Range<usize>, Range<usize>, &mut [f32]) + Sync,
{
    let energies: Vec<f64> = tiles(columns)
        .into_par_iter()
        .map(|(i, j)| {
            let times = if i == j { 1.0 } else { 2.0 };
            let values = tile(rows, i, j, &panel);
            times * values.into_iter().map(|v| f64::from(v).powi(2)).sum::<f64>()
        })
        .collect();
    energies.into_iter().sum()
}

/// Row and column ranges of the tiles on and below the diagonal.
fn tiles(columns: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let bands = blocks(columns, TILE);
    let above = |end: usize| move |j: &Range<usize>| j.start < end;
    bands
        .clone()
        .flat_map(|i| bands.clone().take_while(above(i.end)).map(move |j| (i.clone(), j)))
        .collect()
}

/// One tile of AᵀA, column-major.
fn tile<T, F>(rows: usize, i: Range<usize>, j: Range<usize>, panel: &F) -> Vec<T>
where
    T: RealField + Copy,
    F: Fn(Range<usize>, Range<usize>, &mut [T]) + Sync,
{
    let zero = T::zero_impl();
    let (height, width) = (i.len(), j.len());
    let mut left = vec![zero; DEPTH.min(rows) * height];
    let mut right = vec![zero; DEPTH.min(rows) * width];
    let mut out = vec![zero; height * width];
    for part in blocks(rows, DEPTH) {
        let depth = part.len();
        let (left, right) = (&mut left[..depth * height], &mut right[..depth * width]);
        panel(part.clone(), i.clone(), left);
        panel(part, j.clone(), right);
        matmul(
            MatMut::from_column_major_slice_mut(&mut out, height, width),
            Accum::Add,
            MatRef::from_row_major_slice(left, depth, height).transpose(),
            MatRef::from_row_major_slice(right, depth, width),
            T::one_impl(),
            Par::Seq,
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(row: usize, column: usize) -> f64 {
        ((row * 31 + column * 17) % 23) as f64 / 7.0 - 1.5
    }

    #[test]
    fn tiles_make_the_whole_product() {
        for (rows, columns) in [(1, 1), (300, 5), (7, 300), (513, 257)] {
            let product = gram::<f64, _>(rows, columns, |r, c, out| {
                let cells = r.flat_map(|r| c.clone().map(move |c| (r, c)));
                out.iter_mut().zip(cells).for_each(|(o, (r, c))| *o = entry(r, c));
            });
            let energy = gram_energy(rows, columns, |r, c, out| {
                let cells = r.flat_map(|r| c.clone().map(move |c| (r, c)));
                out.iter_mut().zip(cells).for_each(|(o, (r, c))| *o = entry(r, c) as f32);
            });
            let mut squares = 0.0;
            for j in 0..columns {
                for i in 0..columns {
                    let expected: f64 = (0..rows).map(|r| entry(r, i) * entry(r, j)).sum();
                    let found = product[(i, j)];
                    let kept = if i >= j { expected } else { 0.0 };
                    assert!((found - kept).abs() < 1e-9, "{rows}x{columns} at {i}, {j}");
                    squares += expected * expected;
                }
            }
            assert!((energy - squares).abs() < 1e-5 * squares, "{energy} {squares}");
        }
    }
}
