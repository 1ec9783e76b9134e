//! What a use case reads.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use exoscope_core::Cohort;
use exoscope_core::cohort::Source;
use exoscope_read::pipeline::FittedPipeline;
use tempfile::TempDir;

use super::FileError;
use crate::Error;

/// Named inputs: the files of a folder, single files, or bytes in memory.
///
/// ```
/// use exoscope::prelude::*;
///
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let inputs = Inputs::default().with_bytes("cohort.parquet", cohort.to_bytes()?);
/// assert_eq!(inputs.cohort("cohort.parquet")?.0, cohort);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    folder: Option<PathBuf>,
    named: BTreeMap<String, Input>,
}

#[derive(Debug, Clone)]
enum Input {
    File(PathBuf),
    Bytes(Vec<u8>),
}

/// The path of an input; of bytes in memory that of a copy, which goes when this is dropped.
#[derive(Debug)]
pub struct InputPath {
    path: PathBuf,
    _copy: Option<TempDir>,
}

impl AsRef<Path> for InputPath {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl Inputs {
    /// The files of a folder, by their names in it.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()), named: BTreeMap::new() }
    }

    /// With a file, wherever it is, under this name.
    #[must_use]
    pub fn with_file(mut self, name: &str, path: impl Into<PathBuf>) -> Self {
        self.named.insert(name.to_owned(), Input::File(path.into()));
        self
    }

    /// With bytes under this name.
    #[must_use]
    pub fn with_bytes(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.named.insert(name.to_owned(), Input::Bytes(bytes));
        self
    }

    /// Whether there is an input of this name.
    pub fn has(&self, name: &str) -> bool {
        let in_folder = |folder: &PathBuf| folder.join(name).is_file();
        self.named.contains_key(name) || self.folder.as_ref().is_some_and(in_folder)
    }

    /// The bytes of an input.
    pub fn bytes(&self, name: &str) -> Result<Cow<'_, [u8]>, FileError> {
        if let Some(Input::Bytes(bytes)) = self.named.get(name) {
            return Ok(Cow::Borrowed(bytes));
        }
        let path = self.file(name)?;
        let unread = |source| FileError::Read { name: path.display().to_string(), source };
        fs::read(&path).map(Cow::Owned).map_err(unread)
    }

    /// A path with the bytes of an input, for what reads files alone.
    pub fn path(&self, name: &str) -> Result<InputPath, FileError> {
        let Some(Input::Bytes(bytes)) = self.named.get(name) else {
            return Ok(InputPath { path: self.file(name)?, _copy: None });
        };
        let copy = || -> io::Result<InputPath> {
            let folder = tempfile::tempdir()?;
            let path = folder.path().join(Path::new(name).file_name().unwrap_or_default());
            fs::write(&path, bytes)?;
            Ok(InputPath { path, _copy: Some(folder) })
        };
        copy().map_err(|source| FileError::Read { name: name.to_owned(), source })
    }

    /// A cohort, and the name and checksum of its file.
    pub fn cohort(&self, name: &str) -> Result<(Cohort, Source), Error> {
        let bytes = self.bytes(name)?;
        let source = self.source_of(name, &bytes);
        Ok((Cohort::from_bytes(bytes.into_owned(), self.shown(name))?, source))
    }

    /// A model, and the name and checksum of its file.
    pub fn model(&self, name: &str) -> Result<(FittedPipeline, Source), Error> {
        let bytes = self.bytes(name)?;
        let source = self.source_of(name, &bytes);
        Ok((FittedPipeline::from_bytes(&bytes, self.shown(name))?, source))
    }

    /// The name and checksum of an input.
    pub fn source(&self, name: &str) -> Result<Source, FileError> {
        Ok(self.source_of(name, &self.bytes(name)?))
    }

    fn source_of(&self, name: &str, bytes: &[u8]) -> Source {
        let path = self.shown(name);
        let named = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Source::of_bytes(named, bytes)
    }

    /// What errors call an input.
    pub(crate) fn shown(&self, name: &str) -> PathBuf {
        match self.named.get(name) {
            Some(Input::Bytes(_)) => PathBuf::from(name),
            _ => self.file(name).unwrap_or_else(|_| PathBuf::from(name)),
        }
    }

    fn file(&self, name: &str) -> Result<PathBuf, FileError> {
        match (self.named.get(name), &self.folder) {
            (Some(Input::File(path)), _) => Ok(path.clone()),
            (None, Some(folder)) => Ok(folder.join(name)),
            _ => Err(FileError::NoInput { name: name.to_owned() }),
        }
    }
}
