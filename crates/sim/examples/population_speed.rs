//! How long a population takes: `cargo run --release -p exoscope-sim --example population_speed --
//! PEOPLE [OUT.xml RATES.csv]`.
//!
//! Everyone has own parameters and gets a dose by vein every week for 365 days, with an output a day.
//! With the two files, it also writes the body as SBML and a row of rates per person for
//! `tests/reference/speed.py`, which runs the same people in libRoadRunner.

use std::time::Instant;

use exoscope_core::Streams;
use exoscope_sim::model::{ADULT, Blueprint};
use exoscope_sim::sbml::{Settings, export, rates};
use exoscope_sim::solve::{SimulationSettings, Start, simulate};
use exoscope_sim::world::people::Population;

const DOSES: &str = r#"
[[dose]]
route = "vein"
amount = "1e11 EV"
every = "7 days"
times = 53
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let people: u64 = arguments.first().ok_or("how many people?")?.parse()?;
    let body: Blueprint = format!("{ADULT}{DOSES}").parse()?;
    let (population, streams) = (Population::default(), Streams::new(1));
    let settings = Settings { background: false, doses: true };
    if let [_, document, table] = arguments.as_slice() {
        std::fs::write(document, export(&body, &body.values(), settings)?)?;
        let rows = population
            .each(&body, streams, 0..people.min(64), |one| rates(&body, &one.values, settings))?;
        let rows = rows.iter().map(|row| {
            let cells: Vec<String> = row.iter().map(f64::to_string).collect();
            cells.join(",") + "\n"
        });
        std::fs::write(table, rows.collect::<String>())?;
    }
    let day = 1440.0;
    let plan = SimulationSettings {
        duration: 365.0 * day,
        step: day,
        background: false,
        doses: true,
        start: Start::Empty,
    };
    let start = Instant::now();
    let ends = population.each(&body, streams, 0..people, |one| {
        simulate(&body, &one.values, &plan).map(|course| course.amounts[8][0])
    })?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{people} people in {seconds:.2} s, {:.3} ms each on {} threads; first: {:.9e}",
        seconds * 1e3 / people as f64,
        rayon::current_num_threads(),
        ends.first().copied().unwrap_or_default()
    );
    Ok(())
}
