//! Linear learners that choose their own strength on inner folds.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::combine::Combination;
use super::inner::InnerFolds;
use super::row_space::RowSpace;
use super::{
    Examples, Fit, FitError, FitRecord, LdaSettings, Learner, LearnerSettings, LinearModel,
    LogisticSettings, Shrinkage,
};
use crate::split::Training;

/// Factor between strengths: half a power of ten changes the log-loss near its minimum by under
/// 1 % on the cohorts measured.
const FACTOR: f64 = 3.162_277_660_168_379_5;

/// Logistic regression whose ridge penalty is found on inner folds.
///
/// It has no settings. From 0.2 × (number of samples) the penalty walks down, or else up, by
/// factors of √10 for as long as the log-loss of inner folds (grouped where groups are known)
/// falls; a minimum along the path is where under- and overfitting meet. The log-loss is that
/// after calibration, as the stack will combine it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogisticCv {}

/// Linear discriminant analysis whose shrinkage is found on inner folds.
///
/// It has no settings. From 0.1 the shrinkage walks as the penalty of [`LogisticCv`] does. The
/// shrinkage that estimates the covariance best (Ledoit & Wolf) is not the one that calls best:
/// with few samples of some classes, it is their means that need it.
///
/// In the default stack [`CentroidsSettings`](super::CentroidsSettings) stand in its place. It stays as what
/// an analyst would take who tunes discriminant analysis well: `demo` shows on it what batches do to such a
/// reader.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LdaCv {}

/// A learner at every strength of one setting.
pub(super) trait Path {
    /// Whether a fit looks at lengths and angles of samples alone, so that it may be done in the
    /// space that they span.
    const IN_ROW_SPACE: bool;
    /// First strength tried, for samples of a total weight.
    fn start(&self, total: f64) -> f64;
    /// Strengths beyond which the walk does not go.
    fn bounds(&self, total: f64) -> (f64, f64);
    /// The learner of inner fits.
    fn inner(&self, strength: f64) -> LearnerSettings;
    /// The fit on all samples.
    fn last(
        &self,
        strength: f64,
        examples: &Training<Examples>,
    ) -> Result<Fit<LinearModel>, FitError>;
}

impl Path for LogisticCv {
    const IN_ROW_SPACE: bool = true;

    /// 30 for the 150 samples of the vesicle cohort GSE71008.
    fn start(&self, total: f64) -> f64 {
        0.2 * total
    }

    fn bounds(&self, total: f64) -> (f64, f64) {
        (1e-5 * total, 10.0 * total)
    }

    /// Coefficients 1 % off move the log-loss far less than the next penalty.
    fn inner(&self, penalty: f64) -> LearnerSettings {
        let tolerance = 1e-2;
        LearnerSettings::Logistic(LogisticSettings { penalty, tolerance, ..Default::default() })
    }

    fn last(
        &self,
        penalty: f64,
        examples: &Training<Examples>,
    ) -> Result<Fit<LinearModel>, FitError> {
        LogisticSettings { penalty, ..LogisticSettings::default() }.check()?.fit(examples)
    }
}

impl Path for LdaCv {
    /// The shrinkage leads to the mean variance of the features, however many there are.
    const IN_ROW_SPACE: bool = false;

    fn start(&self, _: f64) -> f64 {
        0.1
    }

    fn bounds(&self, _: f64) -> (f64, f64) {
        (1e-3, 1.0)
    }

    fn inner(&self, shrinkage: f64) -> LearnerSettings {
        LearnerSettings::Lda(LdaSettings { shrinkage: Shrinkage::Fixed(shrinkage) })
    }

    fn last(
        &self,
        shrinkage: f64,
        examples: &Training<Examples>,
    ) -> Result<Fit<LinearModel>, FitError> {
        LdaSettings { shrinkage: Shrinkage::Fixed(shrinkage) }.check()?.fit(examples)
    }
}

impl Learner for LogisticCv {
    type Model = LinearModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<LinearModel>, FitError> {
        Ok(fit_with(self, examples, &InnerFolds::draw(examples)?)?.0)
    }
}

impl Learner for LdaCv {
    type Model = LinearModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<LinearModel>, FitError> {
        Ok(fit_with(self, examples, &InnerFolds::draw(examples)?)?.0)
    }
}

