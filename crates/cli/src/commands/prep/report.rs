//! `exoscope prep report`.

use std::io::Write;
use std::path::PathBuf;

use exoscope_core::store::write_atomic;
use exoscope_prep::run::Run;
use exoscope_report::{preparation_multiqc, preparation_page};
use serde_json::json;

use crate::answer::Answer;

/// Write the page of a preparation anew, and a MultiQC file
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope prep report run")]
pub struct Args {
    /// Run folder that `prep read` wrote
    run: PathBuf,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let run = Run::open(&args.run)?;
    let page = args.run.join("report.html");
    let html = preparation_page(&run)?;
    write_atomic(&page, |out| out.write_all(html.as_bytes()))?;
    let multiqc = args.run.join("exoscope_prep_mqc.json");
    let content = serde_json::to_string_pretty(&preparation_multiqc(&run.preparation))?;
    write_atomic(&multiqc, |out| out.write_all(content.as_bytes()))?;
    let written = [page.display().to_string(), multiqc.display().to_string()];
    Answer::new(written.join("\n"), &json!({ "report": written.first(), "written": written }))
}
