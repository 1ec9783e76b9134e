//! A plan out of its text, and where in the text it is wrong.

use std::str::FromStr;

use exoscope_core::{Place, Surplus};

use super::Plan;
use crate::error::ScreeningError;

impl FromStr for Plan {
    type Err = ScreeningError;

    fn from_str(text: &str) -> Result<Self, ScreeningError> {
        let plan: Self = toml::from_str(text).map_err(|error| syntax(&error, text))?;
        let written = toml::from_str(text).map_err(|error| syntax(&error, text))?;
        let long = Surplus::of(&written, &plan)
            .map_err(|error| ScreeningError::Syntax { place: None, message: error.to_string() })?;
        if let Some(long) = long {
            let error = ScreeningError::value(&long.field, long.to_string(), &long.hint());
            return Err(error.located(text));
        }
        plan.checked().map_err(|error| error.located(text))
    }
}

/// Why the text is no plan, with its place.
fn syntax(error: &toml::de::Error, text: &str) -> ScreeningError {
    ScreeningError::Syntax {
        place: error.span().map(|span| Place::of_offset(text, span.start)),
        message: error.message().trim().to_owned(),
    }
}
