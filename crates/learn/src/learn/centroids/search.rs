//! How many factors, how much shrinkage, and how sure.

use ndarray::{Array1, Array2};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::scores;
use super::shrink::Centroids;
use super::within::Within;
use crate::learn::inner::{InnerFolds, Part, write};
use crate::learn::linear::softmax_rows;
use crate::learn::{Examples, FitError};
use crate::split::Training;

/// Numbers of factors: by factors of about √2.
const FACTORS: [usize; 16] = [0, 1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 57, 80, 113, 160, 226];
/// Where the walk over them begins.
const FIRST: usize = 20;
/// Numbers of factors without gain after which the walk ends.
const PATIENCE: usize = 2;
/// Thresholds in standard errors.
const THRESHOLDS: [f64; 8] = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0];
/// Temperatures: what is found from normal samples (1) is too sure of real ones.
const TEMPERATURES: std::ops::RangeInclusive<f64> = 1e-3..=3.0;

/// Least weight of a candidate beside the best.
const LEAST: f64 = 0.05;

/// A number of factors, a threshold and a temperature, and what they count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CentroidsCandidate {
    /// Number of factors.
    pub factors: usize,
    /// How far centroids are drawn to the common mean, in standard errors.
    pub threshold: f64,
    /// What scores are multiplied by.
    pub temperature: f64,
    /// Share in the average of the candidates' scores; all sum to 1.
    pub weight: f64,
}

impl CentroidsCandidate {
    /// What is taken where no inner fold can judge anything (assumed): centroids within two standard
    /// errors count as nothing, and scores of real samples are too sure by a factor of three.
    const PRIOR: Self = Self { factors: 0, threshold: 2.0, temperature: 0.3, weight: 1.0 };
}

/// What calls samples best that it was not fitted on, and the folds that it calls.
pub(super) struct Chosen {
    pub candidates: Vec<CentroidsCandidate>,
    held_out: Vec<Held>,
}

impl Chosen {
    /// Prepares the folds that were not tried.
    pub fn hold_rest(
        &mut self,
        examples: &Training<Examples>,
        folds: &InnerFolds,
    ) -> Result<(), FitError> {
        self.held_out.extend(hold(folds.tried().end..folds.k, examples, folds)?);
        Ok(())
    }

    /// Calls of the samples of the folds at hand.
    pub fn calls(&self, examples: &Examples) -> Result<Array2<f64>, FitError> {
        let mut calls = InnerFolds::no_calls(examples);
        for held in &self.held_out {
            let (w, b) = average(&held.within, &self.candidates)?;
            let probabilities = held.probabilities(&scores(&held.x, &(w, b)));
            write(&mut calls, &held.rows, &held.classes, &probabilities);
        }
        Ok(calls)
    }
}

