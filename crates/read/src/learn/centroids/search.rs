//! How many factors, how much shrinkage, and how sure.

use ndarray::Array2;
use rayon::prelude::*;

use super::scores;
use super::shrink::Centroids;
use super::within::Within;
use crate::learn::inner::{InnerFolds, Part};
use crate::learn::linear::softmax;
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

/// What calls samples best that it was not fitted on, and its calls of them.
pub(super) struct Chosen {
    pub factors: usize,
    pub threshold: f64,
    pub temperature: f64,
    pub out_of_fold: Array2<f64>,
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
    part: Part,
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
        let Some(part) = folds.part(fold, examples)? else { return Ok(None) };
        let within = Within::estimate(&part.others)?;
        let x = within.standardise(&part.held_out);
        Ok(Some(Self { part, within, x }))
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

    /// Probabilities of the classes that the others have.
    fn probabilities(&self, scores: &Array2<f64>, temperature: f64) -> Array2<f64> {
        let logs = self.within.frequencies.mapv(f64::ln);
        let mut p = scores * temperature + &logs;
        for mut row in p.outer_iter_mut() {
            if let Some(row) = row.as_slice_mut() {
                softmax(row, None);
            }
        }
        p
    }

    fn loss(&self, scores: &Array2<f64>, temperature: f64, examples: &Examples) -> f64 {
        let p = self.probabilities(scores, temperature);
        let own = |(p, &row): (ndarray::ArrayView1<'_, f64>, &usize)| {
            let place = self.part.classes.iter().position(|&class| class == examples.y()[row]);
            let p = place.map_or(InnerFolds::UNSEEN, |place| p[place].max(InnerFolds::UNSEEN));
            -examples.weights()[row] * p.ln()
        };
        p.outer_iter().zip(&self.part.rows).map(own).sum()
    }
}

/// Walks over the numbers of factors, up and down from [`FIRST`], and at each over all thresholds.
pub(super) fn search(
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<Chosen, FitError> {
    let held = |range: std::ops::Range<usize>| -> Result<Vec<Held>, FitError> {
        let held: Result<Vec<_>, _> =
            range.into_par_iter().map(|fold| Held::new(fold, examples, folds)).collect();
        Ok(held?.into_iter().flatten().collect())
    };
    let mut held_out = held(folds.tried())?;
    let most = held_out.iter().map(|held| held.within.spreads.len()).min().unwrap_or(0);
    let feasible: Vec<usize> = FACTORS.into_iter().filter(|&factors| factors <= most).collect();
    let first = feasible.iter().rposition(|&factors| factors <= FIRST).unwrap_or(0);
    let look = |place: &usize| at(feasible[*place], &held_out, examples);
    let mut best = look(&first)?;
    let upwards: Vec<usize> = (first + 1..feasible.len()).collect();
    let downwards: Vec<usize> = (0..first).rev().collect();
    for places in [upwards, downwards] {
        let mut without_gain = 0;
        for place in &places {
            let there = look(place)?;
            if there.loss < best.loss {
                (best, without_gain) = (there, 0);
            } else {
                without_gain += 1;
            }
            if without_gain == PATIENCE {
                break;
            }
        }
    }

    let Found { factors, threshold, temperature, .. } = best;
    held_out.extend(held(folds.tried().end..folds.k)?);
    let mut out_of_fold = InnerFolds::no_calls(examples);
    for held in &held_out {
        // As in the walk, by way of the thresholds before.
        let before = THRESHOLDS.iter().filter(|&&t| t <= threshold).copied().collect::<Vec<_>>();
        let all = held.scores(factors.min(held.within.spreads.len()), &before)?;
        let Some(scores) = all.last() else { continue };
        let probabilities = held.probabilities(scores, temperature);
        held.part.write(&probabilities, &mut out_of_fold);
    }
    Ok(Chosen { factors, threshold, temperature, out_of_fold })
}

/// The best threshold at a number of factors.
fn at(factors: usize, held: &[Held], examples: &Examples) -> Result<Found, FitError> {
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
    let all: Vec<Found> = THRESHOLDS.par_iter().enumerate().map(found).collect();
    all.into_iter().min_by(|a, b| a.loss.total_cmp(&b.loss)).ok_or(FitError::Overflow)
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
