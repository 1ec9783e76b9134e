//! `exoscope import geo-matrix`.

use std::path::PathBuf;

use clap::ArgGroup;
use exoscope_core::Scale;
use exoscope_import::{Imported, Join, Orientation, TableSettings, table};

use super::text::text;
use crate::answer::Answer;
use crate::columns::Columns;
use crate::context::Context;
use crate::encoding::Encoding;
use crate::facts::Facts;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::stdin::Inputs;

/// Import a processed matrix of GEO and what is known of its samples
///
/// The matrix, a supplementary file of a series, has a line a miRNA and titles of samples in its
/// heading. They are looked up in the series matrix, or in another table of facts.
#[derive(clap::Args)]
#[command(
    group = ArgGroup::new("about").required(true),
    after_help = "Examples:
  exoscope import geo-matrix GSE211692_processed_data_matrix.txt.gz \\
      --series GSE211692_series_matrix.txt.gz --label 'disease state' --control 'no cancer' \\
      --out cohort.parquet
  exoscope import geo-matrix matrix.txt --metadata samples.tsv --key title --out cohort.parquet"
)]
pub struct Args {
    /// Matrix: a line a miRNA, a column a sample; - is standard input
    matrix: PathBuf,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// Series matrix with what is known of the samples
    #[arg(long, value_name = "FILE", group = "about")]
    series: Option<PathBuf>,
    /// Table with what is known of the samples, a row a sample
    #[arg(long, value_name = "FILE", group = "about")]
    metadata: Option<PathBuf>,
    /// What the heading of the matrix holds: title, geo_accession, or another column
    #[arg(long, value_name = "COL", default_value = "title")]
    key: String,
    /// Go on although samples are not in the series; their facts are missing
    #[arg(long)]
    allow_unmatched: bool,
    /// What the values are: counts, cpm, log2-cpm, log2-intensity, ct, delta-ct,
    /// fraction, percent, z-score, unknown [default: guessed]
    #[arg(long)]
    scale: Option<Scale>,
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
    let settings = TableSettings {
        orientation: Some(Orientation::MirnasInRows),
        header: Some(true),
        scale: args.scale,
        drop_unknown: args.drop_unknown,
        columns: args.columns.choice(),
        encoding: args.encoding.stated(),
        names: args.names.open()?,
        ..TableSettings::default()
    };
    let inputs = Inputs::one(&args.matrix)?;
    let Imported { cohort, report } =
        table(inputs.paths(), &settings).map_err(|e| inputs.named(e))?;
    let join = Join {
        from: args.series.clone().or_else(|| args.metadata.clone()).unwrap_or_default(),
        key: Some(args.key.clone()),
        allow_unmatched: args.allow_unmatched,
        ..Join::default()
    };
    let noted = args.facts.note(cohort, inputs.paths(), Some(join), &args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    noted.answer(text(&report, &out), &report, out)
}
