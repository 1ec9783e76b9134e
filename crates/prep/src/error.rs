//! Errors of reading an instrument's file: file, line, column, and what to do.

use std::path::PathBuf;

/// A file could not be read as an instrument export.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {problem}", file.display(), place(*line, *column))]
pub struct ReadError {
    /// The file.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column (cell of the line), from 1.
    pub column: Option<usize>,
    /// What is wrong.
    #[source]
    pub problem: Box<Problem>,
}

fn place(line: Option<usize>, column: Option<usize>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!(", line {line}, column {column}"),
        (Some(line), None) => format!(", line {line}"),
        _ => String::new(),
    }
}

/// What is wrong with an instrument's file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be opened or read.
    #[error("cannot be read: {0}")]
    Io(#[source] std::io::Error),
    /// No reader knows the layout.
    #[error("no instrument export that is known")]
    UnknownLayout,
    /// Empty file.
    #[error("the file is empty")]
    Empty,
    /// Bytes that are no text of a known encoding.
    #[error("not text: {0}")]
    NotText(&'static str),
    /// A spreadsheet or an archive.
    #[error("a spreadsheet or an archive: not the text that an instrument's software exports")]
    Spreadsheet,
    /// Larger than a text export can be.
    #[error("{bytes} bytes are more than the {most} of a text export")]
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// Most that is read.
        most: u64,
    },
    /// A field that the layout must have is missing.
    #[error("{0:?} is missing")]
    Missing(&'static str),
    /// A cell that must hold a number does not.
    #[error("{field:?} is {found:?}, not a number")]
    NotANumber {
        /// Name of the field.
        field: String,
        /// What stands there.
        found: String,
    },
    /// A number outside the range of its quantity.
    #[error("{field:?} is {found}, {why}")]
    OutOfRange {
        /// Name of the field.
        field: String,
        /// What stands there.
        found: String,
        /// What it must be.
        why: &'static str,
    },
    /// A row of a table has more cells than its heading.
    #[error("{found} cells under a heading of {columns}")]
    Cells {
        /// Cells of the row.
        found: usize,
        /// Cells of the heading.
        columns: usize,
    },
    /// Two columns of a table say that they hold the same quantity.
    #[error("two columns hold the {0}")]
    TwoColumns(&'static str),
    /// Two figures of one file that must agree do not.
    #[error("{what}: {left} against {right}")]
    Disagree {
        /// Which figures.
        what: &'static str,
        /// One of them.
        left: String,
        /// The other.
        right: String,
    },
    /// The file ends early, or a part is cut out.
    #[error("the file is incomplete: {0}")]
    Cut(String),
    /// A channel that was named is not in the file, or stands there twice.
    #[error("no channel, or more than one, is named {name:?}; the file has {known}")]
    NoChannel {
        /// The name.
        name: String,
        /// Names of the file's channels.
        known: String,
    },
    /// A layout, type or setting that is known but not supported.
    #[error("{0}")]
    Unsupported(String),
}

impl ReadError {
    /// Whether the file is no export of an instrument at all, as a video, a spreadsheet or notes beside the exports: in a
    /// folder it may be left out, and said.
    pub fn is_foreign(&self) -> bool {
        matches!(
            *self.problem,
            Problem::UnknownLayout
                | Problem::NotText(_)
                | Problem::Spreadsheet
                | Problem::TooLarge { .. }
                | Problem::Empty
        )
    }

    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        let hint = match &*self.problem {
            Problem::UnknownLayout => {
                "known are NanoSight ExperimentSummary, ZetaView txt, FCS 3.0 to 3.2, Gen5, SoftMax Pro and BMG \
                 MARS text, and a plain table headed size_nm and count or concentration_per_ml; docs/preparation.md \
                 has the layouts"
            }
            Problem::Empty | Problem::Cut(_) => {
                "export the measurement again, or copy the file again"
            }
            Problem::Disagree { .. } => {
                "the file was edited or damaged: export the measurement again from the instrument's software"
            }
            Problem::NotText(_) => "export as text (UTF-8, UTF-16 or Latin-1)",
            Problem::Spreadsheet => "export as text, or save the sheet as CSV",
            Problem::NotANumber { .. } | Problem::OutOfRange { .. } => {
                "look at the cell named; a decimal comma is read where the whole file uses it"
            }
            Problem::Cells { .. } => {
                "a decimal comma needs tabs or semicolons between the cells: write points, or separate by tabs"
            }
            Problem::TwoColumns(_) => "keep one of them, or write a table of each",
            Problem::Missing(_) => {
                "export with all sections, as the instrument's software writes it"
            }
            Problem::Unsupported(_) => {
                "export in another of the formats that docs/preparation.md lists"
            }
            Problem::NoChannel { .. } => {
                "name a channel by its short ($PnN) or long name ($PnS), as the file writes it"
            }
            Problem::TooLarge { .. } => "text exports are small; is this the raw data?",
            Problem::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
                "look at the name; the files of a sheet stand beside it, or are named with it"
            }
            Problem::Io(_) => return None,
        };
        Some(hint.to_owned())
    }
}

/// An error before the file's name is known: readers make these, `read` adds the file.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<usize>,
    pub(crate) problem: Problem,
}

impl Fault {
    pub(crate) fn at(line: usize, problem: Problem) -> Self {
        Self { line: Some(line), column: None, problem }
    }

    pub(crate) fn cell(line: usize, column: usize, problem: Problem) -> Self {
        Self { line: Some(line), column: Some(column), problem }
    }

    pub(crate) fn of(self, file: PathBuf) -> ReadError {
        ReadError { file, line: self.line, column: self.column, problem: Box::new(self.problem) }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self { line: None, column: None, problem }
    }
}
