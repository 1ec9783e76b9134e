//! `AᵀA` in tiles, from A a block of rows at a time.

use std::ops::Range;

use faer::{Mat, MatMut, MatRef};
use rayon::prelude::*;

use crate::{Real, blocks, multiply_add};

/// Columns of A in a tile.
const TILE: usize = 256;

/// The lower triangle of `AᵀA` (columns × columns), growing by blocks of rows of A.
pub struct Gram<T> {
    columns: usize,
    tiles: Vec<Tile<T>>,
}

/// A rectangle on or below the diagonal of the product.
struct Tile<T> {
    rows: Range<usize>,
    columns: Range<usize>,
    /// Column-major.
    values: Vec<T>,
}

impl<T: Real> Gram<T> {
    /// Rows of A that make a good block: enough to amortise the pass over the tiles.
    pub const DEPTH: usize = 512;

    /// The product of no rows: 0.
    pub fn new(columns: usize) -> Self {
        let bands = blocks(columns, TILE);
        let tile = |rows: Range<usize>, columns: Range<usize>| {
            let values = vec![T::zero_impl(); rows.len() * columns.len()];
            Tile { rows, columns, values }
        };
        let tiles = bands
            .clone()
            .enumerate()
            .flat_map(|(i, rows)| {
                bands.clone().take(i + 1).map(move |columns| tile(rows.clone(), columns))
            })
            .collect();
        Self { columns, tiles }
    }

    /// Adds the product of some rows of A (rows × columns, any strides).
    pub fn add(&mut self, rows: MatRef<'_, T>) {
        self.tiles.par_iter_mut().for_each(|tile| {
            let (height, width) = (tile.rows.len(), tile.columns.len());
            multiply_add(
                MatMut::from_column_major_slice_mut(&mut tile.values, height, width),
                rows.subcols(tile.rows.start, height).transpose(),
                rows.subcols(tile.columns.start, width),
            );
        });
    }

    /// The product; its upper triangle is 0.
    pub fn into_lower(self) -> Mat<T> {
        let mut out = Mat::zeros(self.columns, self.columns);
        for Tile { rows, columns, values } in self.tiles {
            for (j, values) in columns.zip(values.chunks_exact(rows.len())) {
                for (i, &v) in rows.clone().zip(values).filter(|(i, _)| *i >= j) {
                    out[(i, j)] = v;
                }
            }
        }
        out
    }
}

impl Gram<f32> {
    /// Sum of the squared entries of the whole product.
    pub fn energy(&self) -> f64 {
        let energy = |tile: &Tile<f32>| {
            let times = if tile.rows == tile.columns { 1.0 } else { 2.0 };
            times * tile.values.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>()
        };
        self.tiles.iter().map(energy).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(row: usize, column: usize) -> f64 {
        ((row * 31 + column * 17) % 23) as f64 / 7.0 - 1.5
    }

    #[test]
    fn tiles_make_the_whole_product() {
        for (rows, columns) in [(1, 1), (300, 5), (7, 300), (40, 257)] {
            let a = Mat::from_fn(rows, columns, entry);
            let single = Mat::from_fn(rows, columns, |i, j| entry(i, j) as f32);
            let mut gram = Gram::new(columns);
            for block in blocks(rows, 16) {
                gram.add(a.as_ref().subrows(block.start, block.len()));
            }
            let product = gram.into_lower();
            let mut gram = Gram::new(columns);
            gram.add(single.as_ref());
            let energy = gram.energy();
            let mut squares = 0.0;
            for j in 0..columns {
                for i in 0..columns {
                    let expected: f64 = (0..rows).map(|r| entry(r, i) * entry(r, j)).sum();
                    let kept = if i >= j { expected } else { 0.0 };
                    assert!((product[(i, j)] - kept).abs() < 1e-9, "{rows}x{columns} at {i}, {j}");
                    squares += expected * expected;
                }
            }
            assert!((energy - squares).abs() < 1e-5 * squares, "{energy} {squares}");
        }
    }
}
