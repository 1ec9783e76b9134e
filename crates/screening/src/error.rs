//! Errors of screening plans and populations, with their place in the file and what to do.

use std::fmt;

use thiserror::Error;

use crate::closed::interception::InterceptionError;
use crate::table::TableError;

/// A place in a file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a screening programme cannot be simulated.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ScreeningError {
    /// The plan is no TOML, or a field is unknown, missing or of the wrong type.
    #[error("{}{message}", at(place.as_ref()))]
    Syntax {
        /// Where.
        place: Option<Place>,
        /// What.
        message: String,
    },
    /// A value of the plan or the population cannot be.
    #[error("{}{field}: {why}", at(place.as_ref()))]
    Value {
        /// Where.
        place: Option<Place>,
        /// Table and field, as `programme.uptake`.
        field: String,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// A built-in table is damaged.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A dwell time is missing.
    #[error(transparent)]
    Dwell(#[from] InterceptionError),
    /// Results that do not belong together.
    #[error("{what}")]
    Parts {
        /// What is wrong.
        what: String,
    },
}

fn at(place: Option<&Place>) -> String {
    place.map(|place| format!("{place}: ")).unwrap_or_default()
}

impl ScreeningError {
    pub(crate) fn value(field: impl Into<String>, why: impl Into<String>, hint: &str) -> Self {
        Self::Value { place: None, field: field.into(), why: why.into(), hint: hint.to_owned() }
    }

    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Value { hint, .. } => Some(hint.clone()),
            Self::Syntax { .. } => Some("`print` shows a built-in programme to edit".into()),
            Self::Parts { .. } => Some(
                "give the results of all shards of one programme, seed and number of people".into(),
            ),
            _ => None,
        }
    }
}
