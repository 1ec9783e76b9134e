//! Claims ledger with the screening programme, which the ledger's own crate does not know.

use exoscope_core::Streams;
use exoscope_screening::plan::BUILT_IN;
use exoscope_screening::{Outcome, Plan, Population, ScreeningError, Simulator};
use exoscope_therapy::TherapyError;
use exoscope_therapy::ledger::{Claim, Row, rows};

/// Blocks of people of the programme, and people of each: a form of seconds.
const BLOCKS: u64 = 8;
const PEOPLE: u64 = 40_000;

/// Computes the rows of `claims`.
///
/// # Errors
///
/// Where a built-in plan, body or population is damaged.
pub fn ledger(claims: &[Claim], streams: Streams) -> Result<Vec<Row>, TherapyError> {
    rows(claims, streams, |streams| programme(streams).map_err(|error| error.to_string()))
}

/// Of each block of people the share of cancer deaths prevented by a reader no better than its false alarms and by the
/// article's 95 %, each at an uptake of 30 and of 70 %.
fn programme(streams: Streams) -> Result<Vec<[f64; 4]>, ScreeningError> {
    let text = BUILT_IN.iter().find(|(name, _)| *name == "japan-13").map_or("", |(_, text)| *text);
    let plan: Plan = text.parse()?;
    let population = Population::built_in(&plan.population)?.ok_or_else(|| {
        ScreeningError::Parts { what: format!("no population {}", plan.population) }
    })?;
    let promised =
        plan.alternative.iter().map(|other| &other.test).find(|test| test.name.contains("95"));
    let promised = promised.ok_or_else(|| ScreeningError::Parts {
        what: "the programme has no test of 95 %".into(),
    })?;
    let simulator = |test: &exoscope_screening::plan::Test, uptake: f64| {
        let mut plan = plan.clone();
        plan.test = test.clone();
        plan.programme.uptake = uptake;
        Simulator::new(plan, population.clone())
    };
    let simulators = [
        simulator(&plan.test, 0.3)?,
        simulator(&plan.test, 0.7)?,
        simulator(promised, 0.3)?,
        simulator(promised, 0.7)?,
    ];
    let block = |number: u64| {
        let prevented = |simulator: &Simulator| {
            let people = simulator.run(streams, number * PEOPLE, (number + 1) * PEOPLE);
            let (without, with) = Outcome::new(simulator, &people).cancer_deaths;
            (without - with) / without
        };
        simulators.each_ref().map(prevented)
    };
    Ok((0..BLOCKS).map(block).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_the_one_stated() {
        for row in ledger(&Claim::ALL, Streams::new(1)).unwrap() {
            for figure in &row.figures {
                assert!(figure.agrees(), "{}: {figure:?}", row.claim.name());
            }
        }
    }
}
