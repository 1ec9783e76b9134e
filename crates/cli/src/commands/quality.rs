//! `exoscope quality`.

use std::path::PathBuf;

use exoscope::files::{Inputs, Outputs};
use exoscope::quality::CheckQuality;
use exoscope_read::quality::{Quality, SampleQuality};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
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
    let mut inputs = Inputs::default().with_file("cohort.parquet", &args.cohort);
    if let Some(path) = &args.against {
        inputs = inputs.with_file("against.parquet", path);
    }
    let mut outputs = Outputs::memory();
    for (name, path) in [("quality.tsv", &args.out), ("quality.html", &args.report)] {
        if let Some(path) = path {
            outputs = outputs.with_file(name, &**path);
        }
    }
    let check = CheckQuality { against: args.against.is_some() };
    let found = check.run(&inputs, &mut outputs, &context.watch())?;
    let (quality, shared) = (found.quality, found.shared);
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