/// The fit at the strength chosen, and its out-of-fold probabilities.
pub(super) fn fit_with<P: Path>(
    path: &P,
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<(Fit<LinearModel>, Array2<f64>), FitError> {
    if !P::IN_ROW_SPACE || examples.n_features() <= examples.n_samples() {
        return fit_as_given(path, examples, folds);
    }
    let (turned, space) = RowSpace::of(examples)?;
    let (Fit { model, record }, out_of_fold) = fit_as_given(path, &turned, folds)?;
    Ok((Fit { model: space.of_features(&model)?, record }, out_of_fold))
}

fn fit_as_given(
    path: &impl Path,
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<(Fit<LinearModel>, Array2<f64>), FitError> {
    let (strength, mut out_of_fold) = walk(path, examples, folds)?;
    let rest = folds.tried().end..folds.k;
    folds.call_into(&mut out_of_fold, rest, &path.inner(strength), examples)?;
    let Fit { model, record } = path.last(strength, examples)?;
    Ok((Fit { model, record: FitRecord::Tuned { strength, fit: Box::new(record) } }, out_of_fold))
}

/// The strength at the first minimum of the inner log-loss, going down and else up from the start,
/// and the calls of the folds tried.
fn walk(
    path: &impl Path,
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<(f64, Array2<f64>), FitError> {
    let total: f64 = examples.weights().iter().sum();
    let samples = folds.samples(examples, folds.tried());
    let look = |strength: f64| -> Result<(f64, f64, Array2<f64>), FitError> {
        let mut calls = InnerFolds::no_calls(examples);
        folds.call_into(&mut calls, folds.tried(), &path.inner(strength), examples)?;
        let views = [calls.view()];
        let combined = Combination::fit(&views, &samples).ok_or(FitError::Overflow)?;
        let loss = combined.loss(&views, &samples);
        Ok((strength, loss, calls))
    };
    let (least, most) = path.bounds(total);
    let mut best = look(path.start(total))?;
    for factor in [1.0 / FACTOR, FACTOR] {
        let before = best.0;
        loop {
            let strength = best.0 * factor;
            if !(least..=most).contains(&strength) {
                break;
            }
            // Too weak a strength to converge is past the minimum too.
            match look(strength) {
                Ok(there) if there.1 < best.1 => best = there,
                Ok(_) | Err(FitError::NotConverged { .. }) => break,
                Err(error) => return Err(error),
            }
        }
        if best.0 < before {
            break;
        }
    }
    Ok((best.0, best.2))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::learn::Classifier;

    /// Without one of the two samples of class 0, no class has spread.
    #[test]
    fn inner_folds_without_spread_within_classes_leave_a_model() {
        let x = Array2::from_shape_fn((6, 1), |(i, _)| (i * i % 7) as f32);
        let examples = Training::new(Examples::new(x, vec![0, 1, 2, 3, 4, 0], 5).unwrap());
        let fit = LdaCv {}.fit(&examples).unwrap();
        let p = fit.model.probabilities(examples.x()).unwrap();
        assert!(p.iter().all(|p| p.is_finite()));
    }

    #[test]
    fn samples_in_the_space_they_span_are_learned_from_as_they_are() {
        let value = |(i, j): (usize, usize)| {
            let own = if j % 3 == i % 3 { 0.4 } else { 0.0 };
            ((i * 37 + j * j * 11) % 29) as f32 / 29.0 + own
        };
        let x = Array2::from_shape_fn((30, 90), value);
        let examples = Examples::new(x, (0..30).map(|i| i % 3).collect(), 3).unwrap();
        let examples = Training::new(examples);
        let folds = InnerFolds::draw(&examples).unwrap();
        let (turned, turned_calls) = fit_with(&LogisticCv {}, &examples, &folds).unwrap();
        let (given, given_calls) = fit_as_given(&LogisticCv {}, &examples, &folds).unwrap();
        let calls = |fit: &Fit<LinearModel>| fit.model.probabilities(examples.x()).unwrap();
        let near =
            |a: &Array2<f64>, b: &Array2<f64>, by| a.iter().zip(b).all(|(a, b)| (a - b).abs() < by);
        assert!(near(&calls(&turned), &calls(&given), 1e-3));
        // Inner fits stop when coefficients are 1 % off.
        assert!(near(&turned_calls, &given_calls, 1e-2));
    }
}
