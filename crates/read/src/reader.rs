//! A fitted reader: the whole way from measured values to calls, kept as one file.

mod align;
mod calls;
mod error;
mod file;
mod fit;

use exoscope_core::MirnaName;
use exoscope_core::cohort::{Assay, Provenance};
use exoscope_core::sample::Roles;
use serde::{Deserialize, Serialize};

pub use align::Coverage;
pub use calls::{Calls, DEFAULT_MAX_MISSING};
pub use error::{CallError, FitReaderError};
pub use file::{MODEL_FORMAT_VERSION, OpenModelError};

use crate::learn::{FitRecord, LearnerSettings, Model};
use crate::prepare::{FittedPreparation, PreparationSettings};

/// How a reader is made.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReaderSettings {
    /// From measured values to the matrix the learner sees.
    pub preparation: PreparationSettings,
    /// The learner and its settings.
    pub learner: LearnerSettings,
    /// The metadata column with the batch of each sample; needed by batch correction alone.
    pub batch: Option<String>,
    /// The metadata column whose samples a learner keeps together when it holds some out of its own
    /// fits. One person's samples stay together in any case.
    pub group: Option<String>,
}

/// A preparation and a classifier, fitted on one training set, with what they need to know to call
/// a sample from any cohort of the same assay.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    settings: ReaderSettings,
    assay: Assay,
    mirnas: Vec<MirnaName>,
    classes: Vec<String>,
    roles: Roles,
    preparation: FittedPreparation,
    model: Model,
    record: FitRecord,
    provenance: Provenance,
}

impl Reader {
    /// How it was made.
    pub fn settings(&self) -> &ReaderSettings {
        &self.settings
    }

    /// What it can read.
    pub fn assay(&self) -> Assay {
        self.assay
    }

    /// The classes it can call, each seen in training.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Which classes are cancers, controls, benign.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The miRNAs that its calls rest on, those that passed the filter.
    pub fn mirnas(&self) -> Vec<&MirnaName> {
        self.preparation.kept().into_iter().filter_map(|column| self.mirnas.get(column)).collect()
    }

    /// How the learner's fit went.
    pub fn record(&self) -> &FitRecord {
        &self.record
    }

    /// The history of the cohort it was trained on.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
