//! Class shares that probabilities stand on: those of the training samples, and those to expect in a new group.

use std::collections::BTreeMap;

use super::Examples;

/// Log shares of the classes among some training samples.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LogShares {
    /// Of these samples: what a learner's probabilities stand on.
    pub training: Vec<f64>,
    /// To expect in a group that is not among theirs.
    pub new_group: Vec<f64>,
}

/// Log share of a class without a sample.
const NONE: f64 = -11.512_925_464_970_229;

impl LogShares {
    /// Of the samples in `rows`.
    ///
    /// Samples of one group are not so many draws of a class: a study of one tissue is one. With πₖ the shares,
    /// the design effect (Kish 1965, § 5.4) is the variance of class counts over groups beside that of independent
    /// samples, d = Σₖ Σ_g (Σ_{i∈g} wᵢ(yᵢₖ − πₖ))² / Σₖ Σᵢ wᵢ²(yᵢₖ − πₖ)² ≥ 1, and the n samples are worth n / d. By
    /// Laplace's rule of succession a new group's shares are (πₖ n/d + 1) / (n/d + K). They are πₖ where no
    /// groups are known, or one alone.
    pub fn of(examples: &Examples, rows: &[usize]) -> Self {
        let classes = examples.n_classes();
        let (y, weights) = (examples.y(), examples.weights());
        let mut shares = vec![0.0; classes];
        for &row in rows {
            shares[y[row]] += weights[row];
        }
        let total: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= total.max(f64::MIN_POSITIVE));
        let log = |shares: &[f64]| -> Vec<f64> {
            shares.iter().map(|&s| if s > 0.0 { s.ln() } else { NONE }).collect()
        };
        let training = log(&shares);
        let Some(effect) = design_effect(examples, rows, &shares) else {
            return Self { new_group: training.clone(), training };
        };
        let present = shares.iter().filter(|share| **share > 0.0).count() as f64;
        let worth = rows.len() as f64 / effect;
        let succession = |share: f64| {
            if share > 0.0 { (share * worth + 1.0) / (worth + present) } else { 0.0 }
        };
        let expected: Vec<f64> = shares.iter().map(|&share| succession(share)).collect();
        Self { training, new_group: log(&expected) }
    }
}

/// The design effect of class counts, or `None` where fewer than two groups are known.
fn design_effect(examples: &Examples, rows: &[usize], shares: &[f64]) -> Option<f64> {
    let groups = examples.groups()?;
    let mut sums: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    let mut alone = 0.0;
    for &row in rows {
        let sum = sums.entry(groups[row]).or_insert_with(|| vec![0.0; shares.len()]);
        for (class, (sum, share)) in sum.iter_mut().zip(shares).enumerate() {
            let own = f64::from(u8::from(examples.y()[row] == class));
            let off = examples.weights()[row] * (own - share);
            *sum += off;
            alone += off * off;
        }
    }
    let together: f64 = sums.values().flatten().map(|sum| sum * sum).sum();
    (sums.len() > 1 && alone > 0.0).then(|| (together / alone).max(1.0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn examples(y: Vec<usize>, groups: Option<Vec<usize>>) -> Examples {
        let examples = Examples::new(Array2::zeros((y.len(), 1)), y, 2).unwrap();
        match groups {
            Some(groups) => examples.with_groups(groups).unwrap(),
            None => examples,
        }
    }

    #[test]
    fn groups_of_one_class_are_one_draw_each() {
        // Ten groups of ten samples; class 1 in one of them.
        let y: Vec<usize> = (0..100).map(|i| usize::from(i >= 90)).collect();
        let rows: Vec<usize> = (0..100).collect();
        let shares =
            LogShares::of(&examples(y.clone(), Some((0..100).map(|i| i / 10).collect())), &rows);
        assert!((shares.training[1].exp() - 0.1).abs() < 1e-12);
        // 100 samples in pure groups of ten are worth ten: (0.1 × 10 + 1) / (10 + 2).
        assert!((shares.new_group[1].exp() - 2.0 / 12.0).abs() < 1e-9, "{shares:?}");
        assert!((shares.new_group.iter().map(|s| s.exp()).sum::<f64>() - 1.0).abs() < 1e-12);
        let alone = LogShares::of(&examples(y, None), &rows);
        assert_eq!(alone.training, alone.new_group);
    }

    #[test]
    fn groups_that_say_nothing_of_the_class_change_little() {
        let y: Vec<usize> = (0..1000).map(|i| usize::from(i % 10 == 0)).collect();
        let rows: Vec<usize> = (0..1000).collect();
        let shares = LogShares::of(&examples(y, Some((0..1000).collect())), &rows);
        assert!((shares.new_group[1].exp() - 0.1).abs() < 1e-3);
    }
}
