//! Shrunken centroids in the metric of a factor model.

mod newton;
mod precision;
mod search;
mod shrink;
mod within;

use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

pub use self::search::CentroidsCandidate;
use self::search::{average, search};
use self::within::Within;
use super::inner::InnerFolds;
use super::stage::{Called, Tried};
use super::{Examples, Fit, FitError, FitRecord, Learner, LinearModel, Model};
use crate::split::Training;

/// Nearest shrunken centroids, in the metric of a factor model.
///
/// A sample x of class k is taken for x = μ + mₖ + Lf + ε: what sets the class apart, common
/// factors f ~ N(0, I) that move many miRNAs in every class (handling, lysed cells, batches, age),
/// and what is each miRNA's own, ε ~ N(0, Ψ) with Ψ diagonal. A class average is off by the average
/// factor score of its samples and by noise; both are taken out of it. What is left is drawn to 0
/// where it is within the noise:
///
/// min over mₖ of ½ nₖ (x̄ₖ − μ − mₖ)ᵀΩ(x̄ₖ − μ − mₖ) + t Σⱼ √(nₖ Ωⱼⱼ) |mₖⱼ|,  Ω = (LLᵀ + Ψ)⁻¹,
///
/// with t in standard errors. The model is that of discriminant analysis with these centroids,
/// softmaxₖ(τ (mₖᵀΩ(x − μ) − ½ mₖᵀΩmₖ) + log πₖ): few miRNAs of a class carry its signal, all of
/// them help to tell the factors. Numbers of factors, thresholds t and temperatures τ are weighed by
/// their log-loss on inner folds; the scores of those that these cannot tell apart are averaged.
///
/// Shrunken centroids: Tibshirani et al., "Diagnosis of multiple cancer types by shrunken centroids
/// of gene expression", PNAS 99 (2002), there without factors; in the metric of a full
/// covariance: Guo, Hastie & Tibshirani, Biostatistics 8 (2007). L by principal components of the
/// within-class correlations (Tipping & Bishop, J R Stat Soc B 61, 1999).
///
/// ```
/// use exoscope_learn::learn::{CentroidsSettings, Classifier, Examples, Learner};
/// use exoscope_learn::split::Learnable;
/// use ndarray::Array2;
///
/// // A factor moves both miRNAs; their difference tells the classes apart.
/// let x = Array2::from_shape_fn((40, 2), |(i, j)| {
///     let (factor, own) = (3.0 * (i as f32).sin(), 0.1 * (i as f32 * 1.7 + j as f32).cos());
///     factor + own + if j == i % 2 { 0.5 } else { 0.0 }
/// });
/// let y = (0..40).map(|i| i % 2).collect();
/// let fit = CentroidsSettings::default().fit(&Examples::new(x, y, 2)?.training())?;
/// let p = fit.model.probabilities(ndarray::array![[4.5_f32, 4.0], [-2.0, -1.5]].view())?;
/// assert!(p[[0, 0]] > 0.9 && p[[1, 1]] > 0.9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CentroidsSettings {
    /// Factors, threshold and temperature that are taken as they are, in the place of a search on inner folds: of a
    /// cohort like one that they were found for already, this saves most of the time of a fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<CentroidsCandidate>,
}

impl Learner for CentroidsSettings {
    type Model = LinearModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<LinearModel>, FitError> {
        if let Some(candidate) = self.candidate {
            return fit(examples, vec![CentroidsCandidate { weight: 1.0, ..candidate }]);
        }
        fit(examples, search(None, examples, &InnerFolds::draw(examples)?)?.candidates)
    }
}

/// Chooses factors, thresholds and temperatures on the folds that are tried, or takes those that were given.
pub(super) fn begin<'a>(
    settings: CentroidsSettings,
    examples: &'a Training<Examples>,
    folds: &'a InnerFolds,
) -> Result<Tried<'a>, FitError> {
    let mut chosen = search(settings.candidate, examples, folds)?;
    Ok(Tried::new(chosen.calls(examples)?, move || {
        chosen.hold_rest(examples, folds)?;
        let calls = chosen.calls(examples)?;
        let candidates = chosen.candidates;
        Ok(Called::new(calls, move || Ok(fit(examples, candidates)?.map(Model::Linear))))
    }))
}

/// The fit of these candidates to all samples.
fn fit(
    examples: &Training<Examples>,
    candidates: Vec<CentroidsCandidate>,
) -> Result<Fit<LinearModel>, FitError> {
    let within = Within::estimate(examples)?;
    let (mut w, mut b) = average(&within, &candidates)?;
    // From standardised features to those of the examples.
    for (mut w, b) in w.outer_iter_mut().zip(&mut b) {
        w /= &within.scales;
        *b -= w.dot(&within.centre);
    }
    b += &within.frequencies.mapv(f64::ln);
    let model = LinearModel::from_parts(w, b).map_err(|_| FitError::Overflow)?;
    Ok(Fit { model, record: FitRecord::Centroids { candidates } })
}

/// Discriminant scores of samples (samples × features) before log frequencies: xWᵀ + b.
fn scores(x: &Array2<f64>, (w, b): &(Array2<f64>, Array1<f64>)) -> Array2<f64> {
    x.dot(&w.t()) + b.view().insert_axis(Axis(0))
}

#[cfg(test)]
#[path = "centroids/tests.rs"]
mod tests;
