//! The facts about a sample that Exoscope understands, and which column holds each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Date, DateError, Sex, SexError, Stage, StageError};

/// A fact about a sample that Exoscope understands. A column of the metadata can be named to hold
/// it; any other column is kept as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The class that a reader learns to call.
    Label,
    /// Stage of a cancer: a [`Stage`].
    Stage,
    /// A [`Sex`].
    Sex,
    /// Age in years, 0 to 130.
    Age,
    /// Whom the sample is from: one person's samples stay together in every split.
    Person,
    /// Hospital or collection that the sample came from.
    Site,
    /// Array slide, plate or sequencing run.
    Slide,
    /// A [`Date`] of sampling or scanning.
    Date,
}

/// A value that its field does not admit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// No stage.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// No sex.
    #[error(transparent)]
    Sex(#[from] SexError),
    /// No date.
    #[error(transparent)]
    Date(#[from] DateError),
    /// No age.
    #[error("{0:?} is no age in years, 0 to 130")]
    Age(String),
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 8] = [
        Self::Label,
        Self::Stage,
        Self::Sex,
        Self::Age,
        Self::Person,
        Self::Site,
        Self::Slide,
        Self::Date,
    ];

    /// The field that a column of this name holds in most people's tables, whatever its case.
    ///
    /// ```
    /// use exoscope_core::sample::Field;
    /// assert_eq!(Field::of_column("Sex"), Some(Field::Sex));
    /// assert_eq!(Field::of_column("scan_date"), Some(Field::Date));
    /// assert_eq!(Field::of_column("batch"), None);
    /// ```
    pub fn of_column(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "label" => Some(Self::Label),
            "stage" => Some(Self::Stage),
            "sex" | "gender" => Some(Self::Sex),
            "age" => Some(Self::Age),
            "person" | "patient" | "subject" | "donor" => Some(Self::Person),
            "site" | "hospital" | "collection" => Some(Self::Site),
            "slide" => Some(Self::Slide),
            "date" | "scan_date" => Some(Self::Date),
            _ => None,
        }
    }

    /// Checks that a value, as text, can stand in this field.
    pub fn check(self, text: &str) -> Result<(), FieldError> {
        match self {
            Self::Label | Self::Person | Self::Site | Self::Slide => {}
            Self::Stage => {
                text.parse::<Stage>()?;
            }
            Self::Sex => {
                text.parse::<Sex>()?;
            }
            Self::Date => {
                text.parse::<Date>()?;
            }
            Self::Age => {
                let age = text.trim().parse::<f64>();
                if !age.is_ok_and(|age| (0.0..=130.0).contains(&age)) {
                    return Err(FieldError::Age(text.to_owned()));
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Label => "label",
            Self::Stage => "stage",
            Self::Sex => "sex",
            Self::Age => "age",
            Self::Person => "person",
            Self::Site => "site",
            Self::Slide => "slide",
            Self::Date => "date",
        })
    }
}

impl FromStr for Field {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|field| field.to_string() == text).ok_or(())
    }
}
