//! `exoscope prep claim`.

use std::path::PathBuf;

use exoscope_prep::claim::{Claim, ClaimVerdict, Judgement, Sentence, judge, stated};
use exoscope_prep::run::Run;
use serde_json::json;

use crate::answer::Answer;

/// Judge a purity claim: shown, not shown, or cannot be shown by these files
///
/// "Pure" has five meanings: particle purity, marker-positive particles, protein purity, A280 peak area, protein removal. A
/// claim that names one is judged by it; "purity 99 % or more" is judged by all five. The answer says why, and what would
/// show it.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope prep claim run \"particle purity >= 99 %\"
  exoscope prep claim run \"purity 99 % or more\"")]
pub struct Args {
    /// Run folder that `prep read` wrote
    run: PathBuf,
    /// The claim, as "particle purity >= 99 %"
    claim: String,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let sentence = Sentence::parse(&args.claim)?;
    let run = Run::open(&args.run)?;
    let claims = sentence.claims();
    let judged: Vec<(Claim, Vec<Judgement>)> =
        claims.into_iter().map(|claim| (claim, judge(claim, &run.preparation))).collect();
    let mut parts: Vec<String> = Vec::new();
    if let Sentence::Unnamed { at_least } = sentence {
        let shown =
            judged.iter().flat_map(|(_, all)| all).any(|one| one.verdict == ClaimVerdict::Shown);
        parts.push(format!(
            "\"{}\" does not say of what. \"{} pure\" can mean five things, and these files show {} of them:",
            args.claim,
            stated(at_least),
            if shown { "some" } else { "none" }
        ));
    }
    for (claim, judged) in &judged {
        let head = format!(
            "{} ≥ {}: {}",
            claim.quantity.name(),
            stated(claim.at_least),
            claim.quantity.meaning()
        );
        parts.push(head);
        parts.extend(judged.iter().map(text));
        // What would show a claim depends on the claim alone: it is said once.
        if let Some(open) = judged.iter().find(|one| !one.needed.is_empty()) {
            parts.push(format!("what would show it:\n- {}", open.needed.join("\n- ")));
        }
    }
    let meanings: Vec<_> =
        judged.iter().map(|(claim, judged)| json!({ "claim": claim, "samples": judged })).collect();
    let answer = match (sentence, judged.first()) {
        (Sentence::Named(_), Some((claim, judged))) => json!({ "claim": claim, "samples": judged }),
        _ => json!({ "meanings": meanings }),
    };
    Answer::new(parts.join("\n\n"), &answer)
}

fn text(judged: &Judgement) -> String {
    format!("{}: {}\n{}.", judged.sample, judged.verdict, judged.reasons.join(". "))
}
