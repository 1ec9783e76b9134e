//! The lognormal of one miRNA.

use exoscope_core::Cohort;
use statrs::distribution::{ContinuousCDF, Normal};

use super::super::figures::{ABSENT, Logs};

/// Median and SD of the natural logarithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Marginal {
    /// Share of the reads, or intensity; in the median person.
    pub median: f64,
    /// SD of the natural logarithm between samples, counting noise taken out.
    pub sd: f64,
}

/// Shares of zeros between which they tell the spread better than moments do.
const ZEROS: (f64, f64) = (0.1, 0.98);
/// Largest SD of a natural logarithm that is believed.
const MOST_SD: f64 = 3.0;
/// Share of the reads of a miRNA that no sample has.
const UNSEEN: f64 = 1e-10;
/// Quantiles at which a normal law is summed over.
const GRID: i32 = 40;

impl Marginal {
    /// Of counts: the mean share is kept. By the share of zeros among Poisson numbers of a lognormal where there are
    /// some, else by the variance of the share less Poisson's.
    pub(super) fn of_counts(cohort: &Cohort, column: usize, logs: &Logs) -> Self {
        let reads = logs.rows.iter().map(|&row| cohort.values().get(row, column));
        let known: Vec<(f64, f64)> = reads
            .zip(&logs.totals)
            .filter_map(|(reads, total)| Some((reads.filter(|x| !x.is_nan())?, *total)))
            .filter(|(_, total)| *total > 0.0)
            .collect();
        let n = known.len().max(1) as f64;
        let share = known.iter().map(|(reads, total)| reads / total).sum::<f64>() / n;
        if share <= 0.0 {
            return Self { median: UNSEEN, sd: 1.0 };
        }
        let zeros = known.iter().filter(|(reads, _)| *reads <= 0.0).count() as f64 / n;
        let middle = median(known.iter().map(|(_, total)| *total).collect());
        let sd = if (ZEROS.0..ZEROS.1).contains(&zeros) {
            sd_of_zeros(share * middle, zeros)
        } else {
            let square = |(reads, total): &(f64, f64)| (reads / total - share).powi(2);
            let variance = known.iter().map(square).sum::<f64>() / (n - 1.0).max(1.0);
            let poisson = known.iter().map(|(_, total)| share / total).sum::<f64>() / n;
            ((variance - poisson).max(0.0) / share.powi(2)).ln_1p().sqrt()
        };
        let sd = sd.min(MOST_SD);
        Self { median: share * (-0.5 * sd * sd).exp(), sd }
    }

    /// Of log2 intensities: a normal law of which what lies below `floor` is absent.
    pub(super) fn of_intensities(
        cohort: &Cohort,
        column: usize,
        rows: &[usize],
        floor: f64,
    ) -> Self {
        let values = rows.iter().filter_map(|&row| cohort.values().get(row, column));
        let mut known: Vec<f64> = values.filter(|x| !x.is_nan()).collect();
        known.sort_by(f64::total_cmp);
        let n = known.len().max(1) as f64;
        let absent = known.iter().filter(|x| **x <= ABSENT).count() as f64 / n;
        let there: Vec<f64> = known.into_iter().filter(|x| *x > ABSENT).collect();
        let mean = there.iter().sum::<f64>() / there.len().max(1) as f64;
        let square = there.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
        let mut sd = (square / (there.len().max(2) - 1) as f64).sqrt();
        let mut centre = mean;
        if absent > 0.97 || there.is_empty() {
            (centre, sd) = (floor - 2.0, 1.0);
        } else if absent > 0.03 {
            // The quantile of all at the middle of what is present, and the floor at the share that is absent.
            let upper = median(there);
            let z = |p: f64| Normal::standard().inverse_cdf(p);
            sd = (upper - floor).max(0.05) / (z(f64::midpoint(absent, 1.0)) - z(absent));
            centre = floor - sd * z(absent);
        }
        Self { median: centre.exp2(), sd: (sd * std::f64::consts::LN_2).min(MOST_SD) }
    }
}

/// The least intensity that counts as present: the first percentile of what is above the background.
pub(super) fn floor(cohort: &Cohort, rows: &[usize]) -> f64 {
    let values = rows.iter().flat_map(|&row| cohort.values().row(row));
    let mut there: Vec<f64> = values.filter(|x| *x > ABSENT).collect();
    there.sort_by(f64::total_cmp);
    there.get(there.len() / 100).copied().unwrap_or(ABSENT)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// σ at which Poisson numbers of the mean λ e^{σz − σ²/2} are 0 in this share, between 0 and the largest believed.
fn sd_of_zeros(mean: f64, zeros: f64) -> f64 {
    let normal = Normal::standard();
    let z: Vec<f64> =
        (0..GRID).map(|k| normal.inverse_cdf((f64::from(k) + 0.5) / f64::from(GRID))).collect();
    let expected = |sd: f64| {
        let none = z.iter().map(|z| (-mean * (sd * z - 0.5 * sd * sd).exp()).exp());
        none.sum::<f64>() / f64::from(GRID)
    };
    let (mut low, mut high) = (0.0, MOST_SD);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if expected(middle) < zeros { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_zeros_than_poisson_gives_are_a_wider_spread() {
        assert!(sd_of_zeros(1.0, (-1.0_f64).exp()) < 0.01);
        let (some, many) = (sd_of_zeros(1.0, 0.5), sd_of_zeros(1.0, 0.8));
        assert!(some > 0.5 && many > some + 0.5, "{some} {many}");
    }
}
