//! What profiles are compared by: detection, spread by level, correlations, levels.

use std::collections::HashMap;

use exoscope_core::rank::{correlation, spearman};
use exoscope_core::sample::{ColumnValues, Field};
use exoscope_core::scale::log2_cpm;
use exoscope_core::{Cohort, Scale};
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::ProfileError;
use super::eigen::{components, standardised};
use crate::world::people::Percentiles;

/// Figures of the profiles of a cohort. Correlations and spreads are of log2(CPM + 1) of counts and of log2
/// intensities as they are, over the miRNAs that half of the samples have: with 5 reads, or above the background.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Samples.
    pub samples: usize,
    /// miRNAs.
    pub mirnas: usize,
    /// Reads of a library; `None` where values are no counts.
    pub depth: Option<Percentiles>,
    /// miRNAs with a read, or above the background, of a sample.
    pub detected: Percentiles,
    /// Median share of the reads that the hundred most abundant miRNAs of a library hold; of counts.
    pub top_hundred: Option<f64>,
    /// miRNAs that the figures below are over.
    pub compared: usize,
    /// Mean absolute correlation of two of them, over at most 600 of them and 1,000 samples.
    pub mean_correlation: f64,
    /// Shares of their variance of the first ten principal components.
    pub spectrum: Vec<f64>,
    /// Median SD by level.
    pub spread: Vec<SpreadAtLevel>,
    /// Mean level of the miRNA of each rank 1, 2, 4, 8 …, log2.
    pub by_rank: Vec<(usize, f64)>,
    /// Share of them whose rank correlation with age has p < 0.05; `None` where fewer than 20 ages are known.
    pub following_age: Option<f64>,
    /// Share of values that are missing.
    pub missing: f64,
}

/// SD of the miRNAs of a quarter of the levels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SpreadAtLevel {
    /// Median level, log2.
    pub level: f64,
    /// Median SD of the natural logarithm.
    pub sd: f64,
}

/// Most miRNAs and samples that correlations are taken over: of more, some at equal steps.
const MOST_MIRNAS: usize = 600;
const MOST_SAMPLES: usize = 1000;
/// Reads that half of the libraries must have.
const READS: f64 = 5.0;
/// Values of an array up to this are absent spots.
pub(super) const ABSENT: f64 = exoscope_core::background::ABSENT + 1e-6;
/// Components in the spectrum.
const COMPONENTS: usize = 10;

/// Values of a cohort on a logarithmic scale, by miRNA, with what was there.
pub(super) struct Logs {
    /// Rows that are used.
    pub rows: Vec<usize>,
    /// Sum of the values of each used row.
    pub totals: Vec<f64>,
    /// log2 of each miRNA in each used row; missing ones as the mean of the others.
    pub log2: Vec<Vec<f64>>,
    /// Whether half of the rows have it.
    pub usual: Vec<bool>,
}

impl Logs {
    /// Of at most `most` samples, at equal steps.
    pub(super) fn of(cohort: &Cohort, most: usize) -> Result<Self, ProfileError> {
        let scale = cohort.scale();
        if !matches!(scale, Scale::Counts | Scale::Log2Intensity) {
            return Err(ProfileError::Scale(scale));
        }
        let n = cohort.n_samples();
        let rows = steps(n, most);
        let total = |&row: &usize| cohort.values().row(row).filter(|x| !x.is_nan()).sum();
        let totals: Vec<f64> = rows.iter().map(total).collect();
        let mut log2 = Vec::with_capacity(cohort.n_mirnas());
        let mut usual = Vec::with_capacity(cohort.n_mirnas());
        for column in 0..cohort.n_mirnas() {
            let values: Vec<f64> = rows
                .iter()
                .map(|&row| cohort.values().get(row, column).unwrap_or(f64::NAN))
                .collect();
            let least = if scale == Scale::Counts { READS } else { ABSENT };
            let there = values.iter().filter(|x| **x >= least).count();
            usual.push(2 * there >= values.len().max(1));
            let log = |(x, total): (&f64, &f64)| {
                if scale == Scale::Counts { log2_cpm(*x, total.max(1.0)) } else { *x }
            };
            let mut logs: Vec<f64> = values.iter().zip(&totals).map(log).collect();
            let known: Vec<f64> = logs.iter().copied().filter(|x| !x.is_nan()).collect();
            let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
            logs.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = mean);
            log2.push(logs);
        }
        Ok(Self { rows, totals, log2, usual })
    }
}

