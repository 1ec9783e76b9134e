//! What is odd about labels and roles: said, not refused.

use std::collections::{BTreeMap, BTreeSet};

use exoscope_core::Cohort;
use exoscope_core::sample::{ColumnValues, Field, Role, SampleId, spellings};

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
        // What separates words tells samples apart: P1-1 is not P11.
        let mut warnings = alike("samples", cohort.samples().iter().map(SampleId::as_str), &[]);
        warnings.extend(persons(cohort));
        let Some(label) = cohort.metadata().field(Field::Label) else { return warnings };
        let moved = self.label.as_deref().filter(|before| *before != label.name());
        if let Some(before) = moved.filter(|_| self.roles && cohort.roles().is_empty()) {
            warnings
                .push(format!("the roles of column {before} are forgotten: they were its labels'"));
        }
        let labels: BTreeSet<String> = label.texts().flatten().map(Into::into).collect();
        warnings.extend(alike("labels", labels.iter().map(String::as_str), &['_', '-']));
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
fn alike<'a>(
    what: &str,
    names: impl IntoIterator<Item = &'a str>,
    between: &[char],
) -> Vec<String> {
    let found = spellings(names, between).into_iter();
    found
        .map(|same| {
            let same: Vec<String> = same.iter().map(|name| format!("{name:?}")).collect();
            format!("{what} {} differ by case, spaces or width alone", same.join(" and "))
        })
        .collect()
}
