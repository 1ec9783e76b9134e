//! Kernel machine: ridge regression on Gaussian similarities, one class against the rest.

mod centres;
mod distance;
mod features;
mod model;
mod platt;
mod ridge;
mod search;
mod within;

pub use centres::Centres;
pub use model::KernelModel;
pub use within::Within;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use self::features::{Distances, Features};
use self::ridge::Ridge;
use self::search::{Chosen, Looked, RIDGES, WIDTHS, search};
use super::inner::InnerFolds;
use super::stage::{Called, Tried};
use super::{Examples, Fit, FitError, FitRecord, Learner, Model, SettingsError};
use crate::split::Training;

/// Settings of the kernel machine.
///
/// | setting | default | meaning | range |
/// |---|---|---|---|
/// | `landmarks` | 1500 | samples that others are compared with (Nyström), as [`Centres`] hold them; up to as many training samples the machine is exact | ≥ 1 |
///
/// The similarity of two samples is exp(−γ d²) with d their Euclidean distance, plain or after
/// [`Within`] has shrunk the directions in which samples of one class differ most. For each class a
/// ridge regression of its indicator on the similarities (a least-squares support vector machine:
/// Suykens & Vandewalle, 1999; Rifkin & Klautau, JMLR 5, 2004, for one against the rest) gives a
/// score, and Platt's sigmoid on scores from inner folds its log-odds; softmax makes them
/// probabilities. Slopes are not negative; samples of a class that an inner fold's fit never saw are
/// left out, and a class without any usable score gets the sigmoid that the others share. Distance, width γ and ridge are those of the least log-loss on the inner folds,
/// by machines of at most 1,500 landmarks, the same for all classes, save a class that gains
/// clearly from a width and ridge of its own.
///
/// Of few features a smooth function is nearly a polynomial of low degree: there are no more landmarks than
/// monomials of degree 3 (560 for 13 features), but 300 in any case.
///
/// On 12,952 samples of 2,565 miRNAs 3,000 landmarks take the log-loss of this machine alone from
/// 0.243 to 0.197 in six tenths more time, and leave that of the default stack where it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KernelSettings {
    /// Samples that others are compared with.
    pub landmarks: usize,
}

/// Landmarks at most of the machines that settings are found with.
const FEW: usize = 1500;
/// Landmarks that are taken however few the features are.
const ENOUGH: usize = 300;

impl Default for KernelSettings {
    fn default() -> Self {
        Self { landmarks: FEW }
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
/// use exoscope_learn::learn::{Classifier, Examples, KernelSettings, Learner};
/// use exoscope_learn::split::Learnable;
/// use ndarray::Array2;
///
/// // One class inside the other: no line parts them.
/// let x = Array2::from_shape_fn((60, 2), |(i, j)| {
///     let angle = i as f32;
///     let radius = if i % 2 == 0 { 0.5 } else { 3.0 };
///     radius * if j == 0 { angle.cos() } else { angle.sin() }
/// });
/// let y = (0..60).map(|i| i % 2).collect();
/// let fit = KernelSettings::default().check()?.fit(&Examples::new(x, y, 2)?.training())?;
/// let p = fit.model.probabilities(ndarray::array![[0.1_f32, 0.2], [0.0, 3.1]].view())?;
/// assert!(p[[0, 0]] > 0.9 && p[[1, 1]] > 0.9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel(KernelSettings);

impl Learner for Kernel {
    type Model = KernelModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<KernelModel>, FitError> {
        let folds = InnerFolds::draw(examples)?;
        let landmarks = landmarks(examples, self.0.landmarks);
        let looked = self.look(examples, &folds)?.call_all(examples, &folds, &landmarks)?;
        fit(examples, &landmarks, &looked.chosen(examples, &folds))
    }
}

impl Kernel {
    /// Chooses distance, widths and ridges on the folds that are tried.
    pub(super) fn begin<'a>(
        self,
        examples: &'a Training<Examples>,
        folds: &'a InnerFolds,
    ) -> Result<Tried<'a>, FitError> {
        let looked = self.look(examples, folds)?;
        let calls = looked.calls(examples, folds, folds.tried());
        Ok(Tried::new(calls, move || {
            let landmarks = landmarks(examples, self.0.landmarks);
            let looked = looked.call_all(examples, folds, &landmarks)?;
            let calls = looked.calls(examples, folds, 0..folds.k);
            let chosen = looked.chosen(examples, folds);
            Ok(Called::new(calls, move || {
                Ok(fit(examples, &landmarks, &chosen)?.map(Model::Kernel))
            }))
        }))
    }

