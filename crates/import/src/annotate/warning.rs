//! What is odd about labels and roles: said, not refused.

use std::collections::{BTreeMap, BTreeSet};

use exoscope_core::Cohort;
use exoscope_core::sample::{ColumnValues, Field, Role};

/// What was so before facts were noted: the column of the label, and whether roles were known.
pub(super) struct Before {
    label: Option<String>,
    roles: bool,
}

impl Before {
    pub(super) fn of(cohort: &Cohort) -> Self {
        let label = cohort.metadata().field(Field::Label).map(|column| column.name().to_owned());
        Self { label, roles: !cohort.roles().is_empty() }
    }

    /// What is odd now.
    pub(super) fn warnings(&self, cohort: &Cohort) -> Vec<String> {
        let samples = cohort.samples().iter().map(ToString::to_string).collect();
        // What separates words tells samples apart: P1-1 is not P11.
        let mut warnings = alike("samples", &samples, &[]);
        warnings.extend(persons(cohort));
        let Some(label) = cohort.metadata().field(Field::Label) else { return warnings };
        let moved = self.label.as_deref().filter(|before| *before != label.name());
        if let Some(before) = moved.filter(|_| self.roles && cohort.roles().is_empty()) {
            warnings
                .push(format!("the roles of column {before} are forgotten: they were its labels'"));
        }
        let labels: BTreeSet<String> = label.texts().flatten().map(Into::into).collect();
        warnings.extend(alike("labels", &labels, &['_', '-']));
        if matches!(label.values(), ColumnValues::Number(_)) {
            let name = label.name();
            warnings
                .push(format!("the labels of column {name} are numbers: each value is a class"));
        }
        if labels.len() > 1 && labels.len() == label.len() - label.n_missing() {
            warnings.push(format!("each sample has a label of its own in column {}", label.name()));
        }
        let cancers = cohort.roles().iter().any(|(_, role)| role == Role::Cancer);
        if !cohort.roles().is_empty() && !cancers {
            warnings.push("no label is a cancer: all are controls or benign".to_owned());
        }
        warnings
    }
}

/// Persons whose samples have several labels.
fn persons(cohort: &Cohort) -> Option<String> {
    let person = cohort.metadata().field(Field::Person)?;
    let label = cohort.metadata().field(Field::Label)?;
    let mut labels_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (person, label) in person.texts().zip(label.texts()) {
        if let (Some(person), Some(label)) = (person, label) {
            labels_of.entry(person.into_owned()).or_default().insert(label.into_owned());
        }
    }
    labels_of.retain(|_, labels| labels.len() > 1);
    let first = labels_of.keys().next()?;
    let (count, have) = match labels_of.len() {
        1 => ("1 person".to_owned(), "has"),
        several => (format!("{several} persons"), "have"),
    };
    Some(format!("{count} {have} samples of several labels, such as {first}"))
}

/// Labels, or samples, that differ by case, spaces or the width of letters alone.
fn alike(what: &str, labels: &BTreeSet<String>, between: &[char]) -> Vec<String> {
    let mut of_key: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for label in labels {
        of_key.entry(key(label, between)).or_default().push(label);
    }
    let several = of_key.into_values().filter(|same| same.len() > 1);
    several
        .map(|same| {
            let same: Vec<String> = same.iter().map(|label| format!("{label:?}")).collect();
            format!("{what} {} differ by case, spaces or width alone", same.join(" and "))
        })
        .collect()
}

/// A label in small letters of half width, without spaces and what else stands `between` its words.
fn key(label: &str, between: &[char]) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let letters = label.chars().map(half).filter(|c| !c.is_whitespace() && !between.contains(c));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_one_meaning_are_found() {
        let labels = |all: &[&str]| {
            alike("labels", &all.iter().map(|&l| l.to_owned()).collect(), &['_', '-'])
        };
        assert_eq!(labels(&["Lung", "lung ", "Breast"]).len(), 1);
        assert_eq!(labels(&["ＣＲＣ", "CRC"]).len(), 1);
        assert_eq!(labels(&["healthy control", "Healthy_Control"]).len(), 1);
        assert!(labels(&["lung", "breast"]).is_empty());
    }
}
