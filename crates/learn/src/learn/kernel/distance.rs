//! Squared Euclidean distances.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::Centres;

/// Running sums of a distance: fast without reordering, hence the same bytes everywhere.
const LANES: usize = 16;
/// Samples for which a centre is read once.
const BLOCK: usize = 16;

/// Distances of the rows of `x` (samples × features) to the centres: samples × centres.
pub(super) fn square_distances(x: ArrayView2<'_, f32>, centres: &Centres) -> Array2<f32> {
    let features = x.ncols().max(1);
    let mut out = Array2::zeros((x.nrows(), centres.steps().len()));
    let width = centres.steps().len().max(1);
    let x = x.as_standard_layout();
    if let (Some(x), Some(out)) = (x.as_slice(), out.as_slice_mut()) {
        // The instructions of the machine at hand: they add up in the same order on all.
        let arch = pulp::Arch::new();
        let blocks = out.par_chunks_mut(BLOCK * width).zip(x.par_chunks(BLOCK * features));
        blocks.for_each(|(out, x)| arch.dispatch(Block { x, centres, features, width, out }));
    }
    out
}

/// Some samples and all centres, row by row.
struct Block<'a> {
    x: &'a [f32],
    centres: &'a Centres,
    features: usize,
    /// Number of centres.
    width: usize,
    out: &'a mut [f32],
}

impl pulp::NullaryFnOnce for Block<'_> {
    type Output = ();

    // Inlined into what is compiled for the machine at hand.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn call(self) {
        let mut point = vec![0.0_f32; self.features];
        let (middle, centres) = (self.centres.middle(), self.centres.values());
        for (place, (values, &step)) in centres.outer_iter().zip(self.centres.steps()).enumerate() {
            let values = values.to_slice().unwrap_or_default();
            for ((x, &value), middle) in point.iter_mut().zip(values).zip(middle) {
                *x = middle + step * f32::from(value);
            }
            let samples = self.x.chunks_exact(self.features);
            for (out, sample) in self.out.chunks_exact_mut(self.width).zip(samples) {
                out[place] = square_distance(sample, &point);
            }
        }
    }
}

#[allow(clippy::inline_always)]
#[inline(always)]
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

#[cfg(test)]
mod tests {
    use ndarray::Axis;

    use super::*;

    #[test]
    fn a_sample_has_the_same_distances_alone_as_among_others() {
        let value = |i: usize, j: usize| ((i * 31 + j * 17) % 23) as f32 / 7.0;
        let (x, centres) = (Array2::from_shape_fn((39, 53), |(i, j)| value(i, j)), 11);
        let centres = Array2::from_shape_fn((centres, 53), |(i, j)| value(j, i + 3));
        let centres = Centres::near(centres.view());
        let all = square_distances(x.view(), &centres);
        for (row, distances) in x.outer_iter().zip(all.outer_iter()) {
            let alone = square_distances(row.insert_axis(Axis(0)), &centres);
            assert_eq!(alone.row(0), distances);
            for (centre, &distance) in centres.points().outer_iter().zip(distances) {
                let exact: f64 =
                    row.iter().zip(centre).map(|(a, b)| f64::from(a - b).powi(2)).sum();
                assert!((f64::from(distance) - exact).abs() < 1e-5 * exact);
            }
        }
    }
}
