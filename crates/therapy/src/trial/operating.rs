//! Operating characteristics of a design: power, type I error, bias, coverage, exaggeration ratio, sign error.

use exoscope_score::Interval;
use serde::{Deserialize, Serialize};

use super::Row;
use super::plan::{Design, Plan};
use crate::closed::design::{Retrospect, retrospect};
use crate::closed::power::{
    e_value, people_for_means, people_for_pairs, people_for_proportions, risk_ratio_of_means,
};

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
    /// Trials that have an estimate: enough people on either side.
    pub estimated: Option<Rate>,
    /// Mean estimate of these (of several treated arms: of the one with the smallest p), and its Monte Carlo standard error;
    /// nothing where no trial has one.
    pub estimate: Option<(f64, f64)>,
    /// Mean estimate less the effect.
    pub bias: Option<f64>,
    /// Mean endpoint of treated people without treatment, as it is.
    pub natural: f64,
    /// Mean endpoint of treated people and of controls, as read.
    pub means: (Option<f64>, Option<f64>),
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
    /// Risk ratio of the mean endpoints as read, of treated people over controls or over the rate that an arm is tested
    /// against; of a mean exp(0.91 d). Nothing where chance allocates: there no unmeasured factor goes with treatment.
    pub risk_ratio: Option<f64>,
    /// E-value of that risk ratio.
    pub e_value: Option<f64>,
    /// People in each of two randomised groups for a power of 80 %, by closed form.
    pub people_for_80: Option<f64>,
    /// People with both sides compared for the same, where the design compares sides.
    pub pairs_for_80: Option<f64>,
    /// Share of trials of a continuous endpoint in which every arm improved over its own baseline.
    pub all_improved: Option<Rate>,
    /// Share of trials that stopped before the last look.
    pub stopped_early: Option<Rate>,
    /// Of several treated arms, each.
    pub arms: Vec<ArmOperating>,
}

/// What a design does for one treated arm of several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmOperating {
    /// Its name.
    pub name: String,
    /// Effect as it is.
    pub truth: f64,
    /// Mean estimate.
    pub estimate: Option<f64>,
    /// Mean estimate less the effect.
    pub bias: Option<f64>,
    /// Trials in which this arm is significant, at the level of one comparison.
    pub significant: Option<Rate>,
}

/// Mean of what is there; nothing of nothing.
fn mean_of(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (mut n, mut sum) = (0_usize, 0.0);
    for value in values.flatten() {
        n += 1;
        sum += value;
    }
    (n > 0).then(|| sum / n as f64)
}

impl Operating {
    /// Sums up the rows of one strength of the effect; `ratio` is its hazard ratio.
    pub fn new(plan: &Plan, binary: bool, beta: f64, ratio: f64, rows: &[Row]) -> Self {
        let n = rows.len();
        let mean = |of: &dyn Fn(&Row) -> f64| rows.iter().map(of).sum::<f64>() / n.max(1) as f64;
        let some = |of: &dyn Fn(&Row) -> Option<f64>| mean_of(rows.iter().map(of));
        let (truth, natural) = (mean(&|row| row.truth), mean(&|row| row.natural));
        let estimate = some(&|row| row.estimate);
        let estimated = rows.iter().filter(|row| row.estimate.is_some()).count();
        let spread = estimate
            .and_then(|mean| some(&|row| row.estimate.map(|x| (x - mean).powi(2))))
            .map(|variance| (variance / estimated.max(1) as f64).sqrt());
        let count = |of: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| of(row)).count();
        let positive = |row: &Row| row.estimate.is_some_and(|x| x > 0.0);
        let significant = count(&|row| row.significant);
        let with_interval = count(&|row| row.interval.is_some());
        let covered =
            count(&|row| row.interval.is_some_and(|(low, high)| low <= truth && truth <= high));
        let wrong = count(&|row| row.significant && row.estimate.is_some_and(|x| x * truth < 0.0));
        let size = rows.iter().filter(|row| row.significant).filter_map(|row| row.estimate);
        let size = size.map(f64::abs).sum::<f64>();
        let effect = truth.abs() > 1e-12;
        let means = (some(&|row| row.means.0), some(&|row| row.means.1));
        let sd = some(&|row| row.variance).map(f64::sqrt);
        let risk_ratio = means.0.and_then(|treated| {
            let against = match &plan.design {
                Design::SingleArm(arm) => arm.null.unwrap_or(0.0),
                Design::Cohort(_) | Design::Historical(_) => means.1?,
                _ => return None,
            };
            if binary {
                Some(treated / against)
            } else {
                Some(risk_ratio_of_means((treated - against) / sd?))
            }
        });
        let people_for_80 = if !effect {
            None
        } else if binary {
            people_for_proportions(natural, natural + truth, plan.alpha, 0.8)
        } else {
            sd.and_then(|sd| people_for_means(truth, sd, plan.alpha, 0.8))
        };
        let difference = some(&|row| row.difference).filter(|_| effect).map(f64::sqrt);
        // The difference of two sides has no baseline of its own.
        let sides = matches!(plan.design, Design::SplitBody(_));
        Self {
            beta,
            ratio,
            trials: n,
            truth,
            estimated: Rate::of(estimated, n),
            estimate: estimate.zip(spread),
            bias: estimate.map(|estimate| estimate - truth),
            natural,
            means,
            favourable: Rate::of(count(&|row| row.significant && positive(row)), n),
            significant: Rate::of(significant, n),
            coverage: Rate::of(covered, with_interval),
            exaggeration: (effect && significant > 0)
                .then(|| size / significant as f64 / truth.abs()),
            sign_error: if effect { Rate::of(wrong, significant) } else { None },
            closed: some(&|row| row.se)
                .and_then(|se| retrospect(truth, se, plan.alpha))
                .filter(|_| effect),
            risk_ratio,
            e_value: risk_ratio.and_then(e_value),
            people_for_80,
            pairs_for_80: difference.and_then(|sd| people_for_pairs(truth, sd, plan.alpha, 0.8)),
            all_improved: if binary || sides {
                None
            } else {
                Rate::of(count(&|row| row.all_improved), n)
            },
            stopped_early: if plan.conduct.looks > 1 {
                Rate::of(count(&|row| row.significant && row.look < plan.conduct.looks), n)
            } else {
                None
            },
            arms: arms(plan, rows),
        }
    }
}

/// Each treated arm of several, over the trials.
fn arms(plan: &Plan, rows: &[Row]) -> Vec<ArmOperating> {
    let Design::MultiArm(design) = &plan.design else { return Vec::new() };
    let of = |(k, arm): (usize, &super::plan::Arm)| {
        let each = || rows.iter().filter_map(|row| row.arms.get(k));
        let truth = mean_of(each().map(|arm| Some(arm.truth))).unwrap_or(0.0);
        let estimate = mean_of(each().map(|arm| arm.estimate));
        ArmOperating {
            name: arm.name.clone(),
            truth,
            estimate,
            bias: estimate.map(|estimate| estimate - truth),
            significant: Rate::of(each().filter(|arm| arm.significant).count(), rows.len()),
        }
    };
    design.arms.iter().enumerate().map(of).collect()
}
