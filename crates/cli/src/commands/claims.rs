//! `exoscope claims`.

use std::fmt::Write as _;
use std::io::Write as _;

use exoscope_core::store::write_atomic;
use exoscope_report::claims_page;
use exoscope_study::claims::ledger;
use exoscope_therapy::ledger::words::Words;
use exoscope_therapy::ledger::{Claim, Row};
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::language::Language;
use crate::output::{self, OutputPath};

/// Print the claims ledger: each promise of the source article, what is known, what is computed, a verdict
///
/// Verdicts: reproduced, cannot be shown by this design, contradicted, no model. Every figure is computed anew and compared
/// with the one that stands in the ledger. English and Japanese. Research use only: nothing here is medical advice.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope claims --page claims.html
  exoscope claims --language ja --page claims-ja.html
  exoscope claims --row safety
  exoscope claims --check")]
pub struct Args {
    /// Only this row; repeat for more [possible values: reach, improved, cause, age, cancers, accuracy, threat, pure,
    /// supernatant, drip, needling, safety]
    #[arg(long, value_name = "ROW", value_parser = claim)]
    row: Vec<Claim>,
    /// Language of text and page
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,
    /// Fail where a figure differs from the one stated (of seed 1)
    #[arg(long)]
    check: bool,
    /// Write a page that a patient can read (HTML)
    #[arg(long, value_name = "FILE", value_parser = output::page())]
    page: Option<OutputPath>,
}

#[derive(Serialize)]
struct Ledger {
    language: &'static str,
    rows: Vec<Printed>,
}

/// A row with its words.
#[derive(Serialize)]
struct Printed {
    claim_text: &'static str,
    known: &'static str,
    said: &'static str,
    verdict_text: &'static str,
    /// What each figure is, in the order of the figures.
    labels: Vec<&'static str>,
    /// What the intervals are of.
    intervals: Option<String>,
    #[serde(flatten)]
    row: Row,
}

impl Printed {
    fn new(row: Row, words: &Words) -> Self {
        let of = words.row(row.claim);
        Self {
            claim_text: of.claim,
            known: of.known,
            said: of.said,
            verdict_text: words.of_verdict(row.verdict),
            labels: of.figures.to_vec(),
            intervals: words.of_seed(&row),
            row,
        }
    }
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let claims = if args.row.is_empty() { Claim::ALL.to_vec() } else { args.row.clone() };
    let rows = ledger(&claims, context.streams)?;
    let words = args.language.ledger();
    let mut said = text(&rows, words);
    if let Some(path) = &args.page {
        let page = claims_page(&rows, words)?;
        write_atomic(path, |file| file.write_all(page.as_bytes()))?;
        let _ = write!(said, "\nwrote {}", path.display());
    }
    let differ = rows.iter().flat_map(|row| &row.figures).filter(|figure| !figure.agrees()).count();
    if args.check && differ > 0 {
        anyhow::bail!("{differ} figures differ from those stated:\n{said}");
    }
    let rows = rows.into_iter().map(|row| Printed::new(row, words)).collect();
    Answer::new(said, &Ledger { language: words.code, rows })
}

fn text(rows: &[Row], words: &Words) -> String {
    let mut said = format!("{}\n{}\n", words.title, words.research);
    for row in rows {
        let of = words.row(row.claim);
        let _ = writeln!(said, "\n{}: {}", row.claim.name(), of.claim);
        let _ = writeln!(said, "  {}: {}", words.known, of.known);
        let _ = writeln!(said, "  {}: {}", words.evidence, words.of_grade(row.evidence));
        let _ = writeln!(said, "  {}:", words.computed);
        for (name, figure) in of.figures.iter().zip(&row.figures) {
            let _ = writeln!(said, "    {}  {name}", words.of_figure(figure));
        }
        if let Some(seed) = words.of_seed(row) {
            let _ = writeln!(said, "    {seed}");
        }
        let _ = writeln!(
            said,
            "  {}: {}{}{}",
            words.verdict,
            words.of_verdict(row.verdict),
            words.stop,
            of.said
        );
        let _ = writeln!(said, "  {}: {}", words.command, row.command);
        for command in row.in_full {
            let _ = writeln!(said, "  {}: {command}", words.in_full);
        }
    }
    said
}

fn claim(text: &str) -> Result<Claim, String> {
    Claim::ALL.into_iter().find(|claim| claim.name() == text).ok_or_else(|| {
        let names = Claim::ALL.map(Claim::name);
        format!(
            "no row is called so{}; they are {}",
            exoscope_core::suggest::did_you_mean(text, names),
            names.join(", ")
        )
    })
}
