//! Which distance, width and ridge call samples best that they were not fitted on.

use exoscope_linalg::Mat;
use std::ops::Range;

use ndarray::Array2;
use rayon::prelude::*;

use super::features::{Distances, Features};
use super::platt::{Platt, Scored};
use super::ridge::Ridge;
use super::within::Within;
use crate::learn::inner::{InnerFolds, OofSamples};
use crate::learn::linear::softmax_rows;
use crate::learn::{Examples, FitError};

/// γ in units of two over the mean squared distance: 1 is scikit-learn's `gamma="scale"`. From
/// nearly linear to local; the real cohorts measured choose from 1/64 to 1.
pub(super) const WIDTHS: [f64; 4] = [1.0 / 64.0, 1.0 / 16.0, 1.0 / 4.0, 1.0];

/// Ridges, in units of the mean squared length of a sample's centred features: half powers of ten
/// from nearly none to where the scores are flat.
pub(super) const RIDGES: [f64; 9] =
    [1e-3, 3.162e-3, 1e-2, 3.162e-2, 1e-1, 3.162e-1, 1.0, 3.162, 10.0];

/// Nats of log-loss that a class must gain from a width and ridge of its own. With 3 nats the
/// choice follows noise where batches are few (log-loss 0.738 against 0.722 on GSE71008 with
/// isolation batches kept together); with 6 it still finds the rare class of the mixed batches.
const OWN: f64 = 6.0;

/// A distance, a width and a ridge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// Whether directions that vary within classes count less.
    pub within: bool,
    /// Place in [`WIDTHS`].
    pub width: usize,
    /// Place in [`RIDGES`].
    pub ridge: usize,
}

impl Candidate {
    fn all() -> impl Iterator<Item = Self> {
        let ridges =
            move |within, width| (0..RIDGES.len()).map(move |ridge| Self { within, width, ridge });
        [false, true]
            .into_iter()
            .flat_map(move |within| (0..WIDTHS.len()).flat_map(move |width| ridges(within, width)))
    }
}

/// What was chosen for each class, and its sigmoid.
pub(super) struct Chosen {
    /// All of one distance.
    pub of_class: Vec<Candidate>,
    pub sigmoids: Vec<Platt>,
}

/// What was chosen for each class, and the scores of held-out samples by it.
pub(super) struct Looked {
    /// Place of each class's candidate among those of `held_out`.
    place: Vec<usize>,
    held_out: HeldOut,
    /// Landmarks that the scores are of.
    landmarks: Vec<usize>,
}

/// Scores of held-out samples by each candidate (samples × classes).
struct HeldOut {
    candidates: Vec<Candidate>,
    scores: Vec<Mat<f64>>,
}

impl HeldOut {
    fn new(candidates: Vec<Candidate>, examples: &Examples) -> Self {
        let empty = Mat::zeros(examples.n_samples(), examples.n_classes());
        let scores = vec![empty; candidates.len()];
        Self { candidates, scores }
    }

    /// Fits every candidate without the samples of each of some folds, and scores these.
    fn add(
        &mut self,
        tried: Range<usize>,
        examples: &Examples,
        folds: &InnerFolds,
        landmarks: &[usize],
    ) -> Result<(), FitError> {
        let any = |within| self.candidates.iter().any(|c| c.within == within);
        let (plainly, within) = (any(false), any(true));
        // The plain distance is the same in every fold.
        let plain = plainly
            .then(|| Distances::new(examples, landmarks, Within::none(examples.n_features())))
            .transpose()?;
        for fold in tried {
            let (rows, others) = folds.split(fold);
            if let Some(plain) = &plain {
                self.score(false, plain, examples, &rows, &others)?;
            }
            if within {
                let within = Within::estimate(examples, &others);
                let distances = Distances::new(examples, landmarks, within)?;
                self.score(true, &distances, examples, &rows, &others)?;
            }
        }
        Ok(())
    }

    /// Fits every candidate of one distance to some rows, and scores others.
    fn score(
        &mut self,
        within: bool,
        distances: &Distances,
        examples: &Examples,
        rows: &[usize],
        others: &[usize],
    ) -> Result<(), FitError> {
        for (width, c) in WIDTHS.iter().enumerate() {
            let places: Vec<usize> = (0..self.candidates.len())
                .filter(|&i| self.candidates[i].within == within)
                .filter(|&i| self.candidates[i].width == width)
                .collect();
            if places.is_empty() {
                continue;
            }
            let features = Features::new(distances, c * distances.unit)?;
            let regression = Ridge::new(&features, examples, others);
            let score = |&i: &usize| {
                let beta = regression.solve(RIDGES[self.candidates[i].ridge])?;
                Ok(regression.scores(&beta, rows))
            };
            let scored: Vec<Result<Mat<f64>, FitError>> = places.par_iter().map(score).collect();
            for (place, scored) in places.into_iter().zip(scored) {
                let scored = scored?;
                for (i, &row) in rows.iter().enumerate() {
                    for k in 0..examples.n_classes() {
                        self.scores[place][(row, k)] = scored[(i, k)];
                    }
                }
            }
        }
        Ok(())
    }

