//! `exoscope explain`.

mod ranked;

use std::path::PathBuf;

use exoscope::explain::Explain;
use exoscope::files::{Inputs, Outputs};
use exoscope_read::evaluate::Run;
use exoscope_read::pipeline::Explanation;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
use crate::tables::table;

/// Say which miRNAs a call rests on
///
/// The score of a class is its log-odds against the geometric mean of the other classes. Each
/// miRNA's contribution is counted from the mean training sample; contributions sum to the score:
/// exactly for linear models, as integrated gradients for others. They say what the model leaned on,
/// not what causes the disease. A level is in SD above the training samples' mean, or as
/// --no-standardise left it.
///
/// With the folder of an evaluation of readers made in the same way, --run says of each miRNA in how
/// many of its fits it was among the first too: what is not steady there hangs on who was sampled.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope explain reader.model cohort.parquet
  exoscope explain reader.model cohort.parquet --run run --top 20 --ranked mirnas.tsv
  exoscope explain reader.model cohort.parquet --sample P017 --top 20
  exoscope explain reader.model cohort.parquet --class pancreas --out contributions.tsv")]
pub struct Args {
    /// Model that `train` wrote
    model: PathBuf,
    /// Cohort with the samples to explain
    cohort: PathBuf,
    /// Explain this sample alone; may be repeated [default: all]
    #[arg(long, value_name = "SAMPLE")]
    sample: Vec<String>,
    /// Explain the score of this class [default: the likeliest of each sample]
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// How many miRNAs to list, and to count as the first of a fit
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Run folder that `evaluate` wrote: how steady the ranking is over its fits
    #[arg(long, value_name = "RUN")]
    run: Option<PathBuf>,
    /// Table to write: miRNAs by their mean contribution, with --run the share of its fits that have
    /// each among their first
    #[arg(long, value_name = "TSV", value_parser = output::table('\t', &["rank", "mirna"]))]
    ranked: Option<OutputPath>,
    /// Table to write: every contribution to every sample
    #[arg(long, value_name = "TSV", value_parser = output::table('\t', &["sample", "class"]))]
    out: Option<OutputPath>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let explain = Explain {
        samples: args.sample.clone(),
        class: args.class.clone(),
        top: args.top,
        contributions: args.out.is_some(),
        ranked: args.ranked.is_some(),
    };
    let mut inputs =
        Inputs::default().with_file("model", &args.model).with_file("cohort.parquet", &args.cohort);
    let run = args.run.as_ref().map(Run::open).transpose()?;
    if let Some(folder) = &args.run {
        inputs = inputs.with_file("mirnas.tsv", folder.join("mirnas.tsv"));
    }
    let mut outputs = Outputs::memory();
    for (name, path) in [("contributions.tsv", &args.out), ("ranked.tsv", &args.ranked)] {
        if let Some(path) = path {
            outputs = outputs.with_file(name, &**path);
        }
    }
    let found = explain.run(&inputs, &mut outputs, &context.watch())?;
    let reader = &found.model;
    if let (Some(run), Some(folder)) = (&run, &args.run) {
        let (of, made) = (&run.manifest.reader, reader.settings());
        if of.learner != made.learner || of.panel != made.panel {
            context.warn(format!(
                "{}: its readers were made otherwise than this model (learner or panel)",
                folder.display()
            ));
        }
    }
    let text = if args.sample.is_empty() {
        ranked::text(&found, args.top)
    } else {
        found.samples.iter().map(|of| one(of, args.top)).collect::<Vec<_>>().join("\n\n")
    };
    let panel = reader.panel().map(|panel| {
        let each = reader.mirnas().into_iter().zip(&panel.stability);
        each.map(|(mirna, share)| json!({ "mirna": mirna.to_string(), "stability": share }))
            .collect::<Vec<Value>>()
    });
    let json = json!({
        "n": found.n,
        "ranked": found.ranked,
        "stability": found.stability.map(|of| ranked::stability(&of, args.run.as_deref())),
        "samples": found.samples,
        "panel": panel,
        "contributions": args.out.as_ref().map(|path| path.display().to_string()),
    });
    Answer::new(text, &json)
}

/// The largest contributions to one sample, and what the others sum to.
fn one(of: &Explanation, top: usize) -> String {
    let row = |name: String, contribution: f64, value: String| {
        vec![name, format!("{contribution:+.4}"), value]
    };
    let shown = of.contributions.iter().take(top);
    let mut rows: Vec<Vec<String>> = shown
        .map(|c| {
            let value = if c.missing { "missing".to_owned() } else { format!("{:+.2}", c.value) };
            row(c.mirna.clone(), c.contribution, value)
        })
        .collect();
    let rest: f64 = of.contributions.iter().skip(top).map(|c| c.contribution).sum();
    let others = of.contributions.len().saturating_sub(top);
    rows.push(row(format!("{others} others"), rest, String::new()));
    rows.push(row("mean training sample".to_owned(), of.baseline, String::new()));
    format!(
        "{}: log-odds of {} against the other classes {:+.4}\n{}",
        of.sample,
        of.class,
        of.score,
        table(["", "adds", "level"], rows, true)
    )
}
