//! Trilinear kernel: how an object in space shares itself among voxels.

use super::Grid;

/// Voxels among which a point is shared, with weights that add up to 1.
///
/// A cell secretes into, samples from and takes up out of the field by the same weights, so that its dose does not
/// jump where it crosses from one voxel to the next, as it does with all of it in the nearest voxel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    shares: [(usize, f64); 8],
    count: usize,
}

impl Weights {
    /// The trilinear weights of `point` (µm). Beyond the outer centres the outer voxels have it all.
    ///
    /// ```
    /// use exoscope_tissue::space::{Grid, Weights};
    /// let grid = Grid::new([4, 4, 1], [10.0; 3])?;
    /// let weights = Weights::trilinear(&grid, [17.5, 5.0, 3.0]);
    /// assert_eq!(weights.iter().collect::<Vec<_>>(), [(1, 0.75), (2, 0.25)]);
    /// # Ok::<(), exoscope_tissue::space::SpaceError>(())
    /// ```
    pub fn trilinear(grid: &Grid, point: [f64; 3]) -> Self {
        let (shape, step, origin, strides) =
            (grid.shape(), grid.step(), grid.origin(), grid.strides());
        let mut shares = [(0, 0.0); 8];
        shares[0] = (0, 1.0);
        let mut count = 1;
        for axis in 0..3 {
            let last = (shape[axis] - 1) as f64;
            let at = ((point[axis] - origin[axis]) / step[axis] - 0.5).clamp(0.0, last);
            // NaN clamps to NaN; a cell never has such a place, and 0 keeps the weights whole.
            let at = if at.is_nan() { 0.0 } else { at };
            let (low, share) = (at.floor(), at - at.floor());
            for other in 0..count {
                let (voxel, weight) = shares[other];
                let voxel = voxel + low as usize * strides[axis];
                shares[other] = (voxel, weight * (1.0 - share));
                if share > 0.0 {
                    shares[count + other] = (voxel + strides[axis], weight * share);
                }
            }
            count *= if share > 0.0 { 2 } else { 1 };
        }
        Self { shares, count }
    }

    /// Voxels and weights.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.shares.iter().copied().take(self.count)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn weights_add_up_to_one_and_keep_the_place(x in -20.0..60.0f64, y in 0.0..50.0f64, z in 0.0..40.0f64) {
            let grid = Grid::new([4, 5, 4], [10.0; 3]).unwrap();
            let weights = Weights::trilinear(&grid, [x, y, z]);
            let sum: f64 = weights.iter().map(|(_, w)| w).sum();
            prop_assert!((sum - 1.0).abs() < 1e-12);
            prop_assert!(weights.iter().all(|(v, w)| v < grid.voxels() && w >= 0.0));
            let mean: f64 = weights.iter().map(|(v, w)| w * grid.centre(v)[0]).sum();
            prop_assert!((mean - x.clamp(5.0, 35.0)).abs() < 1e-9);
        }
    }
}
