//! Trials that are run, and what is read off them.

use exoscope_core::Streams;
use exoscope_therapy::trial::{BUILT_IN, Operating, Plan, Study, simulate, study};

pub fn built_in(name: &str) -> Plan {
    let (_, text) = BUILT_IN.iter().find(|(n, _)| *n == name).unwrap();
    text.parse().unwrap()
}

pub fn run(plan: &Plan, trials: u64) -> Study {
    let part = simulate(plan, Streams::new(5), (0, trials)).unwrap();
    let mut plain = plan.clone();
    plain.sweep = exoscope_therapy::trial::plan::Sweep::default();
    let part = exoscope_therapy::trial::Part {
        plan: serde_json::to_value(plain.clone().checked().unwrap()).unwrap(),
        ..part
    };
    study(&plain, &part).unwrap()
}

pub fn null(study: &Study) -> &Operating {
    study.operating.first().unwrap()
}

pub fn bias(at: &Operating) -> f64 {
    at.bias.unwrap()
}

/// Monte Carlo standard error of the mean estimate.
pub fn error(at: &Operating) -> f64 {
    at.estimate.unwrap().1
}
