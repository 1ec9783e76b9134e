//! Japan's 13 cancers in people who are tested every year for 20 years, with and without the programme.
//!
//! `cargo run --release -p exoscope-screening --example people -- 1e7`; `benches/numpy_peer.py` does the same work.
#![allow(clippy::print_stdout)]

use exoscope_core::Streams;
use exoscope_screening::plan::{BUILT_IN, Years};
use exoscope_screening::{Outcome, Plan, Population, ScreeningError, Simulator};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let people: f64 = std::env::args().nth(1).unwrap_or_else(|| "1e6".into()).parse()?;
    let simulator = Simulator::new(plan()?, population()?)?;
    let outcome = Outcome::new(&simulator, &simulator.run(Streams::new(1), 0, people as u64));
    let found: u64 = outcome.rounds.iter().map(|round| round.found).sum();
    let tests: u64 = outcome.rounds.iter().map(|round| round.tests).sum();
    println!(
        "{people} people, {tests} tests, {found} cancers found, late-stage rate ratio {:?}",
        outcome.late_ratio
    );
    Ok(())
}

/// `japan-13` over 20 yearly rounds that everyone attends.
fn plan() -> Result<Plan, ScreeningError> {
    let text = BUILT_IN.iter().find(|(name, _)| *name == "japan-13").map_or("", |(_, text)| text);
    let mut plan: Plan = text.parse()?;
    plan.follow_up = Years(20.0);
    plan.programme.rounds = 20;
    plan.programme.uptake = 1.0;
    plan.programme.attendance.clear();
    plan.checked()
}

fn population() -> Result<Population, ScreeningError> {
    let japan = Population::built_in("japan")?;
    japan.ok_or_else(|| ScreeningError::Parts { what: "no population of Japan".into() })
}
