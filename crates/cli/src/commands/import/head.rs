//! `exoscope import head`.

use std::path::PathBuf;

use exoscope_core::Scale;
use exoscope_import::{Imported, head};

use super::text::text;
use crate::answer::Answer;
use crate::context::Context;
use crate::facts::Facts;
use crate::output::{self, OutputPath};

/// Import a fold's folder of HEAD, the code of Matsuzaki et al. 2023
///
/// Fact `part` says which samples are train and which test. HEAD normalises within each fold, so
/// each fold's folder is a cohort of its own.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope import head out/0 --control VOL --out fold0.parquet")]
pub struct Args {
    /// Folder with feature_names.txt, label_names.txt, train and test
    fold: PathBuf,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// What the values are: counts, cpm, log2-cpm, log2-intensity, ct, delta-ct,
    /// fraction, percent, z-score, unknown [default: guessed]
    #[arg(long)]
    scale: Option<Scale>,
    #[command(flatten)]
    facts: Facts,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let Imported { cohort, report } = head(&args.fold, args.scale)?;
    let noted = args.facts.note(cohort, std::slice::from_ref(&args.fold), None, &args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    noted.answer(text(&report, &out), &report, out)
}
