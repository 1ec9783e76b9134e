//! Intervals over parameters: draws from the posterior of a fit, else from assumed ranges.

use exoscope_core::Streams;
use exoscope_core::random::Stream;
use rand::RngExt as _;
use serde::{Deserialize, Serialize};

use crate::engine::Simulator;
use crate::error::ScreeningError;
use crate::estimate::Estimate;
use crate::fit::{Draw, Fit};
use crate::outcome::Outcome;
use crate::plan::{History, Plan, Test, Years};
use crate::population::Population;
use crate::random::proportion;

/// Intervals over draws of parameters; each draw simulates people of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverParameters {
    /// Draws that were simulated.
    pub draws: usize,
    /// Draws left out, whose late stage leaves nothing for the early stage of one cancer.
    pub impossible: usize,
    /// People simulated at each.
    pub people: u64,
    /// Whether they come from the posterior of the fit, or from assumed ranges.
    pub posterior: bool,
    /// Late-stage rate ratio over follow-up.
    pub late_ratio: Estimate,
    /// Stage IV rate ratio over follow-up.
    pub stage_four_ratio: Estimate,
    /// Early-stage rate ratio over follow-up.
    pub early_ratio: Estimate,
    /// Relative reduction of cancer deaths.
    pub mortality_reduction: Estimate,
    /// Cancer deaths prevented per 100,000.
    pub prevented: Estimate,
    /// PPV of all rounds.
    pub ppv: Estimate,
    /// Overdiagnosed, of those found.
    pub overdiagnosed: Estimate,
    /// Excess of diagnoses per 100,000.
    pub excess: Estimate,
    /// Mean lead time, years.
    pub lead_years: Estimate,
    /// Life-years gained per 1,000 people.
    pub life_years: Estimate,
    /// Quality-adjusted life-years gained per 1,000 people.
    pub quality_years: Estimate,
    /// Treatment with less treatment without, per 1,000 people.
    pub treatment: Estimate,
    /// Tests and work-up per cancer found.
    pub per_cancer: Estimate,
    /// Net cost per life-year gained, none where the gain of a draw is not told from 0.
    pub per_life_year: Estimate,
    /// Net cost per QALY gained, none where the gain of a draw is not told from 0.
    pub per_qaly: Estimate,
    /// Tests and work-up per year and 100,000 people.
    pub budget: Estimate,
}

pub(super) fn over_parameters(
    plan: &Plan,
    population: &Population,
    streams: Streams,
    (people, draws): (u64, usize),
    fit: Option<&Fit>,
) -> Result<Option<OverParameters>, ScreeningError> {
    if draws == 0 {
        return Ok(None);
    }
    let mut outcomes = Vec::new();
    for number in 0..draws {
        let mut plan = plan.clone();
        plan.trial = None;
        let mut random = streams.stream("screening parameters", number as u64);
        match fit.and_then(|fit| fit.draws.get(number * fit.draws.len() / draws)) {
            Some(draw) => with_draw(&mut plan, draw),
            None => assumed(&mut plan, &mut random),
        }
        measured(&mut plan.test, fit.is_none(), &mut random);
        let simulator = match Simulator::new(plan, population.clone()) {
            Ok(simulator) => simulator,
            // A draw whose late stage leaves nothing for the early stage of one cancer is impossible.
            Err(ScreeningError::Value { field, .. }) if field == "disease.history" => continue,
            Err(error) => return Err(error),
        };
        outcomes.push(Outcome::new(&simulator, &simulator.run(streams, 0, people)));
    }
    // The median of some draws would be of those alone that have the figure.
    let over = |pick: fn(&Outcome) -> Estimate| {
        let values: Vec<f64> = outcomes.iter().filter_map(|outcome| pick(outcome).value).collect();
        if !values.is_empty() && values.len() == outcomes.len() {
            Estimate::of_draws(values)
        } else {
            Estimate::default()
        }
    };
    Ok(Some(OverParameters {
        draws: outcomes.len(),
        impossible: draws - outcomes.len(),
        people,
        posterior: fit.is_some(),
        late_ratio: over(|outcome| outcome.late_ratio),
        stage_four_ratio: over(|outcome| outcome.stage_four_ratio),
        early_ratio: over(|outcome| outcome.early_ratio),
        mortality_reduction: over(|outcome| outcome.mortality_reduction),
        prevented: over(|outcome| outcome.prevented),
        ppv: over(|outcome| outcome.ppv),
        overdiagnosed: over(|outcome| outcome.overdiagnosed),
        excess: over(|outcome| outcome.excess),
        lead_years: over(|outcome| outcome.lead_years),
        life_years: over(|outcome| outcome.life_years),
        quality_years: over(|outcome| outcome.quality_years),
        treatment: over(|outcome| outcome.cost.treatment),
        per_cancer: over(|outcome| outcome.cost.per_cancer),
        per_life_year: over(|outcome| outcome.cost.per_life_year),
        per_qaly: over(|outcome| outcome.cost.per_qaly),
        budget: over(|outcome| outcome.cost.budget),
    }))
}

fn with_draw(plan: &mut Plan, draw: &Draw) {
    plan.disease.history = History::TwoStage {
        overall_sojourn: Years(draw.overall_sojourn),
        late_sojourn: Years(draw.late_sojourn),
    };
    plan.disease.sojourn_factor = 1.0;
    let unstaged = plan.test.sensitivity.map_or(0.0, |s| s[4]);
    plan.test.sensitivity = Some([draw.early, draw.early, draw.late, draw.late, unstaged]);
    plan.test.by_cancer.clear();
    plan.test.preclinical = 1.0;
}

/// A draw from the assumed ranges: sojourn between half and twice, sensitivity in preclinical disease between half and
/// all of what is stated, correlation and benefit between 0 and 1.
fn assumed(plan: &mut Plan, random: &mut Stream) {
    let mut uniform = || random.random::<f64>();
    plan.disease.sojourn_factor *= 4.0_f64.powf(uniform() - 0.5);
    plan.test.preclinical *= 0.5 + 0.5 * uniform();
    plan.test.persistence = uniform();
    plan.disease.stage_shift_benefit = uniform();
}

/// Draws what was counted in samples: specificity, and where no fit says otherwise the sensitivities.
fn measured(test: &mut Test, sensitivities: bool, random: &mut Stream) {
    if let Some(controls) = test.controls {
        test.specificity = proportion(test.specificity * controls, controls, random);
    }
    if let (true, Some(stages), Some(samples)) =
        (sensitivities, &mut test.sensitivity, test.samples)
    {
        let all = stages[4];
        let drawn = proportion(all * samples[4], samples[4], random);
        for (sensitivity, samples) in stages.iter_mut().zip(samples) {
            // A stage without samples has the figure of all cancers.
            *sensitivity = if samples > 0.0 {
                proportion(*sensitivity * samples, samples, random)
            } else {
                drawn
            };
        }
    }
}
