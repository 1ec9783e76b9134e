//! Why a file is no AnnData that can be read, or cannot be written as one.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use exoscope_core::store::WriteError;

/// Why an AnnData file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnndataError {
    /// A part that every such file has is not there.
    #[error("no AnnData: it has no {path}")]
    Missing {
        /// The part.
        path: String,
    },
    /// A part is encoded in a way that is not read.
    #[error("{path} is encoded as {found:?}, which is not read")]
    Encoding {
        /// The part.
        path: String,
        /// Its encoding.
        found: String,
    },
    /// A part has another size than the samples and variables say.
    #[error("{path} has {found} values, where {expected} are expected")]
    Size {
        /// The part.
        path: String,
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A part holds more than allowed.
    #[error("{path} holds more than {limit} values")]
    TooLarge {
        /// The part.
        path: String,
        /// How many it may hold.
        limit: usize,
    },
    /// A place in a sparse matrix, or a category, that is not there.
    #[error("{path} names number {number} of {count}")]
    NoSuchPlace {
        /// The part.
        path: String,
        /// The number, from 0.
        number: i64,
        /// How many there are.
        count: usize,
    },
    /// No layer is called so.
    #[error("there is no layer {name:?}{suggestion}")]
    NoSuchLayer {
        /// The layer asked for.
        name: String,
        /// Those there are.
        suggestion: String,
    },
    /// No column of the variables is called so.
    #[error("no column of var is called {name:?}{suggestion}")]
    NoSuchColumn {
        /// The column asked for.
        name: String,
        /// Columns like it.
        suggestion: String,
    },
    /// Chunks are packed in a way that is not read.
    #[error("{path} is packed by {codec}, which is not read")]
    Codec {
        /// The array.
        path: String,
        /// What packed it.
        codec: String,
    },
    /// A part is damaged.
    #[error("{path} is damaged: {what}")]
    Damaged {
        /// The part.
        path: String,
        /// How that shows.
        what: String,
    },
    /// The HDF5 file cannot be read or written.
    #[error("the HDF5 file cannot be read or written: {0}")]
    Hdf5(#[source] Box<dyn Error + Send + Sync>),
    /// Its name does not say which of the two kinds it is.
    #[error("the name of an AnnData file ends in .h5ad or .zarr")]
    Ending,
    /// A column whose name cannot stand in such a file.
    #[error(
        "column {name:?} cannot be written: in an AnnData file / parts folders, and _index is taken"
    )]
    Name {
        /// The column.
        name: String,
    },
}

/// Why groups of arrays are not written.
#[derive(Debug, thiserror::Error)]
pub enum StoreWriteError {
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// They cannot stand in such a file.
    #[error(transparent)]
    Anndata(#[from] AnndataError),
    /// A folder cannot be made.
    #[error("cannot make {}: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The folder is there already.
    #[error("{} is there already", folder.display())]
    InTheWay {
        /// The folder.
        folder: PathBuf,
    },
}

impl AnndataError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Missing { .. } => "write it with anndata 0.7 or newer: adata.write_h5ad(…)",
            Self::Encoding { .. } => {
                "read it with Python's anndata and write it anew, or drop that part"
            }
            Self::Codec { .. } => {
                "write it anew with zstd, gzip or Blosc's lz4, as anndata does unasked"
            }
            Self::Name { .. } => "rename it",
            _ => return None,
        };
        Some(hint.to_owned())
    }

    /// What the HDF5 library says.
    pub fn hdf5(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Hdf5(error.into())
    }

    /// A part at `path` is damaged, which shows by `what`.
    pub fn damaged(path: &str, what: impl ToString) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.to_string() }
    }
}
