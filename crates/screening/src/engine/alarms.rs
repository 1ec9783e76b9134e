//! False positives of one person: the number of clean tests before each is geometric.

use super::compile::Simulator;
use super::person::Person;
use super::sources::Sources;

/// When the next false positive comes.
pub(super) struct Alarms {
    /// Clean tests before it.
    clean: f64,
    /// All tests of the person have one result.
    repeats: bool,
}

impl Alarms {
    /// Of a person whose results repeat where `repeats` is below the test's persistence.
    pub fn new(simulator: &Simulator, person: &Person, repeats: Option<f64>) -> Self {
        let test = &simulator.plan.test;
        let repeats = repeats.is_some_and(|uniform| uniform < test.false_positive_persistence);
        let clean = if !repeats {
            geometric(person.alarm, simulator.log_specificity)
        } else if person.alarm <= 1.0 - test.specificity {
            0.0
        } else {
            f64::INFINITY
        };
        Self { clean, repeats }
    }

    /// Whether the next test of a healthy person is positive.
    pub fn next(&mut self, simulator: &Simulator, sources: &mut Sources) -> bool {
        if self.clean >= 1.0 {
            self.clean -= 1.0;
            return false;
        }
        if !self.repeats {
            self.clean = geometric(1.0 - sources.test(), simulator.log_specificity);
        }
        true
    }
}

/// Number of clean tests before a false positive, by a uniform number above 0; infinite at a specificity of 1.
fn geometric(uniform: f64, log_specificity: f64) -> f64 {
    if log_specificity < 0.0 { (uniform.ln() / log_specificity).floor() } else { f64::INFINITY }
}
