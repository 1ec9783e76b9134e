//! Dwell times by stage (Hubbell 2021): exponential in each stage, half the mean in the stage of diagnosis.

use exoscope_core::random::Stream;

use super::{Course, NaturalHistory, exponential};

/// Mean dwell times in years by cancer and stage, unstaged last.
#[derive(Debug, Clone, PartialEq)]
pub struct Dwell {
    /// By cancer.
    pub mean: Vec<[f64; 5]>,
}

impl NaturalHistory for Dwell {
    fn course(&self, cancer: usize, stage: usize, random: &mut Stream) -> Course {
        let mut before = [0.0; 5];
        let Some(mean) = self.mean.get(cancer) else { return Course { before } };
        if stage >= 4 {
            before[4] = exponential(random, mean[4]);
            return Course { before };
        }
        let mut sum = exponential(random, mean[stage] / 2.0);
        before[stage] = sum;
        for earlier in (0..stage).rev() {
            sum += exponential(random, mean[earlier]);
            before[earlier] = sum;
        }
        Course { before }
    }
}
