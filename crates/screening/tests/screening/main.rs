//! Closed forms, plans, simulation, fits and runs, against published figures, inputs and each other.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    clippy::unreadable_literal,
    missing_docs
)]

mod closed;
mod cohorts;
mod corpus;
mod fit;
mod measured;
mod pairs;
mod plans;
mod populations;
mod simulation;
