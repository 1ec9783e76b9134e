//! Regular grid of voxels.

use serde::{Deserialize, Serialize};

use super::SpaceError;

/// A box of equal voxels; x runs fastest in memory. An axis of one voxel is one along which nothing moves, so that 1-D
/// and 2-D are boxes too, with a thickness.
///
/// ```
/// use exoscope_tissue::space::Grid;
/// let grid = Grid::new([4, 3, 1], [10.0, 10.0, 20.0])?;
/// assert_eq!((grid.voxels(), grid.dimensions()), (12, 2));
/// assert_eq!(grid.centre(5), [15.0, 15.0, 10.0]);
/// assert_eq!(grid.locate([15.0, 12.0, 3.0]), Some(5));
/// assert_eq!(grid.locate([41.0, 12.0, 3.0]), None);
/// # Ok::<(), exoscope_tissue::space::SpaceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    shape: [usize; 3],
    step: [f64; 3],
    origin: [f64; 3],
}

impl Grid {
    /// Most voxels that a grid can have.
    pub const MOST_VOXELS: usize = 1 << 32;

    /// A grid of `shape` voxels of `step` µm, with its lower corner at the origin.
    pub fn new(shape: [usize; 3], step: [f64; 3]) -> Result<Self, SpaceError> {
        for (axis, &size) in step.iter().enumerate() {
            if !(size > 0.0 && size.is_finite()) {
                return Err(SpaceError::VoxelSize { axis, size });
            }
        }
        let [x, y, z] = shape;
        let count = x.checked_mul(y).and_then(|xy| xy.checked_mul(z));
        match count {
            Some(1..=Self::MOST_VOXELS) => Ok(Self { shape, step, origin: [0.0; 3] }),
            _ => Err(SpaceError::VoxelCount { x, y, z }),
        }
    }

    /// The same grid with its lower corner at `origin` (µm).
    #[must_use]
    pub fn at(mut self, origin: [f64; 3]) -> Self {
        self.origin = origin;
        self
    }

    /// Voxels along each axis.
    pub fn shape(&self) -> [usize; 3] {
        self.shape
    }

    /// Size of a voxel, µm.
    pub fn step(&self) -> [f64; 3] {
        self.step
    }

    /// Lower corner, µm.
    pub fn origin(&self) -> [f64; 3] {
        self.origin
    }

    /// Upper corner, µm.
    pub fn end(&self) -> [f64; 3] {
        std::array::from_fn(|a| self.origin[a] + self.shape[a] as f64 * self.step[a])
    }

    /// Number of voxels.
    pub fn voxels(&self) -> usize {
        self.shape.iter().product()
    }

    /// Volume of a voxel, µm³.
    pub fn volume(&self) -> f64 {
        self.step.iter().product()
    }

    /// Number of axes along which something can move.
    pub fn dimensions(&self) -> usize {
        self.shape.iter().filter(|&&n| n > 1).count()
    }

    /// Distance in memory between neighbours along each axis.
    pub fn strides(&self) -> [usize; 3] {
        [1, self.shape[0], self.shape[0] * self.shape[1]]
    }

    /// The voxel at these places along the axes.
    pub fn index(&self, place: [usize; 3]) -> usize {
        place[0] + self.shape[0] * (place[1] + self.shape[1] * place[2])
    }

    /// Places of a voxel along the axes.
    pub fn place(&self, voxel: usize) -> [usize; 3] {
        let [x, y, _] = self.shape;
        [voxel % x, voxel / x % y, voxel / (x * y)]
    }

    /// Centre of a voxel, µm.
    pub fn centre(&self, voxel: usize) -> [f64; 3] {
        let place = self.place(voxel);
        std::array::from_fn(|a| self.origin[a] + (place[a] as f64 + 0.5) * self.step[a])
    }

    /// The voxel that holds `point` (µm); `None` outside. Axes of one voxel hold every point.
    pub fn locate(&self, point: [f64; 3]) -> Option<usize> {
        let mut place = [0; 3];
        for a in 0..3 {
            if self.shape[a] > 1 {
                let at = ((point[a] - self.origin[a]) / self.step[a]).floor();
                if !(at >= 0.0 && at < self.shape[a] as f64) {
                    return None;
                }
                place[a] = at as usize;
            }
        }
        Some(self.index(place))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn grids_that_cannot_be_are_refused() {
        let size = |s| Grid::new([1, 1, 1], [s, 1.0, 1.0]);
        assert!(size(0.0).is_err() && size(-1.0).is_err() && size(f64::NAN).is_err());
        assert!(Grid::new([0, 1, 1], [1.0; 3]).is_err());
        assert!(Grid::new([usize::MAX, 2, 1], [1.0; 3]).is_err());
        assert!(Grid::new([1 << 20, 1 << 20, 1], [1.0; 3]).is_err());
    }

    #[test]
    fn centre_and_locate_are_inverse() {
        let grid = Grid::new([5, 4, 3], [2.0, 3.0, 5.0]).unwrap().at([-7.0, 1.0, 0.5]);
        for voxel in 0..grid.voxels() {
            assert_eq!(grid.locate(grid.centre(voxel)), Some(voxel));
        }
    }
}
