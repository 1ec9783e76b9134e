//! `exoscope import geo`.

use exoscope_core::Scale;
use exoscope_import::{GeoImported, GeoReport, GeoSettings, SeriesReport, geo};

use super::common::Common;
use super::text::text;
use crate::answer::Answer;
use crate::context::Context;
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
    #[command(flatten)]
    common: Common,
    /// Take samples of these platforms, where there are several
    #[arg(long, value_name = "GPL")]
    platform: Vec<String>,
    /// What the values are: counts, cpm, log2-cpm, log2-intensity, ct, delta-ct,
    /// fraction, percent, z-score, unknown [default: guessed]
    #[arg(long)]
    scale: Option<Scale>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let settings = GeoSettings {
        platforms: args.platform.clone(),
        scale: args.scale,
        drop_unknown: args.common.drop_unknown,
        encoding: args.common.encoding(),
        names: args.common.names()?,
        ..GeoSettings::default()
    };
    let GeoImported { cohort, report } = args.common.read(|files| geo(files, &settings))?;
    working.finish_and_clear();
    args.common.write(cohort, &report, lines)
}

fn lines(report: &GeoReport, out: &str) -> String {
    let series = report.series.iter().flat_map(series_lines);
    let lines: Vec<String> = std::iter::once(text(&report.import, out)).chain(series).collect();
    lines.join("\n")
}

/// The first words of a text that may be long.
fn beginning(text: &str) -> String {
    const LETTERS: usize = 160;
    let rest = if text.chars().count() > LETTERS { "…" } else { "" };
    text.chars().take(LETTERS).collect::<String>() + rest
}

fn series_lines(series: &SeriesReport) -> Vec<String> {
    let platforms = series.platforms.iter();
    let platforms: Vec<String> =
        platforms.map(|p| format!("{} ({})", p.accession, count(p.samples, "sample"))).collect();
    let mut lines =
        vec![format!("series: {} on {}: {}", series.accession, platforms.join(", "), series.title)];
    let made =
        series.processing.iter().map(|text| format!("  data processing: {}", beginning(text)));
    lines.extend(made.take(3));
    lines.extend(series.supplementary.iter().map(|link| format!("  supplementary: {link}")));
    if !series.left_out.is_empty() {
        let names = some(series.left_out.iter().map(String::as_str), 5);
        lines.push(format!("  left out, not about samples: {names}"));
    }
    lines
}
