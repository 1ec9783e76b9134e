//! Is a sample like those of training at all?

use serde::{Deserialize, Serialize};

/// Points that the training distances are kept at.
const POINTS: usize = 400;

/// How far from the others the training samples are, each by a factor model fitted without its
/// inner fold ([`Factors::distance`](crate::learn::Factors::distance)).
///
/// ```
/// use exoscope_read::call::NoveltyDetector;
///
/// let novelty = NoveltyDetector::fit((0..300).map(|i| 1.0 + f64::from(i) / 300.0).collect(), 0.01);
/// assert!(novelty.ood_p_value(1.5) > 0.45 && !novelty.is_out_of_distribution(1.5));
/// assert!(novelty.is_out_of_distribution(2.5));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoveltyDetector {
    /// Training samples.
    samples: usize,
    /// Significance level of the out-of-distribution test.
    level: f64,
    /// Their distances, ascending; where they are many, at shares evenly spaced and the farthest.
    distances: Vec<f64>,
}

impl NoveltyDetector {
    /// Takes the distances of training samples, and the significance level of the out-of-distribution test.
    pub fn fit(mut distances: Vec<f64>, level: f64) -> Self {
        distances.sort_unstable_by(f64::total_cmp);
        let samples = distances.len();
        if samples > POINTS {
            let at = |point: usize| distances[(point + 1) * samples / POINTS - 1];
            distances = (0..POINTS).map(at).collect();
        }
        Self { samples, level, distances }
    }

    /// The share of samples like those of training that are as far as this or farther, 0 to 1:
    /// never below 1/(n + 1), what the farthest of n training samples allows to say.
    pub fn ood_p_value(&self, distance: f64) -> f64 {
        let nearer = self.distances.partition_point(|d| *d < distance);
        let share = 1.0 - nearer as f64 / self.distances.len().max(1) as f64;
        let n = self.samples as f64;
        (share * n + 1.0) / (n + 1.0)
    }

    /// Training samples.
    pub(crate) fn samples(&self) -> usize {
        self.samples
    }

    /// Whether a sample at this distance is too far: farther than all but the stated share of the
    /// training samples, or than all of these where they are too few to tell so small a share.
    pub fn is_out_of_distribution(&self, distance: f64) -> bool {
        let least = 1.0 / (self.samples as f64 + 1.0);
        self.level > 0.0 && self.ood_p_value(distance) <= self.level.max(least) + 1e-12
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_distances_are_kept_as_quantiles() {
        let all: Vec<f64> = (0..10_000).map(|i| f64::from(i) / 10_000.0).collect();
        let novelty = NoveltyDetector::fit(all, 0.01);
        assert_eq!(novelty.distances.len(), POINTS);
        for d in [0.1, 0.5, 0.9, 0.985] {
            assert!((novelty.ood_p_value(d) - (1.0 - d)).abs() < 0.005, "{d}");
        }
        assert!(novelty.is_out_of_distribution(0.996) && !novelty.is_out_of_distribution(0.98));
    }

    #[test]
    fn few_samples_flag_what_is_farther_than_all() {
        let novelty = NoveltyDetector::fit(vec![1.0, 2.0, 3.0], 0.01);
        assert!(novelty.is_out_of_distribution(3.1) && !novelty.is_out_of_distribution(3.0));
        assert!(!NoveltyDetector::fit(vec![1.0], 0.0).is_out_of_distribution(9.0));
    }
}
