//! `exoscope import`.

use std::path::PathBuf;

use clap::Subcommand;
use exoscope_core::Scale;
use exoscope_read::import::{
    Delimiter, FileReport, ImportReport, Orientation, TableSettings, table,
};

use crate::answer::Answer;
use crate::context::Context;
use crate::tables::{count, some};

/// Turn files of miRNAs into a cohort
#[derive(Subcommand)]
pub enum Command {
    Table(TableArgs),
}

/// Import tables of miRNAs, CSV or TSV, plain or gzip
///
/// Samples may stand in rows or in columns; which, the delimiter and whether there is a heading is
/// found by looking at the names. Columns that are no miRNA become facts about the samples. Several
/// files are stacked. Nothing is dropped or renamed without saying so.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import table counts.csv --out cohort.parquet
  exoscope import table train.csv.gz --label diagnosis --scale log2-intensity --out train.parquet
  exoscope import table data.csv --features names.txt --labels labels.txt --out cohort.parquet")]
pub struct TableArgs {
    /// Tables; several are stacked
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET")]
    out: PathBuf,
    /// The column that is the label
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// The column with the samples' names [default: the first that is no miRNA]
    #[arg(long, value_name = "COL")]
    sample: Option<String>,
    /// What the values are: counts, cpm, log2-cpm, log2-intensity, unknown [default: guessed]
    #[arg(long)]
    scale: Option<Scale>,
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
}

pub fn run(command: &Command, context: &Context) -> anyhow::Result<Answer> {
    let Command::Table(args) = command;
    let settings = TableSettings {
        delimiter: args.delimiter,
        header: args.header,
        orientation: args.orientation,
        sample_column: args.sample.clone(),
        label: args.label.clone(),
        scale: args.scale,
        features: args.features.clone(),
        labels: args.labels.clone(),
        samples: args.samples.clone(),
        drop_unknown: args.drop_unknown,
        ..TableSettings::default()
    };
    let working = context.progress("reading", 0);
    let imported = table(&args.files, &settings)?;
    imported.cohort.save(&args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    Ok(Answer::new(text(&imported.report, &out), &imported.report)?.with("cohort", out))
}

fn text(report: &ImportReport, out: &str) -> String {
    let mut lines = vec![format!(
        "{out}: {}, {}",
        count(report.samples, "sample"),
        count(report.mirnas, "miRNA")
    )];
    let how = if report.scale.guessed { "guessed: " } else { "" };
    lines.push(format!("scale: {} ({how}{})", report.scale.scale, report.scale.reason));
    if report.missing.count > 0 {
        let worst = report.missing.worst.iter().map(|(mirna, n)| format!("{mirna} ({n})"));
        let worst: Vec<String> = worst.collect();
        let worst = some(worst.iter().map(String::as_str), 3);
        lines.push(format!("missing: {}, most in {worst}", count(report.missing.count, "value")));
    } else {
        lines.push("missing: none".to_owned());
    }
    for column in &report.columns {
        let missing = match column.missing {
            0 => String::new(),
            n => format!(", {n} missing"),
        };
        lines.push(format!("fact: {} ({}{missing})", column.name, column.kind));
    }
    for field in &report.fields {
        lines.push(match &field.refused {
            None => format!("field: {} is the {}", field.column, field.field),
            Some(why) => format!("field: {} is not the {}: {why}", field.column, field.field),
        });
    }
    for file in &report.files {
        lines.extend(file_lines(file));
    }
    lines.join("\n")
}

fn file_lines(file: &FileReport) -> Vec<String> {
    let heading = if file.header { "a heading" } else { "no heading" };
    let mut lines =
        vec![format!("file: {}: {}, {heading}, {}", file.file, file.delimiter, file.orientation)];
    if let Some(first) = file.renamed.first() {
        let renamed = count(file.renamed.len(), "miRNA");
        lines.push(format!(
            "  {renamed} written otherwise here, such as {} for {}",
            first.original, first.canonical
        ));
    }
    if !file.other_species.is_empty() {
        let names = some(file.other_species.iter().map(String::as_str), 5);
        lines.push(format!("  of other species, kept: {names}"));
    }
    if !file.dropped.is_empty() {
        lines.push(format!("  left out, no miRNA: {}", file.dropped.join(", ")));
    }
    lines
}
