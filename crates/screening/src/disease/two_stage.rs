//! Two-stage Markov natural history (Lange 2024), drawn back from diagnosis.
//!
//! Time in the early stage is exponential with mean OMST − p·DMST whether the cancer surfaces from there or
//! progresses; time in the late stage is exponential with mean DMST. Where stages I to IV are told apart, the first
//! half of the early time is I and of the late time III, unless that is the stage of diagnosis (assumed).

use exoscope_core::random::Stream;

use super::{Course, NaturalHistory, exponentials, longest_above};

/// Mean times by cancer.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoStageHistory {
    /// Mean time in the early stage by cancer, years.
    pub early: Vec<f64>,
    /// Mean time in the late stage, years.
    pub late: f64,
    /// Mean sojourn of cancers without a stage, years.
    pub unstaged: f64,
}

impl TwoStageHistory {
    /// Mean times of this kind (early, late), and how many there are.
    fn means(&self, cancer: usize, stage: usize) -> ([f64; 2], usize) {
        let early = self.early.get(cancer).map_or(0.0, |mean| *mean);
        match stage {
            0 | 1 => ([early, 0.0], 1),
            2 | 3 => ([early, self.late], 2),
            _ => ([self.unstaged, 0.0], 1),
        }
    }
}

impl NaturalHistory for TwoStageHistory {
    fn envelope(&self, cancer: usize, stage: usize, years: f64) -> f64 {
        let (means, n) = self.means(cancer, stage);
        longest_above(n, years / (means[0] + means[1]))
    }

    fn course(&self, cancer: usize, stage: usize, beyond: f64, random: &mut Stream) -> Course {
        let (means, n) = self.means(cancer, stage);
        let times = exponentials(n, beyond / (means[0] + means[1]), random);
        let (early, late) = (means[0] * times[0], means[1] * times[1]);
        let before = match stage {
            0 => [early, 0.0, 0.0, 0.0, 0.0],
            1 => [early, early / 2.0, 0.0, 0.0, 0.0],
            2 => [early + late, early / 2.0 + late, late, 0.0, 0.0],
            3 => [early + late, early / 2.0 + late, late, late / 2.0, 0.0],
            _ => [0.0, 0.0, 0.0, 0.0, early],
        };
        Course { before }
    }
}
