//! Is a sample like those of training at all?

use serde::{Deserialize, Serialize};

/// Points that the training distances are kept at.
const POINTS: usize = 400;

/// How far from the others the training samples are, each by a factor model fitted without its
/// inner fold ([`Factors::distance`](crate::learn::Factors::distance)).
///
/// ```
/// use exoscope_read::call::Typical;
///
/// let typical = Typical::fit((0..300).map(|i| 1.0 + f64::from(i) / 300.0).collect(), 0.01);
/// assert!(typical.share_as_far(1.5) > 0.45 && !typical.is_strange(1.5));
/// assert!(typical.is_strange(2.5));
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
    pub fn share_as_far(&self, distance: f64) -> f64 {
        let nearer = self.distances.partition_point(|d| *d < distance);
        let share = 1.0 - nearer as f64 / self.distances.len().max(1) as f64;
        let n = self.samples as f64;
        (share * n + 1.0) / (n + 1.0)
    }

    /// Whether a sample at this distance is too far: farther than all but the stated share of the
    /// training samples, or than all of these where they are too few to tell so small a share.
    pub fn is_strange(&self, distance: f64) -> bool {
        let least = 1.0 / (self.samples as f64 + 1.0);
        self.level > 0.0 && self.share_as_far(distance) <= self.level.max(least) + 1e-12
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_distances_are_kept_as_quantiles() {
        let all: Vec<f64> = (0..10_000).map(|i| f64::from(i) / 10_000.0).collect();
        let typical = NoveltyDetector::fit(all, 0.01);
        assert_eq!(typical.distances.len(), POINTS);
        for d in [0.1, 0.5, 0.9, 0.985] {
            assert!((typical.share_as_far(d) - (1.0 - d)).abs() < 0.005, "{d}");
        }
        assert!(typical.is_strange(0.996) && !typical.is_strange(0.98));
    }

    #[test]
    fn few_samples_flag_what_is_farther_than_all() {
        let typical = NoveltyDetector::fit(vec![1.0, 2.0, 3.0], 0.01);
        assert!(typical.is_strange(3.1) && !typical.is_strange(3.0));
        assert!(!NoveltyDetector::fit(vec![1.0], 0.0).is_strange(9.0));
    }
}
