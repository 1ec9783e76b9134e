//! What went wrong, and where.

use std::fmt;
use std::path::{Path, PathBuf};

use exoscope_core::cohort::{CohortError, StackError};
use exoscope_core::sample::{MetadataError, RolesError};

use super::anndata::AnndataError;
use super::annotate::{JoinError, PatternError};
use super::array::ArrayError;
use super::counts::CountsError;
use super::geo::GeoError;
use super::head::HeadError;
use super::names::NamesError;
use super::nanostring::NanostringError;
use super::note::NoteError;
use super::source::TextError;
use super::table::TableError;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1; `None` where the whole file is meant.
    pub line: Option<usize>,
    /// The column of the table, from 1; `None` where the whole line is meant.
    pub column: Option<usize>,
}

/// Why a file was not imported, and where the reason stands: `counts.csv:12:3: "x" is no number`.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ImportError {
    /// Where.
    pub place: Place,
    /// What.
    #[source]
    pub problem: Box<Problem>,
}

/// What can be wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// It is not text that can be read.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Its text is not a table of miRNAs.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Its facts do not fit the samples.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// It does not say which name is whose.
    #[error(transparent)]
    Names(#[from] NamesError),
    /// It is no file of GEO, or one of another kind.
    #[error(transparent)]
    Geo(#[from] GeoError),
    /// It is no 3D-Gene array, or one of another study.
    #[error(transparent)]
    Array(#[from] ArrayError),
    /// It holds no counts.
    #[error(transparent)]
    Counts(#[from] CountsError),
    /// It is no fold of HEAD.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// It is no AnnData that can be read.
    #[error(transparent)]
    Anndata(#[from] AnndataError),
    /// A pattern for names is wrong.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// It is no file of nCounter, or its controls are not there.
    #[error(transparent)]
    Nanostring(#[from] NanostringError),
    /// It is no note of an export.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Its names and values are no cohort.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// Several files are not one cohort.
    #[error(transparent)]
    Stack(#[from] StackError),
    /// A column of facts is not there, or not what it should be.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// A label named as control or benign is not there.
    #[error(transparent)]
    Roles(#[from] RolesError),
}

impl Place {
    /// A whole file.
    pub fn file(path: &Path) -> Self {
        Self { path: path.to_owned(), line: None, column: None }
    }

    /// A line of a file, from 1.
    pub fn line(path: &Path, line: usize) -> Self {
        Self { line: Some(line), ..Self::file(path) }
    }

    /// A cell of a table: its line and column, from 1.
    pub fn cell(path: &Path, line: usize, column: usize) -> Self {
        Self { column: Some(column), ..Self::line(path, line) }
    }

    /// The error that `problem` stands here.
    pub(super) fn error(self, problem: impl Into<Problem>) -> ImportError {
        ImportError { place: self, problem: Box::new(problem.into()) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

impl ImportError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        match self.problem.as_ref() {
            Problem::Text(problem) => problem.hint(),
            Problem::Table(problem) => problem.hint(),
            Problem::Join(problem) => problem.hint(),
            Problem::Names(problem) => Some(problem.hint()),
            Problem::Geo(problem) => problem.hint(),
            Problem::Array(problem) => problem.hint(),
            Problem::Counts(problem) => problem.hint(),
            Problem::Head(problem) => problem.hint(),
            Problem::Nanostring(problem) => problem.hint(),
            Problem::Pattern(problem) => problem.hint(),
            Problem::Anndata(problem) => problem.hint(),
            Problem::Cohort(CohortError::Value { .. }) => {
                Some("state another scale with `scale`".to_owned())
            }
            Problem::Metadata(MetadataError::NoSuchColumn { .. }) => {
                Some("facts that stand in another table are joined by annotating `from` it".into())
            }
            _ => None,
        }
    }
}
