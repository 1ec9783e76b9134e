//! Readers as files: data only, versioned, checksummed, read back to the bit.
//!
//! The file is in the safetensors format, with the numbers of classifier and factor model as named
//! tensors, and
//! everything else as JSON under the metadata key `exoscope`.

mod factors;
mod member;
mod model;
mod sealed;
mod tensor;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use exoscope_core::cohort::{Assay, Provenance};
use exoscope_core::sample::Roles;
use exoscope_core::store::{Checksum, WriteError, write_atomic};
use safetensors::tensor::{SafeTensorError, SafeTensors};
use serde::{Deserialize, Serialize};

pub(crate) use self::member::{member_from_bytes, member_to_bytes};
use self::model::{Layout, assemble, lay_out};
use self::sealed::{KEY, seal, unseal};
use super::{Fingerprints, FittedPipeline, Panel, Pipeline, TrainingBatches};
use crate::call::CallRules;
use crate::learn::{Classifier, FitRecord, InputError};
use crate::prepare::FittedPreparation;

/// The version of the model format that this program writes and reads.
pub const MODEL_FORMAT_VERSION: u32 = 3;

/// Why a file is no model.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct OpenModelError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub reason: Reason,
}

/// What is wrong with a model file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no safetensors file, or a damaged one.
    #[error("not a whole model file ({0})")]
    Tensors(#[from] SafeTensorError),
    /// Another program wrote it.
    #[error("no Exoscope model: it has no {KEY:?} entry in its metadata")]
    NoHeader,
    /// The header cannot be read.
    #[error("its {KEY:?} entry cannot be read: {0}")]
    Header(#[from] serde_json::Error),
    /// An older or a newer program wrote it.
    #[error("model format {found}, and this version reads {MODEL_FORMAT_VERSION}: train it again")]
    Version {
        /// The format of the file.
        found: u32,
    },
    /// Its bytes have changed since it was written.
    #[error("damaged: its checksum is {found}, it should be {expected}")]
    Checksum {
        /// The checksum it was written with.
        expected: Checksum,
        /// The checksum of what is there.
        found: Checksum,
    },
    /// A tensor is of another kind or shape than a model's.
    #[error("tensor {name:?} is not of the kind or shape of a model's")]
    Tensor {
        /// The tensor.
        name: String,
    },
    /// Its parts are of different sizes.
    #[error("its parts do not fit each other: {what}")]
    Parts {
        /// Which.
        what: &'static str,
    },
    /// The classifier does not hold together.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A miRNA has no proper name.
    #[error(transparent)]
    Mirna(#[from] exoscope_core::mirna::ParseError),
}

/// Everything of a reader but its tensors.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    settings: Pipeline,
    assay: Assay,
    mirnas: Vec<String>,
    classes: Vec<String>,
    grouped_by: Vec<String>,
    #[serde(default)]
    samples: Option<Vec<usize>>,
    roles: Roles,
    preparation: FittedPreparation,
    record: FitRecord,
    provenance: Provenance,
    model: Layout,
    fingerprints: Fingerprints,
    #[serde(default)]
    batches_seen: Option<TrainingBatches>,
    #[serde(default)]
    panel: Option<Panel>,
    #[serde(default)]
    rules: Option<CallRules>,
}

impl FittedPipeline {
    /// Writes the reader, whole or not at all.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), WriteError> {
        write_atomic(path.as_ref(), |out| out.write_all(&self.to_bytes()?))
    }

    /// Reads a reader, checks that it is whole, and gives back the very numbers that were saved.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenModelError> {
        let path = path.as_ref();
        let opened = fs::read(path).map_err(Reason::from).and_then(|bytes| Self::decode(&bytes));
        opened.map_err(|reason| OpenModelError { path: path.to_owned(), reason })
    }

    /// Reads a model from the bytes of its file; `name` is what errors call it.
    pub fn from_bytes(bytes: &[u8], name: impl AsRef<Path>) -> Result<Self, OpenModelError> {
        let path = || name.as_ref().to_owned();
        Self::decode(bytes).map_err(|reason| OpenModelError { path: path(), reason })
    }

    /// The bytes of the model's file.
    ///
    /// # Errors
    ///
    /// Where the settings have no JSON form.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let (layout, mut tensors) = lay_out(&self.model);
        tensors.extend(factors::lay_out(&self.factors));
        let facts = serde_json::to_string(&Facts {
            settings: self.settings.clone(),
            assay: self.assay,
            mirnas: self.mirnas.iter().map(|m| m.original().to_owned()).collect(),
            classes: self.classes.clone(),
            grouped_by: self.grouped_by.clone(),
            samples: self.samples.clone(),
            roles: self.roles.clone(),
            preparation: self.preparation.clone(),
            record: self.record.clone(),
            provenance: self.provenance.clone(),
            model: layout,
            fingerprints: self.fingerprints.clone(),
            batches_seen: self.batches_seen.clone(),
            panel: self.panel.clone(),
            rules: self.rules.clone(),
        })?;
        seal(facts, tensors)
    }

    fn decode(bytes: &[u8]) -> Result<Self, Reason> {
        unseal(bytes, Self::assemble)
    }

    fn assemble(facts: &str, tensors: &SafeTensors<'_>) -> Result<Self, Reason> {
        let facts: Facts = serde_json::from_str(facts)?;
        // A model from before samples were counted has their number in its rules alone.
        let counted =
            |rules: &CallRules| rules.conformal.classes.iter().map(|c| c.samples).collect();
        let samples = facts.samples.or_else(|| facts.rules.as_ref().map(counted));
        let reader = Self {
            settings: facts.settings,
            assay: facts.assay,
            mirnas: facts.mirnas.iter().map(|name| name.parse()).collect::<Result<_, _>>()?,
            classes: facts.classes,
            grouped_by: facts.grouped_by,
            samples,
            roles: facts.roles,
            preparation: facts.preparation,
            panel: facts.panel,
            factors: factors::assemble(tensors)?,
            model: assemble(&facts.model, tensors)?,
            rules: facts.rules,
            record: facts.record,
            provenance: facts.provenance,
            fingerprints: facts.fingerprints,
            batches_seen: facts.batches_seen,
        };
        reader.checked()
    }

    /// That every part sees as many features and classes as the others.
    fn checked(self) -> Result<Self, Reason> {
        let kept = self.preparation.kept().len();
        let panel = self.panel.iter().flat_map(|panel| &panel.columns);
        let features = self.columns().len();
        let rules = self.rules.as_ref().map_or(self.classes.len(), |r| r.conformal.classes.len());
        let samples = self.samples.as_ref().map_or(self.classes.len(), Vec::len);
        let wrong = [
            (self.preparation.filter().verdicts().len() != self.mirnas.len(), "miRNAs and filter"),
            (panel.max().is_some_and(|&last| last >= kept), "panel and filter"),
            (self.model.n_features() != features, "model and miRNAs"),
            (self.factors.mean().len() != features, "factor model and miRNAs"),
            (self.model.n_classes() != self.classes.len(), "model and classes"),
            (samples != self.classes.len(), "training samples and classes"),
            (rules != self.classes.len(), "rules and classes"),
        ];
        match wrong.iter().find(|(wrong, _)| *wrong) {
            Some(&(_, what)) => Err(Reason::Parts { what }),
            None => Ok(self),
        }
    }
}
