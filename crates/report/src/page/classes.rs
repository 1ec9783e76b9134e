//! The figures of each class.

use askama::Template;
use exoscope_read::score::ClassScores;

use super::whisker::Whisker;
use crate::format::{count, maybe, maybe_interval};

/// The table of classes; recall is drawn as well.
#[derive(Template)]
#[template(path = "classes.html")]
pub(super) struct Classes<'a> {
    rows: Vec<Row<'a>>,
    /// Whether any class is known to be a cancer, so that the others are known not to be.
    roles: bool,
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
        Self { rows: classes.iter().map(row).collect(), roles }
    }
}