/// The samples of some folds, and what the others say.
fn hold(
    range: std::ops::Range<usize>,
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<Vec<Held>, FitError> {
    let held: Result<Vec<_>, _> =
        range.into_par_iter().map(|fold| Held::new(fold, examples, folds)).collect();
    Ok(held?.into_iter().flatten().collect())
}

/// A candidate and its log-loss at the best temperature.
#[derive(Clone, Copy)]
struct Found {
    factors: usize,
    threshold: f64,
    temperature: f64,
    loss: f64,
}

/// The samples of an inner fold, and what the others say of the classes.
struct Held {
    rows: Vec<usize>,
    /// The classes of the others.
    classes: Vec<usize>,
    within: Within,
    /// Standardised samples of the fold.
    x: Array2<f64>,
}

impl Held {
    fn new(
        fold: usize,
        examples: &Training<Examples>,
        folds: &InnerFolds,
    ) -> Result<Option<Self>, FitError> {
        let Part { rows, classes, others, held_out } = folds.part(fold, examples)?;
        let Some(others) = others else { return Ok(None) };
        let within = Within::estimate(&others)?;
        let x = within.standardise(&held_out);
        Ok(Some(Self { rows, classes, within, x }))
    }

    /// Discriminant scores at each of some thresholds, from the least.
    fn scores(&self, factors: usize, thresholds: &[f64]) -> Result<Vec<Array2<f64>>, FitError> {
        let mut centroids = Centroids::new(&self.within, factors)?;
        let mut all = Vec::with_capacity(thresholds.len());
        for &threshold in thresholds {
            centroids = centroids.shrunken(threshold);
            all.push(scores(&self.x, &centroids.discriminant()));
        }
        Ok(all)
    }

    /// Probabilities of the classes that the others have, of scores times their temperature.
    fn probabilities(&self, scores: &Array2<f64>) -> Array2<f64> {
        let mut p = scores + &self.within.frequencies.mapv(f64::ln);
        softmax_rows(&mut p);
        p
    }

    fn loss(&self, scores: &Array2<f64>, temperature: f64, examples: &Examples) -> f64 {
        let p = self.probabilities(&(scores * temperature));
        // Samples of a class that the others lack say nothing about it.
        let own = |(p, &row): (ndarray::ArrayView1<'_, f64>, &usize)| {
            let place = self.classes.iter().position(|&class| class == examples.y()[row])?;
            Some(-examples.weights()[row] * p[place].max(InnerFolds::UNSEEN).ln())
        };
        p.outer_iter().zip(&self.rows).filter_map(own).sum()
    }
}

/// Walks over the numbers of factors, up and down from [`FIRST`], and at each over all thresholds; nothing is walked over
/// where one candidate is `given`.
pub(super) fn search(
    given: Option<CentroidsCandidate>,
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<Chosen, FitError> {
    let held_out = hold(folds.tried(), examples, folds)?;
    let most = held_out.iter().map(|held| held.within.spreads.len()).min().unwrap_or(0);
    let feasible: Vec<usize> = FACTORS.into_iter().filter(|&factors| factors <= most).collect();
    let first = feasible.iter().rposition(|&factors| factors <= FIRST).unwrap_or(0);
    let mut all = Vec::new();
    let mut look = |place: usize| -> Result<f64, FitError> {
        let found = at(feasible[place], &held_out, examples)?;
        let best = found.iter().map(|found| found.loss).fold(f64::INFINITY, f64::min);
        all.extend(found);
        Ok(best)
    };
    let mut best = if given.is_some() { f64::INFINITY } else { look(first)? };
    let end = if given.is_some() { first } else { feasible.len() };
    let upwards: Vec<usize> = (first + 1..end).collect();
    let downwards: Vec<usize> =
        if given.is_some() { Vec::new() } else { (0..first).rev().collect() };
    for places in [upwards, downwards] {
        let mut without_gain = 0;
        for place in places {
            let there = look(place)?;
            (best, without_gain) = if there < best { (there, 0) } else { (best, without_gain + 1) };
            if without_gain == PATIENCE {
                break;
            }
        }
    }
    let candidates = if let Some(given) = given {
        vec![CentroidsCandidate { weight: 1.0, ..given }]
    } else if folds.samples(examples, folds.tried()).is_empty() {
        vec![CentroidsCandidate { factors: feasible[first], ..CentroidsCandidate::PRIOR }]
    } else {
        likely(&all, best)
    };
    Ok(Chosen { candidates, held_out })
}

/// Candidates weighed by exp(−loss), less those of hardly any weight: which of a few is best on
/// inner folds is chance in small cohorts (pseudo-Bayesian averaging after Geisser & Eddy 1979; Yao
/// et al., Bayesian Analysis 13, 2018).
fn likely(all: &[Found], best: f64) -> Vec<CentroidsCandidate> {
    let weight = |found: &Found| (best - found.loss).exp();
    let kept: Vec<&Found> = all.iter().filter(|found| weight(found) >= LEAST).collect();
    let total: f64 = kept.iter().map(|found| weight(found)).sum();
    kept.into_iter()
        .map(|found| CentroidsCandidate {
            factors: found.factors,
            threshold: found.threshold,
            temperature: found.temperature,
            weight: weight(found) / total,
        })
        .collect()
}

/// The discriminant (classes × features, and one for each class) that is the average of the
/// candidates', each at its temperature.
pub(super) fn average(
    within: &Within,
    candidates: &[CentroidsCandidate],
) -> Result<(Array2<f64>, Array1<f64>), FitError> {
    let (features, classes) = within.averages.dim();
    let (mut w, mut b) = (Array2::zeros((classes, features)), Array1::zeros(classes));
    for same in candidates.chunk_by(|a, b| a.factors == b.factors) {
        let mut centroids = Centroids::new(within, same[0].factors.min(within.spreads.len()))?;
        for candidate in same {
            centroids = centroids.shrunken(candidate.threshold);
            let (own_w, own_b) = centroids.discriminant();
            w.scaled_add(candidate.weight * candidate.temperature, &own_w);
            b.scaled_add(candidate.weight * candidate.temperature, &own_b);
        }
    }
    Ok((w, b))
}

/// Every threshold at a number of factors.
fn at(factors: usize, held: &[Held], examples: &Examples) -> Result<Vec<Found>, FitError> {
    let scored: Result<Vec<_>, _> =
        held.par_iter().map(|held| held.scores(factors, &THRESHOLDS)).collect();
    let scored = scored?;
    let found = |(place, &threshold): (usize, &f64)| {
        let loss = |temperature: f64| -> f64 {
            held.iter()
                .zip(&scored)
                .map(|(held, scores)| held.loss(&scores[place], temperature, examples))
                .sum()
        };
        let (temperature, loss) = least(loss);
        Found { factors, threshold, temperature, loss }
    };
    Ok(THRESHOLDS.par_iter().enumerate().map(found).collect())
}

/// The temperature of least loss and that loss: it is convex in the temperature. Golden section on
/// the logarithm, to 1 %.
fn least(loss: impl Fn(f64) -> f64) -> (f64, f64) {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (TEMPERATURES.start().ln(), TEMPERATURES.end().ln());
    let inside = |low: f64, high: f64| [high - golden * (high - low), low + golden * (high - low)];
    let [mut left, mut right] = inside(low, high);
    let (mut at_left, mut at_right) = (loss(left.exp()), loss(right.exp()));
    while high - low > 0.01 {
        if at_left < at_right {
            (high, right, at_right) = (right, left, at_left);
            left = inside(low, high)[0];
            at_left = loss(left.exp());
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = inside(low, high)[1];
            at_right = loss(right.exp());
        }
    }
    if at_left < at_right { (left.exp(), at_left) } else { (right.exp(), at_right) }
}
