//! `exoscope import table`.

use std::path::PathBuf;

use exoscope_core::Scale;
use exoscope_import::{Decimal, Delimiter, Imported, Orientation, TableSettings, table};

use super::text::text;
use crate::answer::Answer;
use crate::columns::Columns;
use crate::context::Context;
use crate::encoding::Encoding;
use crate::facts::Facts;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::stdin::Inputs;

/// Import tables of miRNAs, CSV or TSV, plain or gzip
///
/// Samples may stand in rows or in columns; which, the delimiter and whether there is a heading is
/// found by looking at the names. Columns that are no miRNA become facts about the samples. Several
/// files are stacked. Nothing is dropped or renamed without saying so.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import table counts.csv --out cohort.parquet
  exoscope import table train.csv.gz --label diagnosis --scale log2-intensity --out train.parquet
  zcat counts.csv.gz | exoscope import table - --encoding shift_jis --out cohort.parquet
  exoscope import table data.csv --features names.txt --labels labels.txt --out cohort.parquet")]
pub struct Args {
    /// Tables; several are stacked, and - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// The column with the samples' names [default: the first that is no miRNA,
    /// no stated fact and no repeated number]
    #[arg(long, value_name = "COL")]
    sample: Option<String>,
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
    /// Leave out lines that name no miRNA, and list them, where miRNAs are in rows
    #[arg(long)]
    drop_unknown: bool,
    /// What `export csv --note` wrote beside the table: scale, label, roles, and which facts are words
    #[arg(long, value_name = "FILE")]
    note: Option<PathBuf>,
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
    let settings = TableSettings {
        delimiter: args.delimiter,
        header: args.header,
        orientation: args.orientation,
        sample_column: args.sample.clone(),
        facts: args.facts.named(),
        decimal: args.decimal,
        empty_undetermined: args.empty_undetermined,
        cycles: args.cycles,
        scale: args.scale,
        features: args.features.clone(),
        labels: args.labels.clone(),
        samples: args.samples.clone(),
        note: args.note.clone(),
        drop_unknown: args.drop_unknown,
        columns: args.columns.choice(),
        encoding: args.encoding.stated(),
        names: args.names.open()?,
        ..TableSettings::default()
    };
    let Imported { cohort, report } =
        table(inputs.paths(), &settings).map_err(|e| inputs.named(e))?;
    let noted = args.facts.note(cohort, inputs.paths(), None, &args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    noted.answer(text(&report, &out), &report, out)
}
