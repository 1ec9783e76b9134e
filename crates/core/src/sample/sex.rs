//! A person's sex.

use std::fmt;
use std::str::FromStr;

/// A person's sex as the clinic recorded it.
///
/// ```
/// use exoscope_core::sample::Sex;
/// assert_eq!("Female".parse::<Sex>(), Ok(Sex::Female));
/// assert_eq!("m".parse::<Sex>(), Ok(Sex::Male));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A text that is no sex.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no sex: female, male, F or M")]
pub struct SexError(pub String);

impl FromStr for Sex {
    type Err = SexError;

    fn from_str(text: &str) -> Result<Self, SexError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "f" | "female" | "woman" => Ok(Self::Female),
            "m" | "male" | "man" => Ok(Self::Male),
            _ => Err(SexError(text.to_owned())),
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Female => "female",
            Self::Male => "male",
        })
    }
}
