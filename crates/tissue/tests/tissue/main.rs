//! The tissue crate against closed forms, published figures, conservation laws and independent solutions.
#![allow(clippy::unwrap_used, missing_docs)]

mod cells;
mod fields;
mod vesicles;
mod worlds;
