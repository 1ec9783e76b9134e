//! Several cohorts, one under the other.

use std::collections::HashMap;

use ndarray::Array2;

use super::{Cohort, CohortError, Provenance};
use crate::mirna::MirnaName;
use crate::sample::{Column, Field};
use crate::scale::Scale;

/// Why cohorts cannot be stacked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StackError {
    /// They are on different scales.
    #[error("scales differ: {first} and {other}")]
    Scales {
        /// The scale of the first cohort.
        first: Scale,
        /// The scale of another.
        other: Scale,
    },
    /// A field is held by columns of different names.
    #[error("the {field} is column {first:?} in one part and {other:?} in another")]
    Fields {
        /// The field.
        field: Field,
        /// Its column in the first cohort.
        first: String,
        /// Its column in another.
        other: String,
    },
    /// No part was given.
    #[error("nothing to stack")]
    Nothing,
    /// The stacked cohort is none: a sample is in two parts, say.
    #[error(transparent)]
    Cohort(#[from] CohortError),
}

impl Cohort {
    /// The samples of all `parts`, in order. A miRNA or a fact that a part lacks is missing there;
    /// roles are to be given anew.
    pub fn stack(parts: Vec<Self>) -> Result<Self, StackError> {
        let first = parts.first().ok_or(StackError::Nothing)?;
        let (scale, mut fields) = (first.scale, first.metadata.fields().clone());
        let mut place: HashMap<&MirnaName, usize> = HashMap::new();
        let mut mirnas = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for part in &parts {
            if part.scale != scale {
                return Err(StackError::Scales { first: scale, other: part.scale });
            }
            for (&field, column) in part.metadata.fields() {
                let known = fields.entry(field).or_insert_with(|| column.clone());
                if known != column {
                    let (first, other) = (known.clone(), column.clone());
                    return Err(StackError::Fields { field, first, other });
                }
            }
            for mirna in &part.mirnas {
                place.entry(mirna).or_insert_with(|| {
                    mirnas.push(mirna.clone());
                    mirnas.len() - 1
                });
            }
            for column in part.metadata.columns() {
                if !names.contains(&column.name()) {
                    names.push(column.name());
                }
            }
        }
        let n_samples = parts.iter().map(Self::n_samples).sum();
        let mut values = Array2::from_elem((n_samples, mirnas.len()), f64::NAN);
        let mut start = 0;
        for part in &parts {
            for (column, mirna) in part.mirnas.iter().enumerate() {
                for (row, value) in part.values.column(column).enumerate() {
                    values[(start + row, place[mirna])] = value;
                }
            }
            start += part.n_samples();
        }
        let samples = parts.iter().flat_map(|part| part.samples.clone()).collect();
        let mut whole = Self::new(samples, mirnas, values, scale)?;
        for name in names {
            // Every name is that of a column of some part, so adding it cannot fail.
            let _ = whole.add_column(stacked_column(&parts, name));
        }
        for (field, column) in &fields {
            let _ = whole.set_field(*field, column);
        }
        let steps = parts.into_iter().flat_map(|part| part.provenance.steps).collect();
        whole.provenance = Provenance { steps };
        Ok(whole)
    }
}

/// Column `name` of all parts, its kind guessed anew.
fn stacked_column(parts: &[Cohort], name: &str) -> Column {
    let mut texts = Vec::new();
    for part in parts {
        match part.metadata.column(name) {
            Ok(column) => texts.extend(
                column
                    .texts()
                    .map(|text| text.map(std::borrow::Cow::into_owned).unwrap_or_default()),
            ),
            Err(_) => texts.resize(texts.len() + part.n_samples(), String::new()),
        }
    }
    Column::guess(name, &texts)
}
