//! Whether two files of a cytometer were acquired alike: instrument, trigger, detector voltages.

use super::super::{Entry, instrument};
use crate::export::{Contents, EventFile};

/// What keeps the events of `other` from being held against those of `own`: another instrument, another trigger, another
/// voltage of the trigger's channel or of `gate`. Where no trigger is stated each voltage counts. `None` where nothing does,
/// or where one of them does not say.
pub(in super::super) fn unlike(own: &Entry, other: &Entry, gate: Option<&str>) -> Option<String> {
    let (a, b) = (instrument(own), instrument(other));
    if a != b {
        return Some(format!("it was measured by another instrument ({b})"));
    }
    let (Contents::Events(a), Contents::Events(b)) = (&own.export.contents, &other.export.contents)
    else {
        return None;
    };
    let (of_own, of_other) = (ruling(a, gate), ruling(b, gate));
    let differ = of_own.iter().find_map(|(name, value)| {
        let (_, found) = of_other.iter().find(|(other, _)| other == name)?;
        (!same(value, found)).then_some((name, found, value))
    });
    differ.map(|(name, found, value)| {
        let what =
            if name == "$TR" { "trigger ($TR)".to_owned() } else { format!("voltage of {name}") };
        format!("it was acquired at another {what}: {found}, and not {value}")
    })
}

/// Settings that rule which events are recorded, and what those in the gate are.
fn ruling<'a>(events: &'a EventFile, gate: Option<&str>) -> Vec<&'a (String, String)> {
    let trigger = events.settings.iter().find(|(name, _)| name == "$TR");
    let channel = trigger.and_then(|(_, text)| text.split(',').next()).map(str::trim);
    let counts = |name: &str| {
        name == "$TR" || channel.is_none_or(|channel| channel == name) || gate == Some(name)
    };
    events.settings.iter().filter(|(name, _)| counts(name)).collect()
}

/// As numbers where both are, else as text.
fn same(a: &str, b: &str) -> bool {
    let numbers = a.parse::<f64>().ok().zip(b.parse::<f64>().ok());
    numbers.map_or(a == b, |(a, b)| a.total_cmp(&b).is_eq())
}
