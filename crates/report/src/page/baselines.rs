//! The headline beside what calls score that should score nothing.

use askama::Template;
use exoscope_read::audit::{Audit, Baseline};
use exoscope_read::evaluate::Evaluation;
use exoscope_score::Figures;

use super::left_out::LeftOut;
use super::whisker::Whisker;
use crate::download::{Download, each_with_ends};
use crate::format::{interval, maybe, maybe_interval, proportion};

/// Accuracy of the reader and of each baseline, in one plot.
#[derive(Template)]
#[template(path = "baselines.html")]
pub(crate) struct Baselines<'a> {
    rows: Vec<Row>,
    audit: &'a Audit,
    cancers: bool,
    /// Whether the interval of any baseline overlaps the model's.
    overlaps: bool,
    left_out: Vec<(&'a str, LeftOut<'a>)>,
    save: Download,
}

struct Row {
    name: String,
    is_baseline: bool,
    /// Whether it is a baseline whose interval overlaps the model's.
    overlaps: bool,
    drawn: Whisker,
    figures: Figures,
    /// What many draws came to, of which the middle one is shown.
    draws: Option<String>,
}

impl<'a> Baselines<'a> {
    /// The baselines beside the reader of an evaluation, or those of an audit alone.
    pub(crate) fn new(evaluation: Option<&Evaluation>, audit: &'a Audit) -> Self {
        let reader = |evaluation: &Evaluation| {
            let figures = Figures::from(&evaluation.scores);
            let drawn = evaluation.bootstrap.as_ref().and_then(|drawn| drawn.balanced_accuracy);
            let balanced_accuracy_ci = drawn.or(figures.balanced_accuracy_ci);
            row("this reader", false, Figures { balanced_accuracy_ci, ..figures })
        };
        let mut rows: Vec<Row> = evaluation.map(reader).into_iter().collect();
        for (learner, splits) in audit.measured.iter().flat_map(|measured| &measured.splits) {
            for (split, figures) in splits {
                let how = match split.as_str() {
                    "random" => "samples one by one".to_owned(),
                    key => format!("{key} kept together"),
                };
                rows.push(row(&format!("{learner}, {how}"), false, figures.clone()));
            }
        }
        let measured = audit.measured.as_ref();
        for (key, found) in measured.iter().flat_map(|measured| &measured.left_out) {
            let learner = measured.map_or("", |measured| measured.learner.as_str());
            let name = format!("{learner}, each {key} left out in turn");
            rows.push(row(&name, false, found.figures.clone()));
        }
        let left_out = measured.iter().flat_map(|measured| &measured.left_out);
        let left_out = left_out
            .filter_map(|(key, found)| Some((key.as_str(), LeftOut::new(key, &found.batches)?)));
        let left_out = left_out.collect();
        for (name, baseline) in &audit.baseline {
            let alone = if audit.keys.contains(name) { " alone" } else { "" };
            let row = row(&format!("{name}{alone}"), true, baseline.figures.clone());
            let overlaps = evaluation
                .and_then(|_| rows.first())
                .is_some_and(|model| overlap(&model.figures, &row.figures));
            rows.push(Row { draws: draws(baseline), overlaps, ..row });
        }
        let numbers = rows.iter().map(|row| {
            let kind = if row.is_baseline { "baseline" } else { "reader" };
            let of = &row.figures;
            let figures = [
                (Some(of.accuracy), Some(of.accuracy_ci)),
                (of.accuracy_cancers, of.accuracy_cancers_ci),
                (Some(of.balanced_accuracy), of.balanced_accuracy_ci),
            ];
            let figures = each_with_ends(figures);
            [row.name.clone(), kind.to_owned()].into_iter().chain(figures)
        });
        let cancers = rows.iter().any(|row| row.figures.accuracy_cancers.is_some());
        let heading = [
            "called_by",
            "kind",
            "accuracy",
            "low",
            "high",
            "of_cancers",
            "of_cancers_low",
            "of_cancers_high",
            "balanced",
            "balanced_low",
            "balanced_high",
        ];
        let save = Download::new("baselines.tsv", &heading, numbers);
        let overlaps = rows.iter().any(|row| row.overlaps);
        Self { rows, audit, cancers, overlaps, left_out, save }
    }
}

fn row(name: &str, is_baseline: bool, figures: Figures) -> Row {
    let title = format!("Accuracy, {name}");
    let drawn = Whisker::new(&title, figures.accuracy, figures.accuracy_ci);
    Row { name: name.to_owned(), is_baseline, overlaps: false, drawn, figures, draws: None }
}

/// Whether the intervals of balanced accuracy overlap, or the baseline's lies above the model's.
fn overlap(model: &Figures, baseline: &Figures) -> bool {
    let (model, baseline) = (model.balanced_accuracy_ci, baseline.balanced_accuracy_ci);
    model.zip(baseline).is_some_and(|(model, baseline)| baseline.high >= model.low)
}

/// How many draws there were and how far apart they came.
fn draws(baseline: &Baseline) -> Option<String> {
    let (n, [low, high]) = baseline.draws.zip(baseline.balanced_accuracy_range)?;
    let (low, high) = (proportion(low), proportion(high));
    Some(format!("the middle of {n} draws, balanced {low} to {high}"))
}
