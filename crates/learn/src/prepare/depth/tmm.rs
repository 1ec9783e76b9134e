//! Trimmed mean of M-values.
//!
//! A few miRNAs that take half of the reads push all others down; the ratio to a reference sample,
//! averaged over the miRNAs in the middle, does not see them. Robinson & Oshlack 2010, *Genome
//! Biology* 11:R25, as in edgeR's `calcNormFactors` (`normLibSizes` since edgeR 4).
//!
//! With `p = count / total` of the sample and `q` of the reference, per miRNA seen in both:
//!
//! ```text
//! M = log2(p / q)                                       log-ratio
//! A = (log2 p + log2 q) / 2                             mean level
//! w = 1 / ((1 − p) / count + (1 − q) / count_ref)       inverse variance of M
//! log2 factor = Σ w M / Σ w   over miRNAs neither extreme in M nor in A
//! ```

use ndarray::parallel::prelude::*;
use ndarray::{ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::super::error::{PrepareError, same_width};

/// Settings of TMM.
///
/// | Setting | Default | Range | Meaning |
/// |---|---|---|---|
/// | `log_ratio_trim` | 0.3 | 0 to < 0.5 | share of miRNAs dropped at each end of M |
/// | `sum_trim` | 0.05 | 0 to < 0.5 | share of miRNAs dropped at each end of A |
///
/// Defaults and everything else (weights, no cut-off of A) are edgeR's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TmmSettings {
    /// Share of miRNAs dropped at each end of the log-ratios.
    pub log_ratio_trim: f64,
    /// Share of miRNAs dropped at each end of the mean levels.
    pub sum_trim: f64,
}

impl Default for TmmSettings {
    fn default() -> Self {
        Self { log_ratio_trim: 0.3, sum_trim: 0.05 }
    }
}

impl TmmSettings {
    /// Checks the ranges.
    pub(super) fn check(self) -> Result<(), PrepareError> {
        for (name, value) in [("log_ratio_trim", self.log_ratio_trim), ("sum_trim", self.sum_trim)]
        {
            if !(0.0..0.5).contains(&value) {
                return Err(PrepareError::Setting { name, value, rule: "from 0 to below 0.5" });
            }
        }
        Ok(())
    }
}

/// The training sample that all others are set against, and where the factors are centred.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedTmm {
    settings: TmmSettings,
    /// Reads of each miRNA in the reference; `None` is missing.
    reference: Vec<Option<f64>>,
    /// All reads of the reference.
    total: f64,
    /// Geometric mean of the raw factors of training samples, so that theirs multiply to 1.
    centre: f64,
}

impl FittedTmm {
    /// Chooses the reference among training samples with their total reads.
    pub(super) fn fit(
        settings: TmmSettings,
        counts: ArrayView2<'_, f64>,
        totals: &[f64],
    ) -> Result<Self, PrepareError> {
        let row = reference_row(counts, totals).ok_or(PrepareError::NoSamples)?;
        let reference = counts.row(row).iter().map(|n| (!n.is_nan()).then_some(*n)).collect();
        let total = totals.get(row).copied().ok_or(PrepareError::NoSamples)?;
        let mut fitted = Self { settings, reference, total, centre: 1.0 };
        let raw = fitted.factors(counts, totals)?;
        fitted.centre = (raw.iter().map(|f| f.ln()).sum::<f64>() / raw.len() as f64).exp();
        Ok(fitted)
    }

    /// Factor of each sample, given its total reads.
    pub(super) fn factors(
        &self,
        counts: ArrayView2<'_, f64>,
        totals: &[f64],
    ) -> Result<Vec<f64>, PrepareError> {
        same_width("TMM", self.reference.len(), counts.ncols())?;
        let rows = counts.axis_iter(Axis(0)).into_par_iter();
        let factors = rows.zip(totals).map(|(row, &total)| self.raw_factor(row, total));
        Ok(factors.map(|raw| raw / self.centre).collect())
    }

    /// edgeR's `.calcFactorTMM`: 1 where sample and reference share no miRNA or are proportional.
    fn raw_factor(&self, counts: ArrayView1<'_, f64>, total: f64) -> f64 {
        let mut shared = Vec::with_capacity(counts.len());
        for (&count, reference) in counts.iter().zip(&self.reference) {
            if let Some(reference) = *reference {
                shared.extend(Ratio::new(count, total, reference, self.total));
            }
        }
        if shared.iter().all(|r| r.m.abs() < 1e-6) {
            return 1.0;
        }
        let TmmSettings { log_ratio_trim, sum_trim } = self.settings;
        let m_of_all = shared.iter().map(|r| r.m).collect();
        let a_of_all = shared.iter().map(|r| r.a).collect();
        let (Some(in_m), Some(in_a)) =
            (middle(m_of_all, log_ratio_trim), middle(a_of_all, sum_trim))
        else {
            return 1.0;
        };
        let (mut weighted, mut weights) = (0.0, 0.0);
        for ratio in shared.iter().filter(|r| in_m(r.m) && in_a(r.a)) {
            weighted += ratio.m / ratio.variance;
            weights += 1.0 / ratio.variance;
        }
        let mean = weighted / weights;
        if mean.is_nan() { 1.0 } else { mean.exp2() }
    }
}

