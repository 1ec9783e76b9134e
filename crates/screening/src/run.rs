//! A whole study of a programme: main test, alternatives, fit, sensitivity analysis.

use exoscope_core::Streams;
use serde::{Deserialize, Serialize};

use crate::closed::interception::{Round, Scenario, Slip, intercept};
use crate::engine::Simulator;
use crate::error::ScreeningError;
use crate::estimate::Estimate;
use crate::fit::{Draw, Fit, Promise, Setting, fit};
use crate::outcome::Outcome;
use crate::plan::{History, Plan, Years};
use crate::population::Population;
use crate::table::us_cancers;
use crate::tally::Tally;

/// Counts of people simulated, to be joined with those of other shards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Version of the format; 1.
    pub format: u32,
    /// The plan as TOML-independent JSON, to compare.
    pub plan: serde_json::Value,
    /// Seed.
    pub seed: u64,
    /// First person, and that after the last.
    pub people: (u64, u64),
    /// Counts of the main test and the alternatives.
    pub tallies: Vec<Tally>,
}

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
    /// Main test.
    pub outcome: Outcome,
    /// Other tests in the same programme.
    pub alternatives: Vec<Outcome>,
    /// Fit to a trial.
    pub fit: Option<Fit>,
    /// One-way sensitivity analysis.
    pub tornado: Vec<Swing>,
    /// Over draws of parameters: late-stage rate ratio, mortality reduction, PPV.
    pub over_parameters: Option<OverParameters>,
    /// What is assumed.
    pub assumed: Vec<String>,
    /// Where numbers come from.
    pub sources: Vec<String>,
    /// Verdict of the audit of the run that the test came from.
    pub audit_verdict: Option<String>,
}

/// One parameter at a low and a high value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Swing {
    /// The parameter and its values.
    pub parameter: String,
    /// Late-stage rate ratio at both.
    pub late_ratio: (Option<f64>, Option<f64>),
    /// Cancer deaths prevented per 100,000 at both.
    pub prevented: (f64, f64),
}

/// Intervals over parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverParameters {
    /// Draws.
    pub draws: usize,
    /// People simulated in each.
    pub people: u64,
    /// Whether they come from the posterior of the fit, or from assumed ranges.
    pub posterior: bool,
    /// Late-stage rate ratio over follow-up.
    pub late_ratio: Estimate,
    /// Relative reduction of cancer deaths.
    pub mortality_reduction: Estimate,
    /// PPV of all rounds.
    pub ppv: Estimate,
}

/// Most people simulated at each value of a sensitivity analysis.
const SENSITIVITY_PEOPLE: u64 = 200_000;

/// The plans of the main test and of the alternatives.
fn plans(plan: &Plan) -> Vec<Plan> {
    let other = |alternative: &crate::plan::Alternative| {
        let mut plan = plan.clone();
        plan.test = alternative.test.clone();
        plan.programme.uptake = alternative.uptake.unwrap_or(plan.programme.uptake);
        plan
    };
    std::iter::once(plan.clone()).chain(plan.alternative.iter().map(other)).collect()
}

fn json(plan: &Plan) -> serde_json::Value {
    serde_json::to_value(plan).unwrap_or_default()
}

/// Simulates people `first` to below `end`, for the main test and the alternatives.
pub fn simulate(
    plan: &Plan,
    population: &Population,
    streams: Streams,
    (first, end): (u64, u64),
) -> Result<Part, ScreeningError> {
    let mut tallies = Vec::new();
    for plan in plans(plan) {
        tallies.push(Simulator::new(plan, population.clone())?.run(streams, first, end));
    }
    Ok(Part { format: 1, plan: json(plan), seed: streams.seed(), people: (first, end), tallies })
}

/// Joins the counts of shards that follow one another.
pub fn join(mut parts: Vec<Part>) -> Result<Part, ScreeningError> {
    parts.sort_by_key(|part| part.people);
    let mut parts = parts.into_iter();
    let Some(mut whole) = parts.next() else {
        return Err(ScreeningError::Parts { what: "no results to join".into() });
    };
    for part in parts {
        if part.format != whole.format || part.plan != whole.plan || part.seed != whole.seed {
            return Err(ScreeningError::Parts {
                what: "results of different programmes, populations of people, or seeds".into(),
            });
        }
        if part.people.0 != whole.people.1 || part.tallies.len() != whole.tallies.len() {
            let what = format!(
                "people {} to {} do not follow people {} to {}",
                part.people.0, part.people.1, whole.people.0, whole.people.1
            );
            return Err(ScreeningError::Parts { what });
        }
        whole.people.1 = part.people.1;
        whole.tallies.iter_mut().zip(&part.tallies).for_each(|(to, from)| to.merge(from));
    }
    Ok(whole)
}