/// At most `most` places of `n`, at equal steps.
fn steps(n: usize, most: usize) -> Vec<usize> {
    if n <= most { (0..n).collect() } else { (0..most).map(|k| k * n / most).collect() }
}

impl Figures {
    /// Of counts or log2 intensities.
    ///
    /// # Errors
    ///
    /// On another scale, or where fewer than two miRNAs are usual or vary.
    pub fn of(cohort: &Cohort) -> Result<Self, ProfileError> {
        let logs = Logs::of(cohort, MOST_SAMPLES)?;
        let counts = cohort.scale() == Scale::Counts;
        let few = || ProfileError::Few {
            samples: cohort.n_samples(),
            mirnas: logs.usual.iter().filter(|usual| **usual).count(),
            least_samples: 4,
            least_mirnas: 4,
        };
        let mut usual: Vec<(f64, &Vec<f64>)> = logs
            .log2
            .iter()
            .zip(&logs.usual)
            .filter(|(_, usual)| **usual)
            .map(|(values, _)| (mean(values), values))
            .collect();
        usual.sort_by(|a, b| a.0.total_cmp(&b.0));
        if usual.len() < 4 || logs.rows.len() < 4 {
            return Err(few());
        }
        let chosen: Vec<Vec<f64>> = steps(usual.len(), MOST_MIRNAS)
            .into_iter()
            .filter_map(|place| standardised(usual.get(place)?.1))
            .collect();
        let found = components(&chosen, 0).ok_or(ProfileError::NoFactors)?;
        let detected = |&row: &usize| {
            let there = |x: &f64| if counts { *x > 0.0 } else { *x > ABSENT };
            cohort.values().row(row).filter(there).count() as f64
        };
        let top = |(&row, total): (&usize, &f64)| {
            let mut reads: Vec<f64> = cohort.values().row(row).filter(|x| !x.is_nan()).collect();
            reads.sort_by(|a, b| b.total_cmp(a));
            reads.iter().take(100).sum::<f64>() / total.max(1.0)
        };
        let top = logs.rows.iter().zip(&logs.totals).map(top).collect();
        let (rows, columns) = cohort.values().dim();
        Ok(Self {
            samples: cohort.n_samples(),
            mirnas: cohort.n_mirnas(),
            depth: counts.then(|| Percentiles::of(logs.totals.clone())).flatten(),
            detected: Percentiles::of(logs.rows.iter().map(detected).collect()).ok_or_else(few)?,
            top_hundred: counts.then(|| Percentiles::of(top)).flatten().map(|of| of.p50),
            compared: usual.len(),
            mean_correlation: mean_correlation(&chosen),
            spectrum: found.shares.into_iter().take(COMPONENTS).collect(),
            spread: spread(&usual),
            by_rank: by_rank(logs.log2.iter().map(|values| mean(values)).collect()),
            following_age: following_age(cohort, &logs.rows, &usual),
            missing: cohort.values().n_missing() as f64 / (rows * columns).max(1) as f64,
        })
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn mean_correlation(standard: &[Vec<f64>]) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    for (place, a) in standard.iter().enumerate() {
        for b in standard.iter().take(place) {
            let product: f64 = a.iter().zip(b).map(|(x, y)| x * y).sum();
            sum += (product / a.len() as f64).abs();
            pairs += 1.0;
        }
    }
    sum / f64::max(pairs, 1.0)
}

/// The level of each rank that is a power of two.
fn by_rank(mut levels: Vec<f64>) -> Vec<(usize, f64)> {
    levels.retain(|level| level.is_finite());
    levels.sort_by(|a, b| b.total_cmp(a));
    let ranks = std::iter::successors(Some(1_usize), |rank| rank.checked_mul(2));
    ranks.map_while(|rank| Some((rank, *levels.get(rank - 1)?))).collect()
}

/// Median level and SD of each quarter of the miRNAs, which come by level.
fn spread(by_level: &[(f64, &Vec<f64>)]) -> Vec<SpreadAtLevel> {
    let quarter = by_level.len().div_ceil(4).max(1);
    let of = |part: &[(f64, &Vec<f64>)]| {
        let sd = |values: &Vec<f64>| {
            let centre = mean(values);
            let square = values.iter().map(|x| (x - centre).powi(2)).sum::<f64>();
            (square / (values.len().max(2) - 1) as f64).sqrt() * std::f64::consts::LN_2
        };
        let level = Percentiles::of(part.iter().map(|(level, _)| *level).collect())?.p50;
        let sd = Percentiles::of(part.iter().map(|(_, values)| sd(values)).collect())?.p50;
        Some(SpreadAtLevel { level, sd })
    };
    by_level.chunks(quarter).filter_map(of).collect()
}

/// Share of the miRNAs whose rank correlation with age is further from 0 than chance takes 19 of 20.
fn following_age(cohort: &Cohort, rows: &[usize], usual: &[(f64, &Vec<f64>)]) -> Option<f64> {
    let ages = numbers(cohort, Field::Age)?;
    let known: Vec<(usize, f64)> = rows
        .iter()
        .enumerate()
        .filter_map(|(place, &row)| Some((place, (*ages.get(row)?)?)))
        .collect();
    let n = known.len() as f64;
    if n < 20.0 {
        return None;
    }
    let t = StudentsT::new(0.0, 1.0, n - 2.0).ok()?.inverse_cdf(0.975);
    let bound = t / (n - 2.0 + t * t).sqrt();
    let ages: Vec<f64> = known.iter().map(|(_, age)| *age).collect();
    let follows = |(_, values): &&(f64, &Vec<f64>)| {
        let here: Vec<f64> = known.iter().filter_map(|(k, _)| values.get(*k).copied()).collect();
        spearman(&here, &ages).is_some_and(|r| r.abs() > bound)
    };
    Some(usual.iter().filter(follows).count() as f64 / usual.len().max(1) as f64)
}

/// The numbers of a field's column.
pub(super) fn numbers(cohort: &Cohort, field: Field) -> Option<&Vec<Option<f64>>> {
    match cohort.metadata().field(field)?.values() {
        ColumnValues::Number(numbers) => Some(numbers),
        ColumnValues::Text(_) => None,
    }
}

/// Mean level of each miRNA: counts per million, or log2 intensity.
///
/// # Errors
///
/// On another scale.
pub fn mean_levels(cohort: &Cohort) -> Result<Vec<(String, f64)>, ProfileError> {
    let scale = cohort.scale();
    if !matches!(scale, Scale::Counts | Scale::Log2Intensity) {
        return Err(ProfileError::Scale(scale));
    }
    let total = |row| cohort.values().row(row).filter(|x| !x.is_nan()).sum::<f64>().max(1.0);
    let totals: Vec<f64> = (0..cohort.n_samples()).map(total).collect();
    let level = |(column, name): (usize, &exoscope_core::mirna::MirnaName)| {
        let of = |(x, total): (f64, &f64)| {
            if scale == Scale::Counts { x / total * 1e6 } else { x }
        };
        let known: Vec<f64> =
            cohort.values().column(column).zip(&totals).map(of).filter(|x| !x.is_nan()).collect();
        (name.to_string(), mean(&known))
    };
    Ok(cohort.mirnas().iter().enumerate().map(level).collect())
}

/// Spearman's correlation of two lists of levels over the miRNAs that both have; `None` where they share fewer
/// than three.
pub fn rank_correlation_of_levels(a: &[(String, f64)], b: &[(String, f64)]) -> Option<f64> {
    let of: HashMap<&str, f64> = a.iter().map(|(name, level)| (name.as_str(), *level)).collect();
    let both = b.iter().filter_map(|(name, level)| Some((*of.get(name.as_str())?, *level)));
    let (a, b): (Vec<f64>, Vec<f64>) = both.unzip();
    if a.len() < 3 { None } else { spearman(&a, &b) }
}

/// Pearson's correlation of two columns.
pub(super) fn related(a: &[f64], b: &[f64]) -> f64 {
    correlation(a, b).unwrap_or(0.0)
}
