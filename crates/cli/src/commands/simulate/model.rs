//! `exoscope simulate model`.

use serde::Serialize;

use super::subject::{BUILT_IN, text};
use crate::answer::Answer;

/// Print a model that comes with the program, to edit and run
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope simulate model adult > mine.toml")]
pub struct Args {
    /// Which model
    #[arg(value_parser = BUILT_IN)]
    name: String,
}

#[derive(Serialize)]
struct Printed<'a> {
    name: &'a str,
    toml: String,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let toml = text(&args.name)?;
    Answer::new(toml.clone(), &Printed { name: &args.name, toml })
}
