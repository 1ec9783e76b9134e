//! What is known of a file, kept beside it.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use exoscope_core::store::{Checksum, WriteError, write_atomic};
use serde::{Deserialize, Serialize};

use crate::FetchError;

/// Where a file came from and what its bytes were: the JSON beside it, under its name and `.receipt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Where it came from; `None` for a file that was put there by hand.
    pub url: Option<String>,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of its bytes.
    pub sha256: Checksum,
    /// What the server says that tells this file from a later one.
    #[serde(flatten)]
    pub version: Version,
}

/// What a server says that tells one state of a file from another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The header `Last-Modified`.
    pub last_modified: Option<String>,
}

/// The format of the notes that are written.
const FORMAT: u32 = 1;

/// A note as it is written.
#[derive(Serialize)]
struct Note<'a, T> {
    format: u32,
    #[serde(flatten)]
    known: &'a T,
}

/// The format of a note, 0 where it is older than this number.
#[derive(Deserialize)]
struct Format {
    #[serde(default)]
    format: u32,
}

/// What is known of a file of which a part has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// Where the part came from.
    pub(crate) url: String,
    /// The length of the whole, where the server says it.
    pub(crate) length: Option<u64>,
    /// Of what state of the file the part is.
    #[serde(flatten)]
    pub(crate) version: Version,
}

impl Version {
    /// Whether both say something of the kind, and not the same.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        let differ = |ours: &Option<String>, theirs: &Option<String>| {
            ours.as_ref().zip(theirs.as_ref()).is_some_and(|(ours, theirs)| ours != theirs)
        };
        differ(&self.etag, &other.etag) || differ(&self.last_modified, &other.last_modified)
    }

    /// What `If-Range` takes: a strong ETag, else the date. Without either a part is of no use.
    pub(crate) fn validator(&self) -> Option<&str> {
        let strong = self.etag.as_deref().filter(|etag| !etag.starts_with("W/"));
        strong.or(self.last_modified.as_deref())
    }
}

/// Where what is known of `path` is kept.
pub(crate) fn place(path: &Path) -> PathBuf {
    let mut place = OsString::from(path);
    place.push(".receipt");
    place.into()
}

/// What is known of `path`; nothing where that cannot be read. A note of a later format is refused: what
/// it says of a file must not be taken for nothing, and written over.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, FetchError> {
    let path = place(path);
    let Ok(text) = fs::read(&path) else { return Ok(None) };
    match serde_json::from_slice(&text) {
        Ok(Format { format }) if format > FORMAT => {
            Err(FetchError::LaterFormat { path, format, known: FORMAT })
        }
        _ => Ok(serde_json::from_slice(&text).ok()),
    }
}

/// Notes what is known of `path`.
pub(crate) fn write(path: &Path, known: &impl Serialize) -> Result<(), WriteError> {
    write_atomic(&place(path), |out| {
        serde_json::to_writer_pretty(&mut *out, &Note { format: FORMAT, known })?;
        out.write_all(b"\n")
    })
}

/// Forgets what is known of `path`.
pub(crate) fn forget(path: &Path) {
    // Where nothing is known, there is nothing to forget.
    let _ = fs::remove_file(place(path));
}
