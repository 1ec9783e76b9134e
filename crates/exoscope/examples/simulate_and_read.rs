//! Simulates people whose truth is known, and reads them back: which miRNAs do the calls rest on?
//!
//!     cargo run --release --example simulate_and_read

use std::error::Error;

use exoscope::explain::{Explain, Explained};
use exoscope::prelude::*;
use exoscope::sim::cohort::{BUILT_IN, Design};
use exoscope::simulate::SimulateCohort;
use exoscope::train::Train;

/// Simulates `people` of each class of the small design, trains on them, and explains the model's calls.
///
/// # Errors
///
/// Where the design does not hold together, or the cohort cannot be learned from.
pub fn simulate_and_read(people: usize) -> Result<Explained, Box<dyn Error>> {
    let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == "small").ok_or("no such design")?;
    let mut design: Design = text.parse()?;
    design.class.iter_mut().for_each(|class| class.people = people);
    let mut outputs = Outputs::memory();
    SimulateCohort::default().run(design, &mut outputs, &Silent)?;

    let mut inputs = Inputs::default();
    for (name, bytes) in outputs.into_memory() {
        inputs = inputs.with_bytes(&name, bytes);
    }
    let learner = LearnerSettings::default_of("shrunken-centroids").ok_or("no such learner")?;
    let mut outputs = Outputs::memory();
    Train::of(learner).run(&inputs, &mut outputs, &Silent)?;
    let model = outputs.bytes("model").ok_or("no model")?.to_vec();
    Ok(Explain::default().run(&inputs.with_bytes("model", model), &mut outputs, &Silent)?)
}

/// Prints the miRNAs that calls rest on most.
///
/// # Errors
///
/// As [`simulate_and_read`].
pub fn main() -> Result<(), Box<dyn Error>> {
    let explained = simulate_and_read(40)?;
    for of in explained.ranked.iter().take(10) {
        println!("{}\t{:.3}", of.mirna, of.mean_contribution);
    }
    Ok(())
}
