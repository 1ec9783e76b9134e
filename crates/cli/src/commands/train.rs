//! `exoscope train`.

use std::path::PathBuf;

use exoscope_core::Cohort;
use exoscope_read::reader::Reader;
use exoscope_read::split::{Labelled, Training};
use serde_json::json;

use crate::answer::Answer;
use crate::context::Context;
use crate::learner::ReaderArgs;

/// Fit a reader on a whole cohort and keep it
///
/// The model is one file: data only, versioned and checksummed. What it is worth is not said by
/// training it: run `evaluate` with the same options.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope train cohort.parquet --out reader.model
  exoscope train cohort.parquet --learner lda --classes colorectal,healthy --out reader.model")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// Model file to write
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// Keep samples that agree in this column together where the learner holds some out of its own
    /// fits: slide, date, site, isolation batch
    #[arg(long, value_name = "COL")]
    group: Option<String>,
    #[command(flatten)]
    reader: ReaderArgs,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let settings = args.reader.settings(args.group.as_deref())?;
    let cohort = Cohort::open(&args.cohort)?;
    let labelled = Labelled::of(&cohort, args.reader.classes())?;
    let unlabelled = cohort.n_samples() - labelled.len();
    if unlabelled > 0 {
        let n = cohort.n_samples();
        context
            .warn(format!("{unlabelled} of {n} samples have none of the classes and take no part"));
    }
    let working = context.progress("fitting", 0);
    let n = labelled.len();
    let reader = Reader::fit(&Training::new(labelled), &settings)?;
    working.finish_and_clear();
    reader.save(&args.out)?;
    let mirnas = reader.mirnas().len();
    let text = format!(
        "{}: {} trained on {n} samples, {} classes, {mirnas} miRNAs ({})",
        args.out.display(),
        settings.learner.name(),
        reader.classes().len(),
        reader.assay(),
    );
    let json = json!({
        "model": args.out.display().to_string(),
        "learner": settings.learner.name(),
        "n": n,
        "n_features": mirnas,
        "classes": reader.classes(),
    });
    Answer::new(text, &json)
}
