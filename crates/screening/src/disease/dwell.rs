//! Dwell times by stage (Hubbell 2021): exponential in each stage, half the mean in the stage of diagnosis.

use exoscope_core::random::Stream;

use super::{Course, NaturalHistory, exponentials, longest_above};

/// Mean dwell times in years by cancer and stage, unstaged last.
#[derive(Debug, Clone, PartialEq)]
pub struct Dwell {
    /// By cancer.
    pub mean: Vec<[f64; 5]>,
}

impl Dwell {
    /// Mean times from the stage of diagnosis back to the first, and how many there are.
    fn means(&self, cancer: usize, stage: usize) -> ([f64; 4], usize) {
        let mut means = [0.0; 4];
        let Some(of) = self.mean.get(cancer) else { return (means, 1) };
        if stage >= 4 {
            return ([of[4], 0.0, 0.0, 0.0], 1);
        }
        for (back, mean) in means.iter_mut().enumerate().take(stage + 1) {
            *mean = of[stage - back] * if back == 0 { 0.5 } else { 1.0 };
        }
        (means, stage + 1)
    }
}

impl NaturalHistory for Dwell {
    /// A sum of times is above `years` only if one of them, in units of its mean, is above `years` in units of the
    /// sum of the means.
    fn envelope(&self, cancer: usize, stage: usize, years: f64) -> f64 {
        let (means, n) = self.means(cancer, stage);
        longest_above(n, years / means.iter().sum::<f64>())
    }

    fn course(&self, cancer: usize, stage: usize, beyond: f64, random: &mut Stream) -> Course {
        let (means, n) = self.means(cancer, stage);
        let times = exponentials(n, beyond / means.iter().sum::<f64>(), random);
        let mut before = [0.0; 5];
        if stage >= 4 {
            before[4] = means[0] * times[0];
            return Course { before };
        }
        let mut sum = 0.0;
        for (back, (mean, time)) in means.iter().zip(times).enumerate().take(n) {
            sum += mean * time;
            before[stage - back] = sum;
        }
        Course { before }
    }
}
