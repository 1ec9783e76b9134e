//! `exoscope evaluate`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;

use exoscope::evaluate::{Evaluate, EvaluationRun, SplitBy};
use exoscope::files::{Inputs, Outputs};
use exoscope_core::sample::SampleId;
use exoscope_read::evaluate::{LeftOut, LeftOutBatch, PanelPoint};
use exoscope_score::{Prevalence, check_specificities};

use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::learner::ReaderArgs;
use crate::output::{self, OutputPath};
use crate::prevalence::prevalence;
use crate::tables::{count, some, table};

/// Cross-validate a reader on a cohort, or test it on another
///
/// Writes a run folder: calls.tsv (every held-out call), mirnas.tsv (what the calls of each fit rested
/// on), metrics.json, report.html, timings.json and, when all is there, manifest.json. Everything that learns is fitted inside the fold. Finished
/// fits, and finished members of a stack, are kept there until the run ends: an interrupted run, started
/// again, goes on from them.
///
/// Samples are split one by one unless --group names what must stay together: slide, date, site,
/// isolation batch. Without it a cohort whose batches coincide with its classes makes the estimate
/// of any model optimistic. One person's samples always stay together where the cohort knows persons.
///
/// Proportions have Wilson intervals; all other figures, and accuracy too where samples are kept
/// together, have intervals by drawing samples, or whole groups, again.
/// Sensitivity is given at 98, 99 and 99.5 % specificity, or at those of --specificity, by cancer and stage; the
/// likeliest class, which no threshold was asked for, beside it.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope evaluate cohort.parquet --group slide --repeats 3 --out run
  exoscope evaluate train.parquet --test test.parquet --out run
  exoscope evaluate cohort.parquet --leave-one-out site --out run
  exoscope evaluate cohort.parquet --group site --prevalence 0.01 --out run
  exoscope evaluate cohort.parquet --folds-file folds.tsv --learner lda --out run
  exoscope evaluate cohort.parquet --panel-curve 5,10,20,50,100,all --learner lda --out run")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// Run folder to write; an earlier run in it is replaced
    #[arg(long, value_name = "RUN", value_parser = output::folder())]
    out: OutputPath,
    /// Keep samples that agree in this column together, also where the reader holds some out of its
    /// own fits
    #[arg(long, value_name = "COL")]
    group: Option<String>,
    /// Number of folds
    #[arg(long, value_name = "K", default_value = "5", conflicts_with_all = ["folds_file", "test"])]
    folds: NonZeroUsize,
    /// Number of cross-validations, each on folds of its own
    #[arg(long, value_name = "N", default_value = "1", conflicts_with_all = ["folds_file", "test"])]
    repeats: NonZeroUsize,
    /// Hold out each batch of this column in turn, where it holds several classes; samples of other
    /// batches are learned from and never called
    #[arg(long, value_name = "COL", conflicts_with_all = ["group", "folds", "repeats", "folds_file", "test"])]
    leave_one_out: Option<String>,
    /// Take the folds from this table (columns repeat, sample, fold)
    #[arg(long, value_name = "TSV", conflicts_with = "test")]
    folds_file: Option<PathBuf>,
    /// Train on the whole cohort and call this one
    #[arg(long, value_name = "PARQUET")]
    test: Option<PathBuf>,
    /// Evaluate panels of these numbers of miRNAs too, each chosen inside its fold: 5,10,…,all
    #[arg(long, value_name = "N,…", value_delimiter = ',', conflicts_with_all = ["test", "panel"])]
    panel_curve: Vec<PanelSize>,
    /// Specificities at which sensitivity is given, by cancer and stage [default: 0.98,0.99,0.995]
    #[arg(long, value_name = "SHARE,…", value_delimiter = ',', value_parser = specificity)]
    specificity: Vec<f64>,
    /// How common any cancer is where the reader would be used, or the share of each, as
    /// A=0.01,B=0.002 or as a table of class and share: what calls mean there
    #[arg(long, value_name = "SHARE|A=SHARE,…|TSV", value_parser = prevalence)]
    prevalence: Option<Prevalence>,
    #[command(flatten)]
    reader: ReaderArgs,
}

fn specificity(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    check_specificities(&[value]).map_err(|error| error.to_string())?;
    Ok(value)
}

/// How many miRNAs a panel holds; all of them where there is no number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PanelSize(Option<usize>);

impl FromStr for PanelSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("all", _) => Ok(Self(None)),
            (_, Ok(size)) if size > 0 => Ok(Self(Some(size))),
            _ => Err(format!("{text:?} is neither a number of miRNAs nor \"all\"")),
        }
    }
}

