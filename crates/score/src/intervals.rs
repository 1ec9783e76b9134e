//! Intervals of all figures, by drawing groups of samples again.

use exoscope_core::Streams;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::resampled::Calls;
use super::{Clusters, Interval, Resampling, Truth};

/// How many resamples an interval rests on.
pub const RESAMPLES: usize = 2000;

/// 95 % intervals by drawing whole groups of samples again, or by leaving each out where there are few.
///
/// They are of the figures of *these* calls: how far other people from the same places would have
/// moved them, with the same readers. What other training samples would have done is not in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// Columns whose values were drawn whole; empty where each sample was drawn on its own.
    pub grouped_by: Vec<String>,
    /// Groups drawn, as many as there are.
    pub clusters: usize,
    /// Number of resamples; of few groups, as many as there are groups.
    pub resamples: usize,
    /// How the intervals were found.
    #[serde(default)]
    pub method: Resampling,
    /// Of the share of samples called right.
    pub accuracy: Option<Interval>,
    /// Of the top-1 tissue-of-origin accuracy.
    pub accuracy_cancers: Option<Interval>,
    /// Of the mean recall of the classes.
    pub balanced_accuracy: Option<Interval>,
    /// Of the mean F1.
    pub macro_f1: Option<Interval>,
    /// Of the mean AUROC of the classes.
    pub macro_auroc: Option<Interval>,
    /// Of the log-loss.
    pub log_loss: Option<Interval>,
    /// Of the Brier score.
    pub brier: Option<Interval>,
    /// Of the AUROC of any cancer.
    pub signal_auroc: Option<Interval>,
    /// Of the average precision of any cancer.
    pub signal_average_precision: Option<Interval>,
    /// Of the calibration of the probability of any cancer.
    #[serde(default)]
    pub signal_calibration: CalibrationIntervals,
    /// Of the net benefit at each threshold of the decision curve; empty where cancer is not asked for.
    #[serde(default)]
    pub signal_decision: Vec<Option<Interval>>,
    /// Of the mean expected calibration error of the classes.
    #[serde(default)]
    pub classwise_ece: Option<Interval>,
    /// Of the figures of each class, in the order of the classes.
    #[serde(default)]
    pub per_class: Vec<ClassIntervals>,
}

/// Intervals of those figures of a class that are no proportions, which have Wilson's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassIntervals {
    /// The class.
    pub class: String,
    /// Of its F1.
    pub f1: Option<Interval>,
    /// Of its AUROC, against all others.
    pub auroc: Option<Interval>,
    /// Of its average precision.
    pub average_precision: Option<Interval>,
    /// Of its calibration.
    #[serde(default)]
    pub calibration: CalibrationIntervals,
}

/// Intervals of the figures of a [`Calibration`](super::Calibration).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct CalibrationIntervals {
    /// Of the expected calibration error.
    pub ece: Option<Interval>,
    /// Of the slope.
    pub slope: Option<Interval>,
    /// Of the intercept.
    pub intercept: Option<Interval>,
}

impl CalibrationIntervals {
    fn from([ece, slope, intercept]: [Option<Interval>; 3]) -> Self {
        Self { ece: share(ece), slope, intercept }
    }
}

/// An interval cut to where its figure can be: a jackknife interval may reach beyond.
fn within(interval: Option<Interval>, least: f64, most: f64) -> Option<Interval> {
    let cut = |Interval { low, high }| Interval { low: low.max(least), high: high.min(most) };
    interval.map(cut)
}

/// The interval of a figure from 0 to 1.
fn share(interval: Option<Interval>) -> Option<Interval> {
    within(interval, 0.0, 1.0)
}

impl Bootstrap {
    /// Intervals of the figures of [`Scores::new`](super::Scores::new) on the same input, whose
    /// shape is taken as checked. `clusters` are of the samples of `truth`.
    pub fn new(
        truth: &Truth,
        probabilities: &[Array2<f64>],
        clusters: &Clusters,
        grouped_by: Vec<String>,
        streams: Streams,
    ) -> Self {
        let calls = Calls::of(truth, probabilities);
        let mut of =
            clusters.intervals(streams, RESAMPLES, |drawn| calls.figures(truth, drawn)).into_iter();
        let mut next = || of.next().flatten();
        Self {
            grouped_by,
            clusters: clusters.len(),
            resamples: match clusters.method() {
                Resampling::Bootstrap => RESAMPLES,
                Resampling::Jackknife => clusters.len(),
            },
            method: clusters.method(),
            accuracy: share(next()),
            accuracy_cancers: share(next()),
            balanced_accuracy: share(next()),
            macro_f1: share(next()),
            macro_auroc: share(next()),
            log_loss: within(next(), 0.0, f64::INFINITY),
            brier: within(next(), 0.0, 2.0),
            signal_auroc: share(next()),
            signal_average_precision: share(next()),
            signal_calibration: CalibrationIntervals::from([next(), next(), next()]),
            signal_decision: calls.thresholds().map(|_| next()).collect(),
            classwise_ece: share(next()),
            per_class: (truth.classes().iter())
                .map(|class| ClassIntervals {
                    class: class.clone(),
                    f1: share(next()),
                    auroc: share(next()),
                    average_precision: share(next()),
                    calibration: CalibrationIntervals::from([next(), next(), next()]),
                })
                .collect(),
        }
    }
}
