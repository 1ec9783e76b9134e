//! A plan and a population made ready for simulation: cumulative hazards, sensitivities, natural history.

use crate::closed::interception::Scenario;
use crate::disease::{Dwell, Growth, NaturalHistory, Survival, TwoStageHistory};
use crate::error::ScreeningError;
use crate::plan::{History, Plan, Test};
use crate::population::{AGES, Population};
use crate::table::dwell;
use crate::tally::Tally;

/// Everything that a person's two lives depend on but their number.
pub struct Simulator {
    pub(super) plan: Plan,
    pub(super) population: Population,
    /// By sex.
    pub(super) hazards: [Hazards; 2],
    /// Cumulative weights of ages at entry, by year from the youngest.
    pub(super) entry: Vec<f64>,
    pub(super) women: f64,
    pub(super) history: Box<dyn NaturalHistory>,
    /// By cancer and stage.
    pub(super) sensitivity: Vec<[f64; 5]>,
    pub(super) survival: Vec<[Survival; 5]>,
    /// ln(specificity), for the number of tests up to the first false positive.
    pub(super) log_specificity: f64,
}

/// Hazards of one sex, summed from age 0.
pub(super) struct Hazards {
    /// Of death of other causes, at the start of each year of age; one longer than there are ages.
    pub death: Vec<f64>,
    /// Of cancer.
    pub cancer: Vec<f64>,
    /// By year of age: cumulative weights of cancer and stage.
    pub kinds: Vec<Vec<(f64, u16, u8)>>,
}

impl Hazards {
    fn new(population: &Population, sex: usize, risk: f64) -> Self {
        let (mut death, mut cancer, mut kinds) = (vec![0.0], vec![0.0], Vec::new());
        let (mut dead, mut ill) = (0.0, 0.0);
        for age in 0..AGES {
            dead += population.death.get(sex).and_then(|d| d.get(age)).map_or(0.0, |d| *d);
            let mut sum = 0.0;
            let mut of_age = Vec::new();
            for (number, rates) in population.cancers.iter().enumerate() {
                let Some(stages) = rates.rate.get(sex).and_then(|r| r.get(age)) else { continue };
                for (stage, rate) in stages.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
                    sum += risk * rate;
                    of_age.push((sum, number as u16, stage as u8));
                }
            }
            ill += sum;
            death.push(dead);
            cancer.push(ill);
            kinds.push(of_age);
        }
        Self { death, cancer, kinds }
    }

    /// Age at which a cumulative hazard reaches `value`; infinite beyond the last age.
    pub fn age_at(cumulative: &[f64], value: f64) -> f64 {
        let above = cumulative.partition_point(|sum| *sum <= value);
        let (Some(high), Some(low)) =
            (cumulative.get(above), cumulative.get(above.wrapping_sub(1)))
        else {
            return f64::INFINITY;
        };
        (above - 1) as f64 + (value - low) / (high - low)
    }

    /// Cumulative hazard at an age.
    pub fn at(cumulative: &[f64], age: f64) -> f64 {
        let year = (age.max(0.0) as usize).min(AGES);
        let low = cumulative.get(year).map_or(0.0, |h| *h);
        let high = cumulative.get(year + 1).map_or(low, |h| *h);
        low + (age - year as f64) * (high - low)
    }
}

impl Simulator {
    /// Makes a checked plan ready.
    pub fn new(plan: Plan, population: Population) -> Result<Self, ScreeningError> {
        let population = population.only(&plan.cancers)?;
        let ages = plan.programme.age;
        let mut entry = Vec::new();
        let (mut sum, mut women) = (0.0, 0.0);
        for age in ages.0 as usize..=ages.1 as usize {
            let of = |sex: usize| {
                population.people.get(sex).and_then(|n| n.get(age)).map_or(0.0, |n| *n)
            };
            sum += of(0) + of(1);
            women += of(1);
            entry.push(sum);
        }
        if sum <= 0.0 {
            let why = format!(
                "nobody of population {:?} is {} to {} years old",
                population.name, ages.0, ages.1
            );
            return Err(ScreeningError::value(
                "programme.age",
                why,
                "choose ages that the population has",
            ));
        }
        let risk = plan.relative_risk;
        let cure = plan.disease.cure;
        let survival =
            population.cancers.iter().map(|c| c.survival.map(|five| Survival::new(five, cure)));
        Ok(Self {
            hazards: [Hazards::new(&population, 0, risk), Hazards::new(&population, 1, risk)],
            women: plan.female_fraction.unwrap_or(women / sum),
            history: history(&plan, &population)?,
            sensitivity: sensitivities(&plan.test, &population)?,
            survival: survival.collect(),
            log_specificity: plan.test.specificity.ln(),
            entry,
            population,
            plan,
        })
    }

