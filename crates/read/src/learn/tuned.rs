//! Logistic regression that chooses its own penalty.

use ndarray::Array2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::inner::InnerFolds;
use super::{
    Examples, Fit, FitError, FitRecord, Learner, LearnerSettings, LinearModel, LogisticSettings,
};
use crate::split::Training;

/// First penalty tried, per training sample: 30 of the 150 samples of the vesicle cohort GSE71008.
const START: f64 = 0.2;
/// Factor between penalties: half a power of ten changes the log-loss near its minimum by under
/// 1 % on the cohorts measured.
const FACTOR: f64 = 3.162_277_660_168_379_5;
/// Tolerance of inner fits: coefficients 1 % off move the log-loss far less than the next penalty.
const INNER_TOLERANCE: f64 = 1e-2;
/// Penalties per sample beyond which the walk does not go.
const LEAST: f64 = 1e-5;
const MOST: f64 = 10.0;
/// From this many samples on, one inner fold (a fifth of them) tells penalties apart well enough.
const MANY: usize = 4000;

/// Logistic regression whose ridge penalty is found on inner folds.
///
/// It has no settings. From 0.2 × (number of samples) the penalty walks down, or else up, by
/// factors of √10 for as long as the log-loss of inner folds (grouped where groups are known)
/// falls; a minimum along the path is where under- and overfitting meet.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TunedLogistic {}

impl Learner for TunedLogistic {
    type Model = LinearModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<LinearModel>, FitError> {
        let folds = InnerFolds::draw(examples)?;
        let penalty = walk(examples, &folds)?;
        refit(examples, penalty)
    }
}

impl TunedLogistic {
    /// The fit, and the out-of-fold probabilities at the penalty chosen.
    pub(super) fn fit_with(
        self,
        examples: &Training<Examples>,
        folds: &InnerFolds,
    ) -> Result<(Fit<LinearModel>, Array2<f64>), FitError> {
        let penalty = walk(examples, folds)?;
        let out_of_fold = folds.out_of_fold(&at(penalty), examples)?;
        Ok((refit(examples, penalty)?, out_of_fold))
    }
}

fn at(penalty: f64) -> LearnerSettings {
    let tolerance = INNER_TOLERANCE;
    LearnerSettings::Logistic(LogisticSettings { penalty, tolerance, ..Default::default() })
}

fn refit(examples: &Training<Examples>, penalty: f64) -> Result<Fit<LinearModel>, FitError> {
    let settings = LogisticSettings { penalty, ..LogisticSettings::default() };
    let Fit { model, record } = settings.check()?.fit(examples)?;
    Ok(Fit { model, record: FitRecord::Tuned { penalty, fit: Box::new(record) } })
}

/// The penalty at the first minimum of the inner log-loss, going down and else up from the start.
fn walk(examples: &Training<Examples>, folds: &InnerFolds) -> Result<f64, FitError> {
    let total: f64 = examples.weights().iter().sum();
    let tried = if examples.n_samples() >= MANY { 1 } else { folds.k };
    let loss = |penalty: f64| -> Result<f64, FitError> {
        let folds_tried: Vec<usize> = (0..tried).collect();
        let losses: Vec<Result<f64, FitError>> = folds_tried
            .into_par_iter()
            .map(|fold| Ok(folds.call(fold, &at(penalty), examples)?.loss(examples)))
            .collect();
        losses.into_iter().sum()
    };
    let mut best = (START * total, loss(START * total)?);
    for factor in [1.0 / FACTOR, FACTOR] {
        let start = best.0;
        loop {
            let penalty = best.0 * factor;
            if !(LEAST * total..=MOST * total).contains(&penalty) {
                break;
            }
            // Too weak a penalty to converge is past the minimum too.
            match loss(penalty) {
                Ok(there) if there < best.1 => best = (penalty, there),
                Ok(_) | Err(FitError::NotConverged { .. }) => break,
                Err(error) => return Err(error),
            }
        }
        if best.0 < start {
            break;
        }
    }
    Ok(best.0)
}
