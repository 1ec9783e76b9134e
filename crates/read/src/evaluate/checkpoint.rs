//! Finished fits of a run that has not ended, so that an interrupted run goes on where it was.

use std::cell::Cell;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use exoscope_core::cohort::Source;
use exoscope_core::store::{Checksum, WriteError, checksum_bytes, write_atomic};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::fit::Fit;
use super::rankings::FitRanking;
use super::{FitTiming, UnseenClass};
use crate::learn::{CheckpointMembers, Member};
use crate::pipeline::{Pipeline, member_from_bytes, member_to_bytes};
use crate::split::{Labelled, Samples};

/// Ending of a member's file.
const MEMBER: &str = "member";

/// A folder of finished fits, each named by the checksum of all that it depends on: version,
/// settings, files that went in, repeat and fold, and the rows learned from and called. What has other inputs is
/// passed over, so that nothing stale is ever taken for a fit. Of a stack that is not finished its finished
/// members are kept too.
#[derive(Debug)]
pub struct CheckpointedFits {
    folder: PathBuf,
    context: String,
}

/// What a file holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    probabilities: Vec<Vec<f64>>,
    n_features: usize,
    panel: Vec<String>,
    absent: Vec<UnseenClass>,
    filled: usize,
    ranking: FitRanking,
    timing: FitTiming,
}

impl CheckpointedFits {
    /// The fits kept in `folder` (made when the first is kept) of this version on these files.
    pub(super) fn new(folder: PathBuf, inputs: &[Source]) -> Self {
        let sums: Vec<String> = inputs.iter().map(|source| source.sha256.to_string()).collect();
        let context = format!("exoscope fit 4\n{}\n{}", env!("CARGO_PKG_VERSION"), sums.join("\n"));
        Self { folder, context }
    }

    /// The name of a fit of these settings, and whether it ranks miRNAs.
    pub(super) fn key(
        &self,
        training: &dyn Samples,
        held_out: &dyn Samples,
        task: (&Pipeline, bool),
        [repeat, fold]: [usize; 2],
    ) -> Result<Checksum, serde_json::Error> {
        let facts = serde_json::to_string(&(
            task,
            [repeat, fold],
            training.classes(),
            training.group_column(),
            [training.rows(), held_out.rows()],
            [training.y(), held_out.y()],
        ))?;
        Ok(checksum_bytes([self.context.as_bytes(), b"\n", facts.as_bytes()]))
    }

    /// A fit that was kept. One that cannot be read is as one that is not there.
    pub(super) fn get(&self, key: &Checksum, samples: usize, classes: usize) -> Option<Fit> {
        let kept: Kept = serde_json::from_slice(&fs::read(self.path(key)).ok()?).ok()?;
        let values: Vec<f64> = kept.probabilities.into_iter().flatten().collect();
        let probabilities = Array2::from_shape_vec((samples, classes), values).ok()?;
        let Kept { n_features, panel, absent, filled, ranking, timing, .. } = kept;
        Some(Fit { probabilities, n_features, panel, absent, filled, ranking, timing })
    }

    /// Keeps a fit.
    pub(super) fn put(&self, key: &Checksum, fit: &Fit) -> Result<(), WriteError> {
        let path = self.path(key);
        let kept = Kept {
            probabilities: fit.probabilities.outer_iter().map(|row| row.to_vec()).collect(),
            n_features: fit.n_features,
            panel: fit.panel.clone(),
            absent: fit.absent.clone(),
            filled: fit.filled,
            ranking: fit.ranking.clone(),
            timing: fit.timing,
        };
        fs::create_dir_all(&self.folder)
            .map_err(|source| WriteError { path: self.folder.clone(), source })?;
        write_atomic(&path, |out| out.write_all(&serde_json::to_vec(&kept)?))
    }

    /// The members of the stack of a fit.
    pub(super) fn members(&self, key: &Checksum) -> CheckpointedMembers {
        CheckpointedMembers { folder: self.folder.clone(), key: key.clone(), taken: Cell::new(0) }
    }

    /// For a model that is to be written as `model`: in a folder beside it, of its name and `.members`.
    pub fn of_model(model: &Path, inputs: &[Source]) -> Self {
        let mut folder = OsString::from(model);
        folder.push(".members");
        Self::new(folder.into(), inputs)
    }

    /// The members of the stack of a reader that learns from all of `training`.
    ///
    /// # Errors
    ///
    /// Where the settings have no JSON form.
    pub fn members_of(
        &self,
        training: &Labelled<'_>,
        settings: &Pipeline,
    ) -> Result<CheckpointedMembers, serde_json::Error> {
        let none = training.part(&[]);
        Ok(self.members(&self.key(training, &none, (settings, false), [0, 0])?))
    }

    /// Removes all members, of other settings too, and the folder unless something else is in it: once
    /// the model is written.
    pub fn forget_members(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == MEMBER) {
                // What stays is passed over by a fit of other settings, and taken by one of the same.
                let _ = fs::remove_file(path);
            }
        }
        let _ = fs::remove_dir(&self.folder);
    }

    fn path(&self, key: &Checksum) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }
}

/// Finished members of the stack of one fit that has not ended.
#[derive(Debug)]
pub struct CheckpointedMembers {
    folder: PathBuf,
    key: Checksum,
    taken: Cell<usize>,
}

impl CheckpointedMembers {
    /// How many were taken from an interrupted run.
    pub fn taken(&self) -> usize {
        self.taken.get()
    }

    /// Removes them, once their fit is kept.
    pub(super) fn forget(&self) {
        // Members without weight are not kept, so that places may be missing.
        let own = format!("{}-", self.key);
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(&own) && name.ends_with(MEMBER) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn path(&self, place: usize) -> PathBuf {
        self.folder.join(format!("{}-{place}.{MEMBER}", self.key))
    }
}

impl CheckpointMembers for CheckpointedMembers {
    fn get(&self, place: usize) -> Option<Member> {
        let member = member_from_bytes(&fs::read(self.path(place)).ok()?).ok()?;
        self.taken.set(self.taken.get() + 1);
        Some(member)
    }

    fn put(&self, place: usize, member: &Member) {
        // Where the disk fails, keeping the whole fit says so.
        let write = || -> Option<()> {
            fs::create_dir_all(&self.folder).ok()?;
            let bytes = member_to_bytes(member).ok()?;
            write_atomic(&self.path(place), |out| out.write_all(&bytes)).ok()
        };
        write();
    }
}
