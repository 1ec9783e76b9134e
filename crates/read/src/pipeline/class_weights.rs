//! What the samples of each class count for.

use serde::{Deserialize, Serialize};

/// How much a sample of each class counts in a fit, and with it the mix of classes that the reader's
/// probabilities stand on.
///
/// Weighting by the ratio of the mix wanted to the mix of training moves every learner as another
/// draw of samples would (King & Zeng 2001, Polit Anal 9:137, eq. 11).
/// [`Prevalence::shift`](exoscope_score::Prevalence::shift) moves probabilities of a finished reader
/// instead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassWeights {
    /// Every sample counts as one: probabilities stand on the mix of the training samples.
    #[default]
    None,
    /// A sample of class k counts n / (K nₖ), so that each of the K classes counts as much in all:
    /// probabilities stand where classes are equally common.
    Balanced,
}

impl ClassWeights {
    /// The weight of each sample, above 0; they sum to the number of samples. `y` is the class of each, every
    /// one of `0..classes` present.
    ///
    /// ```
    /// use exoscope_read::pipeline::ClassWeights;
    ///
    /// let y = [0, 0, 0, 1];
    /// let weights = ClassWeights::Balanced.weights(&y, 2);
    /// assert_eq!(weights[3], 2.0);
    /// assert_eq!(weights.iter().sum::<f64>(), 4.0);
    /// assert_eq!(ClassWeights::None.weights(&y, 2), [1.0; 4]);
    /// ```
    pub fn weights(self, y: &[usize], classes: usize) -> Vec<f64> {
        let samples = count(y, classes);
        let sums = self.sums(&samples);
        let weight = |&class: &usize| match (sums.get(class), samples.get(class)) {
            (Some(&sum), Some(&n)) if n > 0 => sum / n as f64,
            _ => 1.0,
        };
        y.iter().map(weight).collect()
    }

    /// The weight of all samples of each class, from their number.
    pub fn sums(self, samples: &[usize]) -> Vec<f64> {
        let present = samples.iter().filter(|n| **n > 0).count();
        let all: usize = samples.iter().sum();
        let sum = |&n: &usize| match self {
            Self::Balanced if n > 0 => all as f64 / present as f64,
            _ => n as f64,
        };
        samples.iter().map(sum).collect()
    }
}

/// The number of samples of each class.
pub(super) fn count(y: &[usize], classes: usize) -> Vec<usize> {
    (0..classes).map(|class| y.iter().filter(|y| **y == class).count()).collect()
}
