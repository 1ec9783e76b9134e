//! The values of a cohort in the order of a reader's miRNAs.

use std::collections::HashMap;

use exoscope_core::MirnaName;
use exoscope_core::cohort::{Cohort, Values};
use exoscope_core::scale::Scale;
use ndarray::Array2;

use crate::prepare::Measured;

/// How many of the miRNAs that a reader needs a cohort has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// miRNAs that the reader needs.
    pub needed: usize,
    /// Canonical names of those that the cohort lacks.
    pub missing: Vec<String>,
}

/// Values (samples × miRNAs, NaN where missing) on the scale of a preparation.
pub(super) enum Matrix {
    Counts(Array2<f64>),
    Cpm(Array2<f32>),
    Log2(Array2<f32>),
}

impl Matrix {
    /// The values of these rows of `cohort` for `mirnas`, in their order; NaN throughout for a
    /// miRNA that the cohort lacks. The scale must be known.
    pub(super) fn of(cohort: &Cohort, rows: &[usize], mirnas: &[MirnaName]) -> Self {
        let columns = places(cohort, mirnas);
        match (cohort.values(), cohort.scale()) {
            (Values::Exact(values), _) => Self::Counts(gather(values, rows, &columns, f64::NAN)),
            (Values::Single(values), scale) => {
                let mut gathered = gather(values, rows, &columns, f32::NAN);
                if scale.analysed_as() != scale {
                    gathered.mapv_inplace(|value| scale.for_analysis(f64::from(value)) as f32);
                }
                if scale.analysed_as() == Scale::Cpm {
                    Self::Cpm(gathered)
                } else {
                    Self::Log2(gathered)
                }
            }
        }
    }

    /// For each sample, which of these columns are missing, by their place among them.
    pub(super) fn missing(&self, columns: &[usize]) -> Vec<Vec<usize>> {
        match self {
            Self::Counts(values) => missing(values, columns, f64::is_nan),
            Self::Cpm(values) | Self::Log2(values) => missing(values, columns, f32::is_nan),
        }
    }

    /// Number of samples.
    pub(super) fn n_samples(&self) -> usize {
        match self {
            Self::Counts(values) => values.nrows(),
            Self::Cpm(values) | Self::Log2(values) => values.nrows(),
        }
    }

    /// The values as the preparation takes them.
    pub(super) fn measured(&self) -> Measured<'_> {
        match self {
            Self::Counts(values) => Measured::Counts(values.view()),
            Self::Cpm(values) => Measured::Cpm(values.view()),
            Self::Log2(values) => Measured::Log2(values.view()),
        }
    }
}

/// Where each of `mirnas` stands in the cohort, if it does.
pub(super) fn places(cohort: &Cohort, mirnas: &[MirnaName]) -> Vec<Option<usize>> {
    if cohort.mirnas() == mirnas {
        return (0..mirnas.len()).map(Some).collect();
    }
    let place: HashMap<&MirnaName, usize> =
        cohort.mirnas().iter().enumerate().map(|(column, mirna)| (mirna, column)).collect();
    mirnas.iter().map(|mirna| place.get(mirna).copied()).collect()
}

fn missing<T: Copy>(
    values: &Array2<T>,
    columns: &[usize],
    is_missing: impl Fn(T) -> bool,
) -> Vec<Vec<usize>> {
    let of = |row: ndarray::ArrayView1<'_, T>| {
        let there = columns.iter().map(|&column| row.get(column).copied());
        let places = there.enumerate().filter(|(_, v)| v.is_none_or(&is_missing));
        places.map(|(place, _)| place).collect()
    };
    values.outer_iter().map(of).collect()
}

fn gather<T: Copy>(
    values: &Array2<T>,
    rows: &[usize],
    columns: &[Option<usize>],
    missing: T,
) -> Array2<T> {
    let mut gathered = Array2::from_elem((rows.len(), columns.len()), missing);
    for (mut to, &row) in gathered.rows_mut().into_iter().zip(rows) {
        for (cell, column) in to.iter_mut().zip(columns) {
            if let Some(&value) = column.and_then(|column| values.get((row, column))) {
                *cell = value;
            }
        }
    }
    gathered
}
