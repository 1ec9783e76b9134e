//! The examples run, on files and on bytes in memory; both ways give the same bytes.

#![allow(clippy::unwrap_used, dead_code, missing_docs)]

#[path = "../../examples/audit.rs"]
mod audit;
#[path = "../../examples/evaluate.rs"]
mod evaluate;
#[path = "../../examples/folds_of_your_own.rs"]
mod folds_of_your_own;
#[path = "../../examples/in_memory.rs"]
mod in_memory;
#[path = "../../examples/simulate_and_read.rs"]
mod simulate_and_read;
#[path = "../../examples/train_and_predict.rs"]
mod train_and_predict;

mod examples;
mod use_cases;
