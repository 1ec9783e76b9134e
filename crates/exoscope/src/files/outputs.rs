//! What a use case writes.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use exoscope_core::store::write_atomic;

use super::FileError;

/// Named outputs: files of a folder, single files, or bytes in memory.
///
/// ```
/// use exoscope::files::Outputs;
/// use std::io::Write;
///
/// let mut outputs = Outputs::memory();
/// outputs.write("calls.tsv", |out| out.write_all(b"sample\tcall\n"))?;
/// assert_eq!(outputs.bytes("calls.tsv"), Some(&b"sample\tcall\n"[..]));
/// # Ok::<(), exoscope::files::FileError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Outputs {
    folder: Option<PathBuf>,
    files: BTreeMap<String, PathBuf>,
    memory: BTreeMap<String, Vec<u8>>,
}

impl Outputs {
    /// Files of a folder, which is made where it is missing.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()), ..Self::default() }
    }

    /// Bytes in memory.
    pub fn memory() -> Self {
        Self::default()
    }

    /// With the output of this name in a file, wherever that is.
    #[must_use]
    pub fn with_file(mut self, name: &str, path: impl Into<PathBuf>) -> Self {
        self.files.insert(name.to_owned(), path.into());
        self
    }

    /// The folder, where outputs are files of one.
    pub fn as_folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The file that the output of this name is; `None` in memory.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        let in_folder = || self.folder.as_ref().map(|folder| folder.join(name));
        self.files.get(name).cloned().or_else(in_folder)
    }

    /// The bytes of an output that was written to memory.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.memory.get(name).map(Vec::as_slice)
    }

    /// All that was written to memory, by name: what another use case reads.
    pub fn into_memory(self) -> BTreeMap<String, Vec<u8>> {
        self.memory
    }

    /// Writes an output, whole or not at all.
    pub fn write(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), FileError> {
        let Some(path) = self.path(name) else {
            let mut bytes = Vec::new();
            let unwritten = |source| FileError::Write { name: name.to_owned(), source };
            fill(&mut bytes).map_err(unwritten)?;
            self.memory.insert(name.to_owned(), bytes);
            return Ok(());
        };
        let unwritten = |source| FileError::Write { name: path.display().to_string(), source };
        if let Some(folder) = &self.folder {
            fs::create_dir_all(folder).map_err(unwritten)?;
        }
        write_atomic(&path, |out| fill(out)).map_err(|error| unwritten(error.source))
    }
}
