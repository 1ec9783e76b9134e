//! Space: grid of voxels, boundary conditions, and the medium that lies in it.

mod boundary;
mod error;
mod grid;
mod kernel;
mod medium;
mod surface;

pub use boundary::Boundary;
pub use error::SpaceError;
pub use grid::Grid;
pub use kernel::Weights;
pub use medium::{Medium, Membrane};
pub use surface::{Side, Surface};
