//! Kernel machine: ridge regression on Gaussian similarities, one class against the rest.

mod distance;
mod features;
mod model;
mod platt;
mod ridge;

pub use model::KernelModel;

use faer::Mat;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use self::distance::square_distances;
use self::features::Features;
use self::platt::Platt;
use self::ridge::{RIDGES, Ridge};
use super::inner::InnerFolds;
use super::linear::softmax;
use super::{Examples, Fit, FitError, FitRecord, Learner, SettingsError};
use crate::split::Training;

/// γ in units of one over the mean variance of a sample's distance: 1 is scikit-learn's
/// `gamma="scale"`. From nearly linear to local; on GSE71008 1/64 and 1/4 are chosen, on the
/// tissue atlas 1/64, on GSE73002 1/4 and 1.
const WIDTHS: [f64; 4] = [1.0 / 64.0, 1.0 / 16.0, 1.0 / 4.0, 1.0];

/// Nats of log-loss that a class must gain from a width and ridge of its own. With 3 nats the
/// choice follows noise where batches are few (log-loss 0.738 against 0.722 on GSE71008 with
/// isolation batches kept together); with 6 it still finds the rare class of the mixed batches.
const OWN: f64 = 6.0;

/// Settings of the kernel machine.
///
/// | setting | default | meaning | range |
/// |---|---|---|---|
/// | `landmarks` | 1500 | samples that others are compared with (Nyström); up to as many training samples the machine is exact | ≥ 1 |
///
/// The similarity of two samples is exp(−γ d²) with d their Euclidean distance. For each class a
/// ridge regression of its indicator on the similarities (a least-squares support vector machine:
/// Suykens & Vandewalle, 1999; Rifkin & Klautau, JMLR 5, 2004, for one against the rest) gives a
/// score, and Platt's sigmoid on scores from inner folds its log-odds; softmax makes them
/// probabilities. Width γ and ridge are those of the least log-loss on the inner folds, one pair
/// for all classes, save a class that gains clearly from a pair of its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KernelSettings {
    /// Samples that others are compared with.
    pub landmarks: usize,
}

impl Default for KernelSettings {
    fn default() -> Self {
        Self { landmarks: 1500 }
    }
}

impl KernelSettings {
    /// Checks that there is a landmark.
    pub fn check(self) -> Result<Kernel, SettingsError> {
        if self.landmarks == 0 {
            let (learner, setting, range) = ("kernel", "landmarks", "at least 1");
            return Err(SettingsError { learner, setting, value: 0.0, range });
        }
        Ok(Kernel(self))
    }
}

/// Kernel machine, its settings checked.
///
/// ```
/// use exoscope_read::learn::{Classifier, Examples, KernelSettings, Learner};
/// use exoscope_read::split::Training;
/// use ndarray::Array2;
///
/// // One class inside the other: no line parts them.
/// let x = Array2::from_shape_fn((60, 2), |(i, j)| {
///     let angle = i as f32;
///     let radius = if i % 2 == 0 { 0.5 } else { 3.0 };
///     radius * if j == 0 { angle.cos() } else { angle.sin() }
/// });
/// let y = (0..60).map(|i| i % 2).collect();
/// let fit = KernelSettings::default().check()?.fit(&Training::new(Examples::new(x, y, 2)?))?;
/// let p = fit.model.probabilities(ndarray::array![[0.1_f32, 0.2], [0.0, 3.1]].view())?;
/// assert!(p[[0, 0]] > 0.9 && p[[1, 1]] > 0.9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel(KernelSettings);

impl Learner for Kernel {
    type Model = KernelModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<KernelModel>, FitError> {
        Ok(self.fit_with(examples, &InnerFolds::draw(examples)?)?.0)
    }
}

/// A width and a ridge, by their places in [`WIDTHS`] and [`RIDGES`].
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pair {
    width: usize,
    ridge: usize,
}

