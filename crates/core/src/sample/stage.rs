//! A cancer's stage.

use std::fmt;
use std::str::FromStr;

/// The stage of a cancer, 0 (in situ) to IV (spread), without its subdivision.
///
/// ```
/// use exoscope_core::sample::Stage;
/// assert_eq!("IIIA".parse::<Stage>()?, "3".parse()?);
/// assert_eq!("Stage II".parse::<Stage>()?.to_string(), "II");
/// assert!("V".parse::<Stage>().is_err());
/// # Ok::<(), exoscope_core::sample::StageError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage(u8);

/// A text that is no stage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no stage: 0, I, II, III, IV, or 1 to 4, with a letter behind or without")]
pub struct StageError(pub String);

impl Stage {
    /// The stage as a number, 0 to 4.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl FromStr for Stage {
    type Err = StageError;

    fn from_str(text: &str) -> Result<Self, StageError> {
        let upper = text.trim().to_ascii_uppercase();
        let bare = upper.strip_prefix("STAGE").unwrap_or(&upper).trim();
        let end = bare.find(|c: char| !"01234IV".contains(c)).unwrap_or(bare.len());
        let (number, division) = bare.split_at(end);
        let division_known = division.len() <= 2
            && division.chars().all(|c| "ABCD123".contains(c))
            && !division.starts_with(|c: char| c.is_ascii_digit());
        match number {
            "0" if division_known => Ok(Self(0)),
            "1" | "I" if division_known => Ok(Self(1)),
            "2" | "II" if division_known => Ok(Self(2)),
            "3" | "III" if division_known => Ok(Self(3)),
            "4" | "IV" if division_known => Ok(Self(4)),
            _ => Err(StageError(text.to_owned())),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            0 => "0",
            1 => "I",
            2 => "II",
            3 => "III",
            _ => "IV",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_spellings_are_read() {
        for (text, number) in
            [("0", 0), ("I", 1), ("IA2", 1), ("stage iib", 2), ("3", 3), ("IVB", 4), ("4A", 4)]
        {
            assert_eq!(text.parse::<Stage>().map(Stage::number), Ok(number), "{text}");
        }
        for text in ["", "V", "5", "11", "unknown", "IIII", "T2N0"] {
            assert!(text.parse::<Stage>().is_err(), "{text}");
        }
    }
}
