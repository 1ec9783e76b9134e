//! A plan out of its text, and where in the text it is wrong.

use std::str::FromStr;

use exoscope_core::Place;

use super::Plan;
use super::lengths::surplus;
use crate::error::ScreeningError;

impl FromStr for Plan {
    type Err = ScreeningError;

    fn from_str(text: &str) -> Result<Self, ScreeningError> {
        let plan: Self = toml::from_str(text).map_err(|error| ScreeningError::Syntax {
            place: error.span().map(|span| Place::of_offset(text, span.start)),
            message: error.message().trim().to_owned(),
        })?;
        all_read(text, &plan).map_err(|error| error.located(text))?;
        plan.checked().map_err(|error| error.located(text))
    }
}

/// Refuses a list that is longer than what was read of it.
fn all_read(text: &str, plan: &Plan) -> Result<(), ScreeningError> {
    let (Ok(written), Ok(read)) = (toml::from_str(text), serde_json::to_value(plan)) else {
        return Ok(());
    };
    let Some(long) = surplus(&written, &read) else { return Ok(()) };
    let (written, read) = long.lengths;
    let why = format!("{written} values, where {read} are read");
    Err(ScreeningError::value(long.field, why, &format!("give {read} values")))
}
