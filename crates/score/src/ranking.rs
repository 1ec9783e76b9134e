//! How well a score ranks positives above negatives, whatever the threshold.

use super::mean::ratio;

/// Positives and negatives at or above each distinct score, from the highest score down.
///
/// Area, precision and curve are all read off these counts, which are whole numbers: any increasing
/// transform of the score and any order of the samples give the same bits.
///
/// ```
/// use exoscope_score::Ranking;
///
/// let ranking = Ranking::new(&[0.9, 0.8, 0.8, 0.1], &[true, true, false, false]);
/// assert_eq!(ranking.auroc(), Some(0.875));
/// assert_eq!(ranking.roc(200), [[0.0, 0.0], [0.0, 0.5], [0.5, 1.0], [1.0, 1.0]]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// `(true positives, false positives)`, starting with `(0, 0)`.
    steps: Vec<(u64, u64)>,
}

impl Ranking {
    /// Ranks samples by score (no NaN), `positive` telling which should come first.
    pub fn new(scores: &[f64], positive: &[bool]) -> Self {
        let mut samples: Vec<_> = scores.iter().copied().zip(positive.iter().copied()).collect();
        samples.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let (mut positives, mut negatives) = (0, 0);
        let mut steps = vec![(0, 0)];
        #[allow(clippy::float_cmp, reason = "a tie is an equal score, not a close one")]
        for tied in samples.chunk_by(|a, b| a.0 == b.0) {
            let right = tied.iter().filter(|(_, positive)| *positive).count() as u64;
            positives += right;
            negatives += tied.len() as u64 - right;
            steps.push((positives, negatives));
        }
        Self { steps }
    }

    /// Number of positives and of negatives.
    fn totals(&self) -> (u64, u64) {
        self.steps.last().copied().unwrap_or_default()
    }

    /// Area under the ROC curve: the chance that a positive scores above a negative, ties counting
    /// half, `U / (P N)` of the Mann–Whitney test with mid-ranks (Hanley 1982, Radiology 143:29). `None` without positives or without negatives.
    pub fn auroc(&self) -> Option<f64> {
        let (positives, negatives) = self.totals();
        let pairs = self.steps.windows(2).map(|step| match step {
            // Twice the trapezoid under this step.
            [(tp, fp), (next_tp, next_fp)] => (next_fp - fp) * (tp + next_tp),
            _ => 0,
        });
        ratio(pairs.sum::<u64>() as f64, 2.0 * positives as f64 * negatives as f64)
    }

    /// Average precision, `Σ (Rᵢ − Rᵢ₋₁) Pᵢ` over the distinct scores, an estimate of the area
    /// under the precision–recall curve without interpolation (Davis and Goadrich 2006, ICML 233).
    /// `None` without positives or without negatives.
    pub fn average_precision(&self) -> Option<f64> {
        let (positives, negatives) = self.totals();
        if negatives == 0 {
            return None;
        }
        let gains = self.steps.windows(2).map(|step| match step {
            [(tp, _), (next_tp, next_fp)] => {
                (next_tp - tp) as f64 * *next_tp as f64 / (next_tp + next_fp) as f64
            }
            _ => 0.0,
        });
        ratio(gains.sum(), positives as f64)
    }

    /// At most `most` (at least 2) points `[false positive rate, true positive rate]` of the ROC
    /// curve from `[0, 0]` to `[1, 1]`: its corners, or where these are more, corners about evenly
    /// spaced along it. Empty without positives or without negatives.
    pub fn roc(&self, most: usize) -> Vec<[f64; 2]> {
        let (positives, negatives) = self.totals();
        if positives == 0 || negatives == 0 {
            return Vec::new();
        }
        let corners = self.corners();
        let rates =
            |(tp, fp): (u64, u64)| [fp as f64 / negatives as f64, tp as f64 / positives as f64];
        let points: Vec<_> = corners.into_iter().map(rates).collect();
        if points.len() <= most {
            return points;
        }
        let gaps = most.max(2) - 1;
        let at = |i: usize| {
            let along = 2.0 * i as f64 / gaps as f64;
            points.partition_point(|[fpr, tpr]| fpr + tpr < along).min(points.len() - 1)
        };
        let mut picked: Vec<usize> = (0..gaps).map(at).chain([points.len() - 1]).collect();
        picked.dedup();
        picked.into_iter().map(|i| points[i]).collect()
    }

    /// The steps without those on a straight line between their neighbours.
    fn corners(&self) -> Vec<(u64, u64)> {
        let mut corners: Vec<(u64, u64)> = Vec::new();
        for &step in &self.steps {
            if let [.., a, b] = corners[..] {
                let straight = (b.0 - a.0) * (step.1 - b.1) == (step.0 - b.0) * (b.1 - a.1);
                if straight {
                    corners.pop();
                }
            }
            corners.push(step);
        }
        corners
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn samples() -> impl Strategy<Value = Vec<(u32, bool)>> {
        prop::collection::vec((0_u32..40, any::<bool>()), 2..400)
    }

    fn ranking(samples: &[(u32, bool)], score: impl Fn(f64) -> f64) -> Ranking {
        let scores: Vec<_> = samples.iter().map(|s| score(f64::from(s.0))).collect();
        Ranking::new(&scores, &samples.iter().map(|s| s.1).collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn only_the_order_of_scores_counts(samples in samples()) {
            let plain = ranking(&samples, |s| s);
            let mut turned = samples.clone();
            turned.reverse();
            prop_assert_eq!(&plain, &ranking(&turned, |s| (s / 10.0).exp() - 7.0));
        }

        #[test]
        fn turning_the_score_around_mirrors_the_area(samples in samples()) {
            let (up, down) = (ranking(&samples, |s| s).auroc(), ranking(&samples, |s| -s).auroc());
            prop_assert_eq!(up.is_some(), down.is_some());
            prop_assert!((up.unwrap_or(0.0) + down.unwrap_or(1.0) - 1.0).abs() < 1e-12);
        }

        #[test]
        fn the_area_is_the_chance_to_rank_a_pair_right(samples in samples()) {
            let (mut wins, mut pairs) = (0.0, 0.0);
            for a in samples.iter().filter(|s| s.1) {
                for b in samples.iter().filter(|s| !s.1) {
                    wins += match a.0.cmp(&b.0) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
                    pairs += 1.0;
                }
            }
            prop_assert_eq!(ranking(&samples, |s| s).auroc(), ratio(wins, pairs));
        }

        #[test]
        fn thinned_points_lie_on_the_curve(samples in samples(), most in 2_usize..30) {
            let ranking = ranking(&samples, |s| s);
            let (all, few) = (ranking.roc(usize::MAX), ranking.roc(most));
            prop_assert!(few.len() <= most);
            prop_assert!(few.iter().all(|point| all.contains(point)));
            prop_assert!(few.is_sorted());
            if !all.is_empty() {
                prop_assert_eq!(few.first(), Some(&[0.0, 0.0]));
                prop_assert_eq!(few.last(), Some(&[1.0, 1.0]));
            }
        }
    }

    #[test]
    fn one_kind_of_sample_has_no_curve() {
        let ranking = Ranking::new(&[0.1, 0.2], &[true, true]);
        assert_eq!((ranking.auroc(), ranking.average_precision()), (None, None));
        assert!(ranking.roc(200).is_empty());
    }
}
