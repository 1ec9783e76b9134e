//! Closed-form screening models: interception (Hubbell 2021), two-stage Markov (Lange 2024) and stage shift
//! to mortality (Owens 2022).
//!
//! They need no simulation, and the simulation is tested against them.

pub mod interception;
pub mod markov;
pub mod mortality;
