//! Tests of exoscope-fit.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod nca;
mod table;
