//! Where a cohort came from.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::store::{Checksum, checksum_bytes, checksum_file};

/// A cohort's history: what was done, to which files, by which version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The steps, oldest first.
    pub steps: Vec<Step>,
}

/// One step of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What was done, in a sentence.
    pub what: String,
    /// The version of Exoscope that did it.
    pub version: String,
    /// The files it read.
    pub sources: Vec<Source>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name, without the folder: a cohort file tells nothing of its maker's machine.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Checksum,
}

impl Step {
    /// A step done by this version.
    pub fn new(what: impl Into<String>, sources: Vec<Source>) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Self { what: what.into(), version, sources }
    }
}

impl Source {
    /// Names and sums a file.
    pub fn of(path: &Path) -> io::Result<Self> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, sha256: checksum_file(path)? })
    }

    /// Names and sums the bytes of a file.
    pub fn of_bytes(name: impl Into<String>, bytes: &[u8]) -> Self {
        Self { name: name.into(), sha256: checksum_bytes([bytes]) }
    }
}
