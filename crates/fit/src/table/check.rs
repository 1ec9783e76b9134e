//! Checks of whole subjects and of the table as a whole.

use std::collections::BTreeMap;

use super::{Observation, Subject, TableError};

/// Fails where a subject has no observation, a dose after its last one, or a row twice. Doses and
/// observations are in order of time.
pub(super) fn subject(subject: &Subject) -> Result<(), TableError> {
    let wrong = |line: usize, why: String, hint: &str| {
        Err(TableError::Subject { line, subject: subject.name(), why, hint: hint.to_owned() })
    };
    let Some(last) = subject.observations.last() else {
        let hint = "leave the subject out, or give its observations";
        return wrong(subject.line, "it has no observation".into(), hint);
    };
    if let Some(late) = subject.doses.iter().find(|dose| dose.time >= last.time && dose.time > 0.0)
    {
        let why = format!("a dose at {} is not before the last sample at {}", late.time, last.time);
        let hint =
            "leave out doses that no sample follows; check ADDL, and that times have one unit";
        return wrong(late.line, why, hint);
    }
    let same_dose = |a: &super::Dose, b: &super::Dose| {
        together(a.time, b.time) && a.compartment == b.compartment && a.route == b.route
    };
    for (place, dose) in subject.doses.iter().enumerate() {
        let rest = subject.doses.get(place + 1..).unwrap_or_default();
        let again =
            rest.iter().take_while(|d| together(d.time, dose.time)).find(|d| same_dose(dose, d));
        if let Some(again) = again {
            let why = format!("a dose at time {} is there twice (line {})", dose.time, dose.line);
            return wrong(again.line, why, "add amounts given together, or leave one row out");
        }
    }
    for (place, one) in subject.observations.iter().enumerate() {
        let rest = subject.observations.get(place + 1..).unwrap_or_default();
        let mut at_once = rest.iter().take_while(|other| together(other.time, one.time));
        if let Some(again) = at_once.find(|other| same(one, other)) {
            let why = format!(
                "the row of line {} is there again: time {} and the same value",
                one.line, one.time
            );
            return wrong(again.line, why, "leave one of the rows out");
        }
    }
    Ok(())
}

fn together(a: f64, b: f64) -> bool {
    a.total_cmp(&b).is_eq()
}

fn same(a: &Observation, b: &Observation) -> bool {
    a.compartment == b.compartment && a.value == b.value
}

/// Fails where one compartment is observed in several units.
pub(super) fn units(subjects: &[Subject]) -> Result<(), TableError> {
    let mut seen: BTreeMap<Option<&str>, (&Option<String>, usize)> = BTreeMap::new();
    for subject in subjects {
        for one in &subject.observations {
            let key = one.compartment.as_deref();
            let (unit, line) = *seen.entry(key).or_insert((&one.unit, one.line));
            if *unit != one.unit {
                let text = |unit: &Option<String>| unit.clone().unwrap_or_else(|| "no unit".into());
                let place = key.map(|key| format!(" of {key}")).unwrap_or_default();
                return Err(TableError::Subject {
                    line: one.line,
                    subject: subject.name(),
                    why: format!(
                        "values{place} are in {} here and in {} on line {line}",
                        text(&one.unit),
                        text(unit)
                    ),
                    hint: "give all values of a compartment in one unit".into(),
                });
            }
        }
    }
    Ok(())
}
