//! Walking a large samples × miRNAs matrix on all cores with results that do not depend on how many.

use std::ops::Range;

use ndarray::ArrayView2;

use super::error::PrepareError;

/// Columns that are summed together: 64 values of 4 bytes are four cache lines of a row.
const COLUMNS: usize = 64;

/// Cuts `0..columns` into ranges of fixed size, whatever the number of threads.
pub(super) fn column_blocks(columns: usize) -> Vec<Range<usize>> {
    (0..columns).step_by(COLUMNS).map(|at| at..(at + COLUMNS).min(columns)).collect()
}

/// Where a value is NaN or infinite, in row order.
pub(super) fn first_not_finite(x: &ArrayView2<'_, f32>) -> Option<PrepareError> {
    x.indexed_iter()
        .find(|(_, value)| !value.is_finite())
        .map(|((row, column), &value)| PrepareError::NotFinite { row, column, value })
}
