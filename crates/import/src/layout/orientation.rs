//! Which way round a table stands.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// What a line of a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// A line a sample, a column a miRNA.
    SamplesInRows,
    /// A line a miRNA, a column a sample.
    MirnasInRows,
}

/// A word that names no orientation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no orientation; known are samples-in-rows, mirnas-in-rows")]
pub struct UnknownOrientation(pub String);

impl fmt::Display for Orientation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SamplesInRows => "samples-in-rows",
            Self::MirnasInRows => "mirnas-in-rows",
        })
    }
}

impl FromStr for Orientation {
    type Err = UnknownOrientation;

    fn from_str(text: &str) -> Result<Self, UnknownOrientation> {
        [Self::SamplesInRows, Self::MirnasInRows]
            .into_iter()
            .find(|orientation| orientation.to_string() == text)
            .ok_or_else(|| UnknownOrientation(text.to_owned()))
    }
}
