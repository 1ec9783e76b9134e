//! The program as its users meet it.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod audit;
mod compare;
mod determinism;
mod differential;
mod explain;
mod fetch;
mod files;
mod fit;
mod guards;
mod interrupted;
mod nca;
mod options;
mod overwriting;
mod pages;
mod prep;
mod program;
mod quality;
mod readme;
mod real_data;
mod reproduce;
mod screening;
// Its misbehaviour is tested beside it.
#[allow(dead_code)]
#[path = "../../../fetch/tests/fetch/server.rs"]
mod server;
mod simulate;
mod sources;
mod stand_in;
mod therapy;
mod tissue;
mod tls;
mod usage;
mod workflow;
