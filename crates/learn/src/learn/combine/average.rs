//! How much each candidate combination counts.

use std::collections::BTreeMap;

/// Least share of a candidate in the average, beside the best.
const LEAST: f64 = 0.05;

/// Log-losses of candidates on samples in groups. The last two candidates are all members, without and with intercepts.
pub(super) struct Losses {
    /// Candidates × samples.
    pub losses: Vec<Vec<f64>>,
    /// The group of each sample.
    pub groups: Vec<usize>,
}

impl Losses {
    /// By how much candidate `a` loses more than `b` in all, and the standard error of that over groups, which one group alone
    /// does not tell.
    fn difference(&self, a: usize, b: usize) -> (f64, f64) {
        let mut sums = BTreeMap::new();
        for ((a, b), group) in self.losses[a].iter().zip(&self.losses[b]).zip(&self.groups) {
            *sums.entry(group).or_insert(0.0) += a - b;
        }
        let n = sums.len() as f64;
        let total: f64 = sums.values().sum();
        if sums.len() < 2 {
            return (total, f64::INFINITY);
        }
        let squares: f64 = sums.values().map(|sum| (sum - total / n).powi(2)).sum();
        (total, (n / (n - 1.0) * squares).sqrt())
    }

    /// The share of each candidate in the average: by exp(−loss beyond one standard error), those of hardly any left out;
    /// they sum to 1. Losses count by their `worth` beside independent ones.
    pub fn shares(&self, worth: f64) -> Vec<f64> {
        let Some(with) = self.losses.len().checked_sub(1) else { return Vec::new() };
        let without = with.saturating_sub(1);
        let (gap, error) = self.difference(with, without);
        let beyond = gap.signum() * (gap.abs() - error).max(0.0);
        let all = if gap < 0.0 { with } else { without };
        let least = beyond.min(0.0);
        let loss = |candidate: usize| match candidate {
            c if c == with => beyond,
            c if c == without => 0.0,
            c => {
                let (more, error) = self.difference(c, all);
                least + more + error
            }
        };
        let losses: Vec<f64> = (0..=with).map(|candidate| worth * loss(candidate)).collect();
        let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
        let share = |loss: &f64| Some((best - loss).exp()).filter(|s| *s >= LEAST).unwrap_or(0.0);
        let shares: Vec<f64> = losses.iter().map(share).collect();
        let sum: f64 = shares.iter().sum();
        shares.into_iter().map(|share| share / sum).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twelve groups of five samples: no members, one member that is better in `better` of the groups by a fifth of a nat and worse by
    /// as much in the others, all members without intercepts, and with.
    fn losses(better: usize) -> Losses {
        let groups: Vec<usize> = (0..60).map(|i| i / 5).collect();
        let one = groups.iter().map(|&g| if g < better { 0.8 } else { 1.2 }).collect();
        Losses { losses: vec![vec![3.0; 60], one, vec![1.0; 60], vec![1.01; 60]], groups }
    }

    #[test]
    fn a_member_counts_alone_where_it_is_better_by_more_than_groups_tell_by_chance() {
        // Six of twelve groups: a toss-up.
        let even = losses(6).shares(1.0);
        assert!(even[0] <= 0.0, "{even:?}");
        assert!(even[1] < 0.05 && even[2] > 0.5, "{even:?}");
        let clear = losses(12).shares(1.0);
        assert!(clear[1] > 0.99, "{clear:?}");
        // Losses that are worth less decide less.
        let shy = losses(12).shares(0.1);
        assert!(shy[1] < clear[1] && shy[2] > 0.1, "{shy:?}");
    }

    #[test]
    fn one_group_decides_nothing() {
        let losses = vec![vec![3.0; 5], vec![0.1; 5], vec![1.0; 5], vec![0.5; 5]];
        let shares = Losses { losses, groups: vec![7; 5] }.shares(1.0);
        assert_eq!(shares, [0.0, 0.0, 0.5, 0.5]);
    }

    #[test]
    fn intercepts_that_groups_cannot_judge_count_half() {
        let losses = |gain: f64| {
            let groups: Vec<usize> = (0..60).map(|i| i / 5).collect();
            let with = groups.iter().map(|g| 1.0 - gain + if g % 2 == 0 { 0.1 } else { -0.1 });
            let all = vec![vec![9.0; 60], vec![2.0; 60], vec![1.0; 60], with.collect()];
            Losses { losses: all, groups }.shares(1.0)
        };
        assert_eq!(losses(0.01)[2..], [0.5, 0.5]);
        assert!(losses(0.2)[3] > 0.9 && losses(-0.2)[3] < 0.1);
    }
}
