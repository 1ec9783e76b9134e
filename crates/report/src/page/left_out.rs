//! Batches that were held out in turn, each with its own figures.

use askama::Template;
use exoscope_read::evaluate::LeftOutBatch;

use super::whisker::Whisker;
use crate::download::{Download, each_with_ends};
use crate::format::{count, interval, list, maybe, maybe_interval, proportion};

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
                (Some(f.accuracy), Some(f.accuracy_ci)),
                (Some(f.balanced_accuracy), f.balanced_accuracy_ci),
                (f.macro_auroc, batch.macro_auroc_ci),
                (f.signal_auroc, batch.signal_auroc_ci),
            ];
            let figures = each_with_ends(figures);
            [batch.batch.clone(), f.n.to_string()].into_iter().chain(figures)
        });
        let heading = [
            "batch",
            "n",
            "accuracy",
            "low",
            "high",
            "balanced",
            "balanced_low",
            "balanced_high",
            "macro_auroc",
            "macro_auroc_low",
            "macro_auroc_high",
            "cancer_auroc",
            "cancer_auroc_low",
            "cancer_auroc_high",
        ];
        Some(Self {
            by: by.to_owned(),
            save: Download::new("left-out.tsv", &heading, numbers),
            rows: batches.iter().map(row).collect(),
        })
    }
}
