//! How far a value stands from those of the other samples.

use ndarray::{ArrayView2, Axis};
use rayon::prelude::*;

/// miRNAs whose values are gathered at once: neighbours in a row are read together.
const BLOCK: usize = 64;

/// The median of some values; of an even number the mean of the two in the middle.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut known: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
    let (n, middle) = (known.len(), known.len() / 2);
    if n == 0 {
        return None;
    }
    let (before, &mut above, _) = known.select_nth_unstable_by(middle, f64::total_cmp);
    let below = before.iter().copied().max_by(f64::total_cmp).filter(|_| n % 2 == 0);
    Some(f64::midpoint(below.unwrap_or(above), above))
}

/// The median of each column of `log2` (samples × miRNAs, NaN where missing); `None` of a column without
/// values.
pub(super) fn medians(log2: ArrayView2<'_, f32>) -> Vec<Option<f64>> {
    let blocks: Vec<_> = log2.axis_chunks_iter(Axis(1), BLOCK).collect();
    let of_block = |block: ArrayView2<'_, f32>| {
        let columns = block.t().as_standard_layout().into_owned();
        let median =
            |column: ndarray::ArrayView1<'_, f32>| median(column.iter().map(|&v| f64::from(v)));
        columns.outer_iter().map(median).collect::<Vec<_>>()
    };
    blocks.into_par_iter().flat_map_iter(of_block).collect()
}

/// Robust z scores, `(x − median) / (1.4826 MAD)`; `None` where the value is missing or more than
/// half of the values are the same.
pub(super) fn robust_z(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let none = || vec![None; values.len()];
    let Some(centre) = median(values.iter().flatten().copied()) else { return none() };
    let spread = median(values.iter().flatten().map(|value| (value - centre).abs()));
    match spread.filter(|spread| *spread > 0.0) {
        Some(mad) => values.iter().map(|v| v.map(|v| (v - centre) / (1.4826 * mad))).collect(),
        None => none(),
    }
}
