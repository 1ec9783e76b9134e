//! Pharmacokinetic data analysis: event tables, noncompartmental analysis, bodies fitted to data.
//!
//! `table → nca`: an event table in NONMEM's columns, wholly checked; what its concentrations say without a
//! model.
//!
//! Research use only: not a diagnostic device.

pub mod nca;
pub mod table;
