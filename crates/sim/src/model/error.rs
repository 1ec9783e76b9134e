//! What can be wrong with a model file, and on which line.

use std::fmt;
use std::ops::Range;

use thiserror::Error;

/// A line of a model file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line(pub usize);

impl Line {
    /// The line of `text` in which `span` begins.
    pub(crate) fn of(text: &str, span: &Range<usize>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        Self(before.matches('\n').count() + 1)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.0)
    }
}

/// Why a model file cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file is no TOML, or a field is unknown, missing or holds a wrong quantity.
    #[error("{}{message}", line.map(|l| format!("{l}: ")).unwrap_or_default())]
    Syntax {
        /// Where.
        line: Option<Line>,
        /// What.
        message: String,
    },
    /// The file is of a format this program does not read.
    #[error("{line}: format {found}, but this program reads format {known}")]
    Format {
        /// Where.
        line: Line,
        /// The format of the file.
        found: u32,
        /// The format that can be read.
        known: u32,
    },
    /// A name that stands for nothing.
    #[error("{line}: there is no {what} {name:?}{suggestion}")]
    Unknown {
        /// Where.
        line: Line,
        /// What was looked for.
        what: &'static str,
        /// The name.
        name: String,
        /// `; did you mean …?`, or nothing.
        suggestion: String,
    },
    /// A name that stands twice.
    #[error("{line}: {what} {name:?} is there twice")]
    Twice {
        /// Where it stands again.
        line: Line,
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Evidence for a field that no quantity has.
    #[error("evidence is given for {name:?}, which is no field here{suggestion}")]
    Evidence {
        /// The field.
        name: String,
        /// `; did you mean …?`, or nothing.
        suggestion: String,
    },
    /// A volume that vesicles pass through is zero.
    #[error("{name} is 0, but vesicles pass through it")]
    Empty {
        /// The quantity.
        name: String,
    },
    /// Fields that need each other.
    #[error("{line}: {needs}")]
    Needs {
        /// Where.
        line: Line,
        /// What is needed.
        needs: String,
    },
    /// A blood path that goes round in a circle.
    #[error("{line}: the blood of {name:?} drains to itself")]
    Circle {
        /// Where.
        line: Line,
        /// The organ.
        name: String,
    },
}
