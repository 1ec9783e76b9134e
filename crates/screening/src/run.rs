//! A whole study of a programme: main test, alternatives, organ screening, fit, sensitivity analysis.

mod cautions;
mod compared;
mod fitted;
mod parameters;
mod part;
mod swings;

use exoscope_core::Streams;
use serde::{Deserialize, Serialize};

pub use self::compared::Compared;
pub use self::parameters::OverParameters;
pub use self::part::{Part, join, simulate};
pub use self::swings::Swing;
use crate::engine::Simulator;
use crate::error::ScreeningError;
use crate::fit::{Fit, Registry};
use crate::measured::Measured;
use crate::outcome::Outcome;
use crate::plan::{Alternative, Plan};
use crate::population::Population;
use crate::yields::Yield;

/// Result of a study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Study {
    /// Name of the programme.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// People simulated.
    pub people: u64,
    /// Seed.
    pub seed: u64,
    /// Whether arms are randomised; else every person lives twice.
    pub randomised: bool,
    /// Years of follow-up.
    pub years: f64,
    /// What must be known before the figures: a model that does not fit, parameters that contradict a fit, what of the plan
    /// was replaced.
    pub cautions: Vec<String>,
    /// Main test.
    pub outcome: Outcome,
    /// Other tests in the same programme.
    pub alternatives: Vec<Outcome>,
    /// Today's organ-by-organ screening as stated, and the test beside it; empty where none is stated.
    pub yields: Vec<Yield>,
    /// What a trial or cohort saw beside what every simulated test gives, where nothing is fitted to it.
    #[serde(default)]
    pub compared: Vec<Compared>,
    /// Fit to a trial or registry.
    pub fit: Option<Fit>,
    /// One-way sensitivity analysis.
    pub tornado: Vec<Swing>,
    /// Intervals over parameters.
    pub over_parameters: Option<OverParameters>,
    /// What is assumed.
    pub assumed: Vec<String>,
    /// Where numbers come from.
    pub sources: Vec<String>,
    /// The run that the test came from: what it measured, and the verdict of its audit.
    pub measured: Option<Measured>,
}

/// Most people simulated at each value of a sensitivity analysis and each draw of parameters.
const SENSITIVITY_PEOPLE: u64 = 200_000;

/// The plans of the main test and of the alternatives.
fn tests_of(plan: &Plan) -> Vec<Plan> {
    let other = |alternative: &Alternative| {
        let mut plan = plan.clone();
        plan.test = alternative.test.clone();
        plan.programme.uptake = alternative.uptake.unwrap_or(plan.programme.uptake);
        plan
    };
    std::iter::once(plan.clone()).chain(plan.alternative.iter().map(other)).collect()
}

/// Outcomes, fit and sensitivity analysis of counts; `draws` sets of parameters. A registry's counts, where they are
/// given, are fitted to beside the plan's own figures of a trial.
pub fn study(
    plan: &Plan,
    population: &Population,
    part: &Part,
    registry: Option<&Registry>,
    draws: usize,
) -> Result<Study, ScreeningError> {
    part.check(plan, population)?;
    let streams = Streams::new(part.seed);
    let mut outcomes = Vec::new();
    let plans = tests_of(plan);
    for (plan, tally) in plans.iter().zip(&part.tallies) {
        outcomes.push(Outcome::new(&Simulator::new(plan.clone(), population.clone())?, tally));
    }
    let mut outcomes = outcomes.into_iter();
    let Some(outcome) = outcomes.next() else {
        return Err(ScreeningError::Parts { what: "the results hold no counts".into() });
    };
    let alternatives: Vec<Outcome> = outcomes.collect();
    let fit = fitted::fitted(plan, population, registry, streams)?;
    let people = part.len().min(SENSITIVITY_PEOPLE);
    let tornado =
        if draws == 0 { Vec::new() } else { swings::swings(plan, population, streams, people)? };
    let over =
        parameters::over_parameters(plan, population, streams, (people, draws), fit.as_ref())?;
    let cautions = cautions::cautions(plan, &outcome, fit.as_ref(), over.as_ref());
    let mut assumed = plan.assumed.clone();
    assumed.extend(population.assumed.iter().cloned());
    let mut sources = plan.sources.clone();
    sources.extend(population.sources.iter().cloned());
    sources.extend(registry.map(|registry| format!("counts of the registry: {}", registry.name)));
    let seen = plan.observed.iter().map(|seen| format!("{}: {}", seen.named(), seen.source));
    sources.extend(seen);
    let yields = yields(plan, &outcome, &alternatives);
    sources.extend(
        yields
            .iter()
            .filter(|of| of.stated && of.source != "the same")
            .map(|of| format!("organ screening, {}: {}", of.name, of.source)),
    );
    Ok(Study {
        name: plan.name.clone(),
        about: plan.about.clone(),
        people: part.len(),
        seed: part.seed,
        randomised: plan.trial.is_some(),
        years: plan.follow_up.0,
        cautions,
        outcome,
        alternatives,
        yields,
        compared: compared::compared(&plans, &part.tallies),
        fit,
        tornado,
        over_parameters: over,
        assumed,
        sources,
        measured: None,
    })
}

/// Stated organ screening, then every test of the programme once.
fn yields(plan: &Plan, outcome: &Outcome, alternatives: &[Outcome]) -> Vec<Yield> {
    if plan.organ_screening.is_empty() {
        return Vec::new();
    }
    let mut yields: Vec<Yield> = plan.organ_screening.iter().map(Yield::from).collect();
    for outcome in std::iter::once(outcome).chain(alternatives) {
        let simulated = Yield::of_test(outcome, plan.cost.workup);
        if !yields.iter().any(|of| of.name == simulated.name) {
            yields.push(simulated);
        }
    }
    yields
}
