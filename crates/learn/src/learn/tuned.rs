//! Linear learners that choose their own strength on inner folds.

use ndarray::{Array2, ArrayViewMut1};
use serde::{Deserialize, Serialize};

use super::combine::{NO_USE, Tempered, tempered};
use super::inner::InnerFolds;
use super::linear::softmax;
use super::row_space::RowSpace;
use super::stage::{Called, Tried};
use super::{
    Examples, Fit, FitError, FitRecord, LdaSettings, Learner, LearnerSettings, LinearModel,
    LogisticSettings, Model, Shrinkage,
};
use crate::split::Training;

/// Factor between strengths: half a power of ten changes the log-loss near its minimum by under
/// 1 % on the cohorts measured.
const FACTOR: f64 = 3.162_277_660_168_379_5;

/// Logistic regression whose ridge penalty is found on inner folds.
///
/// It has no settings. From 0.2 × (number of samples) the penalty walks down, or else up, by
/// factors of √10 for as long as the log-loss of inner folds (grouped where groups are known)
/// falls, downwards by what is more than chance; a minimum along the path is where under- and overfitting meet. The log-loss is that at the
/// temperature τ of least log-loss, with a prior at 1: probabilities are πₖ (pₖ/πₖ)^τ with π the class shares, so
/// that a fit that is too sure of new groups says less (Guo et al., ICML 2017).
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
        fit(*self, examples)
    }
}

impl Learner for LdaCv {
    type Model = LinearModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<LinearModel>, FitError> {
        fit(*self, examples)
    }
}

/// The fit at the strength chosen.
fn fit<P: Path>(path: P, examples: &Training<Examples>) -> Result<Fit<LinearModel>, FitError> {
    let folds = InnerFolds::draw(examples)?;
    let mut chosen = Chosen::of(path, examples, &folds)?;
    chosen.call_rest()?;
    chosen.finish()
}

/// Chooses a strength on the folds that are tried.
pub(super) fn begin<'a, P: Path + 'a>(
    path: P,
    examples: &'a Training<Examples>,
    folds: &'a InnerFolds,
) -> Result<Tried<'a>, FitError> {
    let mut chosen = Chosen::of(path, examples, folds)?;
    Ok(Tried::new(chosen.calls.clone(), move || {
        chosen.call_rest()?;
        Ok(Called::new(chosen.calls.clone(), move || Ok(chosen.finish()?.map(Model::Linear))))
    }))
}

/// A strength, and what is called with it.
struct Chosen<'a, P> {
    path: P,
    examples: &'a Training<Examples>,
    /// The samples as points of the space that they span, where they are fewer than the features.
    turned: Option<(Training<Examples>, RowSpace)>,
    folds: &'a InnerFolds,
    strength: f64,
    temperature: f64,
    calls: Array2<f64>,
}

impl<'a, P: Path> Chosen<'a, P> {
    fn of(
        path: P,
        examples: &'a Training<Examples>,
        folds: &'a InnerFolds,
    ) -> Result<Self, FitError> {
        let wide = P::IN_ROW_SPACE && examples.n_features() > examples.n_samples();
        let turned = if wide { Some(RowSpace::of(examples)?) } else { None };
        Self::of_points(path, examples, turned, folds)
    }

    fn of_points(
        path: P,
        examples: &'a Training<Examples>,
        turned: Option<(Training<Examples>, RowSpace)>,
        folds: &'a InnerFolds,
    ) -> Result<Self, FitError> {
        let points = turned.as_ref().map_or(examples, |(turned, _)| turned);
        let (strength, calls) = walk(&path, points, folds)?;
        Ok(Self { path, examples, turned, folds, strength, temperature: 1.0, calls })
    }

    fn points(&self) -> &Training<Examples> {
        self.turned.as_ref().map_or(self.examples, |(turned, _)| turned)
    }

    /// Calls the folds that were not tried, and finds the temperature.
    fn call_rest(&mut self) -> Result<(), FitError> {
        let Self { folds, examples, .. } = *self;
        let mut calls = std::mem::take(&mut self.calls);
        let rest = folds.tried().end..folds.k;
        folds.call_into(&mut calls, rest, &self.path.inner(self.strength), self.points())?;
        let samples = folds.samples(examples, 0..folds.k);
        let Tempered { temperature, .. } =
            tempered(&calls, &samples, folds, examples).ok_or(FitError::Overflow)?;
        for (row, mut p) in calls.outer_iter_mut().enumerate() {
            let shares = folds.shares.get(folds.fold_of[row]).ok_or(FitError::Overflow)?;
            temper(&mut p, temperature, &shares.training);
        }
        (self.temperature, self.calls) = (temperature, calls);
        Ok(())
    }

