//! The names of a whole cohort, looked up.

use exoscope_core::Cohort;
use exoscope_core::cohort::{CohortError, Step};
use exoscope_core::mirna::MirnaName;
use serde::Serialize;

use super::super::report::Renamed;
use super::{Names, Resolution};

/// What became of the names of a cohort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NamesReport {
    /// How many are current names.
    pub matched: usize,
    /// Names that are others now.
    pub renamed: Vec<Renamed>,
    /// Names that were those of several miRNAs.
    pub ambiguous: Vec<Ambiguous>,
    /// Names of entries that were taken out of miRBase.
    pub retired: Vec<String>,
    /// Names that nothing is known of.
    pub unknown: Vec<UnknownName>,
}

/// A name that was that of several miRNAs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ambiguous {
    /// The name.
    pub name: String,
    /// What they are called now.
    pub candidates: Vec<String>,
}

/// A name that nothing is known of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownName {
    /// The name.
    pub name: String,
    /// Up to three known ones like it.
    pub nearest: Vec<String>,
}

impl Names {
    /// Looks up the names of a cohort's miRNAs.
    pub fn report(&self, cohort: &Cohort) -> NamesReport {
        let mut report = NamesReport::default();
        for mirna in cohort.mirnas() {
            let name = mirna.canonical().to_owned();
            match self.resolve(&name) {
                Resolution::Current => report.matched += 1,
                Resolution::Renamed(canonical) => {
                    report.renamed.push(Renamed { original: name, canonical });
                }
                Resolution::Ambiguous(candidates) => {
                    report.ambiguous.push(Ambiguous { name, candidates });
                }
                Resolution::Retired => report.retired.push(name),
                Resolution::Unknown => {
                    let nearest = self.suggest(&name);
                    report.unknown.push(UnknownName { name, nearest });
                }
            }
        }
        report
    }

    /// Gives every miRNA of a cohort its current name; those without exactly one keep theirs. Fails
    /// where two would have the same.
    pub fn rename(&self, cohort: Cohort) -> Result<Cohort, CohortError> {
        let current = |mirna: &MirnaName| match self.resolve(mirna.canonical()) {
            Resolution::Renamed(name) => name
                .parse::<MirnaName>()
                .map_or_else(|_| mirna.clone(), |name| name.written(mirna.original())),
            _ => mirna.clone(),
        };
        let mirnas = cohort.mirnas().iter().map(current).collect();
        let mut cohort = cohort.with_mirnas(mirnas)?;
        cohort.add_step(Step::new("miRNAs renamed to current names", self.sources.clone()));
        Ok(cohort)
    }
}
