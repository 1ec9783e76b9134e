//! Posterior of sojourn time and sensitivity from trial rounds, by importance sampling from the prior.
//!
//! Two-stage model (Lange 2024). Priors, all assumed: overall sojourn log-uniform from 0.5 to 8 years, late sojourn
//! uniform from 0.1 to 0.95 of it, early sensitivity uniform from 0 to 0.7, late sensitivity uniform from the early
//! one to 1, and the fraction of screen-found cancers that the endpoint counts Beta-like about 0.7.

mod posterior;

use serde::{Deserialize, Serialize};

use crate::closed::markov::{TwoSensitivities, TwoStage, YearOfCancers};
use crate::estimate::Estimate;
use crate::plan::{Observed, ObservedKind};

pub use self::posterior::fit;

/// One set of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    /// Overall mean sojourn, years.
    pub overall_sojourn: f64,
    /// Late mean sojourn, years.
    pub late_sojourn: f64,
    /// Sensitivity in the early stage.
    pub early: f64,
    /// Sensitivity in the late stage.
    pub late: f64,
    /// Fraction of screen-found cancers that the endpoint counts.
    pub counted: f64,
}

/// The setting of a trial, fixed in the fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Late fraction without a test.
    pub late_fraction: f64,
    /// Yearly incidence of the cancers counted, per person.
    pub incidence: f64,
    /// Specificity.
    pub specificity: f64,
    /// Rounds of tests.
    pub rounds: usize,
}

/// A parameter's prior and posterior.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Median and 95 % interval of the prior.
    pub prior: Estimate,
    /// Median and 95 % interval of the posterior.
    pub posterior: Estimate,
    /// 1 − posterior variance / prior variance: 0 where the data say nothing of it.
    pub learned: f64,
}

/// Two parameters that the data do not tell apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// First.
    pub first: String,
    /// Second.
    pub second: String,
    /// Correlation of their logarithms in the posterior.
    pub correlation: f64,
}

/// The best fit at one overall sojourn time: a flat ridge means that it is not identified.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ridge {
    /// From and to which overall sojourn, years.
    pub overall_sojourn: (f64, f64),
    /// Best parameters there.
    pub best: Draw,
    /// Log-likelihood less that of the best fit of all.
    pub log_likelihood: f64,
}

/// What was seen beside what the posterior gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// What.
    pub what: ObservedKind,
    /// Rounds.
    pub rounds: (usize, usize),
    /// What the trial saw, with its interval.
    pub observed: Estimate,
    /// Posterior predictive median and 95 % interval, sampling error of the trial included.
    pub predicted: Estimate,
    /// Whether it was fitted to.
    pub fitted: bool,
}

/// A published model's late-stage rate ratios by round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// Whose.
    pub name: String,
    /// By round.
    pub late_ratio: Vec<f64>,
    /// In steady state.
    pub steady: f64,
}

/// The posterior and what follows from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// Draws from the prior.
    pub prior_draws: usize,
    /// Effective sample size of the weights.
    pub effective: f64,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Strongest correlations first.
    pub pairs: Vec<Pair>,
    /// Best fits along the overall sojourn.
    pub ridge: Vec<Ridge>,
    /// What was seen, fitted and held out.
    pub predictions: Vec<Prediction>,
    /// Late-stage rate ratio by round if testing went on: the posterior of its expectation.
    pub later_rounds: Vec<Estimate>,
    /// Relative reduction of cancer deaths after ten rounds, by survival of the stage found: none of it is a benefit of
    /// a stage shift that the trial showed.
    pub deaths: Estimate,
    /// Published models beside it.
    pub published: Vec<Promise>,
    /// Draws of equal weight from the posterior.
    #[serde(skip)]
    pub draws: Vec<Draw>,
}

impl Draw {
    pub(crate) const fn history(&self, late_fraction: f64) -> TwoStage {
        let Self { overall_sojourn, late_sojourn, .. } = *self;
        TwoStage { overall_sojourn, late_sojourn, late_fraction }
    }

    /// Cancers of `years` years with a test at the start of each of `tests`.
    pub(crate) fn years(
        &self,
        setting: &Setting,
        tests: usize,
        years: usize,
    ) -> Option<Vec<YearOfCancers>> {
        let sensitivity = TwoSensitivities { early: self.early, late: self.late };
        self.history(setting.late_fraction).years(sensitivity, tests, years).ok()
    }

    /// What the model expects of an observation.
    pub(crate) fn expected(
        &self,
        years: &[YearOfCancers],
        setting: &Setting,
        seen: &Observed,
    ) -> Option<f64> {
        let years = years.get(seen.rounds.0..=seen.rounds.1)?;
        let n = years.len() as f64;
        let p = setting.late_fraction;
        Some(match seen.what {
            ObservedKind::LateRatio => years.iter().map(YearOfCancers::late).sum::<f64>() / (n * p),
            ObservedKind::EarlyRatio => {
                years.iter().map(YearOfCancers::early).sum::<f64>() / (n * (1.0 - p))
            }
            ObservedKind::Ppv => {
                let found: f64 =
                    years.iter().map(|y| y.screen_early + y.screen_late).sum::<f64>() / n;
                let found = found * setting.incidence / self.counted;
                let alarms = (1.0 - setting.specificity) * (1.0 - setting.incidence);
                found / (found + alarms)
            }
        })
    }
}
