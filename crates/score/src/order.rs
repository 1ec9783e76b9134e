//! Samples in the order of a score, some of them counted several times.

use super::mean::ratio;

/// Samples in descending order of a score, each with whether the next one is lower.
pub(super) struct Order(Vec<(usize, bool)>);

impl Order {
    pub fn of(scores: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..scores.len()).collect();
        let score = |i: usize| scores.get(i).copied().unwrap_or(0.0);
        order.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
        let next = order.iter().skip(1).map(|&i| Some(score(i))).chain([None]);
        Self(order.iter().zip(next).map(|(&i, next)| (i, Some(score(i)) != next)).collect())
    }

    /// AUROC and average precision, each sample counted `times`, as [`super::Ranking`] has them.
    pub fn areas(
        &self,
        times: &[u32],
        positive: impl Fn(usize) -> bool,
    ) -> (Option<f64>, Option<f64>) {
        let (mut tp, mut fp, mut area, mut gain) = (0.0, 0.0, 0.0, 0.0);
        let (mut new_tp, mut new_fp) = (0.0, 0.0);
        for &(sample, last) in &self.0 {
            let n = times.get(sample).copied().map_or(0.0, f64::from);
            if positive(sample) {
                new_tp += n;
            } else {
                new_fp += n;
            }
            if last {
                area += new_fp * (tp + new_tp / 2.0);
                (tp, fp) = (tp + new_tp, fp + new_fp);
                if tp + fp > 0.0 {
                    gain += new_tp * tp / (tp + fp);
                }
                (new_tp, new_fp) = (0.0, 0.0);
            }
        }
        (ratio(area, tp * fp), ratio(gain, tp).filter(|_| fp > 0.0))
    }
}
