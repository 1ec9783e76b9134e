//! All that is asked of a trial: operating characteristics at each strength, sweeps, the result that was seen.

use exoscope_core::Streams;
use serde::Serialize;

use super::engine::{Part, Trials, json};
use super::operating::Operating;
use super::plan::{Design, Plan};
use super::posterior::{Posterior, posterior};
use crate::TherapyError;
use crate::closed::evidence::{Together, together};
use crate::closed::natural::{Beside, Count, beside};
use crate::closed::power::e_value;
use crate::patient::spinal::Grade;
use crate::patient::{Disease, Endpoint};
use crate::quantity::{Counted, counted};

/// A trial with all that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Study {
    /// Name of the plan.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// Kind of design.
    pub design: &'static str,
    /// Whether chance alone decided who was treated.
    pub randomised: bool,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The treatment.
    pub treatment: String,
    /// Dose over the dose of half effect.
    pub dose_over_d50: f64,
    /// What the dose counts: *cells given* or *particles at the lesion*, and the lesion.
    pub dose_counts: String,
    /// Days from the first examination until which the effect lasts.
    pub effect_until: f64,
    /// People of one trial.
    pub people: usize,
    /// Trials.
    pub trials: u64,
    /// Master seed.
    pub seed: u64,
    /// Level of significance.
    pub alpha: f64,
    /// At each strength of the effect; the first is β = 0.
    pub operating: Vec<Operating>,
    /// With unmeasured severity of other odds ratios.
    pub by_odds_ratio: Vec<Swept>,
    /// The same with assessors who do not know the arm: severity alone. Nothing where the plan's assessors do not know it.
    pub by_odds_ratio_blinded: Vec<Swept>,
    /// With other numbers of people.
    pub by_people: Vec<Swept>,
    /// What was seen.
    pub observed: Option<Observed>,
    /// Published results beside one another.
    pub evidence: Option<Together>,
    /// What is assumed.
    pub assumed: Vec<String>,
    /// Where numbers come from.
    pub sources: Vec<String>,
}

/// One value of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swept {
    /// The value: an odds ratio, or people of one trial.
    pub value: f64,
    /// At each strength of the effect.
    pub operating: Vec<Operating>,
}

/// A count that was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Observed {
    /// The count.
    pub seen: Count,
    /// Exact 95 % interval of its rate.
    pub exact: (f64, f64),
    /// Natural rate per patient at which so many have a chance of 5 %; nothing where nobody improved.
    pub tipping_rate: Option<f64>,
    /// Of an arm tested against a rate: that rate, the risk ratio over it, and the E-values of the risk ratio and of the end of
    /// its exact interval that is nearer to 1 (1 where the interval holds the rate).
    pub against: Option<Against>,
    /// Whether the design has controls beside the treated people; their count is not among what was seen.
    pub controls: bool,
    /// A, B and C at the start, whole patients of the plan's mix, that the tables are set beside.
    pub mix: Option<[u32; 3]>,
    /// Beside published tables of natural recovery, of spinal cord injury.
    pub beside: Vec<Beside>,
    /// Posterior of the effect under the plan's natural history.
    pub posterior: Option<Posterior>,
}

/// A count beside the rate that its arm is tested against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Against {
    /// The rate.
    pub null: f64,
    /// Share of successes over the rate.
    pub risk_ratio: f64,
    /// E-value of the risk ratio.
    pub e_value: f64,
    /// E-value of the end of the exact interval that is nearer to no effect.
    pub e_value_of_interval: f64,
}

impl Against {
    fn new(seen: Count, null: f64) -> Option<Self> {
        let risk_ratio = f64::from(seen.improved) / f64::from(seen.of) / null;
        let (low, high) = seen.exact();
        let nearer = if low > null { low / null } else { (high / null).min(1.0) };
        Some(Self {
            null,
            risk_ratio,
            e_value: e_value(risk_ratio)?,
            e_value_of_interval: e_value(nearer)?,
        })
    }
}

/// Trials of each value of a sweep.
pub(super) const SWEEP_TRIALS: u64 = 2000;

