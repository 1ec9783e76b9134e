//! Squared Euclidean distances.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

/// Running sums of a distance: fast without reordering, hence the same bytes everywhere.
const LANES: usize = 16;

/// Distances of the rows of `x` (samples × features) to those of `centres`: samples × centres.
pub(super) fn square_distances(
    x: ArrayView2<'_, f32>,
    centres: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let mut out = Array2::zeros((x.nrows(), centres.nrows()));
    out.axis_iter_mut(Axis(0)).into_par_iter().zip(x.axis_iter(Axis(0))).for_each(
        |(mut out, sample)| {
            let sample = sample.as_standard_layout();
            if let Some(sample) = sample.as_slice() {
                for (out, centre) in out.iter_mut().zip(centres.outer_iter()) {
                    *out = centre.as_slice().map_or(f32::NAN, |c| square_distance(sample, c));
                }
            }
        },
    );
    out
}

fn square_distance(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (a16, b16) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a16.0.iter().zip(b16.0) {
        for ((s, a), b) in sums.iter_mut().zip(a).zip(b) {
            *s += (a - b) * (a - b);
        }
    }
    let rest: f32 = a16.1.iter().zip(b16.1).map(|(a, b)| (a - b) * (a - b)).sum();
    sums.iter().sum::<f32>() + rest
}
