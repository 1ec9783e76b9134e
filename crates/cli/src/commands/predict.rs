//! `exoscope predict`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use exoscope_core::Cohort;
use exoscope_core::store::write_atomic;
use exoscope_read::quality::Quality;
use exoscope_read::reader::{Calls, DEFAULT_MAX_MISSING, Reader};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::context::Context;
use crate::tables::some;

/// Call the samples of a cohort with a trained reader
///
/// Says in two steps, as tests for many cancers do: whether there is a signal of cancer, at the
/// specificity the model was trained for, and where it may come from. Where a sample is unlike those
/// of training, lacks too many miRNAs, or the two steps disagree, it says that there is not enough to say.
///
/// Each sample is called on its own. A cohort on another scale than the training cohort's, with
/// names of another form, or with too few of the reader's miRNAs is refused with the list of them.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope predict reader.model new.parquet --out calls.tsv")]
pub struct Args {
    /// Model that `train` wrote
    model: PathBuf,
    /// Cohort to call; it needs no labels
    cohort: PathBuf,
    /// Table to write: sample, likeliest class, verdict, origins, probability of each class
    #[arg(long, value_name = "TSV")]
    out: PathBuf,
    /// Largest share of the reader's miRNAs that may be missing; calls are means over what they may
    /// have been
    #[arg(long, value_name = "SHARE", default_value_t = DEFAULT_MAX_MISSING, value_parser = share)]
    max_missing: f64,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let reader = Reader::open(&args.model)?;
    let cohort = Cohort::open(&args.cohort)?;
    let rows: Vec<usize> = (0..cohort.n_samples()).collect();
    let calls = reader.call(&cohort, &rows, args.max_missing)?;
    write_atomic(&args.out, |out| calls.write_tsv(out))?;
    warn(&calls, context);
    let quality = Quality::of(&cohort);
    warn_of_quality(&quality, context);
    let called = calls.called();
    let by_class: Vec<(&str, usize)> = reader
        .classes()
        .iter()
        .map(|class| (class.as_str(), called.iter().filter(|call| *call == class).count()))
        .collect();
    let counts: Vec<String> = by_class.iter().map(|(class, n)| format!("{n} {class}")).collect();
    let n = calls.samples.len();
    let verdicts = verdicts(&calls);
    let said = if verdicts.is_empty() {
        format!("called: {}", counts.join(", "))
    } else {
        let said: Vec<String> = verdicts.iter().map(|(words, n)| format!("{n} {words}")).collect();
        format!("read: {}\nlikeliest class: {}", said.join(", "), counts.join(", "))
    };
    let text = format!("{}: {n} samples {said}", args.out.display());
    let json = json!({
        "calls": args.out.display().to_string(),
        "n": n,
        "called": by_class.iter().map(|(class, n)| ((*class).to_owned(), json!(n)))
            .collect::<serde_json::Map<String, Value>>(),
        "verdicts": verdicts,
        "missing_mirnas": calls.coverage.missing,
        "filled": calls.filled(),
        "flagged": quality.flagged().map(|sample| json!({ "sample": sample.sample, "flags": sample.flags }))
            .collect::<Vec<Value>>(),
    });
    Answer::new(text, &json)
}

/// How often each verdict was given.
fn verdicts(calls: &Calls) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for verdict in calls.verdicts.iter().flatten() {
        *counts.entry(verdict.words()).or_default() += 1;
    }
    counts
}

/// Says what stands on less than measured values.
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
    if calls.uncorrected > 0 {
        context.warn(format!(
            "{} samples are of a batch that training did not see: not corrected",
            calls.uncorrected
        ));
    }
}

/// Names the samples whose quality should be looked at before their calls are.
fn warn_of_quality(quality: &Quality, context: &Context) {
    let flagged: Vec<String> = quality
        .flagged()
        .map(|sample| {
            let flags: Vec<String> = sample.flags.iter().map(ToString::to_string).collect();
            format!("{} ({})", sample.sample, flags.join(", "))
        })
        .collect();
    if !flagged.is_empty() {
        context.warn(format!(
            "the quality of {} samples is flagged: {}",
            flagged.len(),
            some(flagged.iter().map(String::as_str), 5)
        ));
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(format!("{text:?} is no share between 0 and 1")),
    }
}