/// One miRNA in sample and reference.
struct Ratio {
    m: f64,
    a: f64,
    variance: f64,
}

impl Ratio {
    /// `None` where a log is not finite: zero or missing in one of the two.
    fn new(count: f64, total: f64, reference: f64, reference_total: f64) -> Option<Self> {
        let (p, q) = (count / total, reference / reference_total);
        let m = (p / q).log2();
        let a = f64::midpoint(p.log2(), q.log2());
        let variance = (total - count) / total / count
            + (reference_total - reference) / reference_total / reference;
        (m.is_finite() && a.is_finite()).then_some(Self { m, a, variance })
    }
}

/// Which values are left when `trim` of them go at each end, by rank. Equal values share the mean
/// of their ranks, so that all of them stay or go. `None` where none is left.
fn middle(mut values: Vec<f64>, trim: f64) -> Option<impl Fn(f64) -> bool> {
    let n = values.len();
    let trimmed = (n as f64 * trim).floor() as usize;
    if n <= 2 * trimmed {
        return None;
    }
    let (lowest_rank, highest_rank) = (trimmed + 1, n - trimmed);
    let (_, &mut low, _) = values.select_nth_unstable_by(lowest_rank - 1, f64::total_cmp);
    let (_, &mut high, _) = values.select_nth_unstable_by(highest_rank - 1, f64::total_cmp);
    // Below `low` all ranks are too small, above it none is; `low` itself has its mean rank.
    let keep_low = mean_rank(&values, low) >= lowest_rank as f64;
    let keep_high = mean_rank(&values, high) <= highest_rank as f64;
    Some(move |value| {
        (value > low || keep_low && value >= low) && (value < high || keep_high && value <= high)
    })
}

/// Rank of `value` among `values`, from 1; equal values share the mean of their ranks.
fn mean_rank(values: &[f64], value: f64) -> f64 {
    let below = values.iter().filter(|v| **v < value).count();
    let up_to = values.iter().filter(|v| **v <= value).count();
    (below + up_to + 1) as f64 / 2.0
}

/// edgeR's choice: the sample whose upper quartile, as a share of its reads, is nearest the mean
/// one; where most upper quartiles are zero, the one with the largest sum of square roots.
fn reference_row(counts: ArrayView2<'_, f64>, totals: &[f64]) -> Option<usize> {
    let seen: Vec<bool> =
        counts.columns().into_iter().map(|c| c.iter().any(|&n| n > 0.0)).collect();
    let rows = counts.axis_iter(Axis(0)).into_par_iter();
    let quartiles: Vec<f64> =
        rows.zip(totals).map(|(row, total)| upper_quartile(row, &seen) / total).collect();
    let mut sorted = quartiles.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    if quantile(&sorted, 0.5) < 1e-20 {
        let roots = counts
            .rows()
            .into_iter()
            .map(|row| -> f64 { row.iter().filter(|n| !n.is_nan()).map(|n| n.sqrt()).sum() });
        return first_min(roots.map(|sum| -sum));
    }
    let mean = quartiles.iter().sum::<f64>() / quartiles.len() as f64;
    first_min(quartiles.iter().map(|quartile| (quartile - mean).abs()))
}

/// Upper quartile of a sample over the miRNAs that any training sample has.
fn upper_quartile(counts: ArrayView1<'_, f64>, seen: &[bool]) -> f64 {
    let present = counts.iter().zip(seen).filter(|(n, seen)| **seen && !n.is_nan());
    let mut sorted: Vec<f64> = present.map(|(n, _)| *n).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile(&sorted, 0.75)
}

/// Quantile `p` of ascending values by linear interpolation (R's type 7); 0 for none.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * sorted.len().saturating_sub(1) as f64;
    let value = |i: f64| sorted.get(i as usize).copied().unwrap_or(0.0);
    let (low, high) = (value(at.floor()), value(at.ceil()));
    low + (at - at.floor()) * (high - low)
}

/// Index of the smallest value, the first of equals.
fn first_min(values: impl Iterator<Item = f64>) -> Option<usize> {
    values.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(i, _)| i)
}

#[cfg(test)]
#[path = "tmm/tests.rs"]
mod tests;
