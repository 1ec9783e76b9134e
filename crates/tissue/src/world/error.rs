//! Errors of world files, with their place in the file and what to do.

use std::fmt;

use thiserror::Error;

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

/// Why a world cannot be simulated.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum WorldError {
    /// The file is no TOML, or a key is unknown, missing or of the wrong type.
    #[error("{}{message}", at(place.as_ref()))]
    Syntax {
        /// Where.
        place: Option<Place>,
        /// What.
        message: String,
    },
    /// A value cannot be.
    #[error("{}{field}: {why}", at(place.as_ref()))]
    Value {
        /// Where.
        place: Option<Place>,
        /// Table and key, as `space.voxel` or `field#2.decay`.
        field: String,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
}

fn at(place: Option<&Place>) -> String {
    place.map(|place| format!("{place}: ")).unwrap_or_default()
}

impl WorldError {
    pub(super) fn value(
        field: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::Value { place: None, field: field.into(), why: why.into(), hint: hint.into() }
    }

    /// What the user can do.
    pub fn hint(&self) -> String {
        match self {
            Self::Value { hint, .. } => hint.clone(),
            Self::Syntax { .. } => "docs/tissue.md lists every key with its unit".to_owned(),
        }
    }

    /// The error with the line of its field, or of its table where the field is not given.
    pub(super) fn located(self, text: &str) -> Self {
        let Self::Value { place: None, field, why, hint } = self else { return self };
        let place = find(text, &field);
        Self::Value { place, field, why, hint }
    }
}

/// A place by its offset in the text.
pub(super) fn place(text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    Place { line: before.matches('\n').count() + 1, column }
}

/// Where `field` stands: `field#2.decay` is key `decay` of the second table `[[field]]`.
fn find(text: &str, field: &str) -> Option<Place> {
    let (path, key) = field.rsplit_once('.').unwrap_or(("", field));
    let (path, number) = match path.split_once('#') {
        Some((path, number)) => {
            // The table within the table, of `field#2.boundary`, is found by its key.
            let number = number.split('.').next().unwrap_or_default();
            (path, number.parse().unwrap_or(1))
        }
        None => (path, 1_usize),
    };
    let (mut inside, mut seen, mut table) = (path.is_empty(), 0, None);
    for (line, content) in text.lines().enumerate() {
        let trimmed = content.trim_start();
        let column = content.chars().count() - trimmed.chars().count() + 1;
        let here = Some(Place { line: line + 1, column });
        if trimmed.starts_with('[') {
            let header = trimmed.split('#').next().unwrap_or_default().trim();
            let name = header.trim_matches(['[', ']']);
            let own = name == path;
            seen += usize::from(own);
            // Tables within the table, `[field.boundary]`, belong to it.
            inside = seen == number && (own || name.starts_with(&format!("{path}.")));
            table = if own && inside { here } else { table };
        } else if inside {
            let name = trimmed.split('=').next().unwrap_or_default().trim().trim_matches('"');
            if name == key {
                return here;
            }
        }
    }
    table
}