    /// Sigmoids of every class for every candidate, on samples with a usable prediction.
    fn sigmoids(&self, examples: &Examples, samples: &OofSamples) -> Vec<Vec<Platt>> {
        let shares = examples.shares();
        let rows: Vec<Vec<usize>> =
            (0..examples.n_classes()).map(|class| samples.comparing(class)).collect();
        self.scores
            .par_iter()
            .map(|scores| {
                let scored = |(class, rows): (usize, &Vec<usize>)| {
                    let of = scores.col_as_slice(class);
                    let sample = |&i: &usize| Scored {
                        weight: examples.weights()[i],
                        own: examples.y()[i] == class,
                        score: of[i],
                        offset: 0.0,
                    };
                    rows.iter().map(sample).collect()
                };
                let scored: Vec<Vec<Scored>> = rows.iter().enumerate().map(scored).collect();
                Platt::of_classes(&scored, &shares)
            })
            .collect()
    }
}

/// Chooses by the log-loss of each class against the rest, on the inner folds that are tried.
pub(super) fn search(
    examples: &Examples,
    folds: &InnerFolds,
    landmarks: &[usize],
) -> Result<Looked, FitError> {
    let tried = folds.tried();
    let mut all = HeldOut::new(Candidate::all().collect(), examples);
    all.add(tried.clone(), examples, folds, landmarks)?;
    let samples = folds.samples(examples, tried);
    let of_class =
        choose(&all.candidates, &all.sigmoids(examples, &samples)).ok_or(FitError::Overflow)?;
    let mut kept = of_class.clone();
    kept.sort_unstable();
    kept.dedup();
    let held_out = HeldOut {
        candidates: kept.iter().map(|&i| all.candidates[i]).collect(),
        scores: kept.iter().map(|&i| all.scores[i].clone()).collect(),
    };
    let place = of_class.iter().map(|chosen| kept.partition_point(|kept| kept < chosen)).collect();
    Ok(Looked { place, held_out, landmarks: landmarks.to_vec() })
}

impl Looked {
    /// Scores the samples of all folds with these landmarks.
    pub fn call_all(
        mut self,
        examples: &Examples,
        folds: &InnerFolds,
        landmarks: &[usize],
    ) -> Result<Self, FitError> {
        let first = if self.landmarks == landmarks { folds.tried().end } else { 0 };
        self.held_out.add(first..folds.k, examples, folds, landmarks)?;
        Ok(Self { landmarks: landmarks.to_vec(), ..self })
    }

    /// The sigmoid of each class, on the scores of some folds.
    fn sigmoids(&self, examples: &Examples, folds: &InnerFolds, range: Range<usize>) -> Vec<Platt> {
        let fitted = self.held_out.sigmoids(examples, &folds.samples(examples, range));
        // Two classes have opposite log-odds, and softmax takes their difference.
        let share = if examples.n_classes() == 2 { 0.5 } else { 1.0 };
        self.place.iter().enumerate().map(|(k, &place)| fitted[place][k].times(share)).collect()
    }

    /// Candidates and sigmoids, once all folds are called.
    pub fn chosen(&self, examples: &Examples, folds: &InnerFolds) -> Chosen {
        let of_class = self.place.iter().map(|&place| self.held_out.candidates[place]).collect();
        Chosen { of_class, sigmoids: self.sigmoids(examples, folds, 0..folds.k) }
    }

    /// Calls of the samples of some folds (samples × classes), each by a fit that did not see its fold.
    pub fn calls(
        &self,
        examples: &Examples,
        folds: &InnerFolds,
        range: Range<usize>,
    ) -> Array2<f64> {
        let sigmoids = self.sigmoids(examples, folds, range.clone());
        let mut calls = Array2::zeros((examples.n_samples(), examples.n_classes()));
        for (class, (sigmoid, &place)) in sigmoids.iter().zip(&self.place).enumerate() {
            let scores = self.held_out.scores[place].col_as_slice(class);
            for (out, &score) in calls.column_mut(class).iter_mut().zip(scores) {
                *out = sigmoid.log_odds(score);
            }
        }
        softmax_rows(&mut calls);
        for (row, mut calls) in calls.outer_iter_mut().enumerate() {
            if !folds.fold_of.get(row).is_some_and(|fold| range.contains(fold)) {
                calls.fill(InnerFolds::UNSEEN);
            }
        }
        calls
    }
}

/// The place of each class's candidate: the common best, or its own of the same distance where
/// that gains [`OWN`].
fn choose(candidates: &[Candidate], fitted: &[Vec<Platt>]) -> Option<Vec<usize>> {
    let total = |c: &usize| fitted[*c].iter().map(|p| p.loss).sum::<f64>();
    let best = |places: &[usize], loss: &dyn Fn(&usize) -> f64| {
        places.iter().copied().min_by(|a, b| loss(a).total_cmp(&loss(b)))
    };
    let every: Vec<usize> = (0..candidates.len()).collect();
    let common = best(&every, &total)?;
    let alike: Vec<usize> =
        every.into_iter().filter(|&c| candidates[c].within == candidates[common].within).collect();
    let own = |class: usize| {
        let loss = |c: &usize| fitted[*c][class].loss;
        let own = best(&alike, &loss)?;
        Some(if loss(&common) - loss(&own) > OWN { own } else { common })
    };
    (0..fitted[common].len()).map(own).collect()
}
