//! Why a result cannot be made again.

use std::path::PathBuf;

use exoscope_core::cohort::CohortError;
use exoscope_core::sample::{MetadataError, RolesError};
use exoscope_fetch::{AccessionError, FetchError};
use exoscope_import::ImportError;
use exoscope_read::evaluate::{EvaluateError, PlanError};
use thiserror::Error;

/// Why a result cannot be made again.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReproduceError {
    /// The data are neither in the cache nor to be had.
    #[error("{accession} is not in the cache, and cannot be fetched: {source}")]
    NoData {
        /// The accession.
        accession: &'static str,
        /// The folder of the cache that is to hold it.
        folder: PathBuf,
        /// Where the files are that are needed.
        urls: Vec<String>,
        /// Why they cannot be fetched.
        source: Box<FetchError>,
    },
    /// GEO has the series without a file that is needed.
    #[error("{accession} has no file {name}[.gz]")]
    NoFile {
        /// The accession.
        accession: &'static str,
        /// The file.
        name: &'static str,
        /// The folder of the cache that is to hold it.
        folder: PathBuf,
    },
    /// No sample is a control.
    #[error("no sample has the label {control:?}; labels are {found}")]
    NoControl {
        /// The label.
        control: &'static str,
        /// The labels that are there.
        found: String,
    },
    /// The cache cannot be used.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The accession is none.
    #[error(transparent)]
    Accession(#[from] AccessionError),
    /// A file is not what it should be.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The files make no cohort.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// A column is not there.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// Roles do not fit the labels.
    #[error(transparent)]
    Roles(#[from] RolesError),
    /// Samples cannot be split.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A reader cannot be evaluated.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// A list of files cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl ReproduceError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoData { folder, urls, .. } => Some(format!(
                "`mirror` names another server; or download these by hand and put them into {}:\n  \
                 {}",
                folder.display(),
                urls.join("\n  ")
            )),
            Self::NoFile { folder, name, .. } => {
                Some(format!("put {name} or {name}.gz into {}", folder.display()))
            }
            Self::Fetch(error) => error.hint(),
            Self::Import(error) => error.hint(),
            _ => None,
        }
    }
}
