//! Units of the columns, which stand in their headings: `TIME(h)`, `DV [ng/mL]`.

use exoscope_core::unit::{Quantity, Unit};
use serde::Serialize;

/// Units of times and amounts, where the table states them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Units {
    /// Of `TIME`, `II`, `DUR`: `min`, `h`, `d`, …
    pub time: Option<String>,
    /// Of `AMT`: `ng`, `EV`, …
    pub amount: Option<String>,
    /// Of `DV`, where the heading states it: `ng/mL`, …
    pub value: Option<String>,
}

impl Units {
    /// Minutes in one unit of time; `None` where it is not stated.
    pub fn minutes(&self) -> Option<f64> {
        let unit: Unit = self.time.as_ref()?.parse().ok()?;
        Quantity::new(1.0, unit).ok()?.to("min").ok()
    }
}

/// A column's name without its unit, in capitals, and the unit.
pub(super) fn split(heading: &str) -> (String, Option<String>) {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((name, rest)) = heading.split_once(open)
            && let Some(unit) = rest.trim_end().strip_suffix(close)
            && !unit.trim().is_empty()
        {
            return (name.trim().to_uppercase(), Some(unit.trim().to_owned()));
        }
    }
    (heading.trim().to_uppercase(), None)
}

/// Whether `text` is a unit of time.
pub(super) fn is_time(text: &str) -> bool {
    let unit = text.parse::<Unit>().and_then(|unit| Quantity::new(1.0, unit));
    unit.is_ok_and(|one| one.to("min").is_ok())
}
