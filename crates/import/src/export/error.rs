//! Why a cohort was not written.

use std::path::PathBuf;

use exoscope_container::{AnndataError, StoreWriteError};
use exoscope_core::store::WriteError;

/// Why a cohort was not written in another format.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// It cannot be written as AnnData.
    #[error(transparent)]
    Anndata(#[from] AnndataError),
    /// A folder cannot be made.
    #[error("cannot make {}: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The folder holds something already.
    #[error("{} is there already", folder.display())]
    InTheWay {
        /// The folder.
        folder: PathBuf,
    },
}

impl From<StoreWriteError> for ExportError {
    fn from(error: StoreWriteError) -> Self {
        match error {
            StoreWriteError::Write(error) => Self::Write(error),
            StoreWriteError::Folder { folder, source } => Self::Folder { folder, source },
            StoreWriteError::InTheWay { folder } => Self::InTheWay { folder },
            StoreWriteError::Anndata(error) => Self::Anndata(error),
        }
    }
}
