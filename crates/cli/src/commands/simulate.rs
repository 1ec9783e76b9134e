//! `exoscope simulate`: the body that makes, carries and clears exosomes.

mod body;
mod cohort;
mod detection;
mod model;
mod parameters;
pub mod production;
mod sbml;
mod screening;
mod sensitivity;
pub mod subject;
mod tissue;

use crate::answer::Answer;
use crate::context::Context;

/// Simulate exosomes in a body
///
/// Every number has a unit, a source and a standing: measured, derived or assumed. Results name the
/// assumed numbers they lean on. Research use only: what is computed follows from stated
/// assumptions and promises no therapy.
#[derive(clap::Subcommand)]
pub enum Command {
    Parameters(parameters::Args),
    Model(model::Args),
    Body(body::Args),
    Cohort(cohort::Args),
    Detection(detection::Args),
    Production(production::Args),
    Screening(screening::Args),
    Sensitivity(sensitivity::Args),
    Sbml(sbml::Args),
    Tissue(tissue::Args),
}

pub fn run(command: &Command, context: &Context) -> anyhow::Result<Answer> {
    match command {
        Command::Parameters(args) => parameters::run(args),
        Command::Model(args) => model::run(args),
        Command::Body(args) => body::run(args, context),
        Command::Cohort(args) => cohort::run(args, context),
        Command::Detection(args) => detection::run(args, context),
        Command::Production(args) => production::run(args, context),
        Command::Screening(args) => screening::run(args, context),
        Command::Sensitivity(args) => sensitivity::run(args, context),
        Command::Sbml(args) => sbml::run(args),
        Command::Tissue(args) => tissue::run(args, context),
    }
}