    /// The fit on all samples.
    fn finish(&self) -> Result<Fit<LinearModel>, FitError> {
        let Fit { model, record } = self.path.last(self.strength, self.points())?;
        let model = match &self.turned {
            Some((_, space)) => space.of_features(&model)?,
            None => model,
        };
        let model = at_temperature(&model, self.temperature, self.examples)?;
        let record = FitRecord::Tuned { strength: self.strength, fit: Box::new(record) };
        Ok(Fit { model, record })
    }
}

/// Probabilities to the power τ beside the class shares: πₖ (pₖ / πₖ)^τ. Classes that the fit never saw keep theirs.
fn temper(p: &mut ArrayViewMut1<'_, f64>, temperature: f64, log_shares: &[f64]) {
    let mut scores: Vec<f64> = p
        .iter()
        .zip(log_shares)
        .map(|(p, share)| share + temperature * (p.max(f64::MIN_POSITIVE).ln() - share))
        .collect();
    let unseen = |p: f64| p <= InnerFolds::UNSEEN;
    if p.iter().all(|p| unseen(*p)) {
        return;
    }
    softmax(&mut scores, None);
    p.iter_mut().zip(scores).filter(|(p, _)| !unseen(**p)).for_each(|(p, s)| *p = s);
}

/// The model whose probabilities are [`temper`]ed: log πₖ + τ (wₖx + bₖ − log πₖ).
fn at_temperature(
    model: &LinearModel,
    temperature: f64,
    examples: &Examples,
) -> Result<LinearModel, FitError> {
    let w = model.coefficients().mapv(|w| temperature * w);
    let shares = examples.shares();
    let scores = model.intercepts().iter().zip(&shares);
    let b = scores.map(|(b, share)| temperature * b + (1.0 - temperature) * share.ln()).collect();
    LinearModel::from_parts(w, b).map_err(|_| FitError::Overflow)
}

/// The strength at the first minimum of the inner log-loss, going down and else up from the start,
/// and the calls of the folds tried. A weaker strength must gain [`NO_USE`] nats, counted by the design effect of groups:
/// what less is worth may be chance, and a new group is then better met by the stronger.
fn walk(
    path: &impl Path,
    examples: &Training<Examples>,
    folds: &InnerFolds,
) -> Result<(f64, Array2<f64>), FitError> {
    let total: f64 = examples.weights().iter().sum();
    let samples = folds.samples(examples, folds.tried());
    let look = |strength: f64| -> Result<(f64, Tempered, Array2<f64>), FitError> {
        let mut calls = InnerFolds::no_calls(examples);
        folds.call_into(&mut calls, folds.tried(), &path.inner(strength), examples)?;
        let found = tempered(&calls, &samples, folds, examples).ok_or(FitError::Overflow)?;
        Ok((strength, found, calls))
    };
    let (least, most) = path.bounds(total);
    let mut best = look(path.start(total))?;
    for (factor, least_gain) in [(1.0 / FACTOR, NO_USE), (FACTOR, 0.0)] {
        let before = best.0;
        loop {
            let strength = best.0 * factor;
            if !(least..=most).contains(&strength) {
                break;
            }
            // Too weak a strength to converge is past the minimum too.
            match look(strength) {
                Ok(there) if best.1.worth * (best.1.loss - there.1.loss) > least_gain => {
                    best = there;
                }
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
        let fitted = |turned| {
            let mut chosen = Chosen::of_points(LogisticCv {}, &examples, turned, &folds).unwrap();
            chosen.call_rest().unwrap();
            (chosen.finish().unwrap(), chosen.calls)
        };
        let (turned, turned_calls) = fitted(Some(RowSpace::of(&examples).unwrap()));
        let (given, given_calls) = fitted(None);
        let calls = |fit: &Fit<LinearModel>| fit.model.probabilities(examples.x()).unwrap();
        let near =
            |a: &Array2<f64>, b: &Array2<f64>, by| a.iter().zip(b).all(|(a, b)| (a - b).abs() < by);
        assert!(near(&calls(&turned), &calls(&given), 1e-3));
        // Inner fits stop when coefficients are 1 % off.
        assert!(near(&turned_calls, &given_calls, 1e-2));
    }
}
