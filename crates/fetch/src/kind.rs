//! What the files of a series are.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a file of a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A series matrix: what is known of the samples, and often their values.
    Series,
    /// The archive of every sample's own file, `GSE…_RAW.tar`: often gigabytes.
    Raw,
    /// Another supplementary file: a processed matrix, say.
    Supplementary,
    /// `filelist.txt`, the names of the files in the archive.
    FileList,
}

/// A text that names no kind of file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of file; known are series, raw, supplementary, filelist")]
pub struct KindError(pub String);

impl Kind {
    /// Every kind, in the order in which they are fetched: the small ones first.
    pub const ALL: [Self; 4] = [Self::Series, Self::FileList, Self::Supplementary, Self::Raw];

    /// The kind of a supplementary file, by its name.
    pub(crate) fn of_supplementary(name: &str) -> Self {
        if name == "filelist.txt" {
            Self::FileList
        } else if name.ends_with("_RAW.tar") {
            Self::Raw
        } else {
            Self::Supplementary
        }
    }

    /// The kind of a file, by its name.
    pub(crate) fn of_name(name: &str) -> Self {
        let matrix = name.contains("_series_matrix.txt");
        if matrix { Self::Series } else { Self::of_supplementary(name) }
    }

    /// The folder of a series in which files of this kind are.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Series => "matrix",
            Self::Raw | Self::Supplementary | Self::FileList => "suppl",
        }
    }
}

impl FromStr for Kind {
    type Err = KindError;

    fn from_str(text: &str) -> Result<Self, KindError> {
        let named = Self::ALL.into_iter().find(|kind| kind.to_string() == text);
        named.ok_or_else(|| KindError(text.to_owned()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Series => "series",
            Self::Raw => "raw",
            Self::Supplementary => "supplementary",
            Self::FileList => "filelist",
        })
    }
}