/// Outcomes, fit and sensitivity analysis of counts; `draws` sets of parameters.
pub fn study(
    plan: &Plan,
    population: &Population,
    part: &Part,
    draws: usize,
) -> Result<Study, ScreeningError> {
    if json(plan) != part.plan {
        return Err(ScreeningError::Parts { what: "the results are of another programme".into() });
    }
    let streams = Streams::new(part.seed);
    let mut outcomes = Vec::new();
    for (plan, tally) in plans(plan).into_iter().zip(&part.tallies) {
        outcomes.push(Outcome::new(&Simulator::new(plan, population.clone())?, tally));
    }
    let mut outcomes = outcomes.into_iter();
    let Some(outcome) = outcomes.next() else {
        return Err(ScreeningError::Parts { what: "the results hold no counts".into() });
    };
    let fit = fitted(plan, population, streams)?;
    let people = (part.people.1 - part.people.0).min(SENSITIVITY_PEOPLE);
    let tornado = if draws == 0 { Vec::new() } else { tornado(plan, population, streams, people)? };
    let over = over_parameters(plan, population, streams, (people, draws), fit.as_ref())?;
    let mut assumed = plan.assumed.clone();
    assumed.extend(population.assumed.iter().cloned());
    let mut sources = plan.sources.clone();
    sources.extend(population.sources.iter().cloned());
    Ok(Study {
        name: plan.name.clone(),
        about: plan.about.clone(),
        people: part.people.1 - part.people.0,
        seed: part.seed,
        randomised: plan.trial.is_some(),
        years: plan.follow_up.0,
        outcome,
        alternatives: outcomes.collect(),
        fit,
        tornado,
        over_parameters: over,
        assumed,
        sources,
        audit_verdict: None,
    })
}

fn fitted(
    plan: &Plan,
    population: &Population,
    streams: Streams,
) -> Result<Option<Fit>, ScreeningError> {
    if !plan.observed.iter().any(|seen| seen.fit) {
        return Ok(None);
    }
    let population = population.clone().only(&plan.cancers)?;
    let (mut early, mut late, mut all) = ((0.0, 0.0), (0.0, 0.0), 0.0);
    for cancer in &population.cancers {
        let incidence = population.incidence(cancer, plan.programme.age);
        let fraction = population.late_fraction(cancer, plan.programme.age);
        let mean = |stages: std::ops::Range<usize>| {
            let (mut rate, mut alive) = (0.0, 0.0);
            for of_sex in &cancer.rate {
                for stages_of_age in of_sex {
                    for stage in stages.clone() {
                        rate += stages_of_age.get(stage).map_or(0.0, |r| *r);
                        alive += stages_of_age.get(stage).map_or(0.0, |r| *r)
                            * cancer.survival.get(stage).map_or(0.0, |s| *s);
                    }
                }
            }
            if rate > 0.0 { alive / rate } else { 0.0 }
        };
        early = (
            early.0 + incidence * (1.0 - fraction),
            early.1 + incidence * (1.0 - fraction) * mean(0..2),
        );
        late = (late.0 + incidence * fraction, late.1 + incidence * fraction * mean(2..4));
        all += incidence;
    }
    let setting = Setting {
        late_fraction: late.0 / (early.0 + late.0),
        incidence: all,
        specificity: plan.test.specificity,
        rounds: plan.programme.rounds,
    };
    let survival = (early.1 / early.0, late.1 / late.0);
    let mut found = fit(&plan.observed, &plan.published, &setting, survival, streams);
    if let Some(found) = &mut found {
        for promise in interception(plan, &population)?.into_iter().rev() {
            found.published.insert(0, promise);
        }
    }
    Ok(found)
}

/// What the interception model (Hubbell 2021) predicts for these cancers with the test's published sensitivity, slowest
/// and fastest dwell times; of those of the US alone, which it was made for.
fn interception(plan: &Plan, population: &Population) -> Result<Vec<Promise>, ScreeningError> {
    let mut cancers = us_cancers()?;
    cancers.retain(|us| population.cancers.iter().any(|cancer| cancer.name == us.name));
    if population.name != "us" || cancers.is_empty() {
        return Ok(Vec::new());
    }
    let mut promises = Vec::new();
    for scenario in [Scenario::VerySlow, Scenario::Aggressive] {
        let ratio = |round| -> Result<f64, ScreeningError> {
            let found = intercept(&cancers, scenario, round, plan.test.specificity, Slip::Exact)?;
            Ok(found.late_after / found.late_before)
        };
        let (first, steady) = (ratio(Round::Prevalent)?, ratio(Round::Incident)?);
        let mut late_ratio = vec![steady; plan.programme.rounds];
        if let Some(prevalent) = late_ratio.first_mut() {
            *prevalent = first;
        }
        let name = format!("interception model, {} dwell times", scenario.name());
        promises.push(Promise { name, late_ratio, steady });
    }
    Ok(promises)
}

