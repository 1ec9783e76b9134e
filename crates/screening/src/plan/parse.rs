//! A plan out of its text, and where in the text it is wrong.

use std::str::FromStr;

use exoscope_core::{Place, Surplus};

use super::Plan;
use crate::error::ScreeningError;

impl FromStr for Plan {
    type Err = ScreeningError;

    fn from_str(text: &str) -> Result<Self, ScreeningError> {
        let plan: Self = toml::from_str(text).map_err(|error| syntax(&error, text))?;
        let written: serde_json::Value =
            toml::from_str(text).map_err(|error| syntax(&error, text))?;
        let long = Surplus::of(&written, &plan)
            .map_err(|error| ScreeningError::Syntax { place: None, message: error.to_string() })?;
        if let Some(long) = long {
            let error = ScreeningError::value(&long.field, long.to_string(), &long.hint());
            return Err(error.located(text));
        }
        if let Some(field) = EMPTY.into_iter().find(|field| is_empty(&written, field)) {
            let why = "an empty list would stand for all";
            let hint = "leave the line out for all, or name those that are meant";
            return Err(ScreeningError::value(field, why, hint).located(text));
        }
        plan.checked().map_err(|error| error.located(text))
    }
}

/// Lists of which none is all where they are not given, and would be nothing where they are given and empty.
const EMPTY: [&str; 2] = ["cancers", "programme.attendance"];

fn is_empty(written: &serde_json::Value, field: &str) -> bool {
    let mut at = Some(written);
    for part in field.split('.') {
        at = at.and_then(|value| value.get(part));
    }
    at.and_then(serde_json::Value::as_array).is_some_and(Vec::is_empty)
}

/// Why the text is no plan, with its place.
fn syntax(error: &toml::de::Error, text: &str) -> ScreeningError {
    let start = error.span().map(|span| span.start);
    let mut message = error.message().trim().to_owned();
    // TOML reads no `.5`, and says of it only that it expects something else.
    let bare = start.and_then(|start| text.get(start..)).unwrap_or_default();
    let bare = bare.trim_start_matches(['=', ' ', '[', ',']).strip_prefix('.');
    if let Some(digits) = bare.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        message = format!("{message}: a number has a digit before its point, 0.{digits}");
    }
    ScreeningError::Syntax { place: start.map(|start| Place::of_offset(text, start)), message }
}
