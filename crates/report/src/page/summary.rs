//! The overall figures.

use askama::Template;
use exoscope_read::evaluate::Evaluation;
use exoscope_score::{Bootstrap, Interval, Resampling, Scores, Signal};

use crate::format::{count, counted, interval, list, maybe, proportion, quantity};

/// The table of overall figures.
#[derive(Template)]
#[template(path = "summary.html")]
pub(super) struct Summary {
    rows: Vec<Row>,
    /// How intervals of what is no proportion came about.
    drawn: Option<String>,
    /// Whether samples were held out one by one.
    alone: bool,
}

/// A figure and what it means.
struct Row {
    name: &'static str,
    figure: String,
    interval: String,
    meaning: String,
}

impl Summary {
    pub(super) fn new(evaluation: &Evaluation) -> Self {
        let scores = &evaluation.scores;
        let drawn = evaluation.bootstrap.as_ref();
        let of = |interval: fn(&Bootstrap) -> Option<Interval>| drawn.and_then(interval);
        let mut rows = vec![
            row("Samples", count(scores.n), repeats(scores)),
            row("Classes", count(scores.classes.len()), ""),
            row(
                "miRNAs used",
                count(evaluation.n_features),
                "that passed the filter; the median over the fits",
            ),
            row("Accuracy", proportion(scores.accuracy), accuracy(scores))
                .with(evaluation.accuracy_interval()),
            row(
                "Balanced accuracy",
                proportion(scores.balanced_accuracy),
                "mean recall of the classes",
            )
            .with_maybe(of(|drawn| drawn.balanced_accuracy)),
        ];
        if let (Some(p), Some(ci)) =
            (scores.accuracy_cancers, evaluation.accuracy_cancers_interval())
        {
            let meaning = "top-1 tissue of origin among samples with a cancer";
            rows.push(row("Accuracy among cancers", proportion(p), meaning).with(ci));
        }
        rows.extend([
            row(
                "Macro F1",
                proportion(scores.macro_f1),
                "mean over the classes of the harmonic mean of precision and recall",
            )
            .with_maybe(of(|drawn| drawn.macro_f1)),
            row("Log-loss", quantity(scores.log_loss), log_loss(scores))
                .with_maybe(of(|drawn| drawn.log_loss)),
            row("Brier score", quantity(scores.brier), brier(scores))
                .with_maybe(of(|drawn| drawn.brier)),
            row(
                "Macro AUROC",
                maybe(scores.macro_auroc),
                "mean over the classes, each against the rest",
            )
            .with_maybe(of(|drawn| drawn.macro_auroc)),
        ]);
        rows.extend(scores.signal.iter().flat_map(|found| signal(found, drawn)));
        let drawn = drawn.map(|drawn| {
            let what = match drawn.grouped_by.as_slice() {
                [] => "samples".to_owned(),
                columns => format!("whole groups by {}", list(columns, "and")),
            };
            match drawn.method {
                Resampling::Bootstrap => {
                    format!("drawing {what} again, {} times", count(drawn.resamples))
                }
                Resampling::Jackknife => format!(
                    "leaving out each of {} in turn (jackknife, Student’s t): fewer than 20 are too few to draw again",
                    counted(drawn.clusters, "group")
                ),
            }
        });
        let alone = evaluation.bootstrap.as_ref().is_none_or(|drawn| drawn.grouped_by.is_empty());
        Self { rows, drawn, alone }
    }
}

impl Row {
    fn with_maybe(self, ci: Option<Interval>) -> Self {
        match ci {
            Some(ci) => self.with(ci),
            None => self,
        }
    }

    fn with(self, ci: Interval) -> Self {
        Self { interval: interval(ci), ..self }
    }
}

fn row(name: &'static str, figure: String, meaning: impl Into<String>) -> Row {
    Row { name, figure, interval: String::new(), meaning: meaning.into() }
}

/// The figures of cancer, of any kind, against no cancer.
fn signal(signal: &Signal, drawn: Option<&Bootstrap>) -> [Row; 4] {
    [
        row(
            "Any cancer: AUROC",
            proportion(signal.auroc),
            "of the summed probability of the cancers",
        )
        .with_maybe(drawn.and_then(|drawn| drawn.signal_auroc)),
        row("Any cancer: average precision", proportion(signal.average_precision), "of the same")
            .with_maybe(drawn.and_then(|drawn| drawn.signal_average_precision)),
        row(
            "Any cancer: sensitivity",
            proportion(signal.sensitivity),
            format!("of {} with a cancer, called any cancer", count(signal.n_cancers)),
        )
        .with(signal.sensitivity_ci),
        row(
            "Any cancer: specificity",
            proportion(signal.specificity),
            format!("of {} without one, not called a cancer", count(signal.n_others)),
        )
        .with(signal.specificity_ci),
    ]
}

fn repeats(scores: &Scores) -> String {
    if scores.repeats > 1 {
        format!("figures are means over {}", counted(scores.repeats, "repeat"))
    } else {
        String::new()
    }
}

fn accuracy(scores: &Scores) -> String {
    let largest = scores.per_class.iter().map(|class| class.n).max().unwrap_or(0);
    format!("samples called right; the largest class has {} of {}", count(largest), count(scores.n))
}

/// Even guessing among `k` classes scores `ln k`.
fn log_loss(scores: &Scores) -> String {
    let k = scores.classes.len() as f64;
    format!(
        "in nats, less is better; even guessing scores {}; no probability counts as less than a millionth \
         (without that {})",
        quantity(k.ln()),
        quantity(scores.log_loss_unclipped)
    )
}

/// Even guessing among `k` classes scores `1 − 1/k`.
fn brier(scores: &Scores) -> String {
    let k = scores.classes.len() as f64;
    format!("0 to 2, less is better; even guessing scores {}", quantity(1.0 - 1.0 / k))
}
