//! Plans of screening programmes; those that can be are simulated for a few people.
#![no_main]

use exoscope_core::Streams;
use exoscope_screening::{Plan, Population, Simulator};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(plan) = String::from_utf8_lossy(content).parse::<Plan>() else { return };
    let Ok(Some(population)) = Population::built_in(&plan.population) else { return };
    if let Ok(simulator) = Simulator::new(plan, population) {
        simulator.run(Streams::new(0), 0, 20);
    }
});
