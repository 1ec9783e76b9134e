//! `exoscope import anndata`.

use std::path::PathBuf;

use exoscope_core::Scale;
use exoscope_import::{AnndataImported, AnndataReport, AnndataSettings, anndata};

use super::text::{facts_and_fields, missing, other_rnas, scale};
use crate::answer::Answer;
use crate::context::Context;
use crate::facts::Facts;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::tables::{count, some};

/// Import AnnData: an .h5ad file or a .zarr folder
///
/// Values are those of X or of a layer, dense or sparse; the columns of obs become facts. What Exoscope
/// exported comes back whole, scale and roles included.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import anndata profiles.h5ad --label diagnosis --control healthy --out cohort.parquet
  exoscope import anndata profiles.zarr --layer counts --scale counts --drop-unknown --out c.parquet")]
pub struct Args {
    /// File ending in .h5ad, or Zarr folder
    file: PathBuf,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// Layer that holds the values [default: X]
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// Column of var that names the miRNAs [default: its index]
    #[arg(long, value_name = "COL")]
    mirnas: Option<String>,
    /// What the values are: counts, cpm, log2-cpm, log2-intensity, ct, delta-ct,
    /// fraction, percent, z-score, unknown [default: guessed]
    #[arg(long)]
    scale: Option<Scale>,
    /// Leave out variables that name no miRNA, and list them
    #[arg(long)]
    drop_unknown: bool,
    #[command(flatten)]
    names: NameFiles,
    #[command(flatten)]
    facts: Facts,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let settings = AnndataSettings {
        layer: args.layer.clone(),
        mirnas: args.mirnas.clone(),
        scale: args.scale,
        drop_unknown: args.drop_unknown,
        names: args.names.open()?,
        ..AnndataSettings::default()
    };
    let AnndataImported { cohort, report } = anndata(&args.file, &settings)?;
    let noted = args.facts.note(cohort, std::slice::from_ref(&args.file), None, &args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    noted.answer(text(&report, &out), &report, out)
}

fn text(report: &AnndataReport, out: &str) -> String {
    let (samples, mirnas) = (count(report.samples, "sample"), count(report.mirnas, "miRNA"));
    let mut lines = vec![
        format!("{out}: {samples}, {mirnas}, values of {}", report.matrix),
        scale(&report.scale),
        missing(&report.missing),
    ];
    lines.extend(facts_and_fields(&report.columns, &report.fields));
    for (column, why) in &report.left_out {
        lines.push(format!("left out: column {column}: {why}"));
    }
    lines.extend(other_rnas(&report.others));
    if !report.dropped.is_empty() {
        let names = some(report.dropped.iter().map(String::as_str), 10);
        lines.push(format!("left out, no miRNA ({}): {names}", report.dropped.len()));
    }
    lines.join("\n")
}
