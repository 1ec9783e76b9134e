//! What differs between two cohorts.

use exoscope_core::Cohort;

/// What differs between a cohort and the one that it should be.
#[derive(Debug, Default, PartialEq)]
pub struct Differences {
    shape: bool,
    names: usize,
    values: usize,
    facts: usize,
}

impl Differences {
    pub fn of(truth: &Cohort, found: &Cohort) -> Self {
        let same_shape = truth.values().dim() == found.values().dim();
        let samples = truth.samples().iter().zip(found.samples());
        let mirnas = truth.mirnas().iter().zip(found.mirnas());
        let values = (0..truth.n_samples())
            .flat_map(|row| truth.values().row(row).zip(found.values().row(row)));
        let column = |name: &str| found.metadata().column(name).ok();
        let facts = truth.metadata().columns().iter();
        Self {
            shape: !same_shape,
            names: samples.filter(|(a, b)| a != b).count() + mirnas.filter(|(a, b)| a != b).count(),
            values: values.filter(|(a, b)| a != b && !(a.is_nan() && b.is_nan())).count(),
            facts: facts.filter(|fact| column(fact.name()) != Some(fact)).count(),
        }
    }

    pub fn none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether one name, so many values and so many columns of facts differ at most.
    pub fn few(&self, values: usize, facts: usize) -> bool {
        !self.shape && self.names <= 1 && self.values <= values && self.facts <= facts
    }

    /// Whether so many names differ, and nothing else.
    pub fn only_names(&self, names: usize) -> bool {
        *self == Self { names, ..Self::default() }
    }
}