    /// The plan.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The population, of the plan's cancers alone.
    pub const fn population(&self) -> &Population {
        &self.population
    }

    /// Whole years of follow-up.
    pub(super) fn years(&self) -> usize {
        self.plan.follow_up.0.ceil() as usize
    }

    pub(super) fn empty(&self) -> Tally {
        Tally::new(self.population.cancers.len(), self.years(), self.plan.programme.rounds)
    }
}

/// Sensitivity in preclinical disease by cancer and stage.
fn sensitivities(test: &Test, population: &Population) -> Result<Vec<[f64; 5]>, ScreeningError> {
    let known: Vec<&str> = population.cancers.iter().map(|c| c.name.as_str()).collect();
    if let Some(name) = test.by_cancer.keys().find(|name| !known.contains(&name.as_str())) {
        let near = exoscope_core::suggest::did_you_mean(name, known.iter().copied());
        let why = format!("{name:?} is no cancer of this programme{near}");
        return Err(ScreeningError::value(
            "test.by_cancer",
            why,
            &format!("it has {}", known.join(", ")),
        ));
    }
    let of_cancer = |cancer: &crate::population::CancerRates| {
        let stated = test.by_cancer.get(&cancer.name).copied().or(test.sensitivity);
        stated.unwrap_or(cancer.clinical_sensitivity).map(|s| s * test.preclinical)
    };
    Ok(population.cancers.iter().map(of_cancer).collect())
}

/// Mean sojourn in years of cancers without a stage, where the model has none. Assumed.
const UNSTAGED_SOJOURN: f64 = 1.0;

fn history(
    plan: &Plan,
    population: &Population,
) -> Result<Box<dyn NaturalHistory>, ScreeningError> {
    match &plan.disease.history {
        History::Dwell { scenario } => {
            let scenario = Scenario::ALL.into_iter().find(|known| known.name() == scenario);
            let scenario = scenario.unwrap_or(Scenario::Fast);
            let mut mean = Vec::new();
            for cancer in &population.cancers {
                let mut stages = [UNSTAGED_SOJOURN; 5];
                if cancer.group != "-" {
                    for (stage, mean) in stages.iter_mut().enumerate().take(4) {
                        *mean = dwell(scenario, &cancer.group, stage)?;
                    }
                }
                mean.push(stages);
            }
            Ok(Box::new(Dwell { mean }))
        }
        History::TwoStage { overall_sojourn, late_sojourn } => {
            let mut early = Vec::new();
            for cancer in &population.cancers {
                let late_fraction = population.late_fraction(cancer, (30.0, 90.0));
                let two = crate::closed::markov::TwoStage {
                    overall_sojourn: overall_sojourn.0,
                    late_sojourn: late_sojourn.0,
                    late_fraction,
                };
                let mean = two.early_sojourn().map_err(|error| {
                    let why = format!("{}: {error}", cancer.name);
                    ScreeningError::value(
                        "disease.history",
                        why,
                        "a longer overall_sojourn or a shorter late_sojourn",
                    )
                })?;
                early.push(mean);
            }
            let (late, unstaged) = (late_sojourn.0, overall_sojourn.0);
            Ok(Box::new(TwoStageHistory { early, late, unstaged }))
        }
        History::Growth { law, ten_to_twenty: (low, high) } => {
            Ok(Box::new(Growth { law: *law, ten_to_twenty: (low.0, high.0) }))
        }
    }
}
