//! What was asked, how it was held out, and how far the answer may be trusted.

use exoscope_read::evaluate::{Evaluation, SplitKind, SplitSummary};
use exoscope_score::Interval;

use crate::format::{count, counted, list};

/// Classes up to this number are named in the first sentence.
const NAMED_CLASSES: usize = 5;

/// The first lines of a report.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Headline {
    /// What was asked of how many samples.
    pub asked: String,
    /// Accuracy over all samples.
    pub accuracy: (f64, Interval),
    /// Accuracy among the cancers, where there are cancers beside other classes.
    pub among_cancers: Option<AmongCancers>,
    /// How samples were held out.
    pub held_out: String,
    /// What the split leaves open, so that the figure may mean nothing.
    pub caution: Option<String>,
    /// What the interval covers, and what it does not.
    pub limits: String,
}

/// Accuracy over the samples with a cancer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AmongCancers {
    /// Samples with a cancer.
    pub n: usize,
    /// Top-1 tissue-of-origin accuracy.
    pub accuracy: f64,
    /// Its interval.
    pub interval: Interval,
}

impl Headline {
    /// The headline of an evaluation.
    pub(crate) fn new(evaluation: &Evaluation) -> Self {
        let Evaluation { scores, split, .. } = evaluation;
        Self {
            asked: asked(evaluation),
            accuracy: (scores.accuracy, evaluation.accuracy_interval()),
            among_cancers: among_cancers(evaluation),
            held_out: held_out(split),
            caution: caution(evaluation),
            limits: limits(split),
        }
    }
}

/// Whether any class is known to be a cancer.
fn asks_for_cancer(evaluation: &Evaluation) -> bool {
    evaluation.scores.per_class.iter().any(|class| class.is_cancer)
}

fn asked(evaluation: &Evaluation) -> String {
    let scores = &evaluation.scores;
    let classes = match scores.classes.len() {
        n if n <= NAMED_CLASSES => list(&scores.classes, "or"),
        n => format!("one of {}", counted(n, "class")),
    };
    let each = match scores.n {
        1 => "One sample".to_owned(),
        n => format!("Each of {} samples", count(n)),
    };
    let mirnas = counted(evaluation.n_features, "miRNA");
    format!("{each} was called {classes} by a reader of {mirnas} that had not learned from it")
}

fn among_cancers(evaluation: &Evaluation) -> Option<AmongCancers> {
    let scores = &evaluation.scores;
    if scores.per_class.iter().all(|class| class.is_cancer) {
        return None;
    }
    let n = scores.per_class.iter().filter(|class| class.is_cancer).map(|class| class.n).sum();
    let (accuracy, interval) =
        scores.accuracy_cancers.zip(evaluation.accuracy_cancers_interval())?;
    Some(AmongCancers { n, accuracy, interval })
}

/// How samples were held out, in a sentence.
pub(crate) fn held_out(split: &SplitSummary) -> String {
    let folds = counted(split.folds, "fold");
    let repeats = match split.repeats {
        0 | 1 => String::new(),
        n => format!(", in {}", counted(n, "repeat")),
    };
    let together = match split.grouped_by.as_slice() {
        [] => String::new(),
        columns => format!("; samples that share {} stayed together", list(&quoted(columns), "or")),
    };
    match split.kind {
        SplitKind::CrossValidation => {
            format!("Held out in {folds} drawn at random{repeats}{together}.")
        }
        SplitKind::LeaveOneOut => {
            let by = list(&quoted(&split.grouped_by), "or");
            let batches = counted(split.folds, "batch");
            format!("Held out batch by batch: each of {batches} by {by} in turn, whole.")
        }
        SplitKind::FoldsFile => format!("Held out in {folds} read from a file{repeats}{together}."),
        SplitKind::TestCohort => format!("Held out as a test cohort of its own{together}."),
        SplitKind::HeldOutPart => {
            let parts = count(split.folds);
            format!("Held out once: one of {parts} parts drawn at random{together}.")
        }
    }
}

fn quoted(columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| format!("“{column}”")).collect()
}

fn caution(evaluation: &Evaluation) -> Option<String> {
    let split = &evaluation.split;
    if !split.grouped_by.is_empty() {
        return None;
    }
    let how = match split.kind {
        SplitKind::CrossValidation | SplitKind::LeaveOneOut | SplitKind::HeldOutPart => {
            "Samples were split one by one"
        }
        SplitKind::FoldsFile => {
            "Nothing here says that the folds of the file keep samples of one person or batch \
             together"
        }
        SplitKind::TestCohort => {
            "A test cohort stands apart only where it shares no person and no batch with the \
             training cohort"
        }
    };
    let what = if asks_for_cancer(evaluation) { "cancer" } else { "the classes themselves" };
    Some(format!("{how}: if batch and class coincide, this number says nothing about {what}."))
}

fn limits(split: &SplitSummary) -> String {
    let mut text = "The interval covers the chance that put these samples, and not others, among \
                    those called. It does not cover the choice of training samples (others would \
                    have trained another reader), nor people, sites and batches that are not here."
        .to_owned();
    if !split.grouped_by.is_empty() {
        text.push_str(
            " It takes samples as independent; those that stayed together are not, so it may be \
             too narrow: the summary has the interval by drawing whole groups. Whatever else sets the classes apart (site, date, handling) counts in the \
             figures as if it were biology.",
        );
    }
    text
}

#[cfg(test)]
#[path = "sentence/tests.rs"]
mod tests;
