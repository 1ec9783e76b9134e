//! The tissue crate against closed forms, published figures, conservation laws and independent solutions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, missing_docs)]

mod cells;
mod fields;
mod vesicles;
mod worlds;
