//! Run folders: an evaluation on disk, whole or not accepted.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use exoscope_core::cohort::Source;
use exoscope_core::store::{FolderLock, LockError, WriteError, checksum_file, write_atomic};
use serde::Deserialize;

use super::run_files::{AUDIT, CALLS, MANIFEST, METRICS, MIRNAS, REPORT, TIMINGS};
use super::{
    CheckpointedFits, Evaluation, HeldOutCalls, MANIFEST_FORMAT_VERSION, Manifest, Rankings,
    ReadCallsError, RunFiles,
};

const FITS: &str = "fits";

/// A run folder being written; held against other writers until it is dropped.
#[derive(Debug)]
pub struct NewRun {
    folder: PathBuf,
    _lock: FolderLock,
}

/// A whole run folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What the run was.
    pub manifest: Manifest,
    /// Its figures.
    pub evaluation: Evaluation,
}

/// Why a run folder cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// Something that is no run is in the way.
    #[error("{} is there already and is no run folder", folder.display())]
    InTheWay {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder cannot be held.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// There is no manifest: the run never ended, or it is none.
    #[error("{} is no finished run: it has no {MANIFEST}", folder.display())]
    NotFinished {
        /// The folder.
        folder: PathBuf,
    },
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("{}: {source}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// The calls do not hold together.
    #[error("{}: {source}", path.display())]
    Calls {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ReadCallsError,
    },
    /// The rankings of miRNAs cannot be read or written.
    #[error("{}: {source}", path.display())]
    Rankings {
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// An older or a newer program wrote it.
    #[error(
        "{}: run format {found}, and this version reads {MANIFEST_FORMAT_VERSION}: evaluate again",
        folder.display()
    )]
    Version {
        /// The folder.
        folder: PathBuf,
        /// Its format.
        found: u32,
    },
    /// A file has changed since the run ended.
    #[error("{} has changed since the run ended: its checksum is another", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
}

/// The version alone, read first, so that a newer run is refused by its version.
#[derive(Deserialize)]
struct Version {
    format: u32,
}

impl NewRun {
    /// Makes `folder`, or takes an earlier run's folder over, which stays as it is until
    /// [`NewRun::finish`].
    pub fn start(folder: &Path) -> Result<Self, RunError> {
        let in_the_way = fs::read_dir(folder).is_ok_and(|entries| {
            let ours = [
                METRICS,
                CALLS,
                TIMINGS,
                REPORT,
                MANIFEST,
                FITS,
                AUDIT,
                MIRNAS,
                "report.md",
                "report.json",
                "exoscope_mqc.json",
                ".lock",
            ];
            entries.flatten().any(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                !ours.contains(&name.as_ref()) && !name.ends_with(".partial")
            })
        });
        if in_the_way || folder.is_file() {
            return Err(RunError::InTheWay { folder: folder.to_owned() });
        }
        let lock = FolderLock::hold(folder)?;
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// Where finished fits are kept until the run ends. `inputs` are the files that go in.
    pub fn kept_fits(&self, inputs: &[Source]) -> CheckpointedFits {
        CheckpointedFits::new(self.folder.join(FITS), inputs)
    }

    /// Writes the files of a run, the manifest last. An earlier run's manifest goes first, so that what is
    /// in the folder counts as a run again only at the end; finished fits are no longer kept then.
    pub fn finish(self, files: &RunFiles) -> Result<(), RunError> {
        let manifest = self.folder.join(MANIFEST);
        gone(fs::remove_file(&manifest), manifest)?;
        for (name, bytes) in files.iter() {
            write_atomic(&self.folder.join(name), |out| out.write_all(bytes))?;
        }
        let fits = self.folder.join(FITS);
        gone(fs::remove_dir_all(&fits), fits)
    }
}

impl Run {
    /// Reads a finished run and checks that its files are as they were written.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, RunError> {
        let folder = folder.as_ref();
        let path = folder.join(MANIFEST);
        if !path.is_file() {
            return Err(RunError::NotFinished { folder: folder.to_owned() });
        }
        let Version { format } = json(&path)?;
        if format != MANIFEST_FORMAT_VERSION {
            return Err(RunError::Version { folder: folder.to_owned(), found: format });
        }
        let manifest: Manifest = json(&path)?;
        for (name, expected) in &manifest.files {
            let path = folder.join(name);
            match checksum_file(&path) {
                Ok(found) if found == *expected => {}
                Ok(_) => return Err(RunError::Changed { path }),
                Err(source) => return Err(RunError::Read { path, source }),
            }
        }
        Ok(Self { manifest, evaluation: json(&folder.join(METRICS))? })
    }

    /// What an audit found of the same samples, where the run has one.
    pub fn audit<T: for<'de> Deserialize<'de>>(folder: &Path) -> Result<Option<T>, RunError> {
        let path = folder.join(AUDIT);
        if path.is_file() { json(&path).map(Some) } else { Ok(None) }
    }

    /// The calls of a run that [`Run::open`] has accepted.
    pub fn read_calls(folder: &Path) -> Result<HeldOutCalls, RunError> {
        let path = folder.join(CALLS);
        let file = fs::File::open(&path)
            .map_err(|source| RunError::Read { path: path.clone(), source })?;
        HeldOutCalls::read_tsv(file).map_err(|source| RunError::Calls { path, source })
    }

    /// The miRNAs that the calls of each fit of a run rested on; of none in a run from before they
    /// were ranked.
    pub fn read_rankings(folder: &Path) -> Result<Rankings, RunError> {
        let path = folder.join(MIRNAS);
        let file = match fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Rankings::default()),
            Err(source) => return Err(RunError::Read { path, source }),
        };
        Rankings::read_tsv(file).map_err(|source| RunError::Rankings { path, source })
    }

    /// Writes the report of a run anew.
    pub fn write_report(folder: &Path, page: &str) -> Result<PathBuf, RunError> {
        let path = folder.join(REPORT);
        write_atomic(&path, |out| out.write_all(page.as_bytes()))?;
        Ok(path)
    }
}

/// That something was removed, or was not there.
fn gone(removed: io::Result<()>, path: PathBuf) -> Result<(), RunError> {
    match removed {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(RunError::Read { path, source })
        }
        _ => Ok(()),
    }
}

fn json<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, RunError> {
    let text = fs::read(path).map_err(|source| RunError::Read { path: path.to_owned(), source })?;
    serde_json::from_slice(&text).map_err(|source| RunError::Json { path: path.to_owned(), source })
}
