//! Whether two readers' errors fall on the same samples.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ChiSquared, ContinuousCDF};
use statrs::function::factorial::ln_binomial;

/// Discordant samples below which the test is exact, as is usual.
const FEW: usize = 25;

/// McNemar's test of two readers on the same samples (McNemar 1947, Psychometrika 12:153).
///
/// Of the samples that one reader calls right and the other wrong, half should fall to each if both
/// are as good. It takes samples as independent: where several are of one person, slide or date it
/// is too sure.
///
/// ```
/// use exoscope_score::McNemar;
///
/// let a = [true, true, false, true, false, true];
/// let b = [true, false, true, false, false, false];
/// let test = McNemar::new(&a, &b);
/// assert_eq!((test.only_a, test.only_b), (3, 1));
/// assert!(test.exact && (test.p - 0.625).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct McNemar {
    /// Samples that only the first reader calls right.
    pub only_a: usize,
    /// Samples that only the second calls right.
    pub only_b: usize,
    /// Two-sided p-value, 0 to 1.
    pub p: f64,
    /// Whether `p` is the exact binomial one; else χ² with Edwards' continuity correction.
    pub exact: bool,
}

impl McNemar {
    /// Tests whether each sample is called right by the one and by the other; exactly where fewer
    /// than 25 samples tell them apart.
    pub fn new(a: &[bool], b: &[bool]) -> Self {
        let only = |a: &[bool], b: &[bool]| a.iter().zip(b).filter(|(a, b)| **a && !**b).count();
        let (only_a, only_b) = (only(a, b), only(b, a));
        let exact = only_a + only_b < FEW;
        let p = if exact { binomial(only_a, only_b) } else { corrected(only_a, only_b) };
        Self { only_a, only_b, p, exact }
    }
}

/// Twice the chance of the rarer kind being as rare or rarer under Binomial(a + b, ½).
fn binomial(a: usize, b: usize) -> f64 {
    let n = (a + b) as u64;
    let tail: f64 = (0..=a.min(b) as u64).map(|k| ln_binomial(n, k).exp()).sum();
    (2.0 * tail * 0.5_f64.powi(n as i32)).min(1.0)
}

/// χ² = (|a − b| − 1)² / (a + b) on one degree of freedom.
fn corrected(a: usize, b: usize) -> f64 {
    let gap = (a.abs_diff(b) as f64 - 1.0).max(0.0);
    ChiSquared::new(1.0).map_or(f64::NAN, |chi2| chi2.sf(gap * gap / (a + b) as f64))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// R 4.2.2, `binom.test` and `mcnemar.test` (`tests/reference/mcnemar.R`).
    #[test]
    fn agrees_with_r() {
        for line in include_str!("../tests/reference/mcnemar.tsv").lines().skip(1) {
            let v: Vec<&str> = line.split('\t').collect();
            let (only_a, only_b): (usize, usize) = (v[0].parse().unwrap(), v[1].parse().unwrap());
            let a = [vec![true; only_a + 3], vec![false; only_b + 2]].concat();
            let right = [vec![true; 3], vec![false; only_a], vec![true; only_b], vec![false; 2]];
            let test = McNemar::new(&a, &right.concat());
            assert_eq!((test.only_a, test.only_b, test.exact), (only_a, only_b, v[2] == "exact"));
            let p: f64 = v[3].parse().unwrap();
            assert!((test.p - p).abs() <= 1e-9 * p.max(1e-3), "{line}: {}", test.p);
        }
    }
}
