//! A sample's name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A sample's name, unique in its cohort: not empty, on one line, without tabs.
///
/// ```
/// use exoscope_core::sample::SampleId;
/// assert!("Sample_1S3".parse::<SampleId>().is_ok());
/// assert!(" ".parse::<SampleId>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SampleId(String);

/// A text that cannot name a sample.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot name a sample: a name has characters, and no tab or line break")]
pub struct SampleIdError(pub String);

impl SampleId {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SampleId {
    type Err = SampleIdError;

    fn from_str(text: &str) -> Result<Self, SampleIdError> {
        let name = text.trim();
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(SampleIdError(text.to_owned()));
        }
        Ok(Self(name.to_owned()))
    }
}

impl TryFrom<String> for SampleId {
    type Error = SampleIdError;

    fn try_from(text: String) -> Result<Self, SampleIdError> {
        text.parse()
    }
}

impl From<SampleId> for String {
    fn from(id: SampleId) -> Self {
        id.0
    }
}

impl fmt::Display for SampleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
