//! `exoscope audit`.

use std::path::{Path, PathBuf};

use exoscope_core::Cohort;
use exoscope_read::audit::{Audit, Coincidence, Figures};
use exoscope_read::import::{Limits, design};
use exoscope_read::split::Labelled;

use crate::answer::Answer;
use crate::context::Context;
use crate::tables::table;

/// Say what a figure would be if it meant nothing
///
/// Beside every headline belongs what calls score that should score nothing, and how far batches
/// and classes coincide. With --design this needs no miRNA: a table with a label and keys (slide,
/// date, site) is enough to see whether any split of the samples can show a signal.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope audit --design design.tsv --label label --control VOL --benign 'benign_*' \\
      --keys scan_date,slide,collection")]
pub struct Args {
    /// Table of facts to audit, a row a sample
    #[arg(long, value_name = "FILE", requires = "label")]
    design: PathBuf,
    /// The column that is the label
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// Labels that are controls; * stands for any characters
    #[arg(long, value_name = "LABEL", num_args = 1..)]
    control: Vec<String>,
    /// Labels that are benign diseases; * stands for any characters
    #[arg(long, value_name = "LABEL", num_args = 1..)]
    benign: Vec<String>,
    /// Columns that say what was handled together, separated by commas
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    keys: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let label = args.label.as_deref().unwrap_or_default();
    let cohort = opened(&args.design, label, args)?;
    let labelled = Labelled::of(&cohort, None)?;
    let audit = Audit::of_design(&labelled, &args.keys, context.streams)?;
    Answer::new(text(&audit), &audit)
}

fn opened(path: &Path, label: &str, args: &Args) -> anyhow::Result<Cohort> {
    let mut cohort = design(path, label, Limits::default())?;
    if !(args.control.is_empty() && args.benign.is_empty()) {
        cohort.set_roles(&args.control, &args.benign)?;
    }
    Ok(cohort)
}

fn text(audit: &Audit) -> String {
    let mut parts = vec![format!("verdict: {}\n{}", audit.verdict, audit.sentence)];
    let rows = audit
        .keys
        .iter()
        .filter_map(|key| Some(key_row(key, audit.floor.get(key)?, audit.coincidence.get(key)?)));
    let heading = [
        "key",
        "batches",
        "of one class",
        "samples in them",
        "Cramér's V",
        "calls right",
        "of cancers",
        "cancers by a control",
    ];
    parts.push(table(heading, rows, true));
    parts.push(audit.notes.iter().map(|note| format!("- {note}")).collect::<Vec<_>>().join("\n"));
    parts.join("\n\n")
}

fn key_row(key: &str, floor: &Figures, coincidence: &Coincidence) -> Vec<String> {
    let figure = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
    let beside = coincidence.cancers_beside_controls;
    vec![
        key.to_owned(),
        coincidence.batches.to_string(),
        figure(Some(coincidence.single_class_share)),
        figure(Some(coincidence.single_class_samples_share)),
        figure(Some(coincidence.cramers_v_corrected)),
        figure(Some(floor.accuracy)),
        figure(floor.accuracy_cancers),
        beside.map_or_else(|| "–".to_owned(), |n| n.to_string()),
    ]
}
