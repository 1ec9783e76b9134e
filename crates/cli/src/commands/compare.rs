//! `exoscope compare`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exoscope::compare::{Compare, Compared};
use exoscope::files::Inputs;
use exoscope_read::compare::{Comparison, DEFAULT_RESAMPLES, Difference};
use exoscope_read::evaluate::Run;

use crate::answer::Answer;
use crate::context::Context;
use crate::tables::{count, table};

/// Say which of two or more runs is better on the same samples
///
/// Each run is compared with the first. Differences are second minus first, with 95 % intervals of a paired bootstrap that draws whole
/// groups where either run held groups together, and McNemar's test, which takes samples as
/// independent. The intervals are of these fitted readers on new samples.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope evaluate cohort.parquet --learner lda --out lda
  exoscope evaluate cohort.parquet --learner logistic --out logistic
  exoscope compare lda logistic
  exoscope compare lda logistic kernel --common
  exoscope compare lda --calls other_tool.tsv")]
pub struct Args {
    /// Run folder that `evaluate` wrote
    run_a: PathBuf,
    /// Run folders of the same samples
    #[arg(value_name = "RUN_B", required_unless_present = "calls")]
    runs: Vec<PathBuf>,
    /// Calls of another tool on samples of the first run: a table with a column sample and one of probabilities for
    /// each class, named as the class
    #[arg(long, value_name = "TSV")]
    calls: Vec<PathBuf>,
    /// Compare the samples that all have, and say how many are left out; implied by --calls
    #[arg(long)]
    common: bool,
    /// Resamples of the bootstrap
    #[arg(long, value_name = "N", default_value_t = DEFAULT_RESAMPLES)]
    resamples: NonZeroUsize,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    for run in std::iter::once(&args.run_a).chain(&args.runs) {
        Run::open(run)?;
    }
    let compare = Compare { resamples: args.resamples.get(), seed: context.streams.seed() };
    let runs: Vec<Inputs> = args.runs.iter().map(Inputs::folder).collect();
    let mut tables = Vec::new();
    for path in &args.calls {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        tables.push((path.display().to_string(), bytes));
    }
    let others = runs.iter().map(Compared::Run);
    let tools = tables.iter().map(|(name, table)| Compared::OtherTool { name, table });
    let others: Vec<Compared<'_>> = others.chain(tools).collect();
    let found = compare.run_several(&Inputs::folder(&args.run_a), &others, args.common)?;
    if found.left_out > 0 {
        let left_out = count(found.left_out, "sample");
        context.warn(format!("{left_out} left out that not all have"));
    }
    let names: Vec<String> =
        args.runs.iter().chain(&args.calls).map(|path| path.display().to_string()).collect();
    for (name, comparison) in names.iter().zip(&found.comparisons) {
        for warning in &comparison.warnings {
            let of = if names.len() > 1 { format!("{name}: ") } else { String::new() };
            context.warn(format!("{of}{warning}"));
        }
    }
    match (found.comparisons.as_slice(), names.as_slice()) {
        ([one], [name]) => Answer::new(text(one, &args.run_a, name), one),
        (several, names) => {
            let json: Vec<_> = names
                .iter()
                .zip(several)
                .map(|(name, found)| serde_json::json!({ "run": name, "comparison": found }))
                .collect();
            let json = serde_json::json!({ "first": args.run_a, "others": json });
            Answer::new(side_by_side(several, args, names), &json)
        }
    }
}

/// Several runs as one table, each beside the first.
fn side_by_side(several: &[Comparison], args: &Args, names: &[String]) -> String {
    let beside = |figure: &Difference| {
        let interval = figure
            .ci
            .map_or_else(String::new, |ci| format!(" ({:+.4} to {:+.4})", ci.low, ci.high));
        format!("{:.4} {:+.4}{interval}", figure.b, figure.difference)
    };
    let first = several.first().map(|found| {
        let alone = |figure: &Difference| format!("{:.4}", figure.a);
        let name = args.run_a.display().to_string();
        let figures = [&found.accuracy, &found.balanced_accuracy, &found.log_loss];
        let mut row = vec![name];
        row.extend(figures.map(alone));
        row.push("–".to_owned());
        row
    });
    let others = names.iter().zip(several).map(|(name, found)| {
        let figures = [&found.accuracy, &found.balanced_accuracy, &found.log_loss];
        let mut row = vec![name.clone()];
        row.extend(figures.map(beside));
        row.push(p_value(found.mcnemar.p));
        row
    });
    let (n, clusters) = several.first().map_or((0, 0), |found| (found.n, found.clusters));
    let heading = ["", "accuracy", "balanced accuracy", "log-loss (less is better)", "McNemar p"];
    format!(
        "{n} samples in {clusters} clusters; differences from the first with 95 % intervals\n\n{}",
        table(heading, first.into_iter().chain(others), true)
    )
}

fn text(comparison: &Comparison, first: &Path, second: &str) -> String {
    let rows = [
        ("accuracy", Some(comparison.accuracy)),
        ("balanced accuracy", Some(comparison.balanced_accuracy)),
        ("accuracy of cancers", comparison.accuracy_cancers),
        ("log-loss (less is better)", Some(comparison.log_loss)),
    ];
    let rows = rows.into_iter().filter_map(|(name, difference)| Some(row(name, &difference?)));
    let heading = ["", "first", "second", "difference", "95 % interval"];
    let test = comparison.mcnemar;
    let how = if test.exact { "exact" } else { "χ² with continuity correction" };
    format!(
        "first: {}\nsecond: {}\n{} samples in {} clusters\n\n{}\n\nMcNemar: {} samples right in \
         the first alone, {} in the second alone, p = {} ({how})",
        first.display(),
        second,
        comparison.n,
        comparison.clusters,
        table(heading, rows, true),
        test.only_a,
        test.only_b,
        p_value(test.p),
    )
}

fn row(name: &str, figure: &Difference) -> Vec<String> {
    let interval =
        figure.ci.map_or_else(|| "–".to_owned(), |ci| format!("{:+.4} to {:+.4}", ci.low, ci.high));
    vec![
        name.to_owned(),
        format!("{:.4}", figure.a),
        format!("{:.4}", figure.b),
        format!("{:+.4}", figure.difference),
        interval,
    ]
}

fn p_value(p: f64) -> String {
    if p < 0.001 { format!("{p:.1e}") } else { format!("{p:.3}") }
}