impl Kernel {
    /// The fit, and the out-of-fold probabilities at the widths and ridges chosen.
    pub(super) fn fit_with(
        self,
        examples: &Training<Examples>,
        folds: &InnerFolds,
    ) -> Result<(Fit<KernelModel>, Array2<f64>), FitError> {
        let landmarks = landmarks(examples, self.0.landmarks);
        let centres = examples.x().select(Axis(0), &landmarks);
        let squares = square_distances(examples.x(), centres.view());
        let unit = unit(&squares)?;

        // Two classes have opposite log-odds, and softmax takes their difference.
        let share = if examples.n_classes() == 2 { 0.5 } else { 1.0 };
        let mut candidates = Vec::new();
        for (width, c) in WIDTHS.iter().enumerate() {
            let features = Features::new(&squares, &landmarks, c * unit)?;
            let scores = Ridge::new(&features, examples, folds).out_of_fold()?;
            for (ridge, scores) in scores.into_iter().enumerate() {
                let fitted: Vec<Platt> = (0..examples.n_classes())
                    .map(|class| {
                        Platt::fit(scores.col_as_slice(class), class, examples).times(share)
                    })
                    .collect();
                candidates.push((Pair { width, ridge }, scores, fitted));
            }
        }
        let chosen = choose(&candidates).ok_or(FitError::Overflow)?;

        let (n, k) = (examples.n_samples(), examples.n_classes());
        let mut out_of_fold = Array2::zeros((n, k));
        let mut coefficients = Array2::zeros((k, landmarks.len()));
        let mut intercepts = vec![0.0; k];
        for (class, &choice) in chosen.iter().enumerate() {
            let (_, scores, fitted) = &candidates[choice];
            for i in 0..n {
                out_of_fold[[i, class]] = fitted[class].log_odds(scores[(i, class)]);
            }
        }
        for mut row in out_of_fold.outer_iter_mut() {
            if let Some(row) = row.as_slice_mut() {
                softmax(row, None);
            }
        }
        let mut done: Vec<usize> = chosen.clone();
        done.sort_unstable();
        done.dedup();
        for choice in done {
            let (pair, _, fitted) = &candidates[choice];
            let features = Features::new(&squares, &landmarks, WIDTHS[pair.width] * unit)?;
            let whole = Ridge::new(&features, examples, folds).whole(pair.ridge)?;
            for class in (0..k).filter(|&class| chosen[class] == choice) {
                let platt = &fitted[class];
                for (j, a) in coefficients.row_mut(class).iter_mut().enumerate() {
                    *a = platt.slope * whole.coefficients[(j, class)];
                }
                intercepts[class] = platt.log_odds(whole.intercepts[class]);
            }
        }
        let widths: Vec<f64> =
            chosen.iter().map(|&c| WIDTHS[candidates[c].0.width] * unit).collect();
        let ridges = chosen.iter().map(|&c| RIDGES[candidates[c].0.ridge]).collect();
        let record =
            FitRecord::Kernel { landmarks: landmarks.len(), widths: widths.clone(), ridges };
        let model = KernelModel::from_parts(centres, widths, coefficients, intercepts)
            .map_err(|_| FitError::Overflow)?;
        Ok((Fit { model, record }, out_of_fold))
    }
}

/// For each class the candidate it takes: the common best, or its own where that gains [`OWN`].
fn choose(candidates: &[(Pair, Mat<f64>, Vec<Platt>)]) -> Option<Vec<usize>> {
    let total = |c: &usize| candidates[*c].2.iter().map(|p| p.loss).sum::<f64>();
    let best = |loss: &dyn Fn(&usize) -> f64| {
        (0..candidates.len()).min_by(|a, b| loss(a).total_cmp(&loss(b)))
    };
    let common = best(&total)?;
    let classes = candidates[common].2.len();
    let own = |class: usize| {
        let loss = |c: &usize| candidates[*c].2[class].loss;
        let own = best(&loss)?;
        Some(if loss(&common) - loss(&own) > OWN { own } else { common })
    };
    (0..classes).map(own).collect()
}

/// Rows that others are compared with: all, or as many as asked for, spread evenly over the
/// classes and over the rows of each.
fn landmarks(examples: &Examples, most: usize) -> Vec<usize> {
    let n = examples.n_samples();
    let mut rows: Vec<usize> = (0..n).collect();
    if n > most {
        rows.sort_by_key(|&row| examples.y()[row]);
        rows = (0..most).map(|i| rows[i * n / most]).collect();
        rows.sort_unstable();
    }
    rows
}

/// 2 over the mean squared distance between samples.
fn unit(squares: &Array2<f32>) -> Result<f64, FitError> {
    let sum: f64 = squares.iter().map(|&d| f64::from(d)).sum();
    let mean = sum / squares.len() as f64;
    match 2.0 / mean {
        unit if !mean.is_finite() || unit == 0.0 => Err(FitError::Overflow),
        unit if unit.is_finite() => Ok(unit),
        _ => Err(FitError::NoSpread),
    }
}
