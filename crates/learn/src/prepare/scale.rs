//! From the scale that values were measured on to log2.

use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Zip};
use serde::{Deserialize, Serialize};

use super::depth::{Depth, FittedDepth};
use super::error::PrepareError;
use super::profiles::{Measured, Profiles};
use crate::split::Training;

/// How values become log2. Values on another scale than in training are refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FittedScale {
    /// Counts, by their depth.
    Counts(FittedDepth),
    /// Counts per million, by `log2(x + 1)`.
    Cpm,
    /// Values that are log2 already.
    Log2,
}

impl FittedScale {
    pub(super) fn fit(
        depth: &Depth,
        training: &Training<Profiles<'_>>,
    ) -> Result<Self, PrepareError> {
        match training.values {
            Measured::Counts(counts) => depth.fit(&Training::new(counts)).map(Self::Counts),
            Measured::Cpm(_) | Measured::Log2(_) if depth.needs_counts() => {
                let found = training.values.scale();
                Err(PrepareError::Scale { needs: "TMM", expected: "counts", found })
            }
            Measured::Cpm(_) => Ok(Self::Cpm),
            Measured::Log2(_) => Ok(Self::Log2),
        }
    }

    /// Log2 values of `columns`.
    pub(super) fn apply(
        &self,
        values: &Measured<'_>,
        columns: &[usize],
    ) -> Result<Array2<f32>, PrepareError> {
        let expected = match (self, values) {
            (Self::Counts(depth), Measured::Counts(counts)) => {
                return depth.apply(*counts, columns);
            }
            (Self::Cpm, Measured::Cpm(cpm)) => {
                let no_amount = |value: f32| value < 0.0 || value.is_infinite();
                return match find(*cpm, no_amount) {
                    Some((row, column, value)) => {
                        let value = f64::from(value);
                        Err(PrepareError::NotAnAmount { row, column, value })
                    }
                    None => {
                        Ok(select(*cpm, columns, |value| (f64::from(value) + 1.0).log2() as f32))
                    }
                };
            }
            (Self::Log2, Measured::Log2(x)) => {
                return match find(*x, f32::is_infinite) {
                    Some((row, column, value)) => {
                        Err(PrepareError::NotFinite { row, column, value })
                    }
                    None => Ok(select(*x, columns, |value| value)),
                };
            }
            (Self::Counts(_), _) => "counts",
            (Self::Cpm, _) => "CPM",
            (Self::Log2, _) => "log2",
        };
        Err(PrepareError::Scale { needs: "this preparation", expected, found: values.scale() })
    }
}

/// Copies `columns`, changing each value. A column that `x` does not have is missing.
fn select(
    x: ArrayView2<'_, f32>,
    columns: &[usize],
    change: impl Fn(f32) -> f32 + Sync,
) -> Array2<f32> {
    let mut selected = Array2::zeros((x.nrows(), columns.len()));
    Zip::from(selected.rows_mut()).and(x.rows()).par_for_each(|mut to, from| {
        for (value, &column) in to.iter_mut().zip(columns) {
            *value = from.get(column).map_or(f32::NAN, |&value| change(value));
        }
    });
    selected
}

/// The first place, in row order, of a value that is `wrong`.
fn find(x: ArrayView2<'_, f32>, wrong: impl Fn(f32) -> bool + Sync) -> Option<(usize, usize, f32)> {
    let in_row = |(row, values): (usize, ArrayView1<'_, f32>)| {
        let column = values.iter().position(|&value| wrong(value))?;
        Some((row, column, values[column]))
    };
    let places = x.axis_iter(Axis(0)).into_par_iter().enumerate().map(in_row);
    places.find_first(Option::is_some).flatten()
}
