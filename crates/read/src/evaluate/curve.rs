//! How few miRNAs would do.

use serde::{Deserialize, Serialize};

use super::Outcome;
use super::overlap::{overlap, times};
use exoscope_score::{Bootstrap, Interval};

/// Figures of readers confined to panels of one size, each panel chosen inside its fold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PanelPoint {
    /// miRNAs asked for; `None` for all that pass the filter.
    pub size: Option<usize>,
    /// miRNAs that a fit rested on: the median over the fits.
    pub n_features: usize,
    /// Share of samples called right.
    pub accuracy: f64,
    /// Interval of `accuracy`.
    pub accuracy_ci: Interval,
    /// Mean over the classes of the share called right.
    pub balanced_accuracy: f64,
    /// Interval of `balanced_accuracy`.
    #[serde(default)]
    pub balanced_accuracy_ci: Option<Interval>,
    /// Top-1 tissue-of-origin accuracy among cancers.
    pub accuracy_cancers: Option<f64>,
    /// Interval of `accuracy_cancers`.
    #[serde(default)]
    pub accuracy_cancers_ci: Option<Interval>,
    /// Log-loss in nats.
    pub log_loss: f64,
    /// Interval of `log_loss`.
    #[serde(default)]
    pub log_loss_ci: Option<Interval>,
    /// Share of a panel that another fold's panel has too, the mean over pairs of fits; `None` where
    /// nothing was chosen.
    pub overlap: Option<f64>,
    /// miRNAs by the share of fits that chose them, those chosen by at least half of the fits.
    pub chosen: Vec<ChosenMirna>,
}

/// A miRNA of panels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChosenMirna {
    /// The miRNA.
    pub mirna: String,
    /// Share of fits that chose it.
    pub share: f64,
}

impl PanelPoint {
    /// The point of an evaluation whose readers were confined to `size` miRNAs; its samples are `drawn` again
    /// for the intervals of what is no proportion.
    pub fn new(size: Option<usize>, outcome: &Outcome, drawn: &Bootstrap) -> Self {
        let scores = &outcome.scores;
        let fits = outcome.panels.len();
        let times = times(outcome.panels.iter().flatten().map(String::as_str));
        let overlap = overlap(&times, fits);
        let mut often: Vec<ChosenMirna> = times
            .into_iter()
            .map(|(mirna, n)| ChosenMirna { mirna: mirna.to_owned(), share: n / fits as f64 })
            .filter(|chosen| chosen.share >= 0.5)
            .collect();
        often.sort_by(|a, b| b.share.total_cmp(&a.share));
        Self {
            size,
            n_features: outcome.n_features,
            accuracy: scores.accuracy,
            accuracy_ci: outcome.grouped(drawn.accuracy).unwrap_or(scores.accuracy_ci),
            balanced_accuracy: scores.balanced_accuracy,
            balanced_accuracy_ci: drawn.balanced_accuracy,
            accuracy_cancers: scores.accuracy_cancers,
            accuracy_cancers_ci: outcome
                .grouped(drawn.accuracy_cancers)
                .or(scores.accuracy_cancers_ci),
            log_loss: scores.log_loss,
            log_loss_ci: drawn.log_loss,
            overlap,
            chosen: often,
        }
    }
}
