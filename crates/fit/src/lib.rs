//! Pharmacokinetic data analysis: event tables, noncompartmental analysis, bodies fitted to data.
//!
//! `table → nca`: an event table in NONMEM's columns, wholly checked; what its concentrations say without a
//! model. `table → body → estimate`: a body of `exoscope-sim` and the doses of a table give predictions, whose
//! parameters are estimated by maximum likelihood, with errors, profiles and what the data cannot tell.
//!
//! Research use only: not a diagnostic device.

pub mod body;
pub mod estimate;
pub mod nca;
pub mod table;
