//! Subject of an audit: the files, label, classes and split that it judged.

use std::collections::BTreeSet;

use exoscope_core::cohort::Source;
use exoscope_core::sample::Field;
use serde::{Deserialize, Serialize};

use super::Audit;
use crate::evaluate::{Evaluation, Manifest};
use crate::split::Labelled;

/// Subject of an audit: the files, label and grouping that it judged, so that no other run takes its
/// verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditSubject {
    /// Files that were read, with their checksums; the cohort or design first.
    pub inputs: Vec<Source>,
    /// Column of the label.
    pub label: Option<String>,
    /// Column of the person, whose samples stay together in every split.
    pub person: Option<String>,
    /// Whether a table of facts was audited, without any miRNA.
    pub design: bool,
}

impl AuditSubject {
    /// The subject of an audit of `labelled`, which was read from `inputs`.
    pub fn new(labelled: &Labelled<'_>, inputs: Vec<Source>, design: bool) -> Self {
        let metadata = labelled.cohort().metadata();
        let column = |field| metadata.field(field).map(|column| column.name().to_owned());
        Self { inputs, label: column(Field::Label), person: column(Field::Person), design }
    }
}

/// Mismatch of an audit and a run: the audit judged something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditMismatch {
    /// The audit says not what it is of.
    #[error("the audit does not say which files it is of")]
    Unknown,
    /// The audit is of a design.
    #[error("the audit is of the design in {name}, not of a cohort with its miRNAs")]
    Design {
        /// The design's file.
        name: String,
    },
    /// The audit is of another cohort.
    #[error(
        "the audit is of another cohort: {audit} ({audit_sum}), while the run read {run} ({run_sum})"
    )]
    Cohort {
        /// The audited file.
        audit: String,
        /// First digits of its checksum.
        audit_sum: String,
        /// The file of the run.
        run: String,
        /// First digits of its checksum.
        run_sum: String,
    },
    /// The audit is of other classes.
    #[error("the audit is of other classes: {} there, {} in the run", audit.join(", "), run.join(", "))]
    Classes {
        /// Classes of the audit.
        audit: Vec<String>,
        /// Classes of the run.
        run: Vec<String>,
    },
    /// The run kept samples together by a column that was not audited.
    #[error(
        "the run kept samples of one {column:?} together, which the audit does not name as a key"
    )]
    Split {
        /// The column.
        column: String,
    },
}

impl AuditMismatch {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Split { column } => {
                format!("audit with {column:?} among the batch variables")
            }
            Self::Classes { .. } => "audit the same classes".to_owned(),
            _ => "audit the cohort of the run".to_owned(),
        }
    }
}

impl Audit {
    /// Checks that this audit judged what the run evaluated: the same cohort file by its checksum, hence the
    /// same label; the same classes; and each column that the run kept together.
    pub fn check(&self, manifest: &Manifest, evaluation: &Evaluation) -> Result<(), AuditMismatch> {
        let subject = self.subject.as_ref().ok_or(AuditMismatch::Unknown)?;
        let audited = subject.inputs.first().ok_or(AuditMismatch::Unknown)?;
        if subject.design {
            return Err(AuditMismatch::Design { name: audited.name.clone() });
        }
        let read = manifest.inputs.first().ok_or(AuditMismatch::Unknown)?;
        if !manifest.inputs.iter().any(|input| input.sha256 == audited.sha256) {
            let sum = |source: &Source| source.sha256.to_string().chars().take(12).collect();
            return Err(AuditMismatch::Cohort {
                audit: audited.name.clone(),
                audit_sum: sum(audited),
                run: read.name.clone(),
                run_sum: sum(read),
            });
        }
        let audit: BTreeSet<&String> = self.classes.keys().collect();
        let run: BTreeSet<&String> = evaluation.scores.classes.iter().collect();
        if audit != run {
            let names = |of: BTreeSet<&String>| of.into_iter().cloned().collect();
            return Err(AuditMismatch::Classes { audit: names(audit), run: names(run) });
        }
        let unaudited = |column: &&String| {
            !self.keys.contains(column) && Some(*column) != subject.person.as_ref()
        };
        match evaluation.split.grouped_by.iter().find(unaudited) {
            Some(column) => Err(AuditMismatch::Split { column: column.clone() }),
            None => Ok(()),
        }
    }
}
