//! Two-stage Markov natural history (Lange 2024), drawn back from diagnosis.
//!
//! Time in the early stage is exponential with mean OMST − p·DMST whether the cancer surfaces from there or
//! progresses; time in the late stage is exponential with mean DMST. Where stages I to IV are told apart, the first
//! half of the early time is I and of the late time III, unless that is the stage of diagnosis (assumed).

use exoscope_core::random::Stream;

use super::{Course, NaturalHistory, exponential};

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

impl NaturalHistory for TwoStageHistory {
    fn course(&self, cancer: usize, stage: usize, random: &mut Stream) -> Course {
        let mut before = [0.0; 5];
        if stage >= 4 {
            before[4] = exponential(random, self.unstaged);
            return Course { before };
        }
        let mean = self.early.get(cancer).map_or(0.0, |mean| *mean);
        let early = exponential(random, mean);
        if stage < 2 {
            before[0] = early;
            before[1] = if stage == 1 { early / 2.0 } else { 0.0 };
            return Course { before };
        }
        let late = exponential(random, self.late);
        before[0] = early + late;
        before[1] = early / 2.0 + late;
        before[2] = late;
        before[3] = if stage == 3 { late / 2.0 } else { 0.0 };
        Course { before }
    }
}
