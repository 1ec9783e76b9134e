//! Errors of plans of trials and of production, with their place in the file and what to do.

use exoscope_core::{Place, Surplus};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

/// Why a plan cannot be run.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum TherapyError {
    /// The plan is no TOML, or a field is unknown, missing or of the wrong type.
    #[error("{}{message}", at(place.as_ref()))]
    Syntax {
        /// Where.
        place: Option<Place>,
        /// What.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A value of the plan cannot be.
    #[error("{}{field}: {why}", at(place.as_ref()))]
    Value {
        /// Where.
        place: Option<Place>,
        /// Table and field, as `design.n`.
        field: String,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// Results that do not belong together.
    #[error("{what}")]
    Parts {
        /// What is wrong.
        what: String,
    },
    /// The body could not be run with this dose.
    #[error("the body with this dose: {what}")]
    Body {
        /// What is wrong.
        what: String,
    },
}

fn at(place: Option<&Place>) -> String {
    place.map(|place| format!("{place}: ")).unwrap_or_default()
}

impl TherapyError {
    pub(crate) fn value(
        field: impl Into<String>,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::Value { place: None, field: field.into(), why: why.into(), hint: hint.into() }
    }

    /// A syntax error of TOML with its place.
    fn syntax(error: &toml::de::Error, text: &str, hint: &str) -> Self {
        let message = error.message().trim().to_owned();
        let unit = message.contains("invalid type") && message.contains("expected a string")
            || message.contains("is needed here");
        let hint = if unit {
            "a quantity is written with its unit, as \"40 days\" or \"1e8 cells\""
        } else {
            hint
        };
        let place = error.span().map(|span| Place::of_offset(text, span.start));
        Self::Syntax { place, message, hint: hint.to_owned() }
    }

    /// A plan out of its text, none of whose lists is longer than what is read of it; `hint` says what a syntax error
    /// leaves to do.
    pub(crate) fn read<T: Serialize + DeserializeOwned>(text: &str, hint: &str) -> Result<T, Self> {
        let syntax = |error: toml::de::Error| Self::syntax(&error, text, hint);
        let plan: T = toml::from_str(text).map_err(syntax)?;
        let written = toml::from_str(text).map_err(syntax)?;
        let long = Surplus::of(&written, &plan).map_err(|error| Self::Syntax {
            place: None,
            message: error.to_string(),
            hint: hint.to_owned(),
        })?;
        let refused =
            long.map(|long| Self::value(&long.field, long.to_string(), long.hint()).located(text));
        refused.map_or(Ok(plan), Err)
    }

    /// The error with the line of its field in the TOML text of a plan, where it has none yet.
    #[must_use]
    pub fn located(self, text: &str) -> Self {
        match self {
            Self::Value { place: None, field, why, hint } => {
                Self::Value { place: Place::of_field(text, &field), field, why, hint }
            }
            other => other,
        }
    }

    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Value { hint, .. } | Self::Syntax { hint, .. } => Some(hint.clone()),
            Self::Parts { .. } => {
                Some("give the results of all shards of one plan, seed and number of trials".into())
            }
            Self::Body { .. } => None,
        }
    }
}
