//! What an import of AnnData found.

use serde::Serialize;

use super::super::columns::LeftOut;
use super::super::report::{ColumnReport, FieldReport, Missing, ScaleReport};

/// What an import of AnnData found, decided and left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnndataReport {
    /// Number of samples.
    pub samples: usize,
    /// Number of miRNAs.
    pub mirnas: usize,
    /// Where the values are from: `X` or a layer.
    pub matrix: String,
    /// The scale of the values, and why.
    pub scale: ScaleReport,
    /// Missing values.
    pub missing: Missing,
    /// The columns of facts.
    pub columns: Vec<ColumnReport>,
    /// Columns whose names say that they hold a field, and whether they do.
    pub fields: Vec<FieldReport>,
    /// Variables left out on request, as their names are no miRNA's.
    pub dropped: Vec<String>,
    /// Variables that are other RNAs or control probes, and were left out.
    pub others: Vec<LeftOut>,
    /// Columns of `obs` that were left out, and why.
    pub left_out: Vec<(String, String)>,
}
