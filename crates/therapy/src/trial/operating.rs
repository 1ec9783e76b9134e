//! Operating characteristics of a design: power, type I error, bias, coverage, exaggeration ratio, sign error.

use exoscope_score::Interval;
use serde::{Deserialize, Serialize};

use super::Row;
use super::plan::Plan;
use crate::closed::design::{Retrospect, retrospect};
use crate::closed::power::{e_value, people_for_means, people_for_proportions};

/// A proportion of trials with Wilson's 95 % interval over trials.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Share.
    pub value: f64,
    /// Its interval; nothing without trials.
    pub interval: Option<Interval>,
}

impl Rate {
    fn of(part: usize, all: usize) -> Option<Self> {
        let value = part as f64 / all as f64;
        (all > 0).then(|| Self { value, interval: Interval::wilson(value, all as f64) })
    }
}

/// What a design does at one strength of the effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operating {
    /// Strength of the effect, β.
    pub beta: f64,
    /// Hazard ratio at the dose (of a mean, its shift in standard deviations).
    pub ratio: f64,
    /// Trials.
    pub trials: usize,
    /// Effect as it is: mean of (treated − natural) of treated people.
    pub truth: f64,
    /// Mean estimate, and its Monte Carlo standard error.
    pub estimate: (f64, f64),
    /// Mean estimate less the effect.
    pub bias: f64,
    /// Mean endpoint of treated people and of controls, as read.
    pub means: (f64, Option<f64>),
    /// Trials that are significant in favour of treatment: power, or at β = 0 half of the type I error.
    pub favourable: Option<Rate>,
    /// Trials that are significant either way: at β = 0 the type I error.
    pub significant: Option<Rate>,
    /// Trials whose interval holds the effect.
    pub coverage: Option<Rate>,
    /// Of significant trials, mean |estimate| over |effect| (type M); nothing where there is no effect.
    pub exaggeration: Option<f64>,
    /// Of significant trials, the share of the wrong sign (type S).
    pub sign_error: Option<Rate>,
    /// The closed form of the last three for an unbiased normal estimate of the mean standard error.
    pub closed: Option<Retrospect>,
    /// E-value of the mean risk ratio of a binary endpoint.
    pub e_value: Option<f64>,
    /// People in each of two randomised groups for a power of 80 %, by closed form.
    pub people_for_80: Option<f64>,
    /// Share of trials of a continuous endpoint in which every arm improved over its own baseline.
    pub all_improved: Option<Rate>,
    /// Share of trials that stopped before the last look.
    pub stopped_early: Option<Rate>,
}

impl Operating {
    /// Sums up the rows of one strength of the effect; `ratio` is its hazard ratio.
    pub fn new(plan: &Plan, binary: bool, beta: f64, ratio: f64, rows: &[Row]) -> Self {
        let n = rows.len();
        let mean = |of: &dyn Fn(&Row) -> f64| rows.iter().map(of).sum::<f64>() / n.max(1) as f64;
        let truth = mean(&|row| row.truth);
        let estimate = mean(&|row| row.estimate);
        let spread =
            mean(&|row| (row.estimate - estimate).powi(2)).sqrt() / (n.max(1) as f64).sqrt();
        let count = |of: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| of(row)).count();
        let significant = count(&|row| row.significant);
        let with_interval = count(&|row| row.interval.is_some());
        let covered =
            count(&|row| row.interval.is_some_and(|(low, high)| low <= truth && truth <= high));
        let wrong = count(&|row| row.significant && row.estimate * truth < 0.0);
        let size =
            rows.iter().filter(|row| row.significant).map(|row| row.estimate.abs()).sum::<f64>();
        let effect = truth.abs() > 1e-12;
        let has_control = rows.iter().any(|row| row.means.1 != 0.0);
        let means = (mean(&|row| row.means.0), has_control.then(|| mean(&|row| row.means.1)));
        let risk_ratio = means.1.filter(|_| binary).map(|control| means.0 / control);
        let people_for_80 = if !effect {
            None
        } else if binary {
            let control = means.0 - truth;
            people_for_proportions(control, means.0, plan.alpha, 0.8)
        } else {
            people_for_means(truth, mean(&|row| row.variance).sqrt(), plan.alpha, 0.8)
        };
        Self {
            beta,
            ratio,
            trials: n,
            truth,
            estimate: (estimate, spread),
            bias: estimate - truth,
            means,
            favourable: Rate::of(count(&|row| row.significant && row.estimate > 0.0), n),
            significant: Rate::of(significant, n),
            coverage: Rate::of(covered, with_interval),
            exaggeration: (effect && significant > 0)
                .then(|| size / significant as f64 / truth.abs()),
            sign_error: if effect { Rate::of(wrong, significant) } else { None },
            closed: retrospect(truth, mean(&|row| row.se), plan.alpha).filter(|_| effect),
            e_value: risk_ratio.and_then(e_value),
            people_for_80,
            all_improved: if binary { None } else { Rate::of(count(&|row| row.all_improved), n) },
            stopped_early: if plan.conduct.looks > 1 {
                Rate::of(count(&|row| row.significant && row.look < plan.conduct.looks), n)
            } else {
                None
            },
        }
    }
}
