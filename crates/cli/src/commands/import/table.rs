//! `exoscope import table`.

use std::path::PathBuf;

use exoscope_core::Scale;
use exoscope_import::{Decimal, Delimiter, Imported, Orientation, TableSettings, table};

use super::common::Common;
use super::text::text;
use crate::answer::Answer;
use crate::columns::Columns;
use crate::context::Context;

/// Import tables of miRNAs, CSV or TSV, plain or gzip
///
/// Samples may stand in rows or in columns; which, the delimiter and whether there is a heading is
/// found by looking at the names; so is a table with a line a value (sample, miRNA, value), as `melt` and instruments of PCR
/// write it. Columns that are no miRNA become facts about the samples. Several
/// files are stacked. Nothing is dropped or renamed without saying so.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import table counts.csv --out cohort.parquet
  exoscope import table train.csv.gz --label diagnosis --scale log2-intensity --out train.parquet
  zcat counts.csv.gz | exoscope import table - --encoding shift_jis --out cohort.parquet
  exoscope import table data.csv --features names.txt --labels labels.txt --out cohort.parquet")]
pub struct Args {
    #[command(flatten)]
    common: Common,
    /// The column with the samples' names [default: the first that is no miRNA,
    /// no stated fact and no repeated number]
    #[arg(long, value_name = "COL")]
    sample: Option<String>,
    /// The column with the values, where a line is one value of a sample and a miRNA [default: found]
    #[arg(long, value_name = "COL")]
    value: Option<String>,
    /// What the values are: counts, cpm, log2-cpm, log2-intensity, ct, delta-ct,
    /// fraction, percent, z-score, unknown [default: guessed]
    #[arg(long)]
    scale: Option<Scale>,
    /// What stands before the fraction of numbers: . or , [default: .]
    #[arg(long, value_name = "MARK")]
    decimal: Option<Decimal>,
    /// Empty cells of a table of Ct did not reach the threshold; without this they are missing
    #[arg(long)]
    empty_undetermined: bool,
    /// Last cycle of the PCR run, at which undetermined Ct are put [default: 40, or 45 or 50 where a
    /// value passes it]
    #[arg(long, value_name = "N")]
    cycles: Option<f64>,
    /// What stands between cells: comma, tab, semicolon [default: found]
    #[arg(long)]
    delimiter: Option<Delimiter>,
    /// What a line is about: samples-in-rows, mirnas-in-rows [default: found]
    #[arg(long)]
    orientation: Option<Orientation>,
    /// Whether the first line is a heading [default: found]
    #[arg(long, value_name = "BOOL")]
    header: Option<bool>,
    /// Names of the miRNAs, one a line, for a matrix without heading
    #[arg(long, value_name = "FILE")]
    features: Option<PathBuf>,
    /// Label of each sample, one a line
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Name of each sample, one a line
    #[arg(long, value_name = "FILE")]
    samples: Option<PathBuf>,
    /// What `export csv --note` wrote beside the table: scale, label, roles, and which facts are words
    #[arg(long, value_name = "FILE")]
    note: Option<PathBuf>,
    #[command(flatten)]
    columns: Columns,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let settings = TableSettings {
        delimiter: args.delimiter,
        header: args.header,
        orientation: args.orientation,
        sample_column: args.sample.clone(),
        value_column: args.value.clone(),
        facts: args.common.facts.named(),
        decimal: args.decimal,
        empty_undetermined: args.empty_undetermined,
        cycles: args.cycles,
        scale: args.scale,
        features: args.features.clone(),
        labels: args.labels.clone(),
        samples: args.samples.clone(),
        note: args.note.clone(),
        drop_unknown: args.common.drop_unknown,
        columns: args.columns.choice(),
        encoding: args.common.encoding(),
        names: args.common.names()?,
        ..TableSettings::default()
    };
    let Imported { cohort, report } = args.common.read(|files| table(files, &settings))?;
    working.finish_and_clear();
    args.common.write(cohort, &report, text)
}
