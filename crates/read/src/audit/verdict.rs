//! What an audit comes to, in one of four phrases.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What an audit comes to; in JSON its phrase.
///
/// ```
/// use exoscope_read::audit::Verdict;
///
/// let verdict = Verdict::CannotBeSeparated { from: "slide".to_owned() };
/// assert_eq!(verdict.to_string(), "cannot be separated from slide");
/// assert_eq!("no signal".parse(), Ok(Verdict::NoSignal));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub enum Verdict {
    /// Classes differ also within the batches of every key that was named.
    Supported,
    /// What sets the classes apart cannot be told from what sets batches apart.
    CannotBeSeparated {
        /// The key of these batches.
        from: String,
    },
    /// There are enough samples to see a useful signal, and none is seen.
    NoSignal,
    /// There are too few samples to say.
    TooSmall,
}

/// A text that is no verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no verdict")]
pub struct VerdictError(pub String);

const SUPPORTED: &str = "supported";
const CANNOT: &str = "cannot be separated from ";
const NO_SIGNAL: &str = "no signal";
const TOO_SMALL: &str = "too small to say";

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Supported => f.write_str(SUPPORTED),
            Self::CannotBeSeparated { from } => write!(f, "{CANNOT}{from}"),
            Self::NoSignal => f.write_str(NO_SIGNAL),
            Self::TooSmall => f.write_str(TOO_SMALL),
        }
    }
}

impl FromStr for Verdict {
    type Err = VerdictError;

    fn from_str(text: &str) -> Result<Self, VerdictError> {
        match text {
            SUPPORTED => Ok(Self::Supported),
            NO_SIGNAL => Ok(Self::NoSignal),
            TOO_SMALL => Ok(Self::TooSmall),
            _ => match text.strip_prefix(CANNOT) {
                Some(from) => Ok(Self::CannotBeSeparated { from: from.to_owned() }),
                None => Err(VerdictError(text.to_owned())),
            },
        }
    }
}

impl TryFrom<String> for Verdict {
    type Error = VerdictError;

    fn try_from(text: String) -> Result<Self, VerdictError> {
        text.parse()
    }
}

impl From<Verdict> for String {
    fn from(verdict: Verdict) -> Self {
        verdict.to_string()
    }
}
