//! A body as compartments and flows, read from a TOML file and wholly checked before anything runs.
//!
//! The file speaks of organs, fluids, secreting cells and doses; [`Blueprint`] is what follows from
//! it: compartments, first-order transfers and losses whose rates are products of parameters. A
//! blueprint with one value per parameter is a system to solve.
//!
//! Amounts are in vesicles, volumes in mL, masses in g, time in minutes.

mod blueprint;
mod builtin;
mod compile;
mod error;
mod file;
mod kind;
mod person;
mod term;

pub use blueprint::{
    Blueprint, Compartment, Dosing, EliminationRoute, Kinetics, Loss, ParameterSlot, Release, Site,
};
pub use blueprint::{Source, Target, Transfer};
pub use builtin::{ADULT, MOUSE, lactating_adult};
pub use error::{Line, ModelError};
pub use person::{Person, Sex};
pub use term::{Factor, RateExpr};

#[cfg(test)]
mod tests;
