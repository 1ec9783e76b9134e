//! `exoscope quality`.

use std::io::Write;
use std::path::PathBuf;

use exoscope_core::Cohort;
use exoscope_core::store::write_atomic;
use exoscope_read::quality::{Duplicate, Quality, SampleQuality, duplicates_across};
use exoscope_report::quality_page;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
use crate::source::source;
use crate::tables::{count, some, table};

/// Look at every sample before anything is learned from it
///
/// Depth or detected fraction, missing miRNAs, distance from the cohort, exact and near duplicates,
/// haemolysis against the cohort by a published signature, sex where a label names an organ. Nothing
/// is left out: flags say what to look at.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope quality cohort.parquet --out quality.tsv --report quality.html
  exoscope quality test.parquet --against train.parquet")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// Table to write, a line a sample
    #[arg(long, value_name = "TSV", value_parser = output::table('\t', &["sample"]))]
    out: Option<OutputPath>,
    /// Page to write
    #[arg(long, value_name = "HTML", value_parser = output::page())]
    report: Option<OutputPath>,
    /// Also look for samples of this cohort among those of another
    #[arg(long, value_name = "PARQUET")]
    against: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("looking", 0);
    let cohort = Cohort::open(&args.cohort)?;
    let quality = Quality::of(&cohort);
    let other = args.against.as_ref().map(|path| Cohort::open(path)).transpose()?;
    let shared = other.as_ref().map(|other| {
        let pairs = duplicates_across(&cohort, other);
        pairs.iter().filter_map(|pair| named(pair, &cohort, other)).collect::<Vec<_>>()
    });
    if let Some(out) = &args.out {
        write_atomic(out, |file| quality.write_tsv(file))?;
    }
    if let Some(path) = &args.report {
        let page = quality_page(&quality, &source(&args.cohort)?, shared.as_deref())?;
        write_atomic(path, |file| file.write_all(page.as_bytes()))?;
    }
    working.finish_and_clear();
    let mut answer = Answer::new(text(&quality, shared.as_deref()), &quality)?;
    if let Some(shared) = shared {
        let pairs: Vec<Value> = shared
            .iter()
            .map(|(a, b, exact)| json!({ "sample": a, "other": b, "exact": exact }))
            .collect();
        answer = answer.with("in_other_cohort", pairs);
    }
    if let Some(out) = &args.out {
        answer.text = format!("{}table: {}\n", answer.text, out.display());
        answer = answer.with("table", out.display().to_string());
    }
    if let Some(path) = &args.report {
        answer.text = format!("{}report: {}\n", answer.text, path.display());
        answer = answer.with("report", path.display().to_string());
    }
    Ok(answer)
}

fn named(pair: &Duplicate, cohort: &Cohort, other: &Cohort) -> Option<(String, String, bool)> {
    let ours = cohort.samples().get(pair.row)?.to_string();
    Some((ours, other.samples().get(pair.of)?.to_string(), pair.exact))
}

fn text(quality: &Quality, shared: Option<&[(String, String, bool)]>) -> String {
    let platform = &quality.platform;
    let mut parts = vec![format!(
        "{}, {}, {}{}",
        count(quality.samples.len(), "sample"),
        count(platform.mirnas, "miRNA"),
        platform.scale,
        platform
            .looks_like
            .as_ref()
            .map_or_else(String::new, |like| format!(": looks like {like}")),
    )];
    let flagged: Vec<&SampleQuality> = quality.flagged().collect();
    parts.push(match flagged.len() {
        0 => "no sample is flagged".to_owned(),
        n => format!("{} of {} are flagged", n, count(quality.samples.len(), "sample")),
    });
    if !flagged.is_empty() {
        let figure = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{x:.2}"));
        let row = |sample: &&SampleQuality| {
            let flags: Vec<String> = sample.flags.iter().map(ToString::to_string).collect();
            let repeats =
                sample.repeats.as_ref().map_or_else(String::new, |of| format!(" of {of}"));
            vec![
                sample.sample.to_string(),
                sample.depth.map_or_else(|| "–".to_owned(), |depth| format!("{depth:.0}")),
                format!("{:.3}", sample.detected),
                figure(sample.distance_z),
                figure(sample.haemolysis_z),
                format!("{}{repeats}", flags.join(", ")),
            ]
        };
        let heading = ["sample", "reads", "detected", "distance z", "haemolysis z", "flags"];
        parts.push(table(heading, flagged.iter().take(SHOWN).map(row), false));
        if flagged.len() > SHOWN {
            parts.push(format!("and {} more: --out has them all", flagged.len() - SHOWN));
        }
    }
    if let Some(shared) = shared {
        parts.push(match shared.len() {
            0 => "no sample is in both cohorts".to_owned(),
            n => {
                let names = some(shared.iter().map(|(ours, _, _)| ours.as_str()), 10);
                format!("{n} samples are in both cohorts, or nearly: {names}")
            }
        });
    }
    parts.extend(quality.not_judged.iter().map(|why| format!("- {why}")));
    parts.join("\n")
}

/// Most samples that are listed.
const SHOWN: usize = 20;
