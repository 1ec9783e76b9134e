//! `exoscope import nanostring`.

use std::path::PathBuf;

use exoscope_import::{
    Background, Content, NanostringImported, NanostringReport, NanostringSettings, Normalisation,
    nanostring,
};

use super::text::{facts_and_fields, other_rnas};
use crate::answer::Answer;
use crate::context::Context;
use crate::encoding::Encoding;
use crate::facts::Facts;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::stdin::Inputs;
use crate::tables::{count, some};

/// Import counts of NanoString nCounter: RCC files, or a sheet of nSolver
///
/// Endogenous codes become the cohort; positive, negative, housekeeping and other controls are kept apart. Their
/// means, cartridge, scanner and binding density become facts. They normalise counts where that is asked for, by
/// the steps of nSolver in this order: positive controls, background, content.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import nanostring runs/*.RCC --out cohort.parquet
  exoscope import nanostring runs/*.RCC --positive --background threshold --content top100 --out c.parquet
  exoscope import nanostring nsolver.csv --positive --content housekeeping --out cohort.parquet")]
pub struct Args {
    /// RCC files, or sheets with a line a code; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// Bring lanes to one geometric mean of their positive controls
    #[arg(long)]
    positive: bool,
    /// Mean and two standard deviations of the negative controls: none, subtract, or threshold
    #[arg(long, value_name = "RULE", default_value = "none")]
    background: Background,
    /// Bring lanes to one geometric mean of: none, housekeeping codes, or top100 (highest codes)
    #[arg(long, value_name = "RULE", default_value = "none")]
    content: Content,
    /// Leave out endogenous codes that name no miRNA, and list them
    #[arg(long)]
    drop_unknown: bool,
    #[command(flatten)]
    encoding: Encoding,
    #[command(flatten)]
    names: NameFiles,
    #[command(flatten)]
    facts: Facts,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let inputs = Inputs::of(&args.files)?;
    let (positive, background, content) = (args.positive, args.background, args.content);
    let settings = NanostringSettings {
        normalisation: Normalisation { positive, background, content },
        drop_unknown: args.drop_unknown,
        encoding: args.encoding.stated(),
        names: args.names.open()?,
        ..NanostringSettings::default()
    };
    let NanostringImported { cohort, report } =
        nanostring(inputs.paths(), &settings).map_err(|e| inputs.named(e))?;
    let noted = args.facts.note(cohort, inputs.paths(), None, &args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    noted.answer(text(&report, &out), &report, out)
}

fn text(report: &NanostringReport, out: &str) -> String {
    let (samples, mirnas) = (count(report.samples, "sample"), count(report.mirnas, "miRNA"));
    let mut lines = vec![
        format!("{out}: {samples}, {mirnas}"),
        "scale: counts (of nCounter's bar codes)".to_owned(),
        format!("controls: {}", report.normalisation),
    ];
    lines.extend(facts_and_fields(&report.columns, &report.fields));
    lines.extend(other_rnas(&report.left_out));
    let listed = |what: &str, names: &[String]| {
        let some = some(names.iter().map(String::as_str), 5);
        (!names.is_empty()).then(|| format!("{what} ({}): {some}", names.len()))
    };
    lines.extend(listed("left out, no miRNA", &report.dropped));
    lines.extend(listed("factors out of bounds: look at these lanes", &report.flagged));
    lines.extend(listed("the last line has no end: cut short?", &report.unfinished));
    lines.join("\n")
}
