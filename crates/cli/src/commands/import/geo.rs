//! `exoscope import geo`.

use std::path::PathBuf;

use exoscope_core::Scale;
use exoscope_import::{GeoImported, GeoSettings, SeriesReport, geo};

use super::text::text;
use crate::answer::Answer;
use crate::context::Context;
use crate::encoding::Encoding;
use crate::facts::Facts;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::stdin::Inputs;
use crate::tables::{count, some};

/// Import series matrices of GEO, plain or gzip
///
/// Samples are called by their accession (GSM…); their titles, characteristics and supplementary
/// files become facts. A series of several platforms has a file for each, which are stacked only if
/// every platform is named.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import geo GSE106817_series_matrix.txt.gz --names aliases.txt --out cohort.parquet
  exoscope import geo GSE59856_series_matrix.txt.gz --label disease --control Healthy --out c.parquet")]
pub struct Args {
    /// Series matrices; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// Take samples of these platforms, where there are several
    #[arg(long, value_name = "GPL")]
    platform: Vec<String>,
    /// What the values are: counts, cpm, log2-cpm, log2-intensity, ct, delta-ct,
    /// fraction, percent, z-score, unknown [default: guessed]
    #[arg(long)]
    scale: Option<Scale>,
    /// Leave out lines that name no miRNA, and list them
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
    let settings = GeoSettings {
        platforms: args.platform.clone(),
        scale: args.scale,
        drop_unknown: args.drop_unknown,
        encoding: args.encoding.stated(),
        names: args.names.open()?,
        ..GeoSettings::default()
    };
    let GeoImported { cohort, report } =
        geo(inputs.paths(), &settings).map_err(|e| inputs.named(e))?;
    let noted = args.facts.note(cohort, inputs.paths(), None, &args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    let series = report.series.iter().flat_map(series_lines);
    let lines: Vec<String> = std::iter::once(text(&report.import, &out)).chain(series).collect();
    noted.answer(lines.join("\n"), &report, out)
}

fn series_lines(series: &SeriesReport) -> Vec<String> {
    let platforms = series.platforms.iter();
    let platforms: Vec<String> =
        platforms.map(|p| format!("{} ({})", p.accession, count(p.samples, "sample"))).collect();
    let mut lines =
        vec![format!("series: {} on {}: {}", series.accession, platforms.join(", "), series.title)];
    lines.extend(series.supplementary.iter().map(|link| format!("  supplementary: {link}")));
    if !series.left_out.is_empty() {
        let names = some(series.left_out.iter().map(String::as_str), 5);
        lines.push(format!("  left out, not about samples: {names}"));
    }
    lines
}
