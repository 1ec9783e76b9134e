//! Levels, spreads, factors, batch shares, depth and missingness learned from a cohort.

mod facts;
mod marginal;

use exoscope_core::{Cohort, Scale};
use serde::Serialize;

use self::facts::Facts;
use self::marginal::Marginal;
use super::eigen::{components, standardised};
use super::figures::{Logs, related};
use super::{PlasmaProfile, ProfileError};

/// A cohort as a simulated one is to resemble it.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnedCohort {
    /// Levels, factors, what is left, age and sex.
    pub profile: PlasmaProfile,
    /// Counts or log2 intensities.
    pub scale: Scale,
    /// Samples it was learned from.
    pub samples: usize,
    /// Median reads of a library, and the coefficient of variation of a lognormal; of counts.
    pub depth: Option<(f64, f64)>,
    /// log2 intensity below which a spot counts as absent; of arrays.
    pub floor: Option<f64>,
    /// Share of the samples in which each miRNA is missing.
    pub missing: Vec<f64>,
    /// What batches do.
    pub batches: BatchShares,
    /// Mean and SD of the age.
    pub age: Option<(f64, f64)>,
    /// Fraction of women, 0 to 1; `None` where too few sexes are known.
    pub female_fraction: Option<f64>,
}

/// SD of the natural logarithm between batches of each kind, over usual miRNAs, and how many samples they hold; 0 and
/// `None` where the cohort does not name such batches.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct BatchShares {
    /// Between sites of collection.
    pub site: f64,
    /// Between dates.
    pub date: f64,
    /// Between slides or runs.
    pub slide: f64,
    /// Sites.
    pub sites: Option<usize>,
    /// Mean samples of a date.
    pub per_date: Option<usize>,
    /// Mean samples of a slide.
    pub per_slide: Option<usize>,
}

/// Samples and miRNAs that there must be at least.
const FEWEST: (usize, usize) = (20, 10);
/// Most samples that factors are found in, and most factors.
const MOST: usize = 1500;
const FACTORS: usize = 12;
/// Share of a miRNA's variance that factors leave it at least.
const LEFT: f64 = 0.05;

impl LearnedCohort {
    /// Learns from counts or log2 intensities.
    ///
    /// Levels and spreads are those of a lognormal, by moments where most samples have a miRNA, by the share of zeros
    /// (of absent spots) where they do not. Factors are the principal components of what age and sex leave, as many
    /// as lie above what noise alone gives (Marchenko & Pastur 1967); loadings are correlations with their scores.
    ///
    /// # Errors
    ///
    /// On another scale, or of fewer than 20 samples and 10 miRNAs that half of them have.
    pub fn of(cohort: &Cohort) -> Result<Self, ProfileError> {
        let logs = Logs::of(cohort, MOST)?;
        let usual = logs.usual.iter().filter(|usual| **usual).count();
        if logs.rows.len() < FEWEST.0 || usual < FEWEST.1 {
            let (samples, mirnas) = (cohort.n_samples(), usual);
            let (least_samples, least_mirnas) = FEWEST;
            return Err(ProfileError::Few { samples, mirnas, least_samples, least_mirnas });
        }
        let scale = cohort.scale();
        let floor = (scale == Scale::Log2Intensity).then(|| marginal::floor(cohort, &logs.rows));
        let marginals: Vec<Marginal> = (0..cohort.n_mirnas())
            .map(|column| match floor {
                Some(floor) => Marginal::of_intensities(cohort, column, &logs.rows, floor),
                None => Marginal::of_counts(cohort, column, &logs),
            })
            .collect();
        let facts = Facts::of(cohort, &logs.rows);
        let batches = facts.batches(&logs, &marginals);
        let between = batches.site.powi(2) + batches.date.powi(2) + batches.slide.powi(2);
        let (age, sex, left) = facts.age_and_sex(&logs);
        let (factors, residual) = factors(&logs, &left, &marginals, between)?;
        let level: Vec<f64> = marginals.iter().map(|m| m.median).collect();
        let sum: f64 = level.iter().sum();
        let shares: Vec<f64> =
            level.iter().map(|level| level / sum.max(f64::MIN_POSITIVE)).collect();
        let of_missing = |column| {
            let gone = cohort.values().column(column).filter(|x| x.is_nan()).count();
            gone as f64 / cohort.n_samples().max(1) as f64
        };
        Ok(Self {
            scale,
            samples: cohort.n_samples(),
            depth: (scale == Scale::Counts).then(|| depth(&logs.totals)),
            floor,
            missing: (0..cohort.n_mirnas()).map(of_missing).collect(),
            batches,
            age: facts.mean_age(),
            female_fraction: facts.female_fraction(),
            profile: PlasmaProfile {
                mirnas: cohort.mirnas().iter().map(ToString::to_string).collect(),
                red_cells: vec![0.0; shares.len()],
                array: level.iter().map(|level| level.max(f64::MIN_POSITIVE).log2()).collect(),
                vesicles: shares.clone(),
                plasma: shares,
                factors,
                residual,
                age,
                sex,
            },
        })
    }
}

/// Median, and the coefficient of variation of a lognormal of the same spread.
fn depth(totals: &[f64]) -> (f64, f64) {
    let logs: Vec<f64> = totals.iter().map(|total| total.max(1.0).ln()).collect();
    let mean = logs.iter().sum::<f64>() / logs.len() as f64;
    let variance = logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (logs.len() - 1) as f64;
    (mean.exp(), (variance.exp() - 1.0).sqrt())
}

/// Loadings of the factors, and what they leave of each miRNA, less what lies between batches.
fn factors(
    logs: &Logs,
    left: &[Vec<f64>],
    marginals: &[Marginal],
    between: f64,
) -> Result<(Vec<Vec<f64>>, Vec<f64>), ProfileError> {
    let standard: Vec<Vec<f64>> = left
        .iter()
        .zip(&logs.usual)
        .filter(|(_, usual)| **usual)
        .filter_map(|(values, _)| standardised(values))
        .collect();
    let (n, m) = (logs.rows.len() as f64, standard.len().max(1) as f64);
    let found = components(&standard, FACTORS).ok_or(ProfileError::NoFactors)?;
    let noise = (1.0 + (n / m).sqrt()).powi(2) / n;
    let scores: Vec<&Vec<f64>> = found
        .scores
        .iter()
        .zip(&found.shares)
        .filter(|(_, share)| **share > noise)
        .map(|(scores, _)| scores)
        .collect();
    let mut loadings = vec![vec![0.0; marginals.len()]; scores.len()];
    let mut residual = Vec::with_capacity(marginals.len());
    for (column, (marginal, values)) in marginals.iter().zip(left).enumerate() {
        let r: Vec<f64> = scores.iter().map(|scores| related(values, scores)).collect();
        // A correlation by chance has the square 1/n: what is not twice that is left to the miRNA alone.
        let real = |r: f64| if r * r > 4.0 / n { r } else { 0.0 };
        let all: f64 = r.iter().map(|r| real(*r).powi(2)).sum();
        let fit = if all > 1.0 - LEFT { ((1.0 - LEFT) / all).sqrt() } else { 1.0 };
        let own = (marginal.sd.powi(2) - between).max(LEFT * marginal.sd.powi(2)).sqrt();
        for (loading, r) in loadings.iter_mut().zip(&r) {
            if let Some(here) = loading.get_mut(column) {
                *here = fit * real(*r) * own;
            }
        }
        residual.push(own * (1.0 - fit * fit * all).max(0.0).sqrt());
    }
    Ok((loadings, residual))
}
