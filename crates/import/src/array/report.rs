//! What an import of arrays found.

use serde::Serialize;

use super::super::report::{ColumnReport, FieldReport};
use super::Normalise;

/// What an import of arrays found, decided and left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArrayReport {
    /// Number of samples.
    pub samples: usize,
    /// Number of miRNAs.
    pub mirnas: usize,
    /// What was done to the values of each array.
    pub normalise: Normalise,
    /// Arrays older than miRBase 21 that were left out, by their files' names.
    pub older: Vec<String>,
    /// Files that were not read, as they do not end in `.txt` or `.txt.gz`.
    pub passed_over: Vec<String>,
    /// Arrays whose last line has no end: a file that was cut short may end so.
    pub unfinished: Vec<String>,
    /// Mean of the background, over arrays.
    pub background: Range,
    /// Which part of the miRNAs is present, 0 to 1, over arrays.
    pub present: Range,
    /// Missing values.
    pub missing: usize,
    /// The columns of facts, taken from the files' names.
    pub columns: Vec<ColumnReport>,
    /// Columns whose names say that they hold a field, and whether they do.
    pub fields: Vec<FieldReport>,
}

/// Lowest, middle and highest of some numbers; 0 where there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Range {
    /// Lowest.
    pub min: f64,
    /// Median, the lower of the middle two.
    pub median: f64,
    /// Highest.
    pub max: f64,
}

impl Range {
    pub(super) fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = numbers.collect();
        sorted.sort_by(f64::total_cmp);
        let at = |place: usize| sorted.get(place).copied().unwrap_or_default();
        let last = sorted.len().saturating_sub(1);
        Self { min: at(0), median: at(last / 2), max: at(last) }
    }
}
