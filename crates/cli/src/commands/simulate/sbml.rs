//! `exoscope simulate sbml`.

use std::io::Write;
use std::path::PathBuf;

use exoscope_core::store::write_atomic;
use exoscope_sim::sbml::{Settings, export};
use serde::Serialize;

use super::subject::blueprint;
use crate::answer::Answer;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};

/// Write a body as SBML (Level 3 Version 2) for other simulators
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope simulate sbml adult --out adult.xml")]
pub struct Args {
    /// adult, lactating-adult, mouse, or a model file
    model: String,
    /// File to write
    #[arg(long, value_name = "FILE", value_parser = output::xml())]
    out: OutputPath,
    /// Leave out what the body's own cells secrete: only the doses
    #[arg(long)]
    doses_only: bool,
}

#[derive(Serialize)]
struct Written {
    file: PathBuf,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let body = blueprint(&args.model)?;
    if args.doses_only && body.doses.is_empty() {
        let none =
            "--doses-only leaves nothing of a model that gives no doses: add a [[dose]] to it";
        return Err(Misuse::new(none).into());
    }
    let settings = Settings { background: !args.doses_only, doses: true };
    let document = export(&body, &body.values(), settings)?;
    write_atomic(&args.out, |out| out.write_all(document.as_bytes()))?;
    let text = format!("wrote {}", args.out.display());
    Answer::new(text, &Written { file: args.out.to_path_buf() })
}
