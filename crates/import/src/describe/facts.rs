//! What is known of the samples, column by column.

use std::collections::BTreeMap;

use exoscope_core::Cohort;
use exoscope_core::sample::{Column, ColumnValues, Field};
use serde::Serialize;

use super::Spread;

/// A column of facts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactSummary {
    /// Its name.
    pub name: String,
    /// The field it holds, where it holds one.
    pub field: Option<Field>,
    /// `text` or `number`.
    pub kind: &'static str,
    /// Samples without a value.
    pub missing: usize,
    /// How many different values there are.
    pub distinct: usize,
    /// The commonest values, up to five, most first.
    pub common: Vec<Common>,
    /// Lowest, median and highest number; for numbers only.
    pub range: Option<Spread>,
}

/// A value and how many samples have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Common {
    /// The value.
    pub value: String,
    /// Number of samples.
    pub samples: usize,
}

/// The values of a column by count, most first, then by name.
pub(super) fn counts(column: &Column) -> Vec<Common> {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for value in column.texts().flatten() {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<Common> = counts
        .into_iter()
        .map(|(value, samples)| Common { value: value.into_owned(), samples })
        .collect();
    // The sort is stable, so that equal counts stay in the order of their names.
    counts.sort_by_key(|common| std::cmp::Reverse(common.samples));
    counts
}

pub(super) fn summary(cohort: &Cohort, column: &Column) -> FactSummary {
    let mut common = counts(column);
    let distinct = common.len();
    common.truncate(5);
    let (kind, range) = match column.values() {
        ColumnValues::Text(_) => ("text", None),
        ColumnValues::Number(values) => ("number", Spread::of(values.iter().flatten().copied())),
    };
    let fields = cohort.metadata().fields().iter();
    let field = fields.filter(|(_, name)| *name == column.name()).map(|(field, _)| *field).next();
    let (name, missing) = (column.name().to_owned(), column.n_missing());
    FactSummary { name, field, kind, missing, distinct, common, range }
}
