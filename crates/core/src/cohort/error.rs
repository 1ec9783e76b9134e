//! Why values and names are no cohort.

use crate::mirna::MirnaName;
use crate::sample::SampleId;
use crate::scale::Scale;

/// Why values and names are no cohort.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CohortError {
    /// The matrix does not fit the names.
    #[error("{rows} × {columns} values for {samples} samples × {mirnas} miRNAs")]
    Shape {
        /// Rows of the matrix.
        rows: usize,
        /// Columns of the matrix.
        columns: usize,
        /// Number of sample names.
        samples: usize,
        /// Number of miRNA names.
        mirnas: usize,
    },
    /// Two samples have one name.
    #[error("sample {sample} is there twice")]
    DuplicateSample {
        /// The name.
        sample: SampleId,
    },
    /// Two columns are one miRNA.
    #[error("miRNA {mirna} is there twice")]
    DuplicateMirna {
        /// The name.
        mirna: MirnaName,
    },
    /// A value that cannot occur on the scale.
    #[error("{value} for {mirna} in sample {sample} is no value on the scale {scale}")]
    Value {
        /// The sample.
        sample: SampleId,
        /// The miRNA.
        mirna: MirnaName,
        /// The value.
        value: f64,
        /// The scale.
        scale: Scale,
    },
    /// A row that is not there was asked for.
    #[error("row {row} of a cohort of {samples} samples (counted from 0)")]
    NoSuchRow {
        /// The row, from 0.
        row: usize,
        /// How many there are.
        samples: usize,
    },
    /// A column that is not there was asked for.
    #[error("miRNA {column} of a cohort of {mirnas} miRNAs (counted from 0)")]
    NoSuchColumn {
        /// The column, from 0.
        column: usize,
        /// How many there are.
        mirnas: usize,
    },
}
