//! `exoscope predict`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use exoscope::files::{Inputs, Outputs};
use exoscope::predict::Predict;
use exoscope_read::pipeline::{Calls, DEFAULT_MAX_MISSING, Meaning};
use exoscope_read::quality::SampleQuality;
use exoscope_report::batch_warnings;
use exoscope_score::Prevalence;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
use crate::prevalence::prevalence;
use crate::tables::{count, some};

/// Call the samples of a cohort with a trained reader
///
/// Says in two steps, as tests for many cancers do: whether there is a signal of cancer, at the
/// specificity the model was trained for, and where it may come from. Where a sample is unlike those
/// of training, lacks too many miRNAs, or the two steps disagree, it says that there is not enough to say.
///
/// Each sample is called on its own. A cohort on another scale than the training cohort's, with
/// names of another form, or with too few of the reader's miRNAs is refused with the list of them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope predict reader.model new.parquet --out calls.tsv
  exoscope predict reader.model new.parquet --out calls.tsv --report calls.html --prevalence 0.01
  exoscope predict reader.model new.parquet --sample P017 --out P017.tsv --report P017.html")]
pub struct Args {
    /// Model that `train` wrote
    model: PathBuf,
    /// Cohort to call; it needs no labels
    cohort: PathBuf,
    /// Table to write: sample, likeliest class, verdict, origins, probability of each class
    #[arg(long, value_name = "TSV", value_parser = output::table('\t', &["sample", "call"]))]
    out: OutputPath,
    /// Largest share of the reader's miRNAs that may be missing; calls are means over what they may
    /// have been
    #[arg(long, value_name = "SHARE", default_value_t = DEFAULT_MAX_MISSING, value_parser = share)]
    max_missing: f64,
    /// Call this sample alone; may be repeated [default: all]
    #[arg(long, value_name = "SAMPLE")]
    sample: Vec<String>,
    /// Column whose values are batches (machine, kit, study, site): each is also judged as a whole, whether it lies farther
    /// from training than a new batch would [default: the column that the model's training was grouped by]
    #[arg(long, value_name = "COLUMN")]
    batch: Option<String>,
    /// Page to write: of each sample the call and what it means, the miRNAs behind it, its quality; the
    /// reader, and what it cannot know
    #[arg(long, value_name = "HTML", value_parser = output::page())]
    report: Option<OutputPath>,
    /// How common any cancer is where the samples are from, or the share of each, as A=0.01,B=0.002 or
    /// as a table of class and share: what calls mean there, and the probability of cancer there
    #[arg(long, value_name = "SHARE|A=SHARE,…|TSV", value_parser = prevalence)]
    prevalence: Option<Prevalence>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let predict = Predict {
        samples: args.sample.clone(),
        max_missing: args.max_missing,
        prevalence: args.prevalence.clone(),
        batch: args.batch.clone(),
        page: args.report.is_some(),
    };
    let inputs =
        Inputs::default().with_file("model", &args.model).with_file("cohort.parquet", &args.cohort);
    let mut outputs = Outputs::memory().with_file("calls.tsv", &*args.out);
    if let Some(path) = &args.report {
        outputs = outputs.with_file("calls.html", &**path);
    }
    let predicted = predict.run(&inputs, &mut outputs, &context.watch())?;
    let (reader, calls, meaning) = (&predicted.model, &predicted.calls, &predicted.meaning);
    warn(calls, context);
    for sentence in batch_warnings(reader, &predicted.batches) {
        context.warn(sentence);
    }
    let flagged = predicted.flagged();
    warn_of_quality(&flagged, context);
    let called = calls.called();
    let by_class: Vec<(&str, usize)> = reader
        .classes()
        .iter()
        .map(|class| (class.as_str(), called.iter().filter(|call| *call == class).count()))
        .collect();
    let counts: Vec<String> = by_class.iter().map(|(class, n)| format!("{n} {class}")).collect();
    let n = calls.samples.len();
    let verdicts = verdicts(calls);
    let said = if verdicts.is_empty() {
        format!("called: {}", counts.join(", "))
    } else {
        let said: Vec<String> = verdicts.iter().map(|(words, n)| format!("{n} {words}")).collect();
        format!("read: {}\nlikeliest class: {}", said.join(", "), counts.join(", "))
    };
    let report = args.report.as_ref().map(|path| path.display().to_string());
    let mut text = format!("{}: {} {said}", args.out.display(), count(n, "sample"));
    if let Some(report) = &report {
        text = format!("{text}\nreport: {report}");
    }
    let json = json!({
        "calls": args.out.display().to_string(),
        "n": n,
        "called": by_class.iter().map(|(class, n)| ((*class).to_owned(), json!(n)))
            .collect::<serde_json::Map<String, Value>>(),
        "verdicts": verdicts,
        "missing_mirnas": calls.coverage.missing,
        "filled": calls.filled(),
        "in_training": learned(calls).collect::<Vec<&str>>(),
        "batches": predicted.batches,
        "flagged": flagged.iter().map(|sample| json!({ "sample": sample.sample, "flags": sample.flags }))
            .collect::<Vec<Value>>(),
        "at_prevalence": meaning.as_ref().map(meant),
        "report": report,
    });
    Answer::new(text, &json)
}

/// What calls mean at the prevalence that was stated.
fn meant(meaning: &Meaning) -> Value {
    json!({ "prevalence": meaning.prevalence, "cancer": meaning.cancer, "values": meaning.values })
}

/// How often each verdict was given.
fn verdicts(calls: &Calls) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for verdict in calls.verdicts.iter().flatten() {
        *counts.entry(verdict.words()).or_default() += 1;
    }
    counts
}

/// The samples that the model was trained on.
fn learned(calls: &Calls) -> impl Iterator<Item = &str> {
    let both = calls.samples.iter().zip(&calls.in_training);
    both.filter(|(_, learned)| **learned).map(|(sample, _)| sample.as_str())
}

/// Says what stands on less than measured values, or on samples that were learned from.
fn warn(calls: &Calls, context: &Context) {
    let missing = &calls.coverage.missing;
    if !missing.is_empty() {
        context.warn(format!(
            "{} of the reader's {} miRNAs are not in the cohort: calls are means over what \
             they may have been: {}",
            missing.len(),
            calls.coverage.needed,
            missing.join(", ")
        ));
    } else if calls.filled() > 0 {
        context.warn(format!(
            "{} values are missing: calls are means over what they may have been",
            calls.filled()
        ));
    }
    let learned: Vec<&str> = learned(calls).collect();
    if !learned.is_empty() {
        context.warn(format!(
            "{} of {} have the very values of samples that the model was trained on, and say nothing of \
             how good it is: {}",
            learned.len(),
            count(calls.samples.len(), "sample"),
            some(learned.iter().copied(), 5)
        ));
    }
    if calls.uncorrected > 0 {
        context.warn(format!(
            "{} samples are of a batch that training did not see: not corrected",
            calls.uncorrected
        ));
    }
}

/// Names the samples whose quality should be looked at before their calls are.
fn warn_of_quality(flagged: &[&SampleQuality], context: &Context) {
    let told = |sample: &&SampleQuality| {
        let flags: Vec<String> = sample.flags.iter().map(ToString::to_string).collect();
        format!("{} ({})", sample.sample, flags.join(", "))
    };
    let names: Vec<String> = flagged.iter().map(told).collect();
    if !names.is_empty() {
        context.warn(format!(
            "the quality of {} is flagged: {}",
            count(names.len(), "sample"),
            some(names.iter().map(String::as_str), 5)
        ));
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(format!("{text:?} is no share between 0 and 1")),
    }
}
