//! The figures of each class.

use askama::Template;
use exoscope_read::score::ClassScores;

use super::whisker::Whisker;
use crate::download::{Download, number};
use crate::format::{count, maybe, maybe_interval};

/// The table of classes; recall is drawn as well.
#[derive(Template)]
#[template(path = "classes.html")]
pub(super) struct Classes<'a> {
    rows: Vec<Row<'a>>,
    /// Whether any class is known to be a cancer, so that the others are known not to be.
    roles: bool,
    save: Download,
}

/// A class and its recall.
struct Row<'a> {
    scores: &'a ClassScores,
    recall: Option<Whisker>,
}

impl<'a> Classes<'a> {
    pub(super) fn new(classes: &'a [ClassScores]) -> Self {
        let row = |scores: &'a ClassScores| {
            let recall = scores
                .recall
                .zip(scores.recall_ci)
                .map(|(p, ci)| Whisker::new(&format!("Recall of {}", scores.class), p, ci));
            Row { scores, recall }
        };
        let roles = classes.iter().any(|class| class.is_cancer);
        let numbers = classes.iter().map(|class| {
            let figures = [
                class.recall,
                class.recall_ci.map(|ci| ci.low),
                class.recall_ci.map(|ci| ci.high),
                class.precision,
                class.specificity,
                class.f1,
                class.auroc,
                class.average_precision,
            ];
            [class.class.clone(), class.n.to_string()].into_iter().chain(figures.map(number))
        });
        let heading = [
            "class",
            "n",
            "recall",
            "low",
            "high",
            "precision",
            "specificity",
            "f1",
            "auroc",
            "average_precision",
        ];
        let save = Download::new("classes.tsv", &heading, numbers);
        Self { save, rows: classes.iter().map(row).collect(), roles }
    }
}
