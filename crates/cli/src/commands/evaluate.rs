//! `exoscope evaluate`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;

use exoscope_core::Cohort;
use exoscope_core::cohort::Source;
use exoscope_core::sample::SampleId;
use exoscope_read::audit::{Audit, AuditSubject};
use exoscope_read::evaluate::{
    CheckpointedFits, Evaluation, LeftOut, LeftOutBatch, MANIFEST_FORMAT_VERSION, Manifest, NewRun,
    Outcome, PanelPoint, Program, SplitPlan, TestPlan, cross_validate_plan, test,
};
use exoscope_read::pipeline::Pipeline;
use exoscope_read::split::Labelled;
use exoscope_report::{page, summary_text};
use exoscope_score::Prevalence;

use super::audit::known_keys;
use crate::answer::Answer;
use crate::context::Context;
use crate::design;
use crate::learner::ReaderArgs;
use crate::output::{self, OutputPath};
use crate::prevalence::prevalence;
use crate::source::source;
use crate::tables::{count, table};

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
/// Sensitivity is given at 98, 99 and 99.5 % specificity, by cancer and stage.
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
    /// How common any cancer is where the reader would be used, or the share of each, as
    /// A=0.01,B=0.002 or as a table of class and share: what calls mean there
    #[arg(long, value_name = "SHARE|A=SHARE,…|TSV", value_parser = prevalence)]
    prevalence: Option<Prevalence>,
    #[command(flatten)]
    reader: ReaderArgs,
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

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let start = Instant::now();
    let together = args.leave_one_out.as_deref().or(args.group.as_deref());
    let settings = args.reader.settings(together)?;
    let cohort = Cohort::open(&args.cohort)?;
    let labelled = Labelled::of(&cohort, args.reader.classes())?;
    design::check(&labelled, &settings)?;
    if let Some(prevalence) = &args.prevalence {
        let role = |class: &String| cohort.roles().of(class);
        design::check_prevalence(prevalence, labelled.classes(), role)?;
    }
    let inputs: Vec<&Path> = [Some(&args.cohort), args.test.as_ref(), args.folds_file.as_ref()]
        .into_iter()
        .flatten()
        .map(PathBuf::as_path)
        .collect();
    let inputs: Vec<Source> = inputs.into_iter().map(source).collect::<Result<_, _>>()?;
    let (new, mut evaluated) = match &args.test {
        Some(path) => {
            let test = Cohort::open(path)?;
            let new = NewRun::start(&args.out)?;
            let kept = new.kept_fits(&inputs);
            let subject = AuditSubject::new(&labelled, inputs.clone(), false);
            let mut evaluated = on_test(labelled, &test, &settings, context, &kept)?;
            evaluated.audit.subject = Some(subject);
            (new, evaluated)
        }
        None => {
            let plan = plan(args, &labelled, context)?;
            let new = NewRun::start(&args.out)?;
            let kept = new.kept_fits(&inputs);
            let sizes = &args.panel_curve;
            let mut evaluated = cross(plan, &settings, sizes, context, Some(&kept))?;
            evaluated.audit.subject = Some(AuditSubject::new(&labelled, inputs.clone(), false));
            (new, evaluated)
        }
    };
    if let Some(prevalence) = &args.prevalence {
        evaluated.evaluation.predictive_values = evaluated.outcome.predictive_values(prevalence);
    }
    let manifest = Manifest {
        format: MANIFEST_FORMAT_VERSION,
        program: Program::this(),
        seed: context.streams.seed(),
        reader: settings,
        classes: args.reader.classes().map(<[String]>::to_vec),
        inputs,
        cohort: cohort.provenance().clone(),
        left_out: evaluated.left_out.clone(),
        files: std::collections::BTreeMap::new(),
    };
    write(new, &args.out, &evaluated, manifest, context, start)
}

/// What was evaluated.
pub struct Evaluated {
    pub outcome: Outcome,
    pub evaluation: Evaluation,
    /// What batches and facts alone score on the samples that the reader was made from.
    pub audit: Audit,
    pub left_out: Vec<LeftOut>,
}

fn on_test(
    labelled: Labelled<'_>,
    cohort: &Cohort,
    settings: &Pipeline,
    context: &Context,
    kept: &CheckpointedFits,
) -> anyhow::Result<Evaluated> {
    let plan = TestPlan::new(labelled, cohort)?;
    let working = context.progress("fitting", 0);
    let outcome = test(&plan.training, &plan.held_out, settings, Some(kept))?;
    let mut evaluation =
        Evaluation::new(&outcome, plan.summary, plan.warnings).describing(&plan.held_out);
    let audit = audit(&plan.training, settings.group.as_deref(), context)?;
    evaluation.bootstrap = Some(outcome.bootstrap(context.streams));
    working.finish_and_clear();
    Ok(Evaluated { outcome, evaluation, audit, left_out: plan.left_out })
}

