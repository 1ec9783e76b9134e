//! Speed of the trial engine: 10,000 trials of 260 people with spinal cord injury, at every strength of the plan.
//!
//! `cargo run --release -p exoscope-therapy --example trials -- 10000`; `RAYON_NUM_THREADS` sets the threads.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use exoscope_core::Streams;
use exoscope_therapy::trial::{BUILT_IN, Plan, Trials};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let trials: u64 = std::env::args().nth(1).unwrap_or_else(|| "10000".into()).parse()?;
    let text = BUILT_IN.iter().find(|(name, _)| *name == "sci-randomised").map_or("", |(_, t)| t);
    let plan: Plan = text.parse()?;
    let engine = Trials::new(&plan)?;
    let started = Instant::now();
    let rows = engine.run(Streams::new(1), 0, trials);
    let significant: Vec<usize> =
        rows.iter().map(|rows| rows.iter().filter(|row| row.significant).count()).collect();
    println!(
        "{trials} trials of {} people, beta {:?}: significant {significant:?}, {:.2} s",
        engine.people(),
        engine.plan().treatment.beta,
        started.elapsed().as_secs_f64()
    );
    Ok(())
}
