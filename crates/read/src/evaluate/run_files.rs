//! The files of a run, as bytes: the same in a folder and in memory.

use std::io;
use std::path::PathBuf;

use exoscope_core::store::{Checksum, checksum_bytes};
use serde::Serialize;

use super::{Evaluated, Manifest, RunError};

pub(super) const METRICS: &str = "metrics.json";
pub(super) const CALLS: &str = "calls.tsv";
pub(super) const TIMINGS: &str = "timings.json";
pub(super) const REPORT: &str = "report.html";
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const AUDIT: &str = "audit.json";
pub(super) const MIRNAS: &str = "mirnas.tsv";

/// The files of a run in the order in which they are written, the manifest last.
#[derive(Debug, Clone, PartialEq)]
pub struct RunFiles {
    files: Vec<(&'static str, Vec<u8>)>,
}

impl RunFiles {
    /// The files of an evaluation, with its `page`, what an `audit` found of the same samples, and the
    /// manifest, which is given the checksums of those files that the same seed makes again.
    pub fn new(
        evaluated: &Evaluated,
        audit: &impl Serialize,
        page: &str,
        mut manifest: Manifest,
    ) -> Result<Self, RunError> {
        let outcome = &evaluated.outcome;
        let mut calls = Vec::new();
        let unwritten = |source: io::Error| RunError::Read { path: CALLS.into(), source };
        outcome.calls.write_tsv(&mut calls).map_err(unwritten)?;
        let mut mirnas = Vec::new();
        let unwritten = |source| RunError::Rankings { path: MIRNAS.into(), source };
        outcome.rankings.write_tsv(&mut mirnas).map_err(unwritten)?;
        let again =
            [(METRICS, json(METRICS, &evaluated.evaluation)?), (CALLS, calls), (MIRNAS, mirnas)];
        let sum = |(name, bytes): &(&str, Vec<u8>)| -> (String, Checksum) {
            ((*name).to_owned(), checksum_bytes([bytes.as_slice()]))
        };
        manifest.files = again.iter().map(sum).collect();
        let mut files = vec![(AUDIT, json(AUDIT, audit)?)];
        files.extend(again);
        files.push((REPORT, page.as_bytes().to_vec()));
        files.push((TIMINGS, json(TIMINGS, &outcome.timings)?));
        files.push((MANIFEST, json(MANIFEST, &manifest)?));
        Ok(Self { files })
    }

    /// Name and bytes of each file.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        self.files.iter().map(|(name, bytes)| (*name, bytes.as_slice()))
    }
}

fn json(name: &str, value: &impl Serialize) -> Result<Vec<u8>, RunError> {
    let wrong = |source| RunError::Json { path: PathBuf::from(name), source };
    let mut text = serde_json::to_vec_pretty(value).map_err(wrong)?;
    text.push(b'\n');
    Ok(text)
}
