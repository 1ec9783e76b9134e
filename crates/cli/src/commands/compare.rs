//! `exoscope compare`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use exoscope::compare::Compare;
use exoscope::files::Inputs;
use exoscope_read::compare::{Comparison, DEFAULT_RESAMPLES, Difference};
use exoscope_read::evaluate::Run;

use crate::answer::Answer;
use crate::context::Context;
use crate::tables::table;

/// Say which of two runs is better on the same samples
///
/// Differences are second minus first, with 95 % intervals of a paired bootstrap that draws whole
/// groups where either run held groups together, and McNemar's test, which takes samples as
/// independent. The intervals are of these fitted readers on new samples.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope evaluate cohort.parquet --learner lda --out lda
  exoscope evaluate cohort.parquet --learner logistic --out logistic
  exoscope compare lda logistic")]
pub struct Args {
    /// Run folder that `evaluate` wrote
    run_a: PathBuf,
    /// Run folder of the same samples
    run_b: PathBuf,
    /// Resamples of the bootstrap
    #[arg(long, value_name = "N", default_value_t = DEFAULT_RESAMPLES)]
    resamples: NonZeroUsize,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    for run in [&args.run_a, &args.run_b] {
        Run::open(run)?;
    }
    let compare = Compare { resamples: args.resamples.get(), seed: context.streams.seed() };
    let comparison = compare.run(&Inputs::folder(&args.run_a), &Inputs::folder(&args.run_b))?;
    for warning in &comparison.warnings {
        context.warn(warning);
    }
    Answer::new(text(&comparison, args), &comparison)
}

fn text(comparison: &Comparison, args: &Args) -> String {
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
        args.run_a.display(),
        args.run_b.display(),
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
