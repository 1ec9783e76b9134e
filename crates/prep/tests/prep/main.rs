//! Instrument exports read as they are, their figures, and what they allow to claim.

#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, missing_docs)]
#![allow(clippy::format_collect, clippy::format_push_string)]

mod acquired;
mod counted;
mod cytometry;
mod damage;
mod data;
mod figures;
mod made;
mod optics;
mod protein;
mod real;
mod run;
mod said;
mod simulated;
mod streams;
mod table;
