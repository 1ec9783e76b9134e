//! `exoscope demo`.

use std::path::PathBuf;
use std::time::Instant;

use exoscope_core::cohort::Source;
use exoscope_read::evaluate::{MANIFEST_FORMAT_VERSION, Manifest, Plan, Program};
use exoscope_read::example;
use exoscope_read::reader::ReaderSettings;
use exoscope_read::split::Labelled;

use super::evaluate::{cross, write};
use crate::answer::Answer;
use crate::context::Context;

/// Evaluate a reader on a made-up cohort and write its report
///
/// The cohort is drawn from a plain statistical model: three cancers and no cancer, 280 people, 300
/// miRNAs, slides that hold all classes. It shows what the program does and says nothing about
/// cancer.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope demo --out demo")]
pub struct Args {
    /// Folder for the cohort and the run
    #[arg(long, value_name = "DIR", default_value = "exoscope-demo")]
    out: PathBuf,
}

const FOLDS: usize = 5;

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let start = Instant::now();
    let cohort = example::cohort(context.streams)?;
    std::fs::create_dir_all(&args.out)
        .map_err(|error| anyhow::anyhow!("cannot make {}: {error}", args.out.display()))?;
    let path = args.out.join("cohort.parquet");
    cohort.save(&path)?;
    let labelled = Labelled::of(&cohort, None)?;
    let plan = Plan::draw(&labelled, Some("slide"), FOLDS, 1, context.streams)?;
    let settings = ReaderSettings { group: Some("slide".to_owned()), ..ReaderSettings::default() };
    let evaluated = cross(plan, Some("slide"), &settings, context)?;
    let manifest = Manifest {
        format: MANIFEST_FORMAT_VERSION,
        program: Program::this(),
        seed: context.streams.seed(),
        reader: settings,
        classes: None,
        inputs: vec![Source::of(&path)?],
        cohort: cohort.provenance().clone(),
        left_out: evaluated.left_out.clone(),
        files: std::collections::BTreeMap::new(),
    };
    let mut answer = write(&args.out.join("run"), &evaluated, manifest, context, start)?;
    let cohort = path.display();
    answer.text = format!(
        "A made-up cohort: it shows what exoscope does and says nothing about cancer.\n\n{}\n\
         Go on with it:\n  exoscope describe {cohort}\n  exoscope train {cohort} --out \
         reader.model\n  exoscope predict reader.model {cohort} --out calls.tsv\n",
        answer.text
    );
    Ok(answer)
}
