//! Finished fits of a run that has not ended, so that an interrupted run goes on where it was.

use std::cell::Cell;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use exoscope_core::cohort::Source;
use exoscope_core::store::{Checksum, WriteError, checksum_bytes, write_atomic};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::fit::Fit;
use super::rankings::FitRanking;
use super::{Absent, FitTiming};
use crate::learn::{KeepMembers, Member};
use crate::reader::{ReaderSettings, member_from_bytes, member_to_bytes};
use crate::split::Labelled;

/// A folder of finished fits, each named by the checksum of all that it depends on: version,
/// settings, files that went in, repeat and fold, and the rows learned from and called. What has other inputs is
/// passed over, so that nothing stale is ever taken for a fit. Of a stack that is not finished its finished
/// members are kept too.
#[derive(Debug)]
pub struct KeptFits {
    folder: PathBuf,
    context: String,
}

/// What a file holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    probabilities: Vec<Vec<f64>>,
    n_features: usize,
    panel: Vec<String>,
    absent: Vec<Absent>,
    filled: usize,
    ranking: FitRanking,
    timing: FitTiming,
}

impl KeptFits {
    /// The fits kept in `folder` (made when the first is kept) of this version on these files.
    pub(super) fn new(folder: PathBuf, inputs: &[Source]) -> Self {
        let sums: Vec<String> = inputs.iter().map(|source| source.sha256.to_string()).collect();
        let context = format!("exoscope fit 2\n{}\n{}", env!("CARGO_PKG_VERSION"), sums.join("\n"));
        Self { folder, context }
    }

    /// The name of a fit.
    pub(super) fn key(
        &self,
        training: &Labelled<'_>,
        held_out: &Labelled<'_>,
        settings: &ReaderSettings,
        [repeat, fold]: [usize; 2],
    ) -> Result<Checksum, serde_json::Error> {
        let facts = serde_json::to_string(&(
            settings,
            [repeat, fold],
            training.classes(),
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
    pub(super) fn members<'a>(&'a self, key: &'a Checksum) -> KeptMembers<'a> {
        KeptMembers { fits: self, key, taken: Cell::new(0) }
    }

    fn path(&self, key: &Checksum) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }
}

/// Finished members of the stack of one fit that has not ended.
pub(super) struct KeptMembers<'a> {
    fits: &'a KeptFits,
    key: &'a Checksum,
    taken: Cell<usize>,
}

impl KeptMembers<'_> {
    /// How many were taken from an interrupted run.
    pub(super) fn taken(&self) -> usize {
        self.taken.get()
    }

    /// Removes them, once their fit is kept.
    pub(super) fn forget(&self) {
        let mut place = 0;
        while fs::remove_file(self.path(place)).is_ok() {
            place += 1;
        }
    }

    fn path(&self, place: usize) -> PathBuf {
        self.fits.folder.join(format!("{}-{place}.member", self.key))
    }
}

impl KeepMembers for KeptMembers<'_> {
    fn get(&self, place: usize) -> Option<Member> {
        let member = member_from_bytes(&fs::read(self.path(place)).ok()?).ok()?;
        self.taken.set(self.taken.get() + 1);
        Some(member)
    }

    fn put(&self, place: usize, member: &Member) {
        // Where the disk fails, keeping the whole fit says so.
        let write = || -> Option<()> {
            fs::create_dir_all(&self.fits.folder).ok()?;
            let bytes = member_to_bytes(member).ok()?;
            write_atomic(&self.path(place), |out| out.write_all(&bytes)).ok()
        };
        write();
    }
}