type Change = fn(&mut Plan, bool);

/// Parameters of the sensitivity analysis with their low and high values.
const SWINGS: [(&str, Change); 6] = [
    ("sojourn time, half and twice", |plan, high| {
        plan.disease.sojourn_factor *= if high { 2.0 } else { 0.5 }
    }),
    ("sensitivity in preclinical disease, half and as stated", |plan, high| {
        plan.test.preclinical *= if high { 1.0 } else { 0.5 };
    }),
    ("correlation of results between rounds, 0 and 1", |plan, high| {
        plan.test.persistence = if high { 1.0 } else { 0.0 };
    }),
    ("benefit of a stage shift, 0 and 1", |plan, high| {
        plan.disease.stage_shift_benefit = if high { 1.0 } else { 0.0 };
    }),
    ("tumours that never surface, none and 20 %", |plan, high| {
        plan.disease.indolent_fraction = if high { 0.2 } else { 0.0 };
    }),
    ("uptake, 30 and 70 %", |plan, high| plan.programme.uptake = if high { 0.7 } else { 0.3 }),
];

fn tornado(
    plan: &Plan,
    population: &Population,
    streams: Streams,
    people: u64,
) -> Result<Vec<Swing>, ScreeningError> {
    let mut swings = Vec::new();
    for (parameter, change) in SWINGS {
        let run = |high: bool| -> Result<(Option<f64>, f64), ScreeningError> {
            let mut plan = plan.clone();
            // Every person twice, whatever the trial: the difference is then of the parameter alone.
            plan.trial = None;
            change(&mut plan, high);
            let simulator = Simulator::new(plan, population.clone())?;
            let outcome = Outcome::new(&simulator, &simulator.run(streams, 0, people));
            Ok((outcome.late_ratio.value, outcome.cancer_deaths.0 - outcome.cancer_deaths.1))
        };
        let (low, high) = (run(false)?, run(true)?);
        let (late_ratio, prevented) = ((low.0, high.0), (low.1, high.1));
        swings.push(Swing { parameter: parameter.into(), late_ratio, prevented });
    }
    let width = |swing: &Swing| (swing.prevented.1 - swing.prevented.0).abs();
    swings.sort_by(|a, b| width(b).total_cmp(&width(a)));
    Ok(swings)
}

fn over_parameters(
    plan: &Plan,
    population: &Population,
    streams: Streams,
    (people, draws): (u64, usize),
    fit: Option<&Fit>,
) -> Result<Option<OverParameters>, ScreeningError> {
    if draws == 0 {
        return Ok(None);
    }
    let (mut late, mut deaths, mut ppv) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..draws {
        let mut plan = plan.clone();
        plan.trial = None;
        match fit {
            Some(fit) => {
                let at = number * fit.draws.len() / draws;
                if let Some(draw) = fit.draws.get(at) {
                    with_draw(&mut plan, draw);
                }
            }
            None => drawn(&mut plan, streams, number),
        }
        let simulator = match Simulator::new(plan, population.clone()) {
            Ok(simulator) => simulator,
            // A draw whose late stage leaves nothing for the early stage of one cancer is impossible.
            Err(ScreeningError::Value { field, .. }) if field == "disease.history" => continue,
            Err(error) => return Err(error),
        };
        let outcome = Outcome::new(&simulator, &simulator.run(streams, 0, people));
        late.extend(outcome.late_ratio.value);
        deaths.extend(outcome.mortality_reduction.value);
        ppv.extend(outcome.ppv.value);
    }
    Ok(Some(OverParameters {
        draws: late.len(),
        people,
        posterior: fit.is_some(),
        late_ratio: Estimate::of_draws(late),
        mortality_reduction: Estimate::of_draws(deaths),
        ppv: Estimate::of_draws(ppv),
    }))
}

fn with_draw(plan: &mut Plan, draw: &Draw) {
    plan.disease.history = History::TwoStage {
        overall_sojourn: Years(draw.overall_sojourn),
        late_sojourn: Years(draw.late_sojourn),
    };
    let unstaged = plan.test.sensitivity.map_or(0.0, |s| s[4]);
    plan.test.sensitivity = Some([draw.early, draw.early, draw.late, draw.late, unstaged]);
}

/// A draw from the assumed ranges: sojourn between half and twice, sensitivity in preclinical disease between half and
/// all of what is stated, correlation and benefit between 0 and 1.
fn drawn(plan: &mut Plan, streams: Streams, number: usize) {
    use rand::RngExt as _;
    let mut random = streams.stream("screening parameters", number as u64);
    let mut uniform = || random.random::<f64>();
    plan.disease.sojourn_factor *= 4.0_f64.powf(uniform() - 0.5);
    plan.test.preclinical *= 0.5 + 0.5 * uniform();
    plan.test.persistence = uniform();
    plan.disease.stage_shift_benefit = uniform();
}
