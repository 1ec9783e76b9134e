//! `exoscope import counts`.

use std::path::PathBuf;

use exoscope_import::{CountsImported, CountsReport, CountsSettings, Merged, counts};

use super::common::Common;
use super::text::text;
use crate::answer::Answer;
use crate::columns::Columns;
use crate::context::Context;
use crate::tables::{count, some};

/// Import count tables of sequencing pipelines, or a plain matrix
///
/// miRge3, nf-core/smrnaseq, mirtop, sRNAbench, exceRpt, miRDeep2, miraligner, GDC, featureCounts, htseq-count, Salmon,
/// kallisto, RSEM: whose table it is, is told from its heading. Of a folder the tables in it and below it are read,
/// a file a sample. Files of several formats, and numbers that are no counts, are refused.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import counts miR.Counts.csv --out cohort.parquet
  exoscope import counts mirtop/joined_samples_mirtop.tsv --out cohort.parquet
  exoscope import counts runs/*/mature_sense.grouped --ambiguous split --out cohort.parquet
  exoscope import counts gdc_download/ --sheet gdc_sample_sheet.tsv --label sample_type --out cohort.parquet")]
pub struct Args {
    #[command(flatten)]
    common: Common,
    /// What becomes of counts of several miRNAs that reads could not tell apart (a/b): keep them
    /// as one, split them equally, or drop them
    #[arg(long = "ambiguous", alias = "merged", value_name = "RULE", default_value_t)]
    merged: Merged,
    /// Which file is of which sample, and what is known of it: a table with the columns file and sample, the
    /// GDC's sample sheet, its metadata as JSON; those of the GDC are found in a folder by themselves
    #[arg(long, value_name = "FILE", num_args = 1..)]
    sheet: Vec<PathBuf>,
    #[command(flatten)]
    columns: Columns,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let settings = CountsSettings {
        merged: args.merged,
        drop_unknown: args.common.drop_unknown,
        sheets: args.sheet.clone(),
        columns: args.columns.choice(),
        encoding: args.common.encoding(),
        names: args.common.names()?,
        ..CountsSettings::default()
    };
    let CountsImported { cohort, report } = args.common.read(|files| counts(files, &settings))?;
    working.finish_and_clear();
    args.common.write(cohort, &report, lines)
}

fn lines(report: &CountsReport, out: &str) -> String {
    let mut lines = vec![text(&report.import, out)];
    // All files are of one.
    if let Some(format) = report.formats.first() {
        lines.push(format!("format: {format}"));
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
