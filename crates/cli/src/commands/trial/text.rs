//! A trial's study as text.

use std::fmt::Write as _;

use exoscope_core::number::short;
use exoscope_therapy::rows;
use exoscope_therapy::trial::{Operating, Study, Swept};

use crate::tables::table;

pub fn text(found: &Study) -> String {
    let mut said = format!("{}: {}\n", found.name, found.about);
    let _ = writeln!(
        said,
        "{}, {} people, {} simulated trials; {}",
        found.design,
        found.people,
        found.trials,
        rows::allocation(found)
    );
    let _ = writeln!(said, "endpoint: {}\n", rows::endpoint(&found.endpoint));
    let at = |at: &Operating| rows::operating(short(at.beta), at);
    put(
        &mut said,
        rows::operating_heading("β", &found.endpoint),
        found.operating.iter().map(at).collect(),
    );
    said.push('\n');
    sentences(&mut said, rows::null(found));
    let arms = rows::arms(found);
    if !arms.is_empty() {
        said.push_str("\neach treated arm beside the control:\n");
        put(&mut said, rows::ARMS, arms);
    }
    let blinded = &found.by_odds_ratio_blinded;
    let (alone, together) = (
        (
            "odds ratio of unmeasured severity, at β = 0, assessors blind: severity alone",
            "odds ratio",
        ),
        (
            "odds ratio of unmeasured severity, at β = 0, with assessors who know the arm",
            "odds ratio",
        ),
    );
    if blinded.is_empty() {
        sweep(found, alone, &found.by_odds_ratio, true, &mut said);
    } else {
        sweep(found, alone, blinded, true, &mut said);
        sweep(found, together, &found.by_odds_ratio, true, &mut said);
    }
    sweep(
        found,
        ("people of one trial, at the largest β", "people"),
        &found.by_people,
        false,
        &mut said,
    );
    if let Some(observed) = &found.observed {
        said.push_str("\nobserved:\n");
        sentences(&mut said, rows::seen(observed));
        if !observed.beside.is_empty() {
            put(&mut said, rows::NATURAL, rows::natural(observed));
        }
    }
    if let Some(evidence) = &found.evidence {
        said.push_str("\npublished results, ln hazard ratio that each allows:\n");
        put(&mut said, rows::EVIDENCE, rows::evidence(evidence));
        sentences(&mut said, rows::evidence_verdict(evidence));
    }
    said.push_str("\nassumed:\n");
    for assumed in &found.assumed {
        let _ = writeln!(said, "  {assumed}");
    }
    said
}

fn put<const N: usize>(said: &mut String, heading: [&'static str; N], rows: Vec<[String; N]>) {
    said.push_str(&table(heading, rows.into_iter().map(Vec::from), true));
    said.push('\n');
}

fn sentences(said: &mut String, sentences: Vec<String>) {
    for sentence in sentences {
        said.push_str(&sentence);
        said.push('\n');
    }
}

fn sweep(
    found: &Study,
    (title, name): (&str, &'static str),
    swept: &[Swept],
    null: bool,
    said: &mut String,
) {
    if swept.is_empty() {
        return;
    }
    let _ = writeln!(said, "\nby {title}:");
    let rows = swept.iter().filter_map(|swept| {
        let at = if null { swept.operating.first() } else { swept.operating.last() }?;
        Some(rows::operating(short(swept.value), at))
    });
    put(said, rows::operating_heading(name, &found.endpoint), rows.collect());
}
