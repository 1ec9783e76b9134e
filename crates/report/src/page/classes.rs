//! The figures of each class.

use askama::Template;
use exoscope_score::{Bootstrap, ClassIntervals, ClassScores, Interval};

use super::whisker::Whisker;
use crate::download::{Download, with_ends};
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

/// A class, its recall, and the intervals of its other figures.
struct Row<'a> {
    scores: &'a ClassScores,
    recall: Option<Whisker>,
    f1: Option<Interval>,
    auroc: Option<Interval>,
    average_precision: Option<Interval>,
}

impl<'a> Classes<'a> {
    pub(super) fn new(classes: &'a [ClassScores], drawn: Option<&'a Bootstrap>) -> Self {
        let drawn = |class: &ClassScores| {
            drawn.and_then(|drawn| drawn.per_class.iter().find(|of| of.class == class.class))
        };
        let row = |scores: &'a ClassScores| {
            let recall = scores
                .recall
                .zip(scores.recall_ci)
                .map(|(p, ci)| Whisker::new(&format!("Recall of {}", scores.class), p, ci));
            let of =
                |figure: fn(&ClassIntervals) -> Option<Interval>| drawn(scores).and_then(figure);
            Row {
                scores,
                recall,
                f1: of(|drawn| drawn.f1),
                auroc: of(|drawn| drawn.auroc),
                average_precision: of(|drawn| drawn.average_precision),
            }
        };
        let roles = classes.iter().any(|class| class.is_cancer);
        let rows: Vec<Row> = classes.iter().map(row).collect();
        let numbers = rows.iter().map(|row| {
            let class = row.scores;
            let figures =
                row.figures().into_iter().flat_map(|(_, figure, ci)| with_ends(figure, ci));
            [class.class.clone(), class.n.to_string()].into_iter().chain(figures)
        });
        let mut heading = vec!["class".to_owned(), "n".to_owned()];
        for (name, ..) in rows.first().iter().flat_map(|row| row.figures()) {
            heading.extend([name.to_owned(), format!("{name}_low"), format!("{name}_high")]);
        }
        let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
        let save = Download::new("classes.tsv", &heading, numbers);
        Self { rows, roles, save }
    }
}

impl Row<'_> {
    /// Its figures with their names and intervals.
    fn figures(&self) -> [(&'static str, Option<f64>, Option<Interval>); 6] {
        let scores = self.scores;
        [
            ("recall", scores.recall, scores.recall_ci),
            ("precision", scores.precision, scores.precision_ci),
            ("specificity", scores.specificity, scores.specificity_ci),
            ("f1", scores.f1, self.f1),
            ("auroc", scores.auroc, self.auroc),
            ("average_precision", scores.average_precision, self.average_precision),
        ]
    }
}
