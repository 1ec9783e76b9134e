//! `exoscope fit`: parameters of a body from data.

mod body;

use crate::answer::Answer;
use crate::context::Context;

/// Fit a model to concentrations and biodistributions
#[derive(clap::Subcommand)]
pub enum Command {
    Body(body::Args),
}

pub fn run(command: &Command, context: &Context) -> anyhow::Result<Answer> {
    match command {
        Command::Body(args) => body::run(args, context),
    }
}
