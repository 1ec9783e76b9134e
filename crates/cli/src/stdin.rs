//! `-` among the files that a command reads: standard input.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exoscope_import::ImportError;
use tempfile::TempDir;

use crate::hint::Misuse;

/// What standard input is called in reports.
const NAME: &str = "stdin";

/// Files to read. Standard input is kept in a file of its own, as a table is read twice: first for its layout.
pub struct Inputs {
    paths: Vec<PathBuf>,
    /// The folder with what came, which goes when the command ends.
    kept: Option<TempDir>,
}

impl Inputs {
    /// Reads standard input to its end, where a path is `-`.
    pub fn of(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let mut inputs = Self { paths: paths.to_vec(), kept: None };
        let mut dashes = inputs.paths.iter_mut().filter(|path| path.as_path() == Path::new("-"));
        let Some(dash) = dashes.next() else { return Ok(inputs) };
        if dashes.next().is_some() {
            return Err(Misuse::new("- is standard input, which can be read once").into());
        }
        let mut stdin = io::stdin().lock();
        if stdin.is_terminal() {
            let what = "- is standard input, which is a terminal: pipe a file into it";
            return Err(Misuse::new(what).into());
        }
        let folder = tempfile::tempdir().context("cannot keep standard input")?;
        *dash = folder.path().join(NAME);
        let mut file = std::fs::File::create(&*dash).context("cannot keep standard input")?;
        io::copy(&mut stdin, &mut file).context("cannot read standard input")?;
        inputs.kept = Some(folder);
        Ok(inputs)
    }

    /// One file.
    pub fn one(path: &Path) -> anyhow::Result<Self> {
        Self::of(&[path.to_owned()])
    }

    /// Where the files are.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Where the first file is.
    pub fn first(&self) -> &Path {
        self.paths.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// The error with standard input called so.
    pub fn named(&self, mut error: ImportError) -> ImportError {
        let kept = self.kept.as_ref().is_some_and(|kept| error.place.path.starts_with(kept.path()));
        if kept {
            error.place.path = PathBuf::from("standard input");
        }
        error
    }
}
