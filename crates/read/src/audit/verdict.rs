//! Verdict of an audit, in one of five phrases.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Verdict of an audit; in JSON its phrase.
///
/// [`Verdict::Supported`] is only ever the verdict of a full audit, which has permuted the labels; a
/// design alone can be [`Verdict::Testable`] at best.
///
/// ```
/// use exoscope_read::audit::Verdict;
///
/// let verdict = Verdict::CannotBeSeparated { from: "slide".to_owned() };
/// assert_eq!(verdict.to_string(), "cannot be separated from slide");
/// assert_eq!("no signal".parse(), Ok(Verdict::NoSignal));
/// assert_eq!(Verdict::Testable.to_string(), "testable (design only, not yet audited)");
/// assert_eq!("testable".parse(), Ok(Verdict::Testable));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub enum Verdict {
    /// Classes differ also within the batches of every key that was named.
    Supported,
    /// The design can tell a signal from the keys that were named; whether there is a signal has not been
    /// audited.
    Testable,
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
const TESTABLE: &str = "testable";
const DESIGN_ONLY: &str = "testable (design only, not yet audited)";
const CANNOT: &str = "cannot be separated from ";
const NO_SIGNAL: &str = "no signal";
const TOO_SMALL: &str = "too small to say";

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Supported => f.write_str(SUPPORTED),
            Self::Testable => f.write_str(DESIGN_ONLY),
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
            TESTABLE | DESIGN_ONLY => Ok(Self::Testable),
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
        match verdict {
            Verdict::Testable => TESTABLE.to_owned(),
            other => other.to_string(),
        }
    }
}
