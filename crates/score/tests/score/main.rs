//! Performance figures against outside references and known truth.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod detection;
mod score;
