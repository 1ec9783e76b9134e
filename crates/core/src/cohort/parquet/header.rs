//! What a cohort file says of itself, under one key of Parquet's key-value metadata.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Provenance;
use crate::sample::{Field, Roles};
use crate::scale::Scale;

/// The key of the header in the file's key-value metadata.
pub(super) const KEY: &str = "exoscope";

/// The name of the column that holds the samples' names.
pub(super) const SAMPLE_COLUMN: &str = "sample";

/// The version of the cohort format that this program writes, and the newest it reads.
pub const FORMAT_VERSION: u32 = 1;

/// The version alone, read before anything else, so that a newer file is refused by its version
/// and not by a field that this program does not know.
#[derive(Deserialize)]
pub(super) struct Version {
    pub(super) format: u32,
}

/// What the columns do not say.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) format: u32,
    pub(super) scale: Scale,
    pub(super) fields: BTreeMap<Field, String>,
    pub(super) roles: Roles,
    /// How many of the columns, the last ones, are miRNAs.
    pub(super) mirnas: usize,
    /// Original names of miRNAs, where they differ from the canonical name that heads the column.
    pub(super) originals: BTreeMap<String, String>,
    pub(super) provenance: Provenance,
}
