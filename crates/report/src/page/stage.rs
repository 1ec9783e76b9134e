//! The figures of the cancers by stage: what is called early is what a blood test is for.

use askama::Template;
use exoscope_score::StageScores;

use super::whisker::Whisker;
use crate::download::{Download, with_ends};
use crate::format::{count, interval, maybe, maybe_interval, proportion};

/// The table of stages with its whiskers.
#[derive(Template)]
#[template(path = "stage.html")]
pub(super) struct Stages<'a> {
    rows: Vec<Row<'a>>,
    /// Whether there are samples without a cancer, so that sensitivity is defined.
    sensitivity: bool,
    save: Download,
}

struct Row<'a> {
    scores: &'a StageScores,
    accuracy: Whisker,
    sensitivity: Option<Whisker>,
}

impl<'a> Stages<'a> {
    /// `None` where no stage is known.
    pub(super) fn new(stages: &'a [StageScores]) -> Option<Self> {
        let row = |scores: &'a StageScores| {
            let of = |what: &str| format!("{what} at stage {}", scores.stage);
            let sensitivity = scores.sensitivity.zip(scores.sensitivity_ci);
            Row {
                scores,
                accuracy: Whisker::new(&of("Accuracy"), scores.accuracy, scores.accuracy_ci),
                sensitivity: sensitivity.map(|(p, ci)| Whisker::new(&of("Sensitivity"), p, ci)),
            }
        };
        let sensitivity = stages.iter().any(|stage| stage.sensitivity.is_some());
        let numbers = stages.iter().map(|stage| {
            let accuracy = with_ends(Some(stage.accuracy), Some(stage.accuracy_ci));
            let sensitivity = with_ends(stage.sensitivity, stage.sensitivity_ci);
            let names = [stage.stage.clone(), stage.n.to_string()];
            names.into_iter().chain(accuracy).chain(sensitivity)
        });
        let heading =
            ["stage", "n", "accuracy", "low", "high", "sensitivity", "sens_low", "sens_high"];
        (!stages.is_empty()).then(|| Self {
            save: Download::new("stages.tsv", &heading, numbers),
            rows: stages.iter().map(row).collect(),
            sensitivity,
        })
    }
}