impl Args {
    fn settings(&self, seed: u64) -> Result<Evaluate, Misuse> {
        let split = if self.test.is_some() {
            SplitBy::TestCohort
        } else if let Some(column) = self.leave_one_out.clone() {
            SplitBy::Batch { column }
        } else if self.folds_file.is_some() {
            SplitBy::FoldsTable
        } else {
            SplitBy::Folds { folds: self.folds.get(), repeats: self.repeats.get() }
        };
        Ok(Evaluate {
            pipeline: self.reader.settings(seed)?,
            classes: self.reader.classes().map(<[String]>::to_vec),
            group: self.group.clone(),
            split,
            panel_sizes: self.panel_curve.iter().map(|size| size.0).collect(),
            specificities: self.specificity.clone(),
            prevalence: self.prevalence.clone(),
            seed,
        })
    }
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let start = Instant::now();
    let settings = args.settings(context.streams.seed())?;
    let mut inputs = Inputs::default().with_file("cohort.parquet", &args.cohort);
    for (name, path) in [("test.parquet", &args.test), ("folds.tsv", &args.folds_file)] {
        if let Some(path) = path {
            inputs = inputs.with_file(name, path);
        }
    }
    let run = settings.run(&inputs, &mut Outputs::folder(&*args.out), &context.watch())?;
    answer(&run, &args.out, context, start)
}

/// Says what came out of a run in this folder.
pub fn answer(
    run: &EvaluationRun,
    folder: &Path,
    context: &Context,
    start: Instant,
) -> anyhow::Result<Answer> {
    let (outcome, evaluation) = (run.outcome(), run.evaluation());
    for LeftOut { why, samples } in &run.manifest().left_out {
        let named = some(samples.iter().map(SampleId::as_str), 5);
        context.warn(format!("left out, {}: {why} ({named})", count(samples.len(), "sample")));
    }
    for warning in &evaluation.warnings {
        context.warn(warning);
    }
    let report = folder.join("report.html").display().to_string();
    let fit: f64 = outcome.timings.iter().map(|timing| timing.prepare + timing.learn).sum();
    let verdict = &run.audit().verdict;
    let mut text = format!("audit verdict: {verdict}\n\n{run}\nreport: {report}");
    if !evaluation.panel_curve.is_empty() {
        text = format!("{text}\n\n{}", curve(&evaluation.panel_curve));
    }
    if !evaluation.left_out_batches.is_empty() {
        text = format!("{text}\n\n{}", left_out_batches(&evaluation.left_out_batches));
    }
    if outcome.resumed > 0 {
        let (resumed, fits) = (outcome.resumed, outcome.timings.len());
        text = format!("{text}\n{resumed} of {fits} fits were kept from an interrupted run");
    }
    if outcome.resumed_members > 0 {
        let members = count(outcome.resumed_members, "member");
        text = format!("{text}\n{members} of a stack kept from an interrupted run");
    }
    let answer = Answer::new(text, evaluation)?
        .with("report", report)
        .with("audit_verdict", verdict.to_string())
        .with("fit_seconds", fit)
        .with("resumed_fits", outcome.resumed)
        .with("resumed_members", outcome.resumed_members)
        .with("seconds", start.elapsed().as_secs_f64());
    Ok(answer)
}

/// The figures of each batch that was held out in turn.
fn left_out_batches(batches: &[LeftOutBatch]) -> String {
    let rows = batches.iter().map(|LeftOutBatch { batch, classes, figures, .. }| {
        vec![
            batch.clone(),
            figures.n.to_string(),
            classes.len().to_string(),
            format!("{:.3}", figures.accuracy),
            format!("{:.2}–{:.2}", figures.accuracy_ci.low, figures.accuracy_ci.high),
            format!("{:.3}", figures.balanced_accuracy),
            figures.macro_auroc.map_or_else(|| "–".to_owned(), |auroc| format!("{auroc:.3}")),
        ]
    });
    table(["left out", "n", "classes", "accuracy", "", "balanced", "macro AUROC"], rows, true)
}

/// The panel curve as a table.
fn curve(points: &[PanelPoint]) -> String {
    let maybe = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |v| format!("{v:.3}"));
    let rows = points.iter().map(|point| {
        let size = point.size.map_or_else(|| "all".to_owned(), |size| size.to_string());
        vec![
            size,
            format!("{:.3}", point.accuracy),
            format!("{:.3}", point.balanced_accuracy),
            maybe(point.accuracy_cancers),
            format!("{:.3}", point.log_loss),
            maybe(point.overlap),
        ]
    });
    let heading = ["miRNAs", "accuracy", "balanced", "of cancers", "log-loss", "overlap"];
    table(heading, rows, true)
}
