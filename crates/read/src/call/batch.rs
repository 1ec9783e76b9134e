//! Are the samples of a batch, taken together, like those of training?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Groups of training below which how far groups differ is not known.
const FEWEST_GROUPS: usize = 3;
/// The shift that a batch must be large enough to show, in standard deviations of training samples: its typical sample
/// is farther out than 84 % of these.
const SHIFT: f64 = 1.0;
/// The power with which it is to show it.
const POWER: f64 = 0.8;

/// Batch shift: whether samples of one batch (a machine, kit, study or site) are farther from the training samples than
/// a new batch of the same kind would be.
///
/// Each sample's distance from training is taken as a normal score z = Φ⁻¹(1 − p), with p its out-of-distribution p value
/// ([`NoveltyDetector`](super::NoveltyDetector)); training samples have theirs from a fit without their inner fold, and so without their
/// group. Of training sample i in group g, z = μ + bᵍ + eᵢ, with variances σ²ᵦ between groups and σ² within, by the analysis of variance
/// for groups of unequal size (Searle, Casella & McCulloch 1992, *Variance Components*, § 3.6). The mean z̄ of a new batch of n
/// samples is tested one-sided by
///
/// t = (z̄ − μ̂) / √(σ²ᵦ + σ²/n + Var μ̂),  with G − 1 degrees of freedom.
///
/// The p values of the batches that are judged together are Holm's (1979), so that of all of them no more than the stated share of
/// calls names any batch without cause. Where no groups are known σ²ᵦ is 0, and a batch is compared with random samples of training: what is
/// said then holds for a new batch only where batches of training do not differ.
///
/// ```
/// use exoscope_read::call::BatchRule;
///
/// // Twelve groups of ten samples that hardly differ.
/// let z: Vec<f64> = (0..120).map(|i| f64::from(i * 37 % 120) / 60.0 - 1.0).collect();
/// let groups: Vec<usize> = (0..120).map(|i| i / 10).collect();
/// let rule = BatchRule::fit(&z, Some(&groups), 0.01).ok_or("too few groups")?;
/// let (near, far) = (vec![0.1, -0.2, 0.0, 0.3, 0.1, -0.1], vec![1.9, 2.1, 2.0, 1.8, 2.2, 2.0]);
/// let judged = rule.judge(&[near, far]);
/// let shifted = |n: usize| judged[n].is_some_and(|batch| batch.shifted);
/// assert!(!shifted(0) && shifted(1));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchRule {
    /// μ̂.
    mean: f64,
    /// Var μ̂.
    of_mean: f64,
    /// σ²ᵦ.
    between: f64,
    /// σ².
    within: f64,
    /// Groups of training; `None` where none are known.
    groups: Option<usize>,
    /// Degrees of freedom.
    freedom: f64,
    /// Significance level.
    level: f64,
}

/// What is said of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BatchShift {
    /// Its samples that could be judged.
    pub n: usize,
    /// Chance that a new batch of training's kind is as far or farther, by Holm's method over the batches of one call.
    pub p_value: f64,
    /// Whether that is at most the level: calls, specificity and coverage may not hold in it.
    pub shifted: bool,
    /// Samples from which on a batch whose typical sample is farther out than 84 % of training's is told with a power of 80 %, were it
    /// the only one; `None` where groups of training are too few, or differ too much, for any number.
    pub needed: Option<usize>,
}

