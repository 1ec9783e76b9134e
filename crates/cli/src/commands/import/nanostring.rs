//! `exoscope import nanostring`.

use exoscope_import::{
    Background, Content, NanostringImported, NanostringReport, NanostringSettings, Normalisation,
    nanostring,
};

use super::common::Common;
use super::text::{facts_and_fields, other_rnas};
use crate::answer::Answer;
use crate::context::Context;
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
    #[command(flatten)]
    common: Common,
    /// Bring lanes to one geometric mean of their positive controls
    #[arg(long)]
    positive: bool,
    /// Mean and two standard deviations of the negative controls: none, subtract, or threshold
    #[arg(long, value_name = "RULE", default_value = "none")]
    background: Background,
    /// Bring lanes to one geometric mean of: none, housekeeping codes, or top100 (highest codes)
    #[arg(long, value_name = "RULE", default_value = "none")]
    content: Content,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let (positive, background, content) = (args.positive, args.background, args.content);
    let settings = NanostringSettings {
        normalisation: Normalisation { positive, background, content },
        drop_unknown: args.common.drop_unknown,
        encoding: args.common.encoding(),
        names: args.common.names()?,
        ..NanostringSettings::default()
    };
    let NanostringImported { cohort, report } =
        args.common.read(|files| nanostring(files, &settings))?;
    working.finish_and_clear();
    args.common.write(cohort, &report, text)
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
