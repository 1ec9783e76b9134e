//! A design out of its text, and where in the text it is wrong.

use std::str::FromStr;

use exoscope_core::{Place, Surplus};

use super::Design;
use crate::cohort::StudyError;
use crate::model::Line;

impl FromStr for Design {
    type Err = StudyError;

    fn from_str(text: &str) -> Result<Self, StudyError> {
        let design: Self = toml::from_str(text).map_err(|error| syntax(&error, text))?;
        let written = toml::from_str(text).map_err(|error| syntax(&error, text))?;
        let long = Surplus::of(&written, &design)
            .map_err(|error| StudyError::Syntax { place: None, message: error.to_string() })?;
        if let Some(long) = long {
            let line = Place::of_field(text, &long.field).map(|place| Line(place.line));
            let why = format!("{long}; {}", long.hint());
            return Err(StudyError::Value { line, field: long.field, why });
        }
        design.checked().map_err(|error| located(error, text))
    }
}

/// Why the text is no design, with its place.
fn syntax(error: &toml::de::Error, text: &str) -> StudyError {
    let place = error.span().map(|span| Place::of_offset(text, span.start));
    StudyError::Syntax {
        place: place.map(|place| (Line(place.line), place.column)),
        message: error.message().trim().to_owned(),
    }
}

/// The error with the line in which its part of the design begins: `[host]`, or a class's label.
fn located(error: StudyError, text: &str) -> StudyError {
    let StudyError::Value { line: None, field, why } = error else { return error };
    let begins = |line: &str| match field.strip_prefix("class ") {
        Some(label) => line.starts_with("label") && line.contains(label),
        None => line.trim_matches(['[', ']']) == field || line.starts_with(&format!("{field} ")),
    };
    let line = text.lines().position(|line| begins(line.trim())).map(|place| Line(place + 1));
    StudyError::Value { line, field, why }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cohort::BUILT_IN;

    #[test]
    fn a_slip_is_refused_with_its_line_or_field() {
        let small = BUILT_IN[2].1;
        let says = |text: String, part: &str| {
            let error = text.parse::<Design>().unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        };
        let line = |part: &str| small.lines().position(|line| line == part).unwrap() + 1;
        let batch = line("confounding = 0.0");
        says(
            small.replace("confounding", "confuonding"),
            &format!("line {batch}, column 1: unknown field"),
        );
        let format = line("format = 1");
        says(small.replace("format = 1", "format = 2"), &format!("line {format}: format: "));
        let after = small.lines().count() + 2;
        says(format!("{small}\n[host]\nscale = -1\n"), &format!("line {after}: host: "));
        says(format!("{small}\n[handling]\nmissing = 2\n"), &format!("line {after}: handling: "));
        let age = small.lines().find(|line| line.starts_with("age = [")).unwrap();
        let place = line(age);
        let three = small.replacen(age, &age.replace(']', ", 99]"), 1);
        says(
            three,
            &format!("line {place}: class#1.age: 3 values, where 2 are read; give 2 values"),
        );
        let class = line("label = \"pancreatitis\"");
        let odd = small.replace("female_fraction = 0.3\n", "female_fraction = 2.0\n");
        says(odd, &format!("line {class}: class \"pancreatitis\""));
    }
}
