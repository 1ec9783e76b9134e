//! A column that says which samples were handled together.

use std::collections::BTreeMap;

use exoscope_core::Cohort;
use exoscope_core::sample::{Field, MetadataError};

use crate::split::Labelled;

/// The columns of a cohort that hold site, slide and date, where they are known.
pub fn known_batch_variables(cohort: &Cohort) -> Vec<String> {
    let fields = [Field::Site, Field::Slide, Field::Date];
    let columns = fields.iter().filter_map(|field| cohort.metadata().field(*field));
    columns.map(|column| column.name().to_owned()).collect()
}

/// The batch variables of labelled samples: the column that they are grouped by, then the
/// [`known_batch_variables`].
pub fn batch_variables(labelled: &Labelled<'_>) -> Vec<String> {
    let group = labelled.group_column();
    let known = known_batch_variables(labelled.cohort());
    let others = known.into_iter().filter(|column| Some(column.as_str()) != group);
    group.map(str::to_owned).into_iter().chain(others).collect()
}

/// The batch of each sample by one column of facts: slide, date, site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    name: String,
    batches: Vec<String>,
    of: Vec<Option<usize>>,
}

impl Key {
    /// The batches of `labelled` by `column`, numbered in alphabetical order.
    pub fn of(labelled: &Labelled<'_>, column: &str) -> Result<Self, MetadataError> {
        let column = labelled.cohort().metadata().column(column)?;
        let values: Vec<_> = labelled.rows().iter().map(|&row| column.get(row)).collect();
        Ok(Self::new(column.name(), values.iter().map(Option::as_deref)))
    }

    fn new<'a>(name: &str, values: impl Iterator<Item = Option<&'a str>> + Clone) -> Self {
        let mut number: BTreeMap<&str, usize> = values.clone().flatten().map(|v| (v, 0)).collect();
        number.values_mut().enumerate().for_each(|(n, number)| *number = n);
        let of = values.map(|value| number.get(value?).copied()).collect();
        let batches = number.into_keys().map(str::to_owned).collect();
        Self { name: name.to_owned(), batches, of }
    }

    /// A key whose batches are all known.
    #[cfg(test)]
    pub(super) fn of_values(name: &str, values: &[&str]) -> Self {
        Self::new(name, values.iter().map(|value| Some(*value)))
    }

    /// Name of the column.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The different values, in alphabetical order.
    pub fn batches(&self) -> &[String] {
        &self.batches
    }

    /// The batch of each sample, a number of [`Key::batches`]; `None` where it is not known.
    pub fn of_samples(&self) -> &[Option<usize>] {
        &self.of
    }

    /// Whether every batch holds samples of one class alone: what sets batches apart cannot be told from
    /// what sets classes apart. `false` where no batch is known.
    pub fn follows_class(&self, labelled: &Labelled<'_>) -> bool {
        let table = self.table(labelled.y(), labelled.classes().len());
        let classes = |row: &Vec<usize>| row.iter().filter(|n| **n > 0).count();
        !table.is_empty() && table.iter().all(|row| classes(row) == 1)
    }

    /// Whether each class is one batch and each batch one class: the column is the label by another name.
    pub fn is_label(&self, labelled: &Labelled<'_>) -> bool {
        let present: std::collections::BTreeSet<usize> = labelled.y().iter().copied().collect();
        self.follows_class(labelled) && self.batches.len() == present.len()
    }

    /// How many samples of each class (inner) each batch (outer) holds.
    pub(super) fn table(&self, y: &[usize], n_classes: usize) -> Vec<Vec<usize>> {
        let mut table = vec![vec![0; n_classes]; self.batches.len()];
        for (batch, &class) in self.of.iter().zip(y) {
            let row = batch.and_then(|batch| table.get_mut(batch));
            if let Some(count) = row.and_then(|row| row.get_mut(class)) {
                *count += 1;
            }
        }
        table
    }
}
