//! Batches that were held out in turn, each with its own figures.

use askama::Template;
use exoscope_read::evaluate::LeftOutBatch;

use super::whisker::Whisker;
use crate::download::{Download, number};
use crate::format::{count, interval, list, maybe, proportion};

/// A row a batch.
#[derive(Template)]
#[template(path = "left_out.html")]
pub(super) struct LeftOut<'a> {
    by: String,
    rows: Vec<Row<'a>>,
    save: Download,
}

struct Row<'a> {
    of: &'a LeftOutBatch,
    drawn: Whisker,
}

impl<'a> LeftOut<'a> {
    /// `None` without such batches; `by` names what they are batches of.
    pub(super) fn new(by: &str, batches: &'a [LeftOutBatch]) -> Option<Self> {
        if batches.is_empty() {
            return None;
        }
        let row = |of: &'a LeftOutBatch| {
            let figures = &of.figures;
            let title = format!("Accuracy, {}", of.batch);
            Row { of, drawn: Whisker::new(&title, figures.accuracy, figures.accuracy_ci) }
        };
        let numbers = batches.iter().map(|batch| {
            let f = &batch.figures;
            let figures = [
                Some(f.accuracy),
                Some(f.accuracy_ci.low),
                Some(f.accuracy_ci.high),
                Some(f.balanced_accuracy),
                f.macro_auroc,
                f.signal_auroc,
            ];
            [batch.batch.clone(), f.n.to_string()].into_iter().chain(figures.map(number))
        });
        let heading =
            ["batch", "n", "accuracy", "low", "high", "balanced", "macro_auroc", "cancer_auroc"];
        Some(Self {
            by: by.to_owned(),
            save: Download::new("left-out.tsv", &heading, numbers),
            rows: batches.iter().map(row).collect(),
        })
    }
}
