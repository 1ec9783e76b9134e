//! World: a tissue as a TOML file, checked wholly before anything runs, and the simulation of it.

mod boundary;
mod build;
mod carrier;
mod checkpoint;
mod course;
mod error;
mod estimate;
mod file;
mod folder;
mod given;
mod place;
mod signal;
mod simulation;

pub use boundary::BoundaryText;
pub use checkpoint::CheckpointError;
pub use course::Course;
pub use error::{Place, WorldError};
pub use estimate::Estimate;
pub use file::World;
pub use folder::{FolderError, RUN_FILES};
pub use given::{EvidenceLevel, Given, Stated};
pub use simulation::{Simulation, SimulationError};
