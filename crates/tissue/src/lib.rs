//! Tissue simulation: space → field → cell → vesicle → world → observe.
//!
//! Concentration fields diffuse on a regular grid, cells move off-lattice and divide, and vesicles with cargo, origin
//! and fate pass between them. Lengths are in µm, times in min, diffusivities in µm²/min, amounts in whatever a field
//! counts (vesicles, µM·µm³). The same seed gives the same bytes at any number of threads and after any restart:
//! sums have a fixed order, draws are keyed by seed, purpose, cell and step. Research use only.

pub mod cell;
pub mod field;
pub mod real;
pub mod space;
pub mod vesicle;
pub mod world;

pub use real::Real;
