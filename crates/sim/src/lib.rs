//! Exosomes made, carried, taken up and cleared: from cells to blood.
//!
//! `parameter → model → solve → world → observe`: numbers with their evidence; a checked model of
//! compartments and flows; its solution, whose mass always balances; people and doses; what a
//! measurement would show.
//!
//! Research use only. The simulator computes what stated assumptions imply; it promises no therapy.

pub mod assay;
pub mod cargo;
pub mod cohort;
pub mod model;
pub mod observe;
pub mod parameter;
pub mod profile;
pub mod sbml;
pub mod solve;
pub mod world;
