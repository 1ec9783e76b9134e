//! What baselines are told by.

use serde::{Deserialize, Serialize};

use exoscope_score::Figures;

/// What one way of calling scores that should score nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The figures; of many draws, those of the draw whose balanced accuracy is in the middle.
    #[serde(flatten)]
    pub figures: Figures,
    /// Draws, where there were several.
    pub draws: Option<usize>,
    /// Lowest and highest balanced accuracy of the draws.
    pub balanced_accuracy_range: Option<[f64; 2]>,
}

impl From<Figures> for Baseline {
    fn from(figures: Figures) -> Self {
        Self { figures, draws: None, balanced_accuracy_range: None }
    }
}

impl Baseline {
    /// The baseline of several draws; `None` of none.
    pub(super) fn of_draws(mut draws: Vec<Figures>) -> Option<Self> {
        draws.sort_by(|a, b| a.balanced_accuracy.total_cmp(&b.balanced_accuracy));
        let range = [draws.first()?.balanced_accuracy, draws.last()?.balanced_accuracy];
        let figures = draws.get(draws.len() / 2)?.clone();
        Some(Self { figures, draws: Some(draws.len()), balanced_accuracy_range: Some(range) })
    }
}
