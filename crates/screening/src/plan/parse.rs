//! A plan out of its text, and where in the text it is wrong.

use std::str::FromStr;

use super::Plan;
use crate::error::{Place, ScreeningError};

impl FromStr for Plan {
    type Err = ScreeningError;

    fn from_str(text: &str) -> Result<Self, ScreeningError> {
        let plan: Self = toml::from_str(text).map_err(|error| ScreeningError::Syntax {
            place: error.span().map(|span| place(text, span.start)),
            message: error.message().trim().to_owned(),
        })?;
        plan.checked().map_err(|error| located(error, text))
    }
}

fn place(text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    Place { line: before.matches('\n').count() + 1, column }
}

/// The error with the line of its field, or of its table where the field is not given. The n-th table of an array
/// is written as `observed.2`.
fn located(error: ScreeningError, text: &str) -> ScreeningError {
    let ScreeningError::Value { place: None, field, why, hint } = error else { return error };
    let (path, key) = field.rsplit_once('.').unwrap_or(("", field.as_str()));
    let (path, number) = match path.rsplit_once('#') {
        Some((path, number)) => (path, number.parse().unwrap_or(1)),
        None => (path, 1_usize),
    };
    let (mut inside, mut seen, mut table, mut found) = (path.is_empty(), 0, None, None);
    for (line, content) in text.lines().enumerate() {
        let trimmed = content.trim_start();
        let column = content.chars().count() - trimmed.chars().count() + 1;
        let here = Some(Place { line: line + 1, column });
        if trimmed.starts_with('[') {
            let header = trimmed.split('#').next().unwrap_or_default().trim();
            let same = header.trim_matches(['[', ']']) == path;
            seen += usize::from(same);
            inside = same && seen == number;
            table = if inside { here } else { table };
        } else if inside && found.is_none() {
            let name = trimmed.split('=').next().unwrap_or_default().trim().trim_matches('"');
            found = if name == key { here } else { None };
        }
    }
    ScreeningError::Value { place: found.or(table), field, why, hint }
}
