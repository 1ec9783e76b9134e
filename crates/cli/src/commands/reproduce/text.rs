//! A result made again, for the terminal.

use exoscope_score::Interval;
use exoscope_study::reproduce::Reproduction;

use crate::tables::{count, table};

pub fn text(found: &Reproduction) -> String {
    let paper = &found.published;
    let given = |p: f64, ci: Interval| format!("{p:.2} ({:.2}–{:.2})", ci.low, ci.high);
    let figure = |p: Option<f64>, ci: Option<Interval>| {
        p.zip(ci).map_or_else(
            || "–".to_owned(),
            |(p, ci)| format!("{p:.3} ({:.2}–{:.2})", ci.low, ci.high),
        )
    };
    let mut rows = vec![vec![
        "published: a random fifth".to_owned(),
        given(paper.accuracy, paper.interval),
        given(paper.early, paper.early_interval),
        "–".to_owned(),
    ]];
    rows.extend(found.splits.iter().map(|split| {
        let by = match &split.together {
            None => "ours: a random fifth".to_owned(),
            Some(key) => format!("ours: a fifth, {key} kept together"),
        };
        let early = split.early.as_ref();
        vec![
            by,
            figure(split.of_cancers, split.of_cancers_interval),
            figure(early.map(|early| early.accuracy), early.map(|early| early.interval)),
            format!("{:.3}", split.accuracy),
        ]
    }));
    rows.extend(found.alone.iter().map(|alone| {
        let figures = &alone.figures;
        let of_cancers = figure(figures.accuracy_cancers, figures.accuracy_cancers_ci);
        let overall = format!("{:.3}", figures.accuracy);
        vec![format!("{} alone", alone.by), of_cancers, "–".to_owned(), overall]
    }));
    let heading = ["called by", "of cancers", "stages 0–II", "of all"];
    let mut parts = vec![
        found.standing.sentence(),
        format!(
            "{}, {} used; {} with a cancer, {} benign, {} with neither",
            count(found.samples, "sample"),
            count(found.mirnas_used, "miRNA"),
            found.cancers,
            found.benign,
            found.controls
        ),
        table(heading, rows, true),
        format!("verdict: {}\n{}", found.verdict, found.sentence),
    ];
    let flags = found.flagged.iter().map(|(flag, n)| format!("- {}: {flag}", count(*n, "sample")));
    let notes = found.notes.iter().map(|note| format!("- {note}"));
    let remarks: Vec<String> = flags.chain(notes).collect();
    if !remarks.is_empty() {
        parts.push(remarks.join("\n"));
    }
    parts.join("\n\n")
}
