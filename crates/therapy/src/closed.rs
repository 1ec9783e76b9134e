//! Closed forms: what a trial can show, without simulation.
//!
//! The simulation is tested against them, and they against R.

pub mod design;
pub mod evidence;
pub mod natural;
pub mod power;
pub mod tests;
