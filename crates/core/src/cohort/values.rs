//! The numbers of a cohort, each scale in the storage that keeps it whole.

use ndarray::{Array2, ArrayView1, Axis, Ix1};
use rayon::prelude::*;

use crate::scale::{Guess, Scale, transformed};

/// Samples × miRNAs, NaN where missing.
#[derive(Debug, Clone)]
pub enum Values {
    /// Counts, and values whose scale is unknown: exact to 2^53, as counts pass the 2^24 that f32
    /// holds.
    Exact(Array2<f64>),
    /// Everything else: f32, as instruments measure fewer than its seven digits.
    Single(Array2<f32>),
}

impl Values {
    /// The values in the storage that their scale needs.
    pub(crate) fn stored_for(self, scale: Scale) -> Self {
        match self {
            Self::Exact(values) if !scale.is_exact() => {
                let mut single = Array2::zeros(values.dim());
                let rows = single.axis_iter_mut(Axis(0)).into_par_iter();
                rows.zip(values.axis_iter(Axis(0))).for_each(|(mut row, exact)| {
                    row.zip_mut_with(&exact, |v, exact| *v = *exact as f32);
                });
                Self::Single(single)
            }
            Self::Single(values) if scale.is_exact() => Self::Exact(values.mapv(f64::from)),
            stored => stored,
        }
    }

    /// What scale the values speak for ([`Scale::guess`]).
    pub fn guess_scale(&self) -> Guess {
        /// Values looked at by one thread.
        const PIECE: usize = 1 << 14;
        let values = match self {
            Self::Exact(values) => values.as_standard_layout(),
            Self::Single(values) => values.mapv(f64::from).into(),
        };
        let pieces = values.as_slice().unwrap_or_default().par_chunks(PIECE);
        let present = |row: ArrayView1<'_, f64>| row.iter().filter(|value| !value.is_nan()).sum();
        let guess = Scale::guess(pieces, values.rows().into_iter().map(present));
        guess.unless(|| {
            transformed(values.dim(), |row, column| self.get(row, column).unwrap_or(f64::NAN))
        })
    }

    /// Number of samples and of miRNAs.
    pub fn dim(&self) -> (usize, usize) {
        match self {
            Self::Exact(values) => values.dim(),
            Self::Single(values) => values.dim(),
        }
    }

    /// The value of a sample and a miRNA: NaN where missing, `None` where there is no such cell.
    pub fn get(&self, row: usize, column: usize) -> Option<f64> {
        match self {
            Self::Exact(values) => values.get((row, column)).copied(),
            Self::Single(values) => values.get((row, column)).map(|&v| f64::from(v)),
        }
    }

    /// The values of sample `row`; empty where there is no such sample.
    pub fn row(&self, row: usize) -> impl Iterator<Item = f64> {
        match self {
            Self::Exact(values) if row < values.nrows() => Row::Exact(values.row(row).into_iter()),
            Self::Single(values) if row < values.nrows() => {
                Row::Single(values.row(row).into_iter())
            }
            _ => Row::Absent,
        }
    }

    /// The values of miRNA `column`; empty where there is no such miRNA.
    pub fn column(&self, column: usize) -> impl Iterator<Item = f64> {
        (0..self.dim().0).map_while(move |row| self.get(row, column))
    }

    /// How many values are missing.
    pub fn n_missing(&self) -> usize {
        match self {
            Self::Exact(values) => count(values, |v| v.is_nan()),
            Self::Single(values) => count(values, |v| v.is_nan()),
        }
    }

    /// The first value, row by row, that `wanted` accepts: its row, column and the value.
    pub(crate) fn find(&self, wanted: impl Fn(f64) -> bool + Sync) -> Option<(usize, usize, f64)> {
        match self {
            Self::Exact(values) => find(values, |&v| v, wanted),
            Self::Single(values) => find(values, |&v| f64::from(v), wanted),
        }
    }

    /// The values of these columns, which must be there.
    pub(crate) fn select_columns(&self, columns: &[usize]) -> Self {
        match self {
            Self::Exact(values) => Self::Exact(values.select(Axis(1), columns)),
            Self::Single(values) => Self::Single(values.select(Axis(1), columns)),
        }
    }

    /// The values of these rows, which must be there.
    pub(crate) fn select_rows(&self, rows: &[usize]) -> Self {
        match self {
            Self::Exact(values) => Self::Exact(values.select(Axis(0), rows)),
            Self::Single(values) => Self::Single(values.select(Axis(0), rows)),
        }
    }
}

/// The values of a sample, in either storage.
enum Row<'a> {
    Exact(ndarray::iter::Iter<'a, f64, Ix1>),
    Single(ndarray::iter::Iter<'a, f32, Ix1>),
    Absent,
}

impl Iterator for Row<'_> {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        match self {
            Self::Exact(row) => row.next().copied(),
            Self::Single(row) => row.next().map(|&value| f64::from(value)),
            Self::Absent => None,
        }
    }
}

fn count<T: Sync>(values: &Array2<T>, wanted: impl Fn(&T) -> bool + Sync) -> usize {
    let rows = values.axis_iter(Axis(0)).into_par_iter();
    rows.map(|row| row.fold(0, |n, value| n + usize::from(wanted(value)))).sum()
}

fn find<T: Sync>(
    values: &Array2<T>,
    exact: impl Fn(&T) -> f64 + Sync,
    wanted: impl Fn(f64) -> bool + Sync,
) -> Option<(usize, usize, f64)> {
    (0..values.nrows()).into_par_iter().find_map_first(|row| {
        let values = values.row(row);
        // Looking at all is many times as fast as stopping at the first; mostly there is none.
        if !values.fold(false, |any, value| any | wanted(exact(value))) {
            return None;
        }
        let column = values.iter().position(|value| wanted(exact(value)))?;
        Some((row, column, exact(values.get(column)?)))
    })
}

/// Equal where values are equal or both missing.
impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) => {
                a.dim() == b.dim()
                    && a.iter().zip(b).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
            }
            (Self::Single(a), Self::Single(b)) => {
                a.dim() == b.dim()
                    && a.iter().zip(b).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
            }
            _ => false,
        }
    }
}
