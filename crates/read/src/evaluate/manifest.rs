//! What a run was: enough to make it again, and to know that it is whole.

use std::collections::BTreeMap;

use exoscope_core::cohort::{Provenance, Source};
use exoscope_core::sample::SampleId;
use exoscope_core::store::Checksum;
use serde::{Deserialize, Serialize};

use crate::pipeline::Pipeline;

/// The version of run folders that this program writes and reads.
pub const MANIFEST_FORMAT_VERSION: u32 = 2;

/// `manifest.json`, the last file of a run folder to be written: where it is, the run is whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the run folder's layout.
    pub format: u32,
    /// The program that made it.
    pub program: Program,
    /// Master seed of every random stream.
    pub seed: u64,
    /// How the reader was made.
    pub reader: Pipeline,
    /// Column that samples were grouped by, where one was stated.
    pub group: Option<String>,
    /// Classes asked for, where not all were.
    pub classes: Option<Vec<String>>,
    /// Files that went in, in the order of the command line.
    pub inputs: Vec<Source>,
    /// History of the cohort.
    pub cohort: Provenance,
    /// Samples that took no part, and why.
    pub left_out: Vec<LeftOut>,
    /// Checksums of the other files of the folder that are the same for the same seed.
    pub files: BTreeMap<String, Checksum>,
}

/// A program and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Samples that took no part in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Why.
    pub why: String,
    /// The samples.
    pub samples: Vec<SampleId>,
}

impl Program {
    /// This program.
    pub fn this() -> Self {
        Self { name: "exoscope".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}
