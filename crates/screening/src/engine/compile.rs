//! A plan and a population made ready for simulation: cumulative hazards, sensitivities, natural history.

use super::cells::Cells;
use super::hazard::{Cumulative, Hazards};
use super::in_progress::InProgress;
use crate::closed::interception::Scenario;
use crate::closed::markov::TwoStage;
use crate::disease::{Dwell, Growth, Mixture, NaturalHistory, Survival, TwoStageHistory};
use crate::error::ScreeningError;
use crate::plan::{History, Plan, Test};
use crate::population::{AGES, Population};
use crate::table::dwell;
use crate::tally::Tally;

/// Everything that a person's two lives depend on but their number.
pub struct Simulator {
    pub(super) plan: Plan,
    pub(super) population: Population,
    pub(super) cells: Cells,
    pub(super) follow_up: f64,
    /// By sex.
    pub(super) hazards: [Hazards; 2],
    /// By sex: tumours in progress at an age.
    pub(super) in_progress: [InProgress; 2],
    /// By sex: expected points of tumours that matter by the end of what is followed, from age 0.
    pub(super) line: [Cumulative; 2],
    /// Tumours that never surface for each that does, φ/(1 − φ).
    pub(super) indolent_odds: f64,
    pub(super) history: Box<dyn NaturalHistory>,
    /// By cancer and stage.
    pub(super) sensitivity: Vec<[f64; 5]>,
    pub(super) survival: Vec<[Survival; 5]>,
    /// ln(specificity), for the number of tests up to the first false positive.
    pub(super) log_specificity: f64,
    /// Probability of no false positive in 0, 1, … tests.
    pub(super) clean: Vec<f64>,
    /// What money spent at each round is worth at the first invitation.
    pub(super) worth: Vec<f64>,
}

impl Simulator {
    /// Makes a checked plan ready.
    pub fn new(plan: Plan, population: Population) -> Result<Self, ScreeningError> {
        let population = population.only(&plan.cancers)?;
        let history = history(&plan, &population)?;
        let risk = plan.relative_risk;
        let hazards = [0, 1].map(|sex| Hazards::new(&population, sex, risk));
        for (sex, hazards) in ["men", "women"].into_iter().zip(&hazards) {
            let yearly = hazards.cancer.0.windows(2).map(|pair| pair[1] - pair[0]);
            if let Some((age, sum)) = yearly.enumerate().find(|(_, sum)| *sum > 1.0) {
                let why = format!(
                    "{sum:.2} cancers a year for each of the {sex} aged {age}, all cancers and stages together"
                );
                let hint = "rates of all cancers and stages, times relative_risk, must not sum to more than one a year: give cases per 100,000 people";
                return Err(ScreeningError::value("incidence", why, hint));
            }
        }
        let in_progress = [0, 1].map(|sex| InProgress::new(&hazards[sex], history.as_ref()));
        let indolent = plan.disease.indolent_fraction;
        let indolent_odds = indolent / (1.0 - indolent);
        let line = [0, 1].map(|sex| {
            let (surface, later) = (&hazards[sex].cancer.0, &in_progress[sex].after.0);
            let points = |(surface, later): (&f64, &f64)| surface * (1.0 + indolent_odds) + later;
            Cumulative(surface.iter().zip(later).map(points).collect())
        });
        let cure = plan.disease.cure;
        let survival =
            population.cancers.iter().map(|c| c.survival.map(|five| Survival::new(five, cure)));
        let log_specificity = plan.test.specificity.ln();
        let clean = |tests: usize| plan.test.specificity.powf(tests as f64);
        let interval = plan.programme.interval.0;
        let worth = |round: usize| (1.0 + plan.cost.discount).powf(-(round as f64 * interval));
        Ok(Self {
            worth: (0..plan.programme.rounds).map(worth).collect(),
            cells: Cells::new(&plan, &population)?,
            follow_up: plan.follow_up.0,
            sensitivity: sensitivities(&plan.test, &population)?,
            survival: survival.collect(),
            clean: (0..=plan.programme.rounds).map(clean).collect(),
            hazards,
            in_progress,
            line,
            indolent_odds,
            history,
            log_specificity,
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
        self.follow_up.ceil() as usize
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
        let sensitivity = stated.or(cancer.clinical_sensitivity).ok_or_else(|| {
            let why = format!("nothing states that of {:?}, and CCGA2 has no cancer of this name", cancer.name);
            let hint = "give `sensitivity` of all cancers, or a line of this one in [test.by_cancer]; 0 where it finds none";
            ScreeningError::value("test.sensitivity", why, hint)
        })?;
        Ok(sensitivity.map(|s| s * test.preclinical))
    };
    population.cancers.iter().map(of_cancer).collect()
}

/// Mean sojourn in years of cancers without a stage, where the model has none. Assumed.
const UNSTAGED_SOJOURN: f64 = 1.0;
/// Ages over which the late fraction of a cancer is taken.
const STAGED_AGES: (f64, f64) = (30.0, 90.0);

fn history(
    plan: &Plan,
    population: &Population,
) -> Result<Box<dyn NaturalHistory>, ScreeningError> {
    let disease = &plan.disease;
    let stages: Box<dyn NaturalHistory> = match &disease.history {
        History::Dwell { scenario } => Box::new(dwell_times(scenario, population)?),
        History::TwoStage { overall_sojourn, late_sojourn } => {
            Box::new(two_stages(overall_sojourn.0, late_sojourn.0, population)?)
        }
        History::Growth { law, ten_to_twenty: (low, high) } => {
            Box::new(Growth { law: *law, ten_to_twenty: (low.0, high.0) })
        }
    };
    let slow = (disease.slow_fraction, disease.slow_factor);
    Ok(Box::new(Mixture::new(stages, disease.sojourn_factor, slow)))
}

fn dwell_times(scenario: &str, population: &Population) -> Result<Dwell, ScreeningError> {
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
    Ok(Dwell { mean })
}

fn two_stages(
    overall_sojourn: f64,
    late_sojourn: f64,
    population: &Population,
) -> Result<TwoStageHistory, ScreeningError> {
    let mut early = Vec::new();
    for cancer in &population.cancers {
        let late_fraction = population.late_fraction(cancer, STAGED_AGES);
        let two = TwoStage { overall_sojourn, late_sojourn, late_fraction };
        early.push(two.early_sojourn().map_err(|error| {
            let why = format!("{}: {error}", cancer.name);
            let hint = "a longer overall_sojourn or a shorter late_sojourn";
            ScreeningError::value("disease.history", why, hint)
        })?);
    }
    Ok(TwoStageHistory { early, late: late_sojourn, unstaged: overall_sojourn })
}

const _: () = assert!(AGES == super::person::OLDEST as usize);
