//! `exoscope report`.

use std::path::PathBuf;

use exoscope_read::evaluate::Run;
use exoscope_report::page;
use serde_json::json;

use crate::answer::Answer;

/// Write the page of a finished run anew
///
/// The figures are read from the run folder, after checking that its files have not changed since
/// the run ended.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope report run")]
pub struct Args {
    /// Run folder that `evaluate` wrote
    run: PathBuf,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let run = Run::open(&args.run)?;
    let page = page(&run.evaluation, &run.manifest)?;
    let path = Run::write_report(&args.run, &page)?;
    let path = path.display().to_string();
    Answer::new(&path, &json!({ "report": path }))
}
