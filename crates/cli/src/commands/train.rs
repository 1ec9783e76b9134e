//! `exoscope train`.

use std::path::PathBuf;

use exoscope::files::{Inputs, Outputs};
use exoscope::train::Train;
use exoscope_core::MirnaName;
use exoscope_read::call::{CallRules, CallSettings};
use exoscope_read::pipeline::{FittedPipeline, Panel, Pipeline};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::learner::ReaderArgs;
use crate::output::{self, OutputPath};
use crate::tables::count;

/// Fit a reader on a whole cohort and keep it
///
/// The model is one file: data only, versioned and checksummed. What it is worth is not said by
/// training it: run `evaluate` with the same options.
///
/// With the model come the rules that `predict` holds its calls to, set on calls of the training
/// samples by fits that did not see them: a threshold at which a signal of cancer is seen in at most
/// one control in a hundred, sets of classes that cannot be ruled out, and how far from the others
/// training samples are. They hold for samples of the same kind, handled in the same way.
///
/// Finished members of a stack are kept in MODEL.members until the model is written: an interrupted
/// training, started again, goes on from them and gives the same bytes.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope train cohort.parquet --out reader.model
  exoscope train cohort.parquet --group slide --specificity 0.995 --out reader.model
  exoscope train cohort.parquet --panel 100 --out panel.model
  exoscope train cohort.parquet --learner lda --classes colorectal,healthy --out reader.model")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// Model file to write
    #[arg(long, value_name = "MODEL", value_parser = output::model())]
    out: OutputPath,
    /// Keep samples that agree in this column together where the learner holds some out of its own
    /// fits: slide, date, site, isolation batch
    #[arg(long, value_name = "COL")]
    group: Option<String>,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    reader: ReaderArgs,
}

/// What calls are held to.
#[derive(clap::Args)]
#[command(next_help_heading = "The rules")]
struct RuleArgs {
    /// Share of controls in which no signal of cancer shall be seen
    #[arg(long, value_name = "SHARE", default_value_t = CallSettings::default().specificity)]
    specificity: f64,
    /// Share of samples whose class shall not be ruled out
    #[arg(long, value_name = "SHARE", default_value_t = CallSettings::default().coverage)]
    coverage: f64,
    /// Significance level of the out-of-distribution test: share of samples like those of training that
    /// may be taken for others
    #[arg(long = "ood-alpha", alias = "strange", value_name = "SHARE", default_value_t = CallSettings::default().ood_alpha)]
    ood_alpha: f64,
    /// Probabilities alone, without rules
    #[arg(long, conflicts_with_all = ["specificity", "coverage", "ood_alpha"])]
    no_rules: bool,
}

impl RuleArgs {
    fn settings(&self) -> Result<Option<CallSettings>, Misuse> {
        let &Self { specificity, coverage, ood_alpha, no_rules } = self;
        let checked = CallSettings { specificity, coverage, ood_alpha }.check();
        Ok((!no_rules).then_some(checked.map_err(|error| Misuse::new(error.to_string()))?))
    }
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let calls = args.rules.settings()?;
    let train = Train {
        pipeline: Pipeline { calls, ..args.reader.settings(context.streams.seed())? },
        classes: args.reader.classes().map(<[String]>::to_vec),
        group: args.group.clone(),
    };
    let inputs = Inputs::default().with_file("cohort.parquet", &args.cohort);
    let mut outputs = Outputs::memory().with_file("model", &*args.out);
    let trained = train.run(&inputs, &mut outputs, &context.watch())?;
    let (model, n) = (&trained.model, trained.samples);
    if trained.unlabelled > 0 {
        let (unlabelled, all) = (trained.unlabelled, n + trained.unlabelled);
        context.warn(format!(
            "{unlabelled} of {all} samples have none of the classes and take no part"
        ));
    }
    for warning in model.warnings() {
        context.warn(warning);
    }
    let mirnas = model.mirnas().len();
    let learner = train.pipeline.learner.name();
    let text = format!(
        "{}: {learner} trained on {n} samples, {} classes, {mirnas} miRNAs ({}){}",
        args.out.display(),
        model.classes().len(),
        model.assay(),
        model.rules().map(rules).unwrap_or_default(),
    );
    let text = match trained.resumed_members {
        0 => text,
        taken => {
            format!("{text}\n{} of the stack kept from an interrupted run", count(taken, "member"))
        }
    };
    let json = json!({
        "model": args.out.display().to_string(),
        "learner": learner,
        "n": n,
        "n_features": mirnas,
        "classes": model.classes(),
        "signal": model.rules().and_then(|rules| rules.signal),
        "sets": model.rules().map(|rules| rules.conformal.clone()),
        "seconds": trained.seconds,
        "resumed_members": trained.resumed_members,
        "panel": model.panel().map(|panel| panelled(model, panel)),
    });
    Answer::new(text, &json)
}

/// The panel, most telling miRNA first, with how often it was chosen without an inner fold.
fn panelled(reader: &FittedPipeline, panel: &Panel) -> Vec<Value> {
    let mirna = |(place, mirna): (usize, &MirnaName)| json!({ "mirna": mirna.to_string(), "stability": panel.stability.get(place) });
    reader.mirnas().into_iter().enumerate().map(mirna).collect()
}

/// The rules in a few lines.
fn rules(rules: &CallRules) -> String {
    let signal = rules.signal.map(|rule| {
        format!(
            "\nsignal: P(cancer) above {}; specificity {:.3} ({:.3} to {:.3}), from {} controls",
            small(rule.probability()),
            rule.specificity,
            rule.interval.low,
            rule.interval.high,
            rule.controls,
        )
    });
    let coverage = rules.conformal.coverage;
    format!("{}\nsets: hold the class of {coverage} of samples", signal.unwrap_or_default())
}

/// A probability, with its power of ten where four decimals would hide it.
fn small(p: f64) -> String {
    if p < 0.001 { format!("{p:.1e}") } else { format!("{p:.4}") }
}
