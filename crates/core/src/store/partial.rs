//! Files that grow over several runs, and stand in their place only when they are whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::WriteError;

/// A file on its way, kept beside its place under its name and `.part`, where a later run goes on.
///
/// ```
/// use exoscope_core::store::PartialFile;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("matrix.txt");
/// PartialFile::open(&path)?.append(b"half a ")?;
/// assert!(!path.exists());
/// let mut again = PartialFile::open(&path)?;
/// assert_eq!(again.len(), 7);
/// again.append(b"file")?;
/// again.finish()?;
/// assert_eq!(std::fs::read(&path)?, b"half a file");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PartialFile {
    path: PathBuf,
    part: PathBuf,
    file: File,
    len: u64,
}

impl PartialFile {
    /// Opens what is there of `path` already, or begins it.
    pub fn open(path: &Path) -> Result<Self, WriteError> {
        let part = Self::part_of(path);
        let opened = File::options().create(true).append(true).open(&part);
        let opened = opened.and_then(|file| Ok((file.metadata()?.len(), file)));
        let (len, file) = opened.map_err(|source| WriteError { path: part.clone(), source })?;
        Ok(Self { path: path.to_owned(), part, file, len })
    }

    /// Where a file is kept until it is whole.
    pub fn part_of(path: &Path) -> PathBuf {
        let mut part = OsString::from(path);
        part.push(".part");
        part.into()
    }

    /// How many bytes are there.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether no byte is there yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where they are.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Adds bytes at the end.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.file.write_all(bytes).map_err(|source| self.failed(source))?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Throws away what is there.
    pub fn restart(&mut self) -> Result<(), WriteError> {
        self.file.set_len(0).map_err(|source| self.failed(source))?;
        self.len = 0;
        Ok(())
    }

    /// Puts the file in its place, once all its bytes are on disk; one that is there is replaced.
    pub fn finish(self) -> Result<(), WriteError> {
        let Self { path, part, file, .. } = self;
        let done = file.sync_all().and_then(|()| {
            // Windows renames no open file.
            drop(file);
            fs::rename(part, &path)
        });
        done.map_err(|source| WriteError { path, source })
    }

    fn failed(&self, source: io::Error) -> WriteError {
        WriteError { path: self.part.clone(), source }
    }
}
