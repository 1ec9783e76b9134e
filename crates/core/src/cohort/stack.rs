//! Several cohorts, one under the other.

use std::collections::HashMap;

use ndarray::Array2;

use super::{Cohort, CohortError, Provenance};
use crate::mirna::MirnaName;
use crate::sample::{Column, ColumnValues, Field, MetadataError};
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
    /// The facts of the parts do not go together.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
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
                let place = place[mirna];
                for (row, value) in part.values.column(column).enumerate() {
                    values[(start + row, place)] = value;
                }
            }
            start += part.n_samples();
        }
        let samples = parts.iter().flat_map(|part| part.samples.clone()).collect();
        let mut whole = Self::new(samples, mirnas, values, scale)?;
        for name in names {
            whole.add_column(stacked_column(&parts, name))?;
        }
        for (field, column) in &fields {
            whole.set_field(*field, column)?;
        }
        let steps = parts.into_iter().flat_map(|part| part.provenance.steps).collect();
        whole.provenance = Provenance { steps };
        Ok(whole)
    }
}

/// Column `name` of all parts, as it was written: of words where a part holds words, its kind guessed anew
/// elsewhere.
fn stacked_column(parts: &[Cohort], name: &str) -> Column {
    let mut texts = Vec::new();
    let mut words = false;
    for part in parts {
        match part.metadata.column(name) {
            Ok(column) => {
                let text = matches!(column.values(), ColumnValues::Text(_));
                words |= text && column.n_missing() < column.len();
                texts.extend(column.written().map(|text| text.map_or(String::new(), Into::into)));
            }
            Err(_) => texts.resize(texts.len() + part.n_samples(), String::new()),
        }
    }
    if words { Column::words(name, &texts) } else { Column::guess(name, &texts) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ndarray::array;

    use super::*;

    fn part(sample: &str, mirnas: [&str; 2], values: [f64; 2], scale: Scale) -> Cohort {
        let mirnas = mirnas.map(|name| name.parse().unwrap()).to_vec();
        let samples = vec![sample.parse().unwrap()];
        Cohort::new(samples, mirnas, array![values], scale).unwrap()
    }

    #[test]
    fn what_a_part_lacks_is_missing_there() {
        let mut a = part("a", ["miR-1-3p", "miR-2-3p"], [1.0, 2.0], Scale::Counts);
        let mut b = part("b", ["miR-3-3p", "miR-1-3p"], [3.0, 4.0], Scale::Counts);
        a.add_column(Column::guess("Age", &["50"])).unwrap();
        a.set_field(Field::Age, "Age").unwrap();
        b.add_column(Column::guess("site", &["x"])).unwrap();
        let both = Cohort::stack(vec![a, b]).unwrap();
        let rows: Vec<Vec<f64>> = (0..2).map(|row| both.values().row(row).collect()).collect();
        assert_eq!(rows[0][..2], [1.0, 2.0]);
        assert!(rows[0][2].is_nan() && rows[1][1].is_nan());
        assert_eq!((rows[1][0], rows[1][2]), (4.0, 3.0));
        assert_eq!(both.metadata().field(Field::Age).unwrap().get(1), None);
        assert_eq!(both.metadata().column("site").unwrap().get(1).as_deref(), Some("x"));
    }

    #[test]
    fn a_column_of_all_parts_is_what_each_wrote() {
        let mirnas = ["miR-1-3p", "miR-2-3p"];
        let stacked = |columns: [Column; 2]| {
            let parts = columns.into_iter().zip(["a", "b"]).map(|(column, sample)| {
                let mut part = part(sample, mirnas, [1.0, 2.0], Scale::Counts);
                part.add_column(column).unwrap();
                part
            });
            let both = Cohort::stack(parts.collect()).unwrap();
            let column = both.metadata().column("kit").unwrap();
            let words = matches!(column.values(), ColumnValues::Text(_));
            (words, column.texts().map(|text| text.unwrap().into_owned()).collect::<Vec<_>>())
        };
        let guess = |text: &str| Column::guess("kit", &[text]);
        let (words, texts) = stacked([guess("1.10"), guess("B")]);
        assert!(words && texts == ["1.10", "B"]);
        let (words, texts) = stacked([guess("1.10"), guess("1.1")]);
        assert!(words && texts == ["1.10", "1.1"]);
        let (words, texts) = stacked([guess("1.10"), guess("2.5")]);
        assert!(!words && texts == ["1.1", "2.5"]);
        // What a part says is of words is none of numbers in all.
        let (words, _) = stacked([Column::words("kit", &["1"]), guess("2")]);
        assert!(words);
    }

    #[test]
    fn parts_that_do_not_go_together_are_refused() {
        let a = || part("a", ["miR-1-3p", "miR-2-3p"], [1.0, 2.0], Scale::Counts);
        let log = part("b", ["miR-1-3p", "miR-2-3p"], [1.0, 2.0], Scale::Log2Cpm);
        assert!(matches!(Cohort::stack(vec![]), Err(StackError::Nothing)));
        assert!(matches!(Cohort::stack(vec![a(), log]), Err(StackError::Scales { .. })));
        assert!(matches!(Cohort::stack(vec![a(), a()]), Err(StackError::Cohort(_))));
    }
}
