//! The program as its users meet it.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod audit;
mod compare;
mod determinism;
mod explain;
mod files;
mod interrupted;
mod pages;
mod program;
mod quality;
mod real_data;
mod simulate;
mod usage;
mod workflow;
