//! Ranks and rank correlation.

/// Ranks from 1, equal values sharing the mean of theirs.
///
/// ```
/// assert_eq!(exoscope_core::rank::ranks(&[3.0, 1.0, 3.0]), [2.5, 1.0, 2.5]);
/// ```
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let same = |&&place: &&usize| values[place].total_cmp(&values[order[start]]).is_eq();
        let end = start + order[start..].iter().take_while(same).count();
        for &place in &order[start..end] {
            ranks[place] = (start + end + 1) as f64 / 2.0;
        }
        start = end;
    }
    ranks
}

/// Pearson's correlation, from -1 to 1; `None` where one side does not vary.
pub fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len().min(b.len()) as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (at, bt) = (mean(a), mean(b));
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(b).map(|(x, y)| of(x - at, y - bt)).sum()
    };
    let size = (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt();
    (size > 0.0).then(|| sum(&|x, y| x * y) / size)
}

/// Spearman's rank correlation, from -1 to 1; `None` where one side does not vary.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    correlation(&ranks(a), &ranks(b))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert!(ranks(&[]).is_empty());
    }

    #[test]
    fn rank_correlation_is_that_of_scipy() {
        // scipy 1.17: spearmanr([1, 2, 2, 4, 9], [5, 6, 7, 8, 7]).statistic
        let found = spearman(&[1.0, 2.0, 2.0, 4.0, 9.0], &[5.0, 6.0, 7.0, 8.0, 7.0]).unwrap();
        assert!((found - EXPECTED).abs() < 1e-12, "{found}");
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), None);
    }

    const EXPECTED: f64 = 0.763_157_894_736_842_1;
}
