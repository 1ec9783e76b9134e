//! Checked values of plans: durations with units, shares, numbers above nothing.

use std::ops::RangeInclusive;

use exoscope_core::number::short;
use exoscope_core::unit::Quantity;
use serde::{Deserialize, Serialize};

use crate::TherapyError;

/// A time in days, written with its unit: `"6 weeks"` is `"42 days"`.
///
/// ```
/// # use exoscope_therapy::quantity::Days;
/// #[derive(serde::Deserialize)]
/// struct Window { visit: Days }
/// # fn main() -> Result<(), toml::de::Error> {
/// assert_eq!(toml::from_str::<Window>("visit = \"6 weeks\"")?.visit, Days(42.0));
/// assert!(toml::from_str::<Window>("visit = 42").is_err(), "a number without a unit");
/// assert!(toml::from_str::<Window>("visit = \"42 mL\"").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Days(pub f64);

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let quantity = text.parse::<Quantity>();
        let days = quantity.and_then(|quantity| quantity.to("day"));
        days.map(Days).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Days {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{} days", self.0))
    }
}

type Checked = Result<(), TherapyError>;

/// What a dose counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Cells.
    Cells,
    /// Particles: vesicles, or all that a counter takes for them.
    Particles,
}

/// What a dose counts. A bare number, a mass, a time or a share counts nothing.
pub(crate) fn counted(field: &str, amount: &Quantity) -> Result<Counted, TherapyError> {
    let unit = amount.unit().to_string();
    match unit.as_str() {
        "cell" | "cells" => Ok(Counted::Cells),
        "particle" | "particles" | "vesicle" | "vesicles" | "EV" | "EVs" | "exosome"
        | "exosomes" => Ok(Counted::Particles),
        _ => {
            let why = if unit.is_empty() {
                format!("{amount} has no unit")
            } else {
                format!("{amount} is no number of cells or of particles")
            };
            Err(TherapyError::value(field, why, "in cells or in particles, as \"1e8 cells\""))
        }
    }
}

/// A share from 0 to 1.
pub(crate) fn share(field: &str, value: f64) -> Checked {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    let hint = if value > 1.0 && value <= 100.0 {
        format!("{} % is written {}", short(value), short(value / 100.0))
    } else {
        "give a share from 0 to 1".to_owned()
    };
    Err(TherapyError::value(field, format!("{} is no share from 0 to 1", short(value)), hint))
}

/// A share that is neither 0 nor 1.
pub(crate) fn inner_share(field: &str, value: f64) -> Checked {
    share(field, value)?;
    if value > 0.0 && value < 1.0 {
        return Ok(());
    }
    Err(TherapyError::value(
        field,
        format!("{} leaves nothing to chance", short(value)),
        "give a share between 0 and 1",
    ))
}

/// A share below 1; `all` says what 1 would mean.
pub(crate) fn below_one(field: &str, value: f64, all: &str) -> Checked {
    share(field, value)?;
    if value < 1.0 {
        return Ok(());
    }
    Err(TherapyError::value(field, all, "give a share below 1"))
}

/// A finite number above 0.
pub(crate) fn positive(field: &str, value: f64) -> Checked {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(TherapyError::value(
        field,
        format!("{} is not above 0", short(value)),
        "give a finite number above 0",
    ))
}

/// A finite number, 0 or more.
pub(crate) fn not_negative(field: &str, value: f64) -> Checked {
    if value >= 0.0 && value.is_finite() {
        return Ok(());
    }
    let why = format!("{} is below 0 or no number", short(value));
    Err(TherapyError::value(field, why, "give 0 or more"))
}

/// A finite number.
pub(crate) fn finite(field: &str, value: f64) -> Checked {
    if value.is_finite() {
        return Ok(());
    }
    let why = format!("{} is no finite number", short(value));
    Err(TherapyError::value(field, why, "give a finite number"))
}

/// A name that is not empty.
pub(crate) fn named(field: &str, name: &str) -> Checked {
    if !name.trim().is_empty() {
        return Ok(());
    }
    Err(TherapyError::value(field, "an empty name", "a word or two"))
}

/// A number of people from 1 to a million.
pub(crate) fn people(field: &str, n: usize) -> Checked {
    if (1..=1_000_000).contains(&n) {
        return Ok(());
    }
    Err(TherapyError::value(field, format!("{n} people"), "from 1 to 1,000,000"))
}

/// A number within what any disease or trial has; `what` it is, as "hazard ratio".
pub(crate) fn within(field: &str, value: f64, range: RangeInclusive<f64>, what: &str) -> Checked {
    if range.contains(&value) {
        return Ok(());
    }
    let hint = format!("from {} to {}", short(*range.start()), short(*range.end()));
    Err(TherapyError::value(field, format!("{} is no {what}", short(value)), hint))
}

/// Hazard and odds ratios.
pub(crate) const RATIOS: RangeInclusive<f64> = 1e-3..=1e3;

/// A ratio of hazards or odds; `what` it is, as "odds ratio".
pub(crate) fn ratio(field: &str, value: f64, what: &str) -> Checked {
    within(field, value, RATIOS, what)
}

/// Days from enrolment to the last visit: above 0, up to ten years.
pub(crate) fn visit(field: &str, days: Days) -> Checked {
    positive(field, days.0)?;
    within(field, days.0, 0.0..=TEN_YEARS, "number of days that a trial lasts")
}

/// Ten years, days.
pub(crate) const TEN_YEARS: f64 = 3653.0;
