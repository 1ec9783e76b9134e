//! Which samples are in the model.

use std::collections::{BTreeMap, BTreeSet};

use exoscope_core::Cohort;
use exoscope_core::sample::Field;

use super::LeftOut;
use super::terms::{Named, Role};
use crate::contrast::{Classes, Comparison};
use crate::{DifferentialError, Settings};

/// The classes of a cohort by a column, else by its label.
pub(super) fn classes(cohort: &Cohort, by: Option<&str>) -> Result<Classes, DifferentialError> {
    let metadata = cohort.metadata();
    let column = match by {
        Some(name) => metadata.column(name)?,
        None => metadata.field(Field::Label).ok_or(DifferentialError::NoClasses)?,
    };
    let names: BTreeSet<String> = column.texts().flatten().map(Into::into).collect();
    let names: Vec<String> = names.into_iter().collect();
    let number = |text: &str| names.iter().position(|name| name == text);
    let of = column.texts().map(|text| number(&text?)).collect();
    Ok(Classes { column: column.name().to_owned(), of, names })
}

impl Classes {
    /// Samples of each class in these rows.
    pub(crate) fn sizes(&self, rows: &[usize]) -> Vec<usize> {
        let mut sizes = vec![0; self.names.len()];
        for class in rows.iter().filter_map(|&row| self.of.get(row).copied().flatten()) {
            sizes[class] += 1;
        }
        sizes
    }
}

/// The rows of the compared classes of which every column of the model is known, and how many are left out for what.
pub(super) fn chosen(
    cohort: &Cohort,
    classes: &Classes,
    comparisons: &[Comparison],
    columns: &[Named<'_>],
) -> Result<(Vec<usize>, Vec<LeftOut>), DifferentialError> {
    let wanted: BTreeSet<usize> =
        comparisons.iter().flat_map(|c| c.minus.iter().copied().chain([c.plus])).collect();
    let class = |row: usize| classes.of.get(row).copied().flatten();
    let mut rows: Vec<usize> = (0..cohort.n_samples())
        .filter(|&row| class(row).is_some_and(|class| wanted.contains(&class)))
        .collect();
    let mut left_out = Vec::new();
    let mut count = |reason: String, samples: usize| {
        if samples > 0 {
            left_out.push(LeftOut { reason, samples });
        }
    };
    for named in columns {
        let before = rows.len();
        rows.retain(|&row| named.column.get(row).is_some());
        count(format!("{} is not known", named.column.name()), before - rows.len());
    }
    if let Some(pairs) = columns.iter().find(|named| named.role == Role::Pair) {
        let mut holds: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let key = |row: usize| pairs.column.get(row).map(String::from);
        for &row in &rows {
            if let (Some(key), Some(class)) = (key(row), class(row)) {
                holds.entry(key).or_default().insert(class);
            }
        }
        for comparison in comparisons {
            let both = |held: &BTreeSet<usize>| {
                held.contains(&comparison.plus) && comparison.minus.iter().any(|c| held.contains(c))
            };
            if !holds.values().any(both) {
                let (contrast, column) = (comparison.name.clone(), pairs.column.name().to_owned());
                return Err(DifferentialError::NothingPaired { contrast, column });
            }
        }
        let before = rows.len();
        let several = |key: &String| holds.get(key).is_some_and(|held| held.len() > 1);
        rows.retain(|&row| key(row).as_ref().is_some_and(several));
        let reason = format!("their {} has samples of one class alone", pairs.column.name());
        count(reason, before - rows.len());
    }
    Ok((rows, left_out))
}

/// Refuses a class of fewer than two samples.
pub(super) fn enough(
    comparisons: &[Comparison],
    classes: &Classes,
    sizes: &[usize],
    left_out: &[LeftOut],
) -> Result<(), DifferentialError> {
    for comparison in comparisons {
        for &class in comparison.minus.iter().chain([&comparison.plus]) {
            if sizes[class] < 2 {
                let listed: Vec<String> =
                    left_out.iter().map(|l| format!("{} as {}", l.samples, l.reason)).collect();
                let left_out = if listed.is_empty() {
                    String::new()
                } else {
                    format!(" (left out: {})", listed.join(", "))
                };
                let (contrast, class_name) =
                    (comparison.name.clone(), classes.names[class].clone());
                let found = sizes[class];
                let class = class_name;
                return Err(DifferentialError::TooFewSamples { contrast, class, found, left_out });
            }
        }
    }
    Ok(())
}

/// What should be known of the samples.
pub(super) fn notes(cohort: &Cohort, rows: &[usize], settings: &Settings) -> Vec<String> {
    let mut notes = Vec::new();
    if let (Some(person), None) = (cohort.metadata().field(Field::Person), &settings.paired) {
        let mut samples: BTreeMap<String, usize> = BTreeMap::new();
        for person in rows.iter().filter_map(|&row| person.get(row)) {
            *samples.entry(person.into()).or_default() += 1;
        }
        let several = samples.values().filter(|n| **n > 1).count();
        if several > 0 {
            notes.push(format!(
                "{several} persons have several samples, which are not independent: p values are too small unless they \
                 are paired by {}",
                person.name()
            ));
        }
    }
    notes
}
