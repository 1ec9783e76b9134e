//! Rounds of trees, each on the gradient that those before it left.

use ndarray::Array2;
use rand::seq::index;
use rayon::prelude::*;

use super::TreesSettings;
use super::bins::Binned;
use super::budget::most_telling;
use super::grow::{GradHess, grow};
use super::model::{Tree, TreesModel};
use crate::learn::linear::softmax_rows;
use crate::learn::{Examples, InputError};

/// Fits trees to all samples.
pub(super) fn boost(
    examples: &Examples,
    settings: TreesSettings,
) -> Result<TreesModel, InputError> {
    let (n, k) = (examples.n_samples(), examples.n_classes());
    let features = Binned::of(examples, &most_telling(examples, settings.features));
    let seen = (settings.colsample * features.len() as f64).ceil() as usize;
    let intercepts = log_shares(examples);
    let mut scores = Array2::from_shape_fn((n, k), |(_, class)| intercepts[class]);
    let mut trees: Vec<Tree> = Vec::with_capacity(settings.rounds * k);
    for _ in 0..settings.rounds {
        let mut p = scores.clone();
        softmax_rows(&mut p);
        let first = trees.len();
        let tree = |class: usize| {
            let stream = &mut examples.streams().stream("trees", (first + class) as u64);
            let mut drawn = index::sample(stream, features.len(), seen).into_vec();
            drawn.sort_unstable();
            let columns: Vec<&Binned> = drawn.into_iter().map(|place| &features[place]).collect();
            grow(&columns, &pulls(examples, &p, class), &settings)
        };
        let grown: Vec<(Tree, Vec<f64>)> = (0..k).into_par_iter().map(tree).collect();
        for (class, (tree, steps)) in grown.into_iter().enumerate() {
            scores.column_mut(class).iter_mut().zip(steps).for_each(|(score, step)| *score += step);
            trees.push(tree);
        }
    }
    TreesModel::from_parts(examples.n_features(), intercepts, trees)
}

/// First and second derivative of each sample's log-loss by its score for `class`: p − y and
/// p (1 − p), the latter times K / (K − 1) because all K scores move at once and only their
/// differences count (Friedman 2001, algorithm 6).
fn pulls(examples: &Examples, p: &Array2<f64>, class: usize) -> Vec<GradHess> {
    let k = examples.n_classes() as f64;
    let of = |((p, &y), &weight): ((&f64, &usize), &f64)| GradHess {
        gradient: weight * (p - f64::from(u8::from(y == class))),
        curvature: weight * k / (k - 1.0) * p * (1.0 - p),
        weight,
    };
    p.column(class).iter().zip(examples.y()).zip(examples.weights()).map(of).collect()
}

fn log_shares(examples: &Examples) -> Vec<f64> {
    let mut shares = vec![0.0; examples.n_classes()];
    let total: f64 = examples.weights().iter().sum();
    for (&y, w) in examples.y().iter().zip(examples.weights()) {
        shares[y] += w / total;
    }
    shares.into_iter().map(f64::ln).collect()
}
