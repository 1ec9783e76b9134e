//! `exoscope import counts`.

use std::path::PathBuf;

use exoscope_import::{CountsImported, CountsReport, CountsSettings, Merged, counts};

use super::text::text;
use crate::answer::Answer;
use crate::columns::Columns;
use crate::context::Context;
use crate::encoding::Encoding;
use crate::facts::Facts;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::stdin::Inputs;
use crate::tables::{count, some};

/// Import count tables of miRge3, nf-core/smrnaseq, sRNAbench, exceRpt, or a plain matrix
///
/// Whose table it is, is told from its heading. Files are stacked. Numbers that are no counts are
/// refused.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import counts miR.Counts.csv --out cohort.parquet
  exoscope import counts mirtop/joined_samples_mirtop.tsv --out cohort.parquet
  exoscope import counts runs/*/mature_sense.grouped --ambiguous split --out cohort.parquet")]
pub struct Args {
    /// Count tables; several are stacked, and - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// What becomes of counts of several miRNAs that reads could not tell apart (a/b): keep them
    /// as one, split them equally, or drop them
    #[arg(long = "ambiguous", alias = "merged", value_name = "RULE", default_value_t)]
    merged: Merged,
    /// Leave out lines that name no miRNA, and list them
    #[arg(long)]
    drop_unknown: bool,
    #[command(flatten)]
    columns: Columns,
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
    let settings = CountsSettings {
        merged: args.merged,
        drop_unknown: args.drop_unknown,
        columns: args.columns.choice(),
        encoding: args.encoding.stated(),
        names: args.names.open()?,
        ..CountsSettings::default()
    };
    let CountsImported { cohort, report } =
        counts(inputs.paths(), &settings).map_err(|e| inputs.named(e))?;
    let noted = args.facts.note(cohort, inputs.paths(), None, &args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    noted.answer(lines(&report, &out), &report, out)
}

fn lines(report: &CountsReport, out: &str) -> String {
    let mut lines = vec![text(&report.import, out)];
    for (format, file) in report.formats.iter().zip(&report.import.files) {
        lines.push(format!("format: {}: {format}", file.file));
    }
    if report.zeros > 0 {
        lines.push(format!("not listed, so 0: {}", count(report.zeros, "value")));
    }
    if !report.merged.is_empty() {
        let names = some(report.merged.iter().map(String::as_str), 5);
        lines.push(format!("names of several miRNAs ({}): {names}", report.merged_rule));
    }
    lines.join("\n")
}
