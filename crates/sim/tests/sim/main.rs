//! Bodies and cohorts against published figures, another simulator and conservation laws.

#![allow(clippy::unwrap_used, missing_docs)]

mod cohort;
mod population;
mod published;
mod sbml;
