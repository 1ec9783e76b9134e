//! A cohort at a glance, before anything is fitted: what it holds, what is missing, what stands out.

mod facts;
mod profile;

use exoscope_core::cohort::Provenance;
use exoscope_core::sample::Field;
use exoscope_core::{Cohort, Scale};
use serde::Serialize;

pub use facts::{Common, FactSummary};
pub use profile::{Detected, Spread, TopMirna};

use facts::summary;

/// What a cohort holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// Number of samples.
    pub samples: usize,
    /// Number of miRNAs.
    pub mirnas: usize,
    /// The scale of the values.
    pub scale: Scale,
    /// What the values can be compared with, such as `counts of precursor miRNAs`; or why nothing
    /// can be fitted on them.
    pub assay: Result<String, String>,
    /// The classes: labels by count, most first; empty where no column holds the label.
    pub classes: Vec<Class>,
    /// Samples without a label, where a column holds the label.
    pub unlabelled: usize,
    /// The columns of facts.
    pub facts: Vec<FactSummary>,
    /// Missing values.
    pub missing: usize,
    /// Which part of the miRNAs is detected, over samples.
    pub detected: Detected,
    /// Sum of the counts of a sample, over samples; for counts only.
    pub totals: Option<Spread>,
    /// The miRNAs with the highest medians, highest first.
    pub top: Vec<TopMirna>,
    /// Where the cohort came from.
    pub provenance: Provenance,
}

/// A class of samples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Class {
    /// Its label.
    pub label: String,
    /// What the label stands for, where that is known.
    pub role: Option<String>,
    /// Number of samples.
    pub samples: usize,
}

impl Description {
    /// Describes a cohort, listing up to `n_top` top miRNAs.
    ///
    /// ```
    /// use exoscope_core::{Cohort, Scale};
    /// use exoscope_import::describe::Description;
    /// use ndarray::array;
    ///
    /// let cohort = Cohort::new(
    ///     vec!["A".parse()?, "B".parse()?],
    ///     vec!["hsa-miR-21-5p".parse()?, "hsa-miR-451a".parse()?],
    ///     array![[0.0, 22_622.0], [80.0, 20_000.0]],
    ///     Scale::Counts,
    /// )?;
    /// let description = Description::of(&cohort, 1);
    /// assert_eq!(description.detected.fraction.min, 0.5);
    /// assert_eq!(description.top[0].mirna, "hsa-miR-451a");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(cohort: &Cohort, n_top: usize) -> Self {
        let label = cohort.metadata().field(Field::Label);
        let classes = label.map(facts::counts).unwrap_or_default().into_iter();
        Self {
            samples: cohort.n_samples(),
            mirnas: cohort.n_mirnas(),
            scale: cohort.scale(),
            assay: cohort.assay().map(|a| a.to_string()).map_err(|e| e.to_string()),
            classes: classes
                .map(|Common { value, samples }| Class {
                    role: cohort.roles().of(&value).map(|role| role.to_string()),
                    label: value,
                    samples,
                })
                .collect(),
            unlabelled: label.map_or(0, exoscope_core::sample::Column::n_missing),
            facts: cohort.metadata().columns().iter().map(|c| summary(cohort, c)).collect(),
            missing: cohort.values().n_missing(),
            detected: Detected::of(cohort),
            totals: profile::totals(cohort),
            top: profile::top(cohort, n_top),
            provenance: cohort.provenance().clone(),
        }
    }
}
