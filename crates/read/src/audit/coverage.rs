//! Samples that an audit cannot place: without a label, without a batch, or with a name that is spelled in several ways.

use exoscope_core::sample::{Field, spellings};

use super::Key;
use super::sentence::grouped;
use crate::split::Labelled;

/// What is said of the labels: how many samples have none, and which are spelled in several ways.
pub(super) fn of_labels(labelled: &Labelled<'_>) -> Vec<String> {
    let Some(label) = labelled.cohort().metadata().field(Field::Label) else { return Vec::new() };
    let (missing, all) = (label.n_missing(), label.len());
    let without = (missing > 0).then(|| {
        format!(
            "{} of {} samples have no {}, and are left out.",
            grouped(missing),
            grouped(all),
            label.name()
        )
    });
    let classes = labelled.classes().iter().map(String::as_str);
    without.into_iter().chain(alike("Labels", classes)).collect()
}

/// What is said of a key: how many of the labelled samples have none, and which batches are spelled in several ways.
pub(super) fn of_key(key: &Key) -> Vec<String> {
    let all = key.of_samples().len();
    let missing = key.of_samples().iter().filter(|batch| batch.is_none()).count();
    let without = (missing > 0).then(|| {
        format!(
            "{} of {} samples have no {}: they are in no batch of it.",
            grouped(missing),
            grouped(all),
            key.name()
        )
    });
    let what = format!("Batches of {}", key.name());
    without.into_iter().chain(alike(&what, key.batches().iter().map(String::as_str))).collect()
}

/// Names that count as several and may be meant as one.
fn alike<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let found = spellings(names, &['_', '-']).into_iter();
    found
        .map(|same| {
            let same: Vec<String> = same.iter().map(|name| format!("{name:?}")).collect();
            format!(
                "{what} {} differ by case, spaces or width alone, and count as {}.",
                same.join(" and "),
                same.len()
            )
        })
        .collect()
}