impl BatchRule {
    /// Fits on normal scores of the distances of training samples, and their groups; `None` with fewer than three groups,
    /// or three samples where groups are not known, where no group has two samples, and at a level of 0, which turns the test off.
    pub fn fit(z: &[f64], groups: Option<&[usize]>, level: f64) -> Option<Self> {
        let mut by_group: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for (sample, &z) in z.iter().enumerate() {
            let group = groups.map_or(Some(sample), |groups| groups.get(sample).copied())?;
            by_group.entry(group).or_default().push(z);
        }
        let (total, count) = (z.len() as f64, by_group.len() as f64);
        let alone = groups.is_some() && by_group.len() == z.len();
        if by_group.len() < FEWEST_GROUPS || alone || level <= 0.0 {
            return None;
        }
        let mean = |z: &[f64]| z.iter().sum::<f64>() / z.len() as f64;
        let squares =
            |z: &[f64], about: f64| -> f64 { z.iter().map(|z| (z - about).powi(2)).sum() };
        let overall = mean(z);
        let (between, within) = if groups.is_none() {
            (0.0, squares(z, overall) / (total - 1.0))
        } else {
            let within = by_group.values().map(|z| squares(z, mean(z))).sum::<f64>();
            let within = within / (total - count);
            let among = by_group.values().map(|z| z.len() as f64 * (mean(z) - overall).powi(2));
            let among = among.sum::<f64>() / (count - 1.0);
            let sizes = by_group.values().map(|z| (z.len() * z.len()) as f64).sum::<f64>();
            let size = (total - sizes / total) / (count - 1.0);
            (((among - within) / size).max(0.0), within)
        };
        let weight = |z: &[f64]| 1.0 / (between + within / z.len() as f64);
        let weights: f64 = by_group.values().map(|z| weight(z)).sum();
        let centre = by_group.values().map(|z| weight(z) * mean(z)).sum::<f64>() / weights;
        let rule = Self {
            mean: centre,
            of_mean: 1.0 / weights,
            between,
            within,
            groups: groups.map(|_| by_group.len()),
            freedom: count - 1.0,
            level,
        };
        (centre.is_finite() && rule.of_mean > 0.0).then_some(rule)
    }

    /// Judges batches, each by its samples' normal scores; `None` of a batch without samples.
    pub fn judge(&self, batches: &[Vec<f64>]) -> Vec<Option<BatchShift>> {
        let p_values = batches.iter().enumerate();
        let mut judged: Vec<(usize, f64)> =
            p_values.filter_map(|(batch, z)| Some((batch, self.p_value(z)?))).collect();
        judged.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (count, needed) = (judged.len(), self.needed());
        let mut shifts = vec![None; batches.len()];
        // Holm: the k-th smallest of m is multiplied by m − k + 1, and none is below one before it.
        let mut least = 0.0_f64;
        for (rank, (batch, alone)) in judged.into_iter().enumerate() {
            least = least.max(((count - rank) as f64 * alone).min(1.0));
            let (n, shifted) = (batches[batch].len(), least <= self.level);
            shifts[batch] = Some(BatchShift { n, p_value: least, shifted, needed });
        }
        shifts
    }

    /// One-sided p value of one batch; `None` without samples.
    fn p_value(&self, z: &[f64]) -> Option<f64> {
        let n = z.len() as f64;
        let error = (self.between + self.within / n + self.of_mean).sqrt();
        let t = (z.iter().sum::<f64>() / n - self.mean) / error;
        let law = StudentsT::new(0.0, 1.0, self.freedom).ok()?;
        t.is_finite().then(|| law.sf(t))
    }

    /// The number of samples with which a shift of one standard deviation is told with a power of 80 %.
    fn needed(&self) -> Option<usize> {
        let law = StudentsT::new(0.0, 1.0, self.freedom).ok()?;
        let steps = law.inverse_cdf(1.0 - self.level) + law.inverse_cdf(POWER);
        let spread = (self.between + self.within).sqrt();
        let room = (SHIFT * spread / steps).powi(2) - self.between - self.of_mean;
        (room > 0.0).then(|| (self.within / room).ceil().max(1.0) as usize)
    }

    /// Groups of training; `None` where none are known.
    pub fn groups(&self) -> Option<usize> {
        self.groups
    }
}

