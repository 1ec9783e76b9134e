//! What a trial without controls can show: its own interval, and natural recovery beside it.

use statrs::distribution::{Beta, ContinuousCDF};

/// The exact 95 % interval of a proportion (Clopper & Pearson 1934), or `None` where `of` is 0 or less
/// than `seen`.
///
/// ```
/// use exoscope_sim::observe::recovery::exact_interval;
/// let (low, high) = exact_interval(12, 13).unwrap();
/// assert!((low - 0.640).abs() < 1e-3 && (high - 0.998).abs() < 1e-3);
/// ```
pub fn exact_interval(seen: u32, of: u32) -> Option<(f64, f64)> {
    if of == 0 || seen > of {
        return None;
    }
    let (x, n) = (f64::from(seen), f64::from(of));
    let quantile = |a: f64, b: f64, p: f64| Some(Beta::new(a, b).ok()?.inverse_cdf(p));
    let low = if seen == 0 { 0.0 } else { quantile(x, n - x + 1.0, 0.025)? };
    let high = if seen == of { 1.0 } else { quantile(x + 1.0, n - x, 0.975)? };
    Some((low, high))
}

/// Natural recovery in a group of mixed severity: so many patients, each group with its own chance.
#[derive(Debug, Clone, PartialEq)]
pub struct NaturalRecovery {
    /// P(exactly k recover), for k from 0 to all.
    pub probability: Vec<f64>,
}

impl NaturalRecovery {
    /// Of groups of (patients, chance of each to recover): the sum of independent events (Poisson
    /// binomial), by convolution.
    pub fn of(groups: &[(u32, f64)]) -> Self {
        let mut probability = vec![1.0];
        for &(patients, chance) in groups {
            for _ in 0..patients {
                let mut next = vec![0.0; probability.len() + 1];
                for (k, p) in probability.iter().enumerate() {
                    next[k] += p * (1.0 - chance);
                    next[k + 1] += p * chance;
                }
                probability = next;
            }
        }
        Self { probability }
    }

    /// How many recover on average.
    pub fn expected(&self) -> f64 {
        self.probability.iter().enumerate().map(|(k, p)| k as f64 * p).sum()
    }

    /// P(at least `count` recover).
    pub fn at_least(&self, count: usize) -> f64 {
        self.probability.iter().skip(count).sum()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn twelve_of_thirteen_without_controls() {
        // R 4.2.2: binom.test(12, 13)$conf.int is 0.6397026 to 0.9980544.
        let (low, high) = exact_interval(12, 13).unwrap();
        assert!((low - 0.6397).abs() < 1e-4 && (high - 0.9981).abs() < 1e-4, "{low} {high}");
    }

    #[test]
    fn natural_recovery_alone_gives_five_to_seven() {
        let mixed = |a: f64, c: f64| NaturalRecovery::of(&[(6, a), (2, 0.45), (5, c)]);
        let (few, many) = (mixed(0.15, 0.67), mixed(0.30, 0.85));
        assert!((few.expected() - 5.2).abs() < 0.1, "{}", few.expected());
        assert!((many.expected() - 7.0).abs() < 0.1, "{}", many.expected());
        assert!(few.at_least(12) > 5e-6 && few.at_least(12) < 5e-5, "{}", few.at_least(12));
        assert!(many.at_least(12) > 5e-4 && many.at_least(12) < 2e-3, "{}", many.at_least(12));
        let all_c = |chance: f64| NaturalRecovery::of(&[(13, chance)]).at_least(12);
        assert!((all_c(0.67) - 0.04).abs() < 0.005, "{}", all_c(0.67));
        assert!((all_c(0.85) - 0.40).abs() < 0.01, "{}", all_c(0.85));
    }
}