/// Sums up the rows of a plan, runs its sweeps, and reads what was seen.
pub fn study(plan: &Plan, part: &Part) -> Result<Study, TherapyError> {
    let trials = Trials::new(plan)?;
    let plan = trials.plan();
    if json(plan) != part.plan {
        return Err(TherapyError::Parts { what: "the results are of another plan".into() });
    }
    let streams = Streams::new(part.seed);
    let trials_of_sweep = SWEEP_TRIALS.min(part.trials.1 - part.trials.0);
    let sweep = |value: f64, plan: Plan| -> Result<Swept, TherapyError> {
        let trials = Trials::new(&plan)?;
        Ok(Swept { value, operating: operating(&trials, &trials.run(streams, 0, trials_of_sweep)) })
    };
    let (mut by_odds_ratio, mut by_odds_ratio_blinded) = (Vec::new(), Vec::new());
    for odds_ratio in &plan.sweep.odds_ratio {
        let mut other = plan.clone();
        if let Some(severity) = &mut other.severity {
            severity.odds_ratio = *odds_ratio;
        }
        if plan.conduct.unblinded > 0.0 {
            let mut blinded = other.clone();
            blinded.conduct.unblinded = 0.0;
            by_odds_ratio_blinded.push(sweep(*odds_ratio, blinded)?);
        }
        by_odds_ratio.push(sweep(*odds_ratio, other)?);
    }
    let mut by_people = Vec::new();
    for factor in &plan.sweep.n_factor {
        let mut other = plan.clone();
        other.design = scaled(&plan.design, *factor);
        let people = Trials::new(&other)?.people() as f64;
        by_people.push(sweep(people, other)?);
    }
    Ok(Study {
        name: plan.name.clone(),
        about: plan.about.clone(),
        design: kind(&plan.design),
        randomised: !matches!(
            plan.design,
            Design::SingleArm(_) | Design::Historical(_) | Design::Cohort(_)
        ),
        endpoint: trials.history().endpoint(),
        treatment: plan.treatment.name.clone(),
        dose_over_d50: plan.dose(),
        dose_counts: dose_counts(plan)?,
        effect_until: plan.treatment.delay.0 + plan.treatment.lasts.0,
        people: trials.people(),
        trials: part.trials.1 - part.trials.0,
        seed: part.seed,
        alpha: plan.alpha,
        operating: operating(&trials, &part.rows),
        by_odds_ratio,
        by_odds_ratio_blinded,
        by_people,
        observed: plan.observed.map(|seen| observed(&trials, seen, streams)),
        evidence: if plan.evidence.is_empty() { None } else { Some(together(&plan.evidence)?) },
        assumed: plan.assumed.clone(),
        sources: plan.sources.clone(),
    })
}

fn operating(trials: &Trials, rows: &[Vec<super::Row>]) -> Vec<Operating> {
    let plan = trials.plan();
    let binary = trials.history().endpoint().is_binary();
    let of = |(beta, rows): (&f64, &Vec<super::Row>)| {
        let log_ratio = trials.log_ratio(*beta, 1.0);
        Operating::new(plan, binary, *beta, if binary { log_ratio.exp() } else { log_ratio }, rows)
    };
    plan.treatment.beta.iter().zip(rows).map(of).collect()
}

fn observed(trials: &Trials, seen: Count, streams: Streams) -> Observed {
    let plan = trials.plan();
    let mix = match &plan.disease {
        Disease::SpinalCord(plan) => Some(mix(&plan.grades, seen.of)),
        _ => None,
    };
    let against = match &plan.design {
        Design::SingleArm(arm) => arm.null.and_then(|null| Against::new(seen, null)),
        _ => None,
    };
    Observed {
        seen,
        exact: seen.exact(),
        tipping_rate: seen.tipping_rate(0.05),
        against,
        controls: !matches!(plan.design, Design::SingleArm(_)),
        mix,
        beside: mix.map_or_else(Vec::new, |mix| beside(seen, mix)),
        posterior: posterior(trials, seen, streams),
    }
}

/// What a dose counts: cells are infused or injected, and how many come to the lesion is not followed.
fn dose_counts(plan: &Plan) -> Result<String, TherapyError> {
    Ok(match counted("treatment.dose", &plan.treatment.dose)? {
        Counted::Cells => "cells given".to_owned(),
        Counted::Particles => format!("particles at the lesion ({})", plan.disease.lesion().name),
    })
}

/// The plan's mix of A, B and C in whole patients of `of` (D has no published table here and counts as C).
fn mix(grades: &std::collections::BTreeMap<Grade, f64>, of: u32) -> [u32; 3] {
    let weight = |grade| grades.get(&grade).copied().unwrap_or(0.0);
    let weights = [weight(Grade::A), weight(Grade::B), weight(Grade::C) + weight(Grade::D)];
    let mut mix = [0; 3];
    for patient in 0..of {
        let place = crate::fortune::choose((f64::from(patient) + 0.5) / f64::from(of), &weights);
        if let Some(n) = mix.get_mut(place) {
            *n += 1;
        }
    }
    mix
}

const fn kind(design: &Design) -> &'static str {
    match design {
        Design::SingleArm(_) => "single arm",
        Design::Historical(_) => "historical control",
        Design::Randomised(_) => "randomised, two arms",
        Design::MultiArm(_) => "randomised, several arms",
        Design::SplitBody(_) => "split body",
        Design::Stepped(_) => "stepped wedge",
        Design::Cohort(_) => "treated beside untreated, not randomised",
    }
}

/// The design with all numbers of people multiplied, each rounded.
pub(super) fn scaled(design: &Design, factor: f64) -> Design {
    let mut design = design.clone();
    let times = |n: &mut usize| *n = (*n as f64 * factor).round() as usize;
    match &mut design {
        Design::SingleArm(plan) => times(&mut plan.n),
        Design::SplitBody(plan) => times(&mut plan.n),
        Design::Historical(plan) => {
            times(&mut plan.n);
            times(&mut plan.controls);
        }
        Design::Randomised(plan) => times(&mut plan.n),
        Design::MultiArm(plan) => {
            times(&mut plan.control);
            plan.arms.iter_mut().for_each(|arm| times(&mut arm.n));
        }
        Design::Stepped(plan) => times(&mut plan.per_period),
        Design::Cohort(plan) => {
            times(&mut plan.treated);
            times(&mut plan.untreated);
        }
    }
    design
}
