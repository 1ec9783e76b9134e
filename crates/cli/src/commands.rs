//! One file a command.

pub mod annotate;
pub mod audit;
pub mod claims;
pub mod compare;
pub mod completions;
pub mod demo;
pub mod describe;
pub mod differential;
pub mod evaluate;
pub mod explain;
pub mod export;
pub mod fetch;
pub mod fit;
pub mod import;
pub mod nca;
pub mod predict;
pub mod prep;
pub mod quality;
pub mod report;
pub mod reproduce;
pub mod simulate;
pub mod train;
pub mod trial;

use crate::answer::Answer;
use crate::args::Command;
use crate::context::Context;

/// Does what was asked.
pub fn run(command: Command, context: &Context) -> anyhow::Result<Answer> {
    match command {
        Command::Demo(args) => demo::run(&args, context),
        Command::Fetch(args) => fetch::run(&args, context),
        Command::Import(command) => import::run(&command, context),
        Command::Annotate(args) => annotate::run(&args, context),
        Command::Describe(args) => describe::run(&args),
        Command::Quality(args) => quality::run(&args, context),
        Command::Differential(args) => differential::run(&args, context),
        Command::Evaluate(args) => evaluate::run(&args, context),
        Command::Compare(args) => compare::run(&args, context),
        Command::Audit(args) => audit::run(&args, context),
        Command::Train(args) => train::run(&args, context),
        Command::Predict(args) => predict::run(&args, context),
        Command::Explain(args) => explain::run(&args, context),
        Command::Export(command) => export::run(&command, context),
        Command::Prep(command) => prep::run(&command, context),
        Command::Report(args) => report::run(&args),
        Command::Reproduce(args) => reproduce::run(&args, context),
        Command::Simulate(command) => simulate::run(&command, context),
        Command::Fit(command) => fit::run(&command, context),
        Command::Nca(args) => nca::run(&args),
        Command::Trial(args) => trial::run(&args, context),
        Command::Claims(args) => claims::run(&args, context),
        Command::Completions(args) => completions::run(&args),
    }
}
