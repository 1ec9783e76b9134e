//! Claims ledger with the screening programme, which the ledger's own crate does not know.

use exoscope_core::Streams;
use exoscope_screening::plan::BUILT_IN;
use exoscope_screening::{Outcome, Plan, Population, ScreeningError, Simulator};
use exoscope_therapy::TherapyError;
use exoscope_therapy::ledger::{Claim, Row, rows};

/// People of the programme: a form of seconds.
const PEOPLE: u64 = 40_000;

/// Computes the rows of `claims`.
///
/// # Errors
///
/// Where a built-in plan, body or population is damaged.
pub fn ledger(claims: &[Claim], streams: Streams) -> Result<Vec<Row>, TherapyError> {
    rows(claims, streams, |streams| programme(streams).map_err(|error| error.to_string()))
}

/// Cancer deaths per 100,000 without the programme, and prevented by a reader no better than its false alarms and by the
/// article's 95 %, each at an uptake of 30 and of 70 %.
fn programme(streams: Streams) -> Result<[f64; 5], ScreeningError> {
    let text = BUILT_IN.iter().find(|(name, _)| *name == "japan-13").map_or("", |(_, text)| *text);
    let plan: Plan = text.parse()?;
    let population = Population::built_in(&plan.population)?.ok_or_else(|| {
        ScreeningError::Parts { what: format!("no population {}", plan.population) }
    })?;
    let deaths = |test: &exoscope_screening::plan::Test, uptake: f64| {
        let mut plan = plan.clone();
        plan.test = test.clone();
        plan.programme.uptake = uptake;
        let simulator = Simulator::new(plan, population.clone())?;
        let found = Outcome::new(&simulator, &simulator.run(streams, 0, PEOPLE));
        Ok::<_, ScreeningError>((
            found.cancer_deaths.0,
            found.cancer_deaths.0 - found.cancer_deaths.1,
        ))
    };
    let promised =
        plan.alternative.iter().map(|other| &other.test).find(|test| test.name.contains("95"));
    let promised = promised.ok_or_else(|| ScreeningError::Parts {
        what: "the programme has no test of 95 %".into(),
    })?;
    let (without, reader_30) = deaths(&plan.test, 0.3)?;
    let (_, reader_70) = deaths(&plan.test, 0.7)?;
    let (_, promised_30) = deaths(promised, 0.3)?;
    let (_, promised_70) = deaths(promised, 0.7)?;
    Ok([without, reader_30, reader_70, promised_30, promised_70])
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
