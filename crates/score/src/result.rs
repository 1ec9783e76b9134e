//! The figures, as they are written to `metrics.json`.

use serde::{Deserialize, Serialize};

use super::{Calibration, Interval, NetBenefit, OperatingPoint, SubgroupScores};

/// What a set of calls is worth.
///
/// With repeats every figure is the mean over the repeats in which it is defined. Intervals are
/// 95 % Wilson intervals of that mean with the number of *samples*: repeats call the same people
/// again and do not make the figure surer. A figure that is undefined, such as the accuracy among
/// cancers where there are none, is `None`, `null` in JSON, never NaN.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Number of samples.
    pub n: usize,
    /// Number of repeats the figures are means over.
    pub repeats: usize,
    /// Names of the classes, in the order of rows and columns of `confusion`.
    pub classes: Vec<String>,
    /// Share of samples called right.
    pub accuracy: f64,
    /// Interval of `accuracy`.
    pub accuracy_ci: Interval,
    /// Mean recall of the classes that have samples.
    pub balanced_accuracy: f64,
    /// Top-1 tissue-of-origin accuracy among samples with a cancer.
    pub accuracy_cancers: Option<f64>,
    /// Interval of `accuracy_cancers`.
    pub accuracy_cancers_ci: Option<Interval>,
    /// Mean F1 of the classes that have samples or were called.
    pub macro_f1: f64,
    /// Mean of the defined one-against-rest AUROCs of the classes.
    pub macro_auroc: Option<f64>,
    /// Log-loss in nats, see [`log_loss`](super::log_loss).
    pub log_loss: f64,
    /// Log-loss without its floor, see [`log_loss_unclipped`](super::log_loss_unclipped): larger where a true
    /// class was given less than a millionth.
    #[serde(default)]
    pub log_loss_unclipped: f64,
    /// Brier score summed over classes, 0 to 2, see [`brier`](super::brier).
    pub brier: f64,
    /// Whether there is a cancer, of any kind; `None` unless samples of both kinds are there.
    pub signal: Option<Signal>,
    /// Figures of each class.
    pub per_class: Vec<ClassScores>,
    /// Figures of the cancers by stage; stages without samples are left out.
    pub by_stage: Vec<StageScores>,
    /// Figures of the samples of each sex and of each site, where known.
    #[serde(default)]
    pub by_subgroup: Vec<SubgroupScores>,
    /// Mean expected calibration error of the classes (class-wise ECE; Kull 2019, NeurIPS).
    #[serde(default)]
    pub classwise_ece: Option<f64>,
    /// Samples of each class (outer) called each class (inner), mean over repeats.
    pub confusion: Vec<Vec<f64>>,
    /// One-against-rest ROC curve of each class, of the first repeat.
    pub roc: Vec<RocCurve>,
}

impl Scores {
    /// The interval of `balanced_accuracy` from those of the recalls, which takes samples as independent
    /// ([`Interval::of_mean`]); [`Bootstrap`](super::Bootstrap) has one that draws groups whole.
    pub fn balanced_accuracy_ci(&self) -> Option<Interval> {
        Interval::of_mean(
            self.per_class.iter().filter_map(|class| class.recall.zip(class.recall_ci)),
        )
    }
}

/// Is there a cancer, of whatever kind?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Samples with a cancer.
    pub n_cancers: usize,
    /// Samples without one: controls, benign, unassigned.
    pub n_others: usize,
    /// AUROC of the summed probability of the cancer classes.
    pub auroc: f64,
    /// Average precision of the same.
    pub average_precision: f64,
    /// Share of cancers called any cancer.
    pub sensitivity: f64,
    /// Interval of `sensitivity`.
    pub sensitivity_ci: Interval,
    /// Share of the others not called a cancer.
    pub specificity: f64,
    /// Interval of `specificity`.
    pub specificity_ci: Interval,
    /// ROC curve of the first repeat: at most 200 points `[1 − specificity, sensitivity]`.
    pub roc: Vec<[f64; 2]>,
    /// Sensitivity and tissue-of-origin accuracy at fixed specificities.
    #[serde(default)]
    pub at: Vec<OperatingPoint>,
    /// How the summed probability of the cancers agrees with the share of cancers.
    #[serde(default)]
    pub calibration: Calibration,
    /// The decision curve at the share of cancers among these samples.
    #[serde(default)]
    pub decision: Vec<NetBenefit>,
}

/// Figures of one class against the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassScores {
    /// Name of the class.
    pub class: String,
    /// Whether it is a cancer.
    pub is_cancer: bool,
    /// Samples of the class.
    pub n: usize,
    /// Recall or sensitivity: share of its samples called it.
    pub recall: Option<f64>,
    /// Interval of `recall`.
    pub recall_ci: Option<Interval>,
    /// Precision or positive predictive value among these samples, at their mix of classes.
    pub precision: Option<f64>,
    /// Interval of `precision`, with the mean number of calls as the number of samples.
    pub precision_ci: Option<Interval>,
    /// Harmonic mean of precision and recall.
    pub f1: Option<f64>,
    /// Share of the samples of other classes not called it.
    pub specificity: Option<f64>,
    /// Interval of `specificity`.
    pub specificity_ci: Option<Interval>,
    /// AUROC of the probability of the class.
    pub auroc: Option<f64>,
    /// Average precision of the probability of the class.
    pub average_precision: Option<f64>,
    /// How the probability of the class agrees with its share.
    #[serde(default)]
    pub calibration: Calibration,
}

/// Figures of the cancers of one stage, or of stages 0 to II together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageScores {
    /// `0`, `I`, `II`, `III`, `IV`, or `0-II`.
    pub stage: String,
    /// Samples with a cancer of this stage.
    pub n: usize,
    /// Top-1 tissue-of-origin accuracy.
    pub accuracy: f64,
    /// Interval of `accuracy`.
    pub accuracy_ci: Interval,
    /// Share called any cancer; `None` where every class is a cancer.
    pub sensitivity: Option<f64>,
    /// Interval of `sensitivity`.
    pub sensitivity_ci: Option<Interval>,
}

/// The ROC curve of one class against the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RocCurve {
    /// Name of the class.
    pub class: String,
    /// At most 200 points `[1 − specificity, sensitivity]` on the curve, from `[0, 0]` to `[1, 1]`;
    /// empty where the class or the rest has no sample.
    pub points: Vec<[f64; 2]>,
}
