//! Exoscope's command line: arguments in, one answer out.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 the work
//! failed, 2 wrong use.

mod answer;
mod args;
mod columns;
mod commands;
mod context;
mod download;
mod encoding;
mod facts;
mod hint;
mod language;
mod learner;
mod names;
mod output;
mod prevalence;
mod renamed;
mod shard;
mod source;
mod stdin;
mod tables;
mod terminal;

use std::process::ExitCode;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::args::Cli;
use crate::context::Context;

fn main() -> ExitCode {
    let (command, matches) = (Cli::command(), Cli::command().get_matches());
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    if let Err(error) = output::check(&command, &matches, cli.global.force) {
        return context::fail(&error.into());
    }
    let context = match Context::new(&cli.global, seed_is_stated(&matches)) {
        Ok(context) => context,
        Err(error) => return context::fail(&error),
    };
    renamed::warn(std::env::args_os(), &context);
    let answered = commands::run(cli.command, &context).and_then(|answer| context.print(&answer));
    match answered {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => context::fail(&error),
    }
}

/// Whether the seed was given and is not the default.
fn seed_is_stated(matches: &ArgMatches) -> bool {
    matches.value_source("seed") == Some(ValueSource::CommandLine)
        || matches.subcommand().is_some_and(|(_, matches)| seed_is_stated(matches))
}
