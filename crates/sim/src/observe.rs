//! What a measurement of a solved body shows.

pub mod distribution;
pub mod fluids;
pub mod kinetics;
pub mod moments;
pub mod provenance;
pub mod recovery;
pub mod sampled;
pub mod sensitivity;
pub mod summary;
