//! `exoscope prep read`.

use std::io::Write;
use std::path::PathBuf;

use exoscope_core::store::write_atomic;
use exoscope_prep::preparation::{Count, Sample};
use exoscope_prep::protein::Protein;
use exoscope_prep::run::{Run, first_sheet};
use exoscope_report::preparation_page;

use super::inputs::{exports, of_sheet};
use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
use crate::tables::table;

/// Read instrument exports into a run folder: size, count, markers, protein, purity
///
/// Layouts are found by looking at the content. Without a sheet each file is a sample of its own, by the name that it states;
/// the sheet ties files together and states dilutions, blanks, wells and gates.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope prep read exports --out run
  exoscope prep read --sheet exports/samples.tsv --out run")]
pub struct Args {
    /// Files, or folders of files
    #[arg(value_name = "FILE|DIR", required_unless_present = "sheet")]
    files: Vec<PathBuf>,
    /// Sample sheet; its files stand beside it or among those named
    #[arg(long, value_name = "TSV")]
    sheet: Option<PathBuf>,
    /// Run folder to write
    #[arg(long, value_name = "DIR", value_parser = output::folder_of(RUN_FILES))]
    out: OutputPath,
}

/// What stands in a run folder.
const RUN_FILES: &[&str] = &[
    "samples.tsv",
    "exports.json",
    "preparation.json",
    "distributions.parquet",
    "distributions.tsv",
    "report.html",
    "exoscope_prep_mqc.json",
    "manifest.json",
    ".lock",
];

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let (sheet, found) = match &args.sheet {
        Some(path) => of_sheet(path, &args.files, context)?,
        None => {
            let found = exports(&args.files, context)?;
            (first_sheet(&found), found)
        }
    };
    let run = Run::write(&args.out, &sheet, &found, context.streams)?;
    let page = preparation_page(&run)?;
    let path = args.out.join("report.html");
    write_atomic(&path, |out| out.write_all(page.as_bytes()))?;
    working.finish_and_clear();
    let samples: Vec<String> = run.preparation.samples.iter().map(sample).collect();
    let text = format!(
        "{}\n\nrun: {}\nreport: {}",
        samples.join("\n\n"),
        args.out.display(),
        path.display()
    );
    Ok(Answer::new(text, &run.preparation)?.with("report", path.display().to_string()))
}

/// What is known of a sample.
fn sample(sample: &Sample) -> String {
    let mut lines = vec![sample.name.clone()];
    if !sample.counts.is_empty() {
        let rows = sample.counts.iter().map(count);
        lines.push(table(
            ["instrument", "D50 nm", "window nm", "per mL of the stock", "95 %"],
            rows,
            true,
        ));
    }
    for count in &sample.counts {
        lines.extend(count.refused.iter().map(|why| format!("- no stock figure: {why}")));
    }
    for file in &sample.cytometry {
        if let Some(net) = file.concentration {
            let e = net.per_ml;
            let below = if net.below_detection { ", below the limit of detection" } else { "" };
            lines.push(format!(
                "{}: {:.3e} per mL ({:.3e} to {:.3e}){below}",
                file.file, e.value, e.low, e.high
            ));
        }
        if let Some(marker) = &file.marker {
            let e = marker.apparent;
            lines.push(format!(
                "{}: {:.1} % positive ({:.1} to {:.1}) in {}",
                file.file,
                100.0 * e.value,
                100.0 * e.low,
                100.0 * e.high,
                marker.channel
            ));
        }
    }
    for protein in &sample.protein {
        lines.push(match protein {
            Protein::Measured { concentration: e } => {
                format!("protein {:.1} µg/mL ({:.1} to {:.1})", e.value, e.low, e.high)
            }
            Protein::BelowDetection { limit } => {
                format!("protein below the limit of detection, {limit:.2} µg/mL")
            }
            Protein::OutOfRange { signal, .. } => {
                format!("protein not determined: signal {signal:.3} is outside the standards")
            }
        });
    }
    if let Some(ratio) = &sample.ratio {
        let least = if ratio.lower_bound { "at least " } else { "" };
        let possible = ratio.possible.map(|(low, high)| {
            format!("; {low:.1e} to {high:.1e} are possible for pure vesicles of these sizes")
        });
        lines.push(format!(
            "{least}{:.2e} particles per µg{}",
            ratio.per_ug.value,
            possible.unwrap_or_default()
        ));
    }
    if let Some(posterior) = &sample.posterior {
        let e = posterior.vesicle_share;
        lines.push(format!(
            "vesicles among particles {:.0} % ({:.0} to {:.0}, 90 %; priors are assumed)",
            100.0 * e.value,
            100.0 * e.low,
            100.0 * e.high
        ));
    }
    for zeta in &sample.zeta {
        let error = zeta.fit_error.map(|error| format!(" ± {error:.2} (fit)")).unwrap_or_default();
        lines.push(format!("zeta potential {:.1} mV{error}", zeta.potential));
    }
    lines.extend(sample.flags.iter().map(|flag| format!("- {}", flag.text)));
    lines.join("\n")
}

fn count(count: &Count) -> Vec<String> {
    let dash = || "–".to_owned();
    let sizes = count.sizes.as_ref();
    vec![
        count.instrument.clone(),
        sizes.map_or_else(dash, |s| {
            format!("{:.1} ({:.1} by upper edge)", s.d50.value, s.d50_upper_edge)
        }),
        count.window.map_or_else(dash, |(low, high)| format!("{low:.0}–{high:.0}")),
        count.stock.map_or_else(dash, |e| format!("{:.3e}", e.value)),
        count.stock.map_or_else(dash, |e| format!("{:.2e}–{:.2e}", e.low, e.high)),
    ]
}
