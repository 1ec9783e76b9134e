//! Tests of exoscope-fit.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod body;
mod corpus;
mod estimate;
mod nca;
mod recovery;
mod table;
