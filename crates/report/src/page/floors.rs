//! The headline beside what calls score that should score nothing.

use askama::Template;
use exoscope_read::audit::{Audit, Figures};
use exoscope_read::evaluate::Evaluation;
use exoscope_read::score::Interval;

use super::left_out::LeftOut;
use super::whisker::Whisker;
use crate::download::{Download, number};
use crate::format::{interval, maybe, proportion};

/// Accuracy of the reader and of each floor, in one plot.
#[derive(Template)]
#[template(path = "floors.html")]
pub(crate) struct Floors<'a> {
    rows: Vec<Row>,
    audit: &'a Audit,
    cancers: bool,
    /// Whether a reader stands beside the floors, on a page that has no verdict yet.
    beside: bool,
    left_out: Vec<(&'a str, LeftOut<'a>)>,
    save: Download,
}

struct Row {
    name: String,
    is_floor: bool,
    accuracy: String,
    ci: String,
    drawn: Whisker,
    cancers: String,
    balanced: String,
    /// Accuracy, its interval, accuracy of cancers, balanced accuracy.
    figures: [Option<f64>; 5],
}

impl<'a> Floors<'a> {
    /// The floors beside the reader of an evaluation, or those of an audit alone.
    pub(crate) fn new(evaluation: Option<&Evaluation>, audit: &'a Audit) -> Self {
        let reader = |evaluation: &Evaluation| {
            let scores = &evaluation.scores;
            row(
                "this reader",
                false,
                (scores.accuracy, scores.accuracy_ci),
                scores.accuracy_cancers,
                scores.balanced_accuracy,
            )
        };
        let mut rows: Vec<Row> = evaluation.map(reader).into_iter().collect();
        let of = |name: &str, is_floor: bool, figures: &Figures| {
            let accuracy = (figures.accuracy, figures.accuracy_ci);
            row(name, is_floor, accuracy, figures.accuracy_cancers, figures.balanced_accuracy)
        };
        for (learner, splits) in audit.measured.iter().flat_map(|measured| &measured.splits) {
            for (split, figures) in splits {
                let how = match split.as_str() {
                    "random" => "samples one by one".to_owned(),
                    key => format!("{key} kept together"),
                };
                rows.push(of(&format!("{learner}, {how}"), false, figures));
            }
        }
        let measured = audit.measured.as_ref();
        for (key, found) in measured.iter().flat_map(|measured| &measured.left_out) {
            let learner = measured.map_or("", |measured| measured.learner.as_str());
            rows.push(of(
                &format!("{learner}, each {key} left out in turn"),
                false,
                &found.figures,
            ));
        }
        let left_out = measured.iter().flat_map(|measured| &measured.left_out);
        let left_out = left_out
            .filter_map(|(key, found)| Some((key.as_str(), LeftOut::new(key, &found.batches)?)));
        let left_out = left_out.collect();
        for (name, floor) in &audit.floor {
            let alone = if audit.keys.contains(name) { " alone" } else { "" };
            rows.push(of(&format!("{name}{alone}"), true, &floor.figures));
        }
        let numbers = rows.iter().map(|row| {
            let kind = if row.is_floor { "floor" } else { "reader" };
            let figures = row.figures.map(number);
            [row.name.clone(), kind.to_owned()].into_iter().chain(figures)
        });
        let cancers = rows.iter().any(|row| row.figures[3].is_some());
        let heading = ["called_by", "kind", "accuracy", "low", "high", "of_cancers", "balanced"];
        let save = Download::new("floors.tsv", &heading, numbers);
        Self { beside: evaluation.is_some(), save, left_out, rows, audit, cancers }
    }
}

fn row(
    name: &str,
    is_floor: bool,
    (accuracy, ci): (f64, Interval),
    cancers: Option<f64>,
    balanced: f64,
) -> Row {
    Row {
        name: name.to_owned(),
        is_floor,
        accuracy: proportion(accuracy),
        ci: interval(ci),
        drawn: Whisker::new(&format!("Accuracy, {name}"), accuracy, ci),
        cancers: maybe(cancers),
        balanced: proportion(balanced),
        figures: [Some(accuracy), Some(ci.low), Some(ci.high), cancers, Some(balanced)],
    }
}
