//! Values as small numbers: which of at most 64 intervals each lies in.

use ndarray::ArrayView1;
use rayon::prelude::*;

use crate::learn::Examples;

/// Intervals of a feature at most.
pub(super) const BINS: usize = 64;

/// One feature of the training samples.
pub(super) struct Binned {
    /// The feature's place among all.
    pub feature: usize,
    /// The bin of each sample.
    pub bin_of: Vec<u8>,
    /// Upper edge of every bin but the last: bin b holds values of at most `edges[b]`.
    pub edges: Vec<f32>,
}

impl Binned {
    /// Some features of all samples, in bins of about equal weight.
    pub fn of(examples: &Examples, features: &[usize]) -> Vec<Self> {
        let x = examples.x();
        let one = |&feature: &usize| {
            let values = x.column(feature);
            let edges = edges(values, examples.weights());
            let bin = |&v: &f32| edges.partition_point(|edge| *edge < v) as u8;
            Self { feature, bin_of: values.iter().map(bin).collect(), edges }
        };
        features.par_iter().map(one).collect()
    }
}

/// Where values are cut: between all distinct ones where they are few, else where another
/// 1 / [`BINS`] of the weight is full.
fn edges(values: ArrayView1<'_, f32>, weights: &[f64]) -> Vec<f32> {
    let mut sorted: Vec<(f32, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    sorted.dedup_by(|later, kept| {
        let same = later.0 <= kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
    let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let share = if sorted.len() > BINS { total / BINS as f64 } else { 0.0 };
    let (mut edges, mut below) = (Vec::new(), 0.0);
    for pair in sorted.windows(2) {
        let [(here, weight), (next, _)] = *pair else { continue };
        below += weight;
        if edges.len() + 1 < BINS && below >= share * (edges.len() + 1) as f64 {
            edges.push(between(here, next));
        }
    }
    edges
}

/// A number from `low` on and below `high`, halfway where numbers are dense enough.
fn between(low: f32, high: f32) -> f32 {
    let middle = low / 2.0 + high / 2.0;
    if low <= middle && middle < high { middle } else { low }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn few_values_have_a_bin_each_and_many_share_bins_evenly() {
        let x = Array2::from_shape_fn((640, 2), |(i, j)| if j == 0 { i % 5 } else { i } as f32);
        let y = (0..640).map(|i| i % 2).collect();
        let binned = Binned::of(&Examples::new(x, y, 2).unwrap(), &[0, 1]);
        assert_eq!(binned[0].edges, [0.5, 1.5, 2.5, 3.5]);
        assert_eq!(binned[0].bin_of[..6], [0, 1, 2, 3, 4, 0]);
        assert_eq!(binned[1].edges.len(), BINS - 1);
        for bin in 0..BINS {
            assert_eq!(binned[1].bin_of.iter().filter(|b| usize::from(**b) == bin).count(), 10);
        }
    }

    #[test]
    fn an_edge_parts_neighbours_that_have_nothing_between_them() {
        let next = f32::from_bits(1.0_f32.to_bits() + 1);
        assert!((1.0..next).contains(&between(1.0, next)));
        assert!((f32::MIN..f32::MAX).contains(&between(f32::MIN, f32::MAX)));
    }
}
