//! The page of a result made again: what is published, what we find, what says it without a miRNA.

use askama::Template;
use exoscope_score::Interval;
use exoscope_study::reproduce::{Alone, Early, Reproduction, SplitFigures};

use crate::format::{UNDEFINED, count, counted, interval, maybe, maybe_interval, proportion};
use crate::page::{PageError, RESEARCH_USE_ONLY, Whisker};

#[derive(Template)]
#[template(path = "reproduction.html")]
struct Page<'a> {
    found: &'a Reproduction,
    rows: Vec<Row>,
    flagged: Vec<String>,
}

/// One way of calling, and the share of the cancers that it calls right.
struct Row {
    by: String,
    /// The folder of its run, where there is one.
    run: Option<String>,
    /// What kind of row it is: `published`, `ours` or `alone`.
    kind: &'static str,
    cancers: String,
    accuracy: String,
    interval: String,
    whisker: Option<Whisker>,
    early: String,
    overall: String,
}

/// The page of a result made again: one HTML file that needs no network and no script. A stand-in is
/// called one at the top. The same input gives the same bytes.
pub fn reproduction_page(found: &Reproduction) -> Result<String, PageError> {
    let rows = std::iter::once(published(found))
        .chain(found.splits.iter().map(ours))
        .chain(found.alone.iter().map(alone))
        .collect();
    let flagged = found
        .flagged
        .iter()
        .map(|(flag, n)| format!("{}: {flag}", counted(*n, "sample")))
        .collect();
    Ok(Page { found, rows, flagged }.render()?)
}

fn published(found: &Reproduction) -> Row {
    let paper = &found.published;
    Row {
        by: "published: a random fifth".to_owned(),
        run: None,
        kind: "published",
        cancers: UNDEFINED.to_owned(),
        accuracy: format!("{:.2}", paper.accuracy),
        interval: interval(paper.interval),
        whisker: Some(Whisker::new("published", paper.accuracy, paper.interval)),
        early: format!("{:.2} ({})", paper.early, interval(paper.early_interval)),
        overall: UNDEFINED.to_owned(),
    }
}

fn ours(split: &SplitFigures) -> Row {
    let by = match &split.together {
        None => "ours: a random fifth".to_owned(),
        Some(key) => format!("ours: a fifth, {key} kept together"),
    };
    let early = |early: &Early| {
        let Early { n, accuracy, interval: ci } = *early;
        format!("{} ({}) of {}", proportion(accuracy), interval(ci), count(n))
    };
    Row {
        run: Some(split.run.clone()),
        kind: "ours",
        cancers: count(split.cancers),
        accuracy: maybe(split.of_cancers),
        interval: maybe_interval(split.of_cancers_interval),
        whisker: whisker(&by, split.of_cancers, split.of_cancers_interval),
        early: split.early.as_ref().map_or_else(|| UNDEFINED.to_owned(), early),
        overall: proportion(split.accuracy),
        by,
    }
}

fn alone(alone: &Alone) -> Row {
    let figures = &alone.figures;
    let by = format!("{} alone", alone.by);
    Row {
        run: None,
        kind: "alone",
        cancers: UNDEFINED.to_owned(),
        accuracy: maybe(figures.accuracy_cancers),
        interval: maybe_interval(figures.accuracy_cancers_ci),
        whisker: whisker(&by, figures.accuracy_cancers, figures.accuracy_cancers_ci),
        early: UNDEFINED.to_owned(),
        overall: proportion(figures.accuracy),
        by,
    }
}

fn whisker(of: &str, p: Option<f64>, ci: Option<Interval>) -> Option<Whisker> {
    p.zip(ci).map(|(p, ci)| Whisker::new(of, p, ci))
}
