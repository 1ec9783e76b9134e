//! Errors of grids and media.

use thiserror::Error;

/// Why there is no such space.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum SpaceError {
    /// A voxel size that is no length.
    #[error("a voxel of {size} µm along axis {axis}: sizes are finite and above 0")]
    VoxelSize {
        /// Axis, from 0.
        axis: usize,
        /// Size in µm.
        size: f64,
    },
    /// A grid of nothing, or of more voxels than can be counted.
    #[error("{x} × {y} × {z} voxels: from 1 to {most}", most = super::Grid::MOST_VOXELS)]
    VoxelCount {
        /// Voxels along x.
        x: usize,
        /// Voxels along y.
        y: usize,
        /// Voxels along z.
        z: usize,
    },
    /// A number that must not be negative, or not finite.
    #[error("{what} is {value}: give a finite number of 0 or more")]
    Negative {
        /// What.
        what: &'static str,
        /// Its value.
        value: f64,
    },
    /// Values for another number of voxels.
    #[error("{given} values for {voxels} voxels")]
    Length {
        /// How many were given.
        given: usize,
        /// How many voxels there are.
        voxels: usize,
    },
    /// A periodic axis with too few voxels, or periodic on one side alone.
    #[error("axis {axis} is periodic: both its sides must be, and it needs 3 voxels or more")]
    Periodic {
        /// Axis, from 0.
        axis: usize,
    },
    /// A membrane that lies outside the grid.
    #[error("a membrane after voxel {after} of axis {axis}, which has {count}")]
    Membrane {
        /// Axis, from 0.
        axis: usize,
        /// Voxel below the membrane.
        after: usize,
        /// Voxels of the axis.
        count: usize,
    },
    /// A voxel that is not there.
    #[error("voxel {voxel} of {voxels}")]
    Voxel {
        /// Which.
        voxel: usize,
        /// How many there are.
        voxels: usize,
    },
}
