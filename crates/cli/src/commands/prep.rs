//! `exoscope prep`: what a vesicle preparation holds, and what its files allow to claim.

mod claim;
mod init;
mod inputs;
mod read;
mod report;
mod simulate;
mod summary;

use crate::answer::Answer;
use crate::context::Context;

/// Vesicle preparations: size, count, marker, protein and purity from instrument exports
///
/// Reads exports of particle counters (NanoSight, ZetaView), flow cytometers (FCS) and plate readers (Gen5, SoftMax Pro,
/// BMG MARS) together, and says what they show of a preparation and what they cannot. Research use only.
#[derive(clap::Subcommand)]
pub enum Command {
    Init(init::Args),
    Read(read::Args),
    Claim(claim::Args),
    Report(report::Args),
    Simulate(simulate::Args),
}

pub fn run(command: &Command, context: &Context) -> anyhow::Result<Answer> {
    match command {
        Command::Init(args) => init::run(args, context),
        Command::Read(args) => read::run(args, context),
        Command::Claim(args) => claim::run(args),
        Command::Report(args) => report::run(args),
        Command::Simulate(args) => simulate::run(args, context),
    }
}
