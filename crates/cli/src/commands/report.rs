//! `exoscope report`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use exoscope_core::store::write_atomic;
use exoscope_read::audit::Audit;
use exoscope_read::evaluate::Run;
use exoscope_report::{json, markdown, multiqc, page};
use serde_json::json;

use crate::answer::Answer;

/// Write the page of a finished run anew, or the same in other formats
///
/// The figures are read from the run folder, after checking that its files have not changed since
/// the run ended. With --audit the page shows the headline beside the baselines of a full audit; an audit of
/// another cohort, other classes or another grouping is refused.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope report run
  exoscope report run --audit audit.json --format html,md,multiqc")]
pub struct Args {
    /// Run folder that `evaluate` wrote
    run: PathBuf,
    /// What `audit --out` wrote of the same cohort [default: the baselines of the run itself]
    #[arg(long, value_name = "JSON")]
    audit: Option<PathBuf>,
    /// What to write, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "html")]
    format: Vec<Format>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// report.html
    Html,
    /// report.md: figures, model card, TRIPOD+AI
    Md,
    /// report.json: figures, manifest and audit in one object
    Json,
    /// exoscope_mqc.json: custom content for MultiQC
    Multiqc,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let run = Run::open(&args.run)?;
    let audit: Option<Audit> = match &args.audit {
        Some(path) => {
            let text =
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            let audit: Audit = serde_json::from_slice(&text)
                .with_context(|| format!("{} is no audit", path.display()))?;
            let checked = audit.check(&run.manifest, &run.evaluation);
            checked.with_context(|| format!("{} is no audit of this run", path.display()))?;
            Some(audit)
        }
        None => Run::audit(&args.run)?,
    };
    let mut written = Vec::new();
    for format in &args.format {
        let (name, content) = match format {
            Format::Html => ("report.html", page(&run.evaluation, &run.manifest, audit.as_ref())?),
            Format::Md => ("report.md", markdown(&run.evaluation, &run.manifest, audit.as_ref())),
            Format::Json => {
                let value = json(&run.evaluation, &run.manifest, audit.as_ref());
                ("report.json", serde_json::to_string_pretty(&value)?)
            }
            Format::Multiqc => {
                ("exoscope_mqc.json", serde_json::to_string_pretty(&multiqc(&run.evaluation))?)
            }
        };
        let path = args.run.join(name);
        write_atomic(&path, |out| out.write_all(content.as_bytes()))?;
        written.push(path.display().to_string());
    }
    Answer::new(written.join("\n"), &json!({ "report": written.first(), "written": written }))
}
