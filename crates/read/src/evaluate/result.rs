//! The outcome of an evaluation.

use serde::{Deserialize, Serialize};

use super::{Flagged, HeatMap, LeftOutBatch, Outcome, PanelPoint};
use crate::split::Samples;
use exoscope_score::{Bootstrap, Interval, PredictiveValues, Scores};

/// What `metrics.json` holds: every figure of an evaluation, and how the samples were split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The figures.
    #[serde(flatten)]
    pub scores: Scores,
    /// miRNAs that a fit rested on after filtering: the median over the fits.
    pub n_features: usize,
    /// How samples were held out.
    pub split: SplitSummary,
    /// What the intervals are of, and what they do not cover.
    #[serde(default)]
    pub estimand: String,
    /// Intervals by drawing whole groups of samples again.
    #[serde(default)]
    pub bootstrap: Option<Bootstrap>,
    /// What calls mean at the prevalence that was stated, at each operating point.
    #[serde(default)]
    pub predictive_values: Vec<PredictiveValues>,
    /// Classes that a fit never saw, although it was asked to call their samples.
    pub absent: Vec<UnseenClass>,
    /// What a reader of the figures should know, in sentences.
    pub warnings: Vec<String>,
    /// Figures of readers confined to fewer miRNAs, where asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub panel_curve: Vec<PanelPoint>,
    /// The figures of each batch that was held out in turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out_batches: Vec<LeftOutBatch>,
    /// The miRNAs by which the classes of the called samples differ most.
    #[serde(default)]
    pub heat_map: Option<HeatMap>,
    /// The quality of the called samples.
    #[serde(default)]
    pub quality: Option<Flagged>,
}

/// How samples were held out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitSummary {
    /// The kind of split.
    pub kind: SplitKind,
    /// Columns whose values are held together; empty where samples are split one by one.
    pub grouped_by: Vec<String>,
    /// Folds of a cross-validation, batches left out in turn, or parts of which one is held out; 1 for
    /// a test cohort.
    pub folds: usize,
    /// Repeats of the cross-validation.
    pub repeats: usize,
}

/// The kind of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SplitKind {
    /// Cross-validation on folds drawn here.
    CrossValidation,
    /// Cross-validation on folds from a file.
    FoldsFile,
    /// Each batch of a column held out in turn.
    LeaveOneOut,
    /// A test cohort of its own.
    TestCohort,
    /// One of several parts drawn here, held out once.
    HeldOutPart,
}

/// A class that a fit never saw: its held-out samples score the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnseenClass {
    /// The class.
    pub class: String,
    /// The repeat, from 0.
    pub repeat: usize,
    /// The fold held out, from 0.
    pub fold: usize,
    /// Samples of the class among those held out.
    pub samples: usize,
}

impl Evaluation {
    /// Adds what is to be seen of the samples that were called.
    #[must_use]
    pub fn describing(self, called: &dyn Samples) -> Self {
        let (heat_map, quality) = (HeatMap::of(called), Some(Flagged::of(called)));
        Self { heat_map, quality, ..self }
    }

    /// The interval of the accuracy: with groups drawn whole where samples were grouped, else Wilson's.
    pub fn accuracy_interval(&self) -> Interval {
        self.grouped().and_then(|drawn| drawn.accuracy).unwrap_or(self.scores.accuracy_ci)
    }

    /// The interval of the accuracy among cancers, likewise; `None` where there is no cancer.
    pub fn accuracy_cancers_interval(&self) -> Option<Interval> {
        self.scores.accuracy_cancers?;
        let grouped = self.grouped().and_then(|drawn| drawn.accuracy_cancers);
        grouped.or(self.scores.accuracy_cancers_ci)
    }

    /// The intervals, where they draw groups whole.
    fn grouped(&self) -> Option<&Bootstrap> {
        self.bootstrap.as_ref().filter(|drawn| !drawn.grouped_by.is_empty())
    }

    /// The figures of `outcome`, with how its samples were held out and what was noticed then.
    pub fn new(outcome: &Outcome, split: SplitSummary, mut warnings: Vec<String>) -> Self {
        if outcome.filled > 0 {
            warnings.push(format!(
                "{} values of held-out samples are missing: calls are means over what they may have \
                 been, given the others",
                outcome.filled
            ));
        }
        Self {
            scores: outcome.scores.clone(),
            n_features: outcome.n_features,
            estimand: estimand(&split),
            split,
            bootstrap: None,
            predictive_values: Vec::new(),
            absent: outcome.absent.clone(),
            warnings,
            panel_curve: Vec::new(),
            left_out_batches: Vec::new(),
            heat_map: None,
            quality: None,
        }
    }
}

/// What the intervals of figures are of.
fn estimand(split: &SplitSummary) -> String {
    match split.kind {
        SplitKind::TestCohort | SplitKind::HeldOutPart => {
            "accuracy of this fitted reader on new samples from where these came from".to_owned()
        }
        SplitKind::CrossValidation | SplitKind::FoldsFile | SplitKind::LeaveOneOut => {
            "accuracy of readers fitted as these were, on new samples from where these came from; \
             the choice of training samples, which would have fitted other readers, is not covered"
                .to_owned()
        }
    }
}
