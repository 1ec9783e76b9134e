//! A plan out of its text, and where in the text it is wrong.

use std::str::FromStr;

use exoscope_core::Place;

use super::Plan;
use crate::error::ScreeningError;

impl FromStr for Plan {
    type Err = ScreeningError;

    fn from_str(text: &str) -> Result<Self, ScreeningError> {
        let plan: Self = toml::from_str(text).map_err(|error| ScreeningError::Syntax {
            place: error.span().map(|span| Place::of_offset(text, span.start)),
            message: error.message().trim().to_owned(),
        })?;
        plan.checked().map_err(|error| error.located(text))
    }
}