    fn look(self, examples: &Training<Examples>, folds: &InnerFolds) -> Result<Looked, FitError> {
        search(examples, folds, &landmarks(examples, self.0.landmarks.min(FEW)))
    }
}

/// The fit on all samples.
fn fit(
    examples: &Training<Examples>,
    landmarks: &[usize],
    chosen: &Chosen,
) -> Result<Fit<KernelModel>, FitError> {
    let Chosen { of_class, sigmoids } = chosen;
    let (n, k) = (examples.n_samples(), examples.n_classes());
    let every: Vec<usize> = (0..n).collect();
    let within = of_class.iter().any(|candidate| candidate.within);
    let metric = if within {
        Within::estimate(examples, &every)
    } else {
        Within::none(examples.n_features())
    };
    let distances = Distances::new(examples, landmarks, metric)?;
    let mut coefficients = Array2::zeros((k, landmarks.len()));
    let mut intercepts = vec![0.0; k];
    for (width, c) in WIDTHS.iter().enumerate() {
        let classes: Vec<usize> = (0..k).filter(|&c| of_class[c].width == width).collect();
        if classes.is_empty() {
            continue;
        }
        let features = Features::new(&distances, c * distances.unit)?;
        let regression = Ridge::new(&features, examples, &every);
        for (ridge, &value) in RIDGES.iter().enumerate() {
            let classes: Vec<usize> =
                classes.iter().copied().filter(|&c| of_class[c].ridge == ridge).collect();
            if classes.is_empty() {
                continue;
            }
            let (of_similarities, at_none) = regression.on_similarities(regression.solve(value)?);
            for class in classes {
                let sigmoid = sigmoids[class];
                for (j, a) in coefficients.row_mut(class).iter_mut().enumerate() {
                    *a = sigmoid.slope * of_similarities[(j, class)];
                }
                intercepts[class] = sigmoid.log_odds(at_none[class]);
            }
        }
    }
    let widths: Vec<f64> = of_class.iter().map(|c| WIDTHS[c.width] * distances.unit).collect();
    let ridges = of_class.iter().map(|c| RIDGES[c.ridge]).collect();
    let landmarks = landmarks.len();
    let record = FitRecord::Kernel { landmarks, within, widths: widths.clone(), ridges };
    let Distances { within, centres, .. } = distances;
    let model = KernelModel::from_parts(within, centres, widths, coefficients, intercepts)
        .map_err(|_| FitError::Overflow)?;
    Ok(Fit { model, record })
}

/// Rows that others are compared with: all, or so many, spread evenly over the classes and over the
/// rows of each. A smooth function of p features is nearly a polynomial: more landmarks than there are monomials of
/// degree 3, (p + 3)! / (p! 3!), add nothing but time, and no fewer than [`ENOUGH`] are taken.
fn landmarks(examples: &Examples, most: usize) -> Vec<usize> {
    let p = examples.n_features();
    let monomials = (p + 1).saturating_mul(p + 2).saturating_mul(p + 3) / 6;
    let most = most.min(monomials.max(ENOUGH));
    let n = examples.n_samples();
    let mut rows: Vec<usize> = (0..n).collect();
    if n > most {
        rows.sort_by_key(|&row| examples.y()[row]);
        rows = (0..most).map(|i| rows[i * n / most]).collect();
        rows.sort_unstable();
    }
    rows
}