fn plan<'a>(
    args: &Args,
    labelled: &Labelled<'a>,
    context: &Context,
) -> anyhow::Result<SplitPlan<'a>> {
    let group = args.group.as_deref();
    if let Some(column) = &args.leave_one_out {
        return Ok(SplitPlan::leave_one_out(labelled, column)?);
    }
    Ok(match &args.folds_file {
        Some(path) => SplitPlan::from_file(labelled, group, path)?,
        None => {
            let (folds, repeats) = (args.folds.get(), args.repeats.get());
            SplitPlan::draw(labelled, group, folds, repeats, context.streams)?
        }
    })
}

/// The baselines of the column that was kept together and of known site, slide and date.
fn audit(labelled: &Labelled<'_>, group: Option<&str>, context: &Context) -> anyhow::Result<Audit> {
    let mut keys: Vec<String> = group.iter().map(|&group| group.to_owned()).collect();
    keys.extend(
        known_keys(labelled.cohort()).into_iter().filter(|key| Some(key.as_str()) != group),
    );
    Ok(Audit::of_batches(labelled, &keys, context.streams)?)
}

/// Cross-validates as planned, and again with panels of these sizes.
pub fn cross(
    plan: SplitPlan<'_>,
    settings: &Pipeline,
    sizes: &[PanelSize],
    context: &Context,
    kept: Option<&CheckpointedFits>,
) -> anyhow::Result<Evaluated> {
    let validate = |plan: &SplitPlan<'_>, settings: &Pipeline| {
        let bar = context.progress("fits", plan.folds.k() * plan.folds.repeats().len());
        let progress = |done: usize, _| bar.set_position(done as u64);
        let outcome = cross_validate_plan(plan, settings, &progress, kept);
        bar.finish_and_clear();
        outcome
    };
    let outcome = validate(&plan, settings)?;
    let drawn = outcome.bootstrap(context.streams);
    let unranked = SplitPlan { ranked: false, ..plan.clone() };
    let mut panel_curve = Vec::new();
    for &PanelSize(size) in sizes {
        let confined = Pipeline { panel: size, ..settings.clone() };
        panel_curve.push(if confined == *settings {
            PanelPoint::new(size, &outcome, &drawn)
        } else {
            let of = validate(&unranked, &confined)?;
            PanelPoint::new(size, &of, &of.bootstrap(context.streams))
        });
    }
    let mut evaluation =
        Evaluation::new(&outcome, plan.summary, plan.warnings).describing(&plan.labelled);
    evaluation.panel_curve = panel_curve;
    evaluation.left_out_batches = outcome.of_batches(&plan.batches, context.streams)?;
    let audit = audit(&plan.labelled, settings.group.as_deref(), context)?;
    evaluation.bootstrap = Some(drawn);
    Ok(Evaluated { outcome, evaluation, audit, left_out: plan.left_out })
}

/// Writes the run folder and says what came out.
pub fn write(
    new: NewRun,
    folder: &Path,
    evaluated: &Evaluated,
    mut manifest: Manifest,
    context: &Context,
    start: Instant,
) -> anyhow::Result<Answer> {
    let Evaluated { outcome, evaluation, audit, left_out } = evaluated;
    for LeftOut { why, samples } in left_out {
        let some: Vec<&str> = samples.iter().take(5).map(SampleId::as_str).collect();
        let more = if samples.len() > some.len() { ", …" } else { "" };
        let names = some.join(", ");
        context
            .warn(format!("left out, {}: {why} ({names}{more})", count(samples.len(), "sample")));
    }
    for warning in &evaluation.warnings {
        context.warn(warning);
    }
    new.audit(audit)?;
    let html = page(evaluation, &manifest, Some(audit))?;
    let (calls, rankings) = (&outcome.calls, &outcome.rankings);
    new.finish(evaluation, calls, rankings, &outcome.timings, &html, &mut manifest)?;
    let report = folder.join("report.html").display().to_string();
    let fit: f64 = outcome.timings.iter().map(|timing| timing.prepare + timing.learn).sum();
    let mut text = format!(
        "audit verdict: {}\n\n{}\nreport: {report}",
        audit.verdict,
        summary_text(evaluation).trim_end()
    );
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
        .with("audit_verdict", audit.verdict.to_string())
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
