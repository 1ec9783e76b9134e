//! How sure we are of a number.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a number stands between an experiment and a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Read from the named publication, which measured it.
    Measured,
    /// Computed from measured numbers; the source says how.
    Derived,
    /// From memory, from a secondary source, or chosen. No headline may rest on it alone.
    Assumed,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Measured => "measured",
            Self::Derived => "derived",
            Self::Assumed => "assumed",
        })
    }
}
