//! Posterior of sojourn time and sensitivity from a trial's rounds or a screening registry, and what the data cannot
//! tell apart.
//!
//! Two-stage model (Lange 2024). Priors, all assumed: overall sojourn log-uniform from 0.5 to 8 years, late sojourn
//! uniform from 0.1 to 0.95 of it, early sensitivity uniform from 0 to 0.7, late sensitivity uniform from the early
//! one to 1, and the fraction of screen-found cancers that a trial's endpoint counts triangular from 0.4 to 1 about
//! 0.7. The sampler is sequential Monte Carlo from prior to posterior.

mod identify;
mod likelihood;
mod predict;
mod prior;
mod registry;
mod sample;

use exoscope_core::Streams;
use serde::{Deserialize, Serialize};

use crate::closed::markov::{TwoSensitivities, TwoStage, YearOfCancers};
use crate::error::ScreeningError;
use crate::estimate::Estimate;
use crate::plan::{Observed, Published};

pub use self::likelihood::Seen;
pub use self::prior::Prior;
pub use self::registry::{Registry, RegistryRow, RowKind, StageGroup};

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
    /// Yearly incidence without a test, per person.
    pub incidence: f64,
    /// Fraction of it that is late-stage.
    pub late_fraction: f64,
}

/// The setting of a trial or registry, fixed in the fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Late fraction without a test, where no data say.
    pub late_fraction: f64,
    /// Yearly incidence of the cancers counted, per person, where no data say.
    pub incidence: f64,
    /// Specificity.
    pub specificity: f64,
    /// Rounds of tests.
    pub rounds: usize,
    /// Years between tests.
    pub interval: f64,
    /// 5-year survival after an early and a late diagnosis.
    pub survival: (f64, f64),
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

/// The best fit at one overall sojourn time (profile likelihood): a flat ridge means that it is not identified.
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
    /// What and when.
    pub what: String,
    /// The round of a late-stage rate ratio of one round of a trial, for the plot.
    pub late_ratio_of_round: Option<usize>,
    /// Whether the figures are cases per 1,000.
    pub per_thousand: bool,
    /// What was seen, with its interval.
    pub observed: Estimate,
    /// Posterior predictive median and 95 % interval, sampling error of the data included.
    pub predicted: Estimate,
    /// Whether it was fitted to.
    pub fitted: bool,
}

/// Posterior predictive check (Gelman, Meng and Stern 1996) of what was fitted to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictiveCheck {
    /// Probability that data of the posterior's own are as far from their expectation as what was seen: posterior
    /// predictive p of T = Σ z², z the standardised residuals. Small where the model cannot give the data.
    pub p: f64,
    /// Fitted figures that lie outside of their 95 % posterior predictive interval.
    pub outside: Vec<String>,
}

impl PredictiveCheck {
    /// Whether the model fits: p of [`LEAST_P`] or more.
    pub fn fits(&self) -> bool {
        self.p >= LEAST_P
    }
}

/// Posterior predictive p below which a model is said not to fit.
pub const LEAST_P: f64 = 0.05;

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
    /// Sets of parameters that were tried.
    pub tried: usize,
    /// Distinct draws among those that stand for the posterior.
    pub distinct: usize,
    /// Power of the likelihood that the sampler reached: 1, or less where the data are so far from every set of parameters
    /// that the draws are not yet those of the posterior.
    pub power: f64,
    /// Whether the model can give what it was fitted to.
    pub check: PredictiveCheck,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Strongest correlations first.
    pub pairs: Vec<Pair>,
    /// Best fits along the overall sojourn.
    pub ridge: Vec<Ridge>,
    /// What was seen, fitted and held out.
    pub predictions: Vec<Prediction>,
    /// Years between tests.
    pub interval: f64,
    /// Late-stage rate ratio by year if testing went on at this interval: the posterior of its expectation.
    pub later_rounds: Vec<Estimate>,
    /// Relative reduction of cancer deaths after ten years of tests, by survival of the stage found: none of it is a benefit of
    /// a stage shift that the data showed.
    pub deaths: Estimate,
    /// Published models beside it.
    pub published: Vec<Promise>,
    /// Draws of equal weight from the posterior.
    #[serde(skip)]
    pub draws: Vec<Draw>,
}

impl Draw {
    /// Its natural history.
    pub const fn history(&self) -> TwoStage {
        let Self { overall_sojourn, late_sojourn, late_fraction, .. } = *self;
        TwoStage { overall_sojourn, late_sojourn, late_fraction }
    }

    /// Its sensitivities.
    pub const fn sensitivity(&self) -> TwoSensitivities {
        TwoSensitivities { early: self.early, late: self.late }
    }

    /// Cancers of `years` years with so many tests, this many years apart.
    pub(crate) fn years(&self, tests: (usize, f64), years: usize) -> Option<Vec<YearOfCancers>> {
        self.history().years(self.sensitivity(), tests, years).ok()
    }
}

/// The posterior of a trial's rounds and a registry's counts; `None` where nothing is to be fitted.
///
/// # Errors
///
/// Where no parameters that the prior holds can give what is fitted to, or a published model is impossible.
pub fn fit(
    observed: &[Observed],
    registry: Option<&Registry>,
    published: &[Published],
    setting: &Setting,
    streams: Streams,
) -> Result<Option<Fit>, ScreeningError> {
    let seen = Seen::all(observed, registry, setting);
    if !seen.iter().any(Seen::fitted) {
        return Ok(None);
    }
    let prior = Prior::new(setting, registry);
    let log_likelihood = |draw: &Draw| -> f64 {
        seen.iter().filter(|seen| seen.fitted()).map(|seen| seen.log_likelihood(draw)).sum()
    };
    let sampled = sample::posterior(&prior, &log_likelihood, streams).ok_or_else(|| {
        let why = "no sojourn time and sensitivity of the prior can give what is fitted to";
        let hint = "check the figures with `fit` true, or the counts of the registry";
        ScreeningError::value("observed", why, hint)
    })?;
    let draws: Vec<Draw> = sampled.points.iter().map(|point| prior.draw(point)).collect();
    let predictions = predict::predictions(&seen, &draws, streams);
    let models = published.iter().enumerate();
    let models = models.map(|(number, model)| predict::promise(number, model, setting));
    Ok(Some(Fit {
        tried: sampled.tried,
        distinct: sampled.distinct,
        power: sampled.power,
        check: predict::check(&seen, &draws, &predictions, streams),
        parameters: identify::parameters(&prior, &draws, streams),
        pairs: identify::pairs(&prior, &draws),
        ridge: identify::ridge(&prior, &log_likelihood, &sampled.best, streams),
        predictions,
        interval: setting.interval,
        later_rounds: predict::later(&draws, setting.interval),
        deaths: predict::deaths(&draws, setting),
        published: models.collect::<Result<_, _>>()?,
        draws,
    }))
}
