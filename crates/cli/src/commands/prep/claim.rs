//! `exoscope prep claim`.

use std::path::PathBuf;

use exoscope_prep::claim::{Claim, Judgement, judge};
use exoscope_prep::run::Run;
use serde_json::json;

use crate::answer::Answer;

/// Judge a purity claim: shown, not shown, or cannot be shown by these files
///
/// "Pure" has five meanings, and a claim names one: particle purity, marker-positive particles, protein purity, A280 peak
/// area, protein removal. The answer says why, and what would show it.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope prep claim run \"particle purity >= 99 %\"")]
pub struct Args {
    /// Run folder that `prep read` wrote
    run: PathBuf,
    /// The claim: QUANTITY >= NUMBER %
    claim: String,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let claim = Claim::parse(&args.claim)?;
    let run = Run::open(&args.run)?;
    let judged = judge(claim, &run.preparation);
    let head = format!(
        "{} ≥ {} %: {}",
        claim.quantity.name(),
        100.0 * claim.at_least,
        claim.quantity.meaning()
    );
    let parts: Vec<String> = judged.iter().map(text).collect();
    let answer = json!({ "claim": claim, "samples": judged });
    Answer::new(format!("{head}\n\n{}", parts.join("\n\n")), &answer)
}

fn text(judged: &Judgement) -> String {
    let mut text = format!("{}: {}\n{}.", judged.sample, judged.verdict, judged.reasons.join(". "));
    if !judged.needed.is_empty() {
        text.push_str("\nwhat would show it:\n- ");
        text.push_str(&judged.needed.join("\n- "));
    }
    text
}
