//! One-way sensitivity analysis (tornado): one parameter at a time, low and high.

use exoscope_core::Streams;
use serde::{Deserialize, Serialize};

use crate::engine::Simulator;
use crate::error::ScreeningError;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::population::Population;

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

/// The swings, widest first.
pub(super) fn swings(
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
