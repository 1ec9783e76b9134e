//! Squared Euclidean distances.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

/// Running sums of a distance: fast without reordering, hence the same bytes everywhere.
const LANES: usize = 16;
/// Samples compared with a centre at once: while the sums of one wait for each other, those of the next
/// go on.
const TILE: usize = 4;
/// Samples of a thread: a centre is read once for all of them.
const BLOCK: usize = 16;

/// Distances of the rows of `x` (samples × features) to those of `centres`: samples × centres.
pub(super) fn square_distances(
    x: ArrayView2<'_, f32>,
    centres: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let (x, centres) = (x.as_standard_layout(), centres.as_standard_layout());
    let mut out = Array2::zeros((x.nrows(), centres.nrows()));
    let features = x.ncols().max(1);
    let blocks = x.as_slice().unwrap_or_default().par_chunks(features * BLOCK);
    // The instructions of the machine at hand: they add up in the same order on all.
    let arch = pulp::Arch::new();
    out.axis_chunks_iter_mut(Axis(0), BLOCK).into_par_iter().zip(blocks).for_each(
        |(mut out, samples)| {
            let samples: Vec<&[f32]> = samples.chunks_exact(features).collect();
            for (centre, mut out) in centres.outer_iter().zip(out.axis_iter_mut(Axis(1))) {
                let Some(centre) = centre.to_slice() else { continue };
                let (tiles, rest) = samples.as_chunks::<TILE>();
                let tiled = tiles.iter().flat_map(|tile| arch.dispatch(|| to_centre(tile, centre)));
                let rest = rest.iter().flat_map(|&one| arch.dispatch(|| to_centre(&[one], centre)));
                out.iter_mut().zip(tiled.chain(rest)).for_each(|(out, distance)| *out = distance);
            }
        },
    );
    out
}

/// Each distance is summed up as it would be alone.
// Inlined into what is compiled for the machine at hand.
#[allow(clippy::inline_always)]
#[inline(always)]
fn to_centre<const N: usize>(samples: &[&[f32]; N], centre: &[f32]) -> [f32; N] {
    let mut sums = [[0.0_f32; LANES]; N];
    let (c16, c_rest) = centre.as_chunks::<LANES>();
    let parts = samples.map(|sample| sample.as_chunks::<LANES>());
    for (place, c) in c16.iter().enumerate() {
        for (sums, (sample, _)) in sums.iter_mut().zip(&parts) {
            let Some(sample) = sample.get(place) else { continue };
            for ((s, a), b) in sums.iter_mut().zip(sample).zip(c) {
                *s += (a - b) * (a - b);
            }
        }
    }
    let mut out = [0.0; N];
    for ((out, sums), (_, rest)) in out.iter_mut().zip(&sums).zip(&parts) {
        let rest: f32 = rest.iter().zip(c_rest).map(|(a, b)| (a - b) * (a - b)).sum();
        *out = sums.iter().sum::<f32>() + rest;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_the_same_distances_alone_as_among_others() {
        let value = |i: usize, j: usize| ((i * 31 + j * 17) % 23) as f32 / 7.0;
        let (x, centres) = (Array2::from_shape_fn((39, 53), |(i, j)| value(i, j)), 11);
        let centres = Array2::from_shape_fn((centres, 53), |(i, j)| value(j, i + 3));
        let all = square_distances(x.view(), centres.view());
        for (row, distances) in x.outer_iter().zip(all.outer_iter()) {
            let alone = square_distances(row.insert_axis(Axis(0)), centres.view());
            assert_eq!(alone.row(0), distances);
            for (centre, &distance) in centres.outer_iter().zip(distances) {
                let exact: f64 =
                    row.iter().zip(centre).map(|(a, b)| f64::from(a - b).powi(2)).sum();
                assert!((f64::from(distance) - exact).abs() < 1e-5 * exact);
            }
        }
    }
}