/// The normal score of an out-of-distribution p value, among `samples` training samples.
pub(crate) fn normal_score(p: f64, samples: usize) -> f64 {
    let least = 0.5 / (samples as f64 + 1.0);
    -Normal::standard().inverse_cdf(p.clamp(least, 1.0 - least))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exoscope_core::Streams;
    use rand::RngExt;
    use rand_distr::{Distribution, Normal as Gauss};

    /// Groups of unequal size whose means differ by `between`.
    fn groups(n: usize, between: f64, seed: u64) -> (Vec<f64>, Vec<usize>) {
        let stream = &mut Streams::new(seed).stream("groups", 0);
        let (mut z, mut of) = (Vec::new(), Vec::new());
        for group in 0..n {
            let middle = Gauss::new(0.0, between).unwrap().sample(stream);
            for _ in 0..stream.random_range(2..30) {
                z.push(Gauss::new(middle, 1.0).unwrap().sample(stream));
                of.push(group);
            }
        }
        (z, of)
    }

    /// How often new batches of `n` samples are called shifted.
    fn called(count: usize, between: f64, shift: f64, n: usize) -> f64 {
        let mut called = 0;
        for seed in 0..2000 {
            let (z, of) = groups(count, between, seed);
            let rule = BatchRule::fit(&z, Some(&of), 0.05).unwrap();
            let stream = &mut Streams::new(seed).stream("new", 0);
            let middle = shift + Gauss::new(0.0, between).unwrap().sample(stream);
            let new: Vec<f64> =
                (0..n).map(|_| Gauss::new(middle, 1.0).unwrap().sample(stream)).collect();
            called += usize::from(rule.judge(&[new])[0].unwrap().shifted);
        }
        called as f64 / 2000.0
    }

    #[test]
    fn new_batches_of_trainings_kind_are_called_shifted_no_more_often_than_stated() {
        for (count, between) in [(5, 0.5), (12, 0.0), (12, 0.5), (40, 1.0)] {
            let rate = called(count, between, 0.0, 20);
            // 2,000 draws of 5 % vary by 0.5 % (standard error).
            assert!(rate < 0.065, "{count} groups, {between}: {rate}");
            assert!(rate > 0.01, "{count} groups, {between}: {rate}");
        }
    }

    #[test]
    fn shifted_batches_are_told_from_as_many_samples_as_is_said() {
        let (z, of) = groups(40, 0.3, 1);
        let rule = BatchRule::fit(&z, Some(&of), 0.05).unwrap();
        let needed = rule.needed().unwrap();
        assert!((2..40).contains(&needed), "{needed}");
        let rate = called(40, 0.3, (1.0_f64 + 0.09).sqrt(), needed);
        assert!((0.7..0.92).contains(&rate), "{needed} samples: {rate}");
        assert!(called(40, 0.3, 2.0, 20) > 0.95);
    }

    #[test]
    fn groups_that_differ_as_much_as_the_shift_let_no_batch_be_told() {
        let (z, of) = groups(4, 3.0, 2);
        let rule = BatchRule::fit(&z, Some(&of), 0.01).unwrap();
        assert_eq!(rule.judge(&[vec![0.0]])[0].unwrap().needed, None);
        assert_eq!(rule.judge(&[vec![], vec![]]), [None, None]);
        assert!(BatchRule::fit(&z, Some(&vec![0; z.len()]), 0.01).is_none());
        assert!(BatchRule::fit(&[0.1, 0.2], None, 0.01).is_none());
        // A sample a group says nothing of what lies between groups, and a level of 0 turns the test off.
        let each: Vec<usize> = (0..z.len()).collect();
        assert!(BatchRule::fit(&z, Some(&each), 0.01).is_none());
        assert!(
            BatchRule::fit(&z, None, 0.01).is_some() && BatchRule::fit(&z, None, 0.0).is_none()
        );
    }

    #[test]
    fn of_many_batches_none_is_called_shifted_without_cause() {
        let (z, of) = groups(40, 0.3, 3);
        let rule = BatchRule::fit(&z, Some(&of), 0.05).unwrap();
        let any = (0..300).filter(|seed| {
            let (z, of) = groups(30, 0.3, 1000 + seed);
            let batches: Vec<Vec<f64>> = (0..30)
                .map(|g| z.iter().zip(&of).filter(|(_, of)| **of == g).map(|(z, _)| *z).collect())
                .collect();
            rule.judge(&batches).iter().flatten().any(|batch| batch.shifted)
        });
        // 5 % of 300 calls are 15, and vary by 4.
        let any = any.count();
        assert!(any <= 30, "{any} of 300 calls of 30 batches each");
    }
}
