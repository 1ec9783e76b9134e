//! The command line as it is typed.

use std::num::NonZeroUsize;

use clap::{Args, Parser, Subcommand};

use crate::commands::{
    annotate, audit, claims, compare, completions, demo, describe, differential, evaluate, explain,
    export, fetch, fit, import, nca, predict, prep, quality, report, reproduce, simulate, train,
    trial,
};

/// Read the messages that cells send in exosomes.
///
/// From a table of miRNAs measured in serum or vesicles to a cancer reader whose number can be
/// questioned. Research use only: not a diagnostic device.
#[derive(Parser)]
#[command(
    name = "exoscope",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "Examples:
  exoscope demo
  exoscope import table counts.csv --label diagnosis --out cohort.parquet
  exoscope evaluate cohort.parquet --group slide --out run
  exoscope audit --design design.tsv --label label --control VOL --batch slide,scan_date
  exoscope train cohort.parquet --out reader.model
  exoscope predict reader.model new.parquet --out calls.tsv

Exit codes: 0 done, 1 the work failed, 2 wrong use."
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Args)]
pub struct Global {
    /// Print the result as one JSON object and nothing else
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Seed of every random choice: the same seed gives the same bytes
    #[arg(long, global = true, value_name = "N", default_value_t = 1, help_heading = "Everywhere")]
    pub seed: u64,
    /// Threads to use [default: all processors]; the result does not depend on it
    #[arg(long, global = true, value_name = "N", help_heading = "Everywhere")]
    pub threads: Option<NonZeroUsize>,
    /// Replace a file of another kind that stands where a result is to be written
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub force: bool,
    /// Say nothing on standard error but warnings and errors
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
}

#[derive(Subcommand)]
pub enum Command {
    Demo(demo::Args),
    Fetch(fetch::Args),
    #[command(subcommand)]
    Import(import::Command),
    Annotate(annotate::Args),
    Describe(describe::Args),
    Quality(quality::Args),
    Differential(differential::Args),
    Evaluate(evaluate::Args),
    Compare(compare::Args),
    Audit(audit::Args),
    Train(train::Args),
    Predict(predict::Args),
    Explain(explain::Args),
    #[command(subcommand)]
    Export(export::Command),
    #[command(subcommand)]
    Prep(prep::Command),
    Report(report::Args),
    Reproduce(reproduce::Args),
    #[command(subcommand)]
    Simulate(simulate::Command),
    Nca(nca::Args),
    #[command(subcommand)]
    Fit(fit::Command),
    Trial(trial::Args),
    Claims(claims::Args),
    Completions(completions::Args),
}
