//! Vesicles: secreted by class, carried by diffusion, taken up one by one.
//!
//! At the scale of cells vesicles are countable: around a cell that secretes 60 an hour, a voxel of 10 µm holds 0.07. A
//! field is their mean; what arrives at a cell is a Poisson count with that mean ([`arrivals`]). In small domains each
//! vesicle can be followed ([`Particles`]); both agree in mean and variance, since independent vesicles that are
//! released at random arrive as a Poisson process.

mod arrivals;
mod class;
mod exchange;
pub mod leader;
mod particles;

pub use arrivals::{arrivals, copies_in, poisson};
pub use class::{Carrier, Effect, Uptake, VesicleClass};
pub use exchange::{Clearance, Exchange, credit};
pub use particles::{
    Emission, Particle, ParticleBudget, ParticleError, ParticleState, Particles, Step,
};
