//! The few figures by which ways of calling are compared.

use serde::{Deserialize, Serialize};

use super::{Interval, Scores};

/// What one way of calling scores; a short form of [`Scores`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Number of samples.
    pub n: usize,
    /// Share of samples called right.
    pub accuracy: f64,
    /// Wilson interval of `accuracy`.
    pub accuracy_ci: Interval,
    /// Top-1 tissue-of-origin accuracy among samples with a cancer; `None` where roles are not
    /// known.
    pub accuracy_cancers: Option<f64>,
    /// Wilson interval of `accuracy_cancers`.
    pub accuracy_cancers_ci: Option<Interval>,
    /// Mean recall of the classes.
    pub balanced_accuracy: f64,
    /// Interval of `balanced_accuracy`, see [`Scores::balanced_accuracy_ci`].
    #[serde(default)]
    pub balanced_accuracy_ci: Option<Interval>,
    /// Mean of the one-against-rest AUROCs of the classes.
    pub macro_auroc: Option<f64>,
    /// AUROC of any cancer against none.
    pub signal_auroc: Option<f64>,
    /// Log-loss in nats.
    pub log_loss: f64,
}

impl From<&Scores> for Figures {
    fn from(scores: &Scores) -> Self {
        Self {
            n: scores.n,
            accuracy: scores.accuracy,
            accuracy_ci: scores.accuracy_ci,
            accuracy_cancers: scores.accuracy_cancers,
            accuracy_cancers_ci: scores.accuracy_cancers_ci,
            balanced_accuracy: scores.balanced_accuracy,
            balanced_accuracy_ci: scores.balanced_accuracy_ci(),
            macro_auroc: scores.macro_auroc,
            signal_auroc: scores.signal.as_ref().map(|signal| signal.auroc),
            log_loss: scores.log_loss,
        }
    }
}
