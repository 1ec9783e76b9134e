//! Run folder of a simulation: tables, checkpoint, what it rests on; the manifest comes last.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use exoscope_core::store::{
    Checksum, FolderLock, LockError, WriteError, checksum_bytes, checksum_file, write_atomic,
};
use serde::Serialize;
use thiserror::Error;

use super::Simulation;

/// Names of the files of a run folder.
pub const RUN_FILES: &[&str] = &[
    "world.toml",
    "courses.parquet",
    "cells.parquet",
    "fields.parquet",
    "parameters.json",
    "checkpoint.bin",
    "manifest.json",
    ".lock",
];

/// Why a run folder cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder is held or cannot be made.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A file that was written cannot be read again.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder holds another run.
    #[error("{} holds a run already", .0.display())]
    InTheWay(PathBuf),
    /// A result cannot be encoded.
    #[error("cannot encode {0}")]
    Json(#[from] serde_json::Error),
}

impl FolderError {
    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        matches!(self, Self::InTheWay(_)).then(|| "name a new folder with --out".to_owned())
    }
}

#[derive(Serialize)]
struct Manifest<'a> {
    format: u32,
    version: &'static str,
    seed: u64,
    minutes: f64,
    world: Checksum,
    files: BTreeMap<&'a str, Checksum>,
}

impl Simulation {
    /// Writes the run of the world file `text` into `folder`: world, courses, cells, fields, the numbers that it rests on
    /// with their evidence, a checkpoint to go on from, and the manifest with checksums.
    pub fn write_run(&self, text: &str, folder: &Path) -> Result<(), FolderError> {
        let _lock = FolderLock::hold(folder)?;
        let last = folder.join("manifest.json");
        if last.exists() {
            return Err(FolderError::InTheWay(folder.to_owned()));
        }
        write_atomic(&folder.join("world.toml"), |out| out.write_all(text.as_bytes()))?;
        let mut names = self.write(folder)?;
        let stated = serde_json::to_string_pretty(self.stated())?;
        write_atomic(&folder.join("parameters.json"), |out| out.write_all(stated.as_bytes()))?;
        self.checkpoint(text, &folder.join("checkpoint.bin"))?;
        names.extend(["world.toml", "parameters.json", "checkpoint.bin"].map(str::to_owned));
        let mut files = BTreeMap::new();
        for name in &names {
            let path = folder.join(name);
            let sum = checksum_file(&path).map_err(|source| FolderError::Read { path, source })?;
            files.insert(name.as_str(), sum);
        }
        let manifest = Manifest {
            format: 1,
            version: env!("CARGO_PKG_VERSION"),
            seed: self.cells().streams().seed(),
            minutes: self.time(),
            world: checksum_bytes([text.as_bytes()]),
            files,
        };
        let text = serde_json::to_string_pretty(&manifest)?;
        write_atomic(&last, |out| out.write_all(text.as_bytes()))?;
        Ok(())
    }
}
