//! Courses: what is recorded over time, a column a quantity.

use std::path::Path;

use exoscope_core::store::{WriteError, write_columns};
use serde::{Deserialize, Serialize};

/// A table of numbers over time; the first column is the time in min.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Course {
    names: Vec<String>,
    rows: Vec<Vec<f64>>,
}

impl Course {
    pub(super) fn push(&mut self, row: Vec<(String, f64)>) {
        if self.names.is_empty() {
            self.names = row.iter().map(|(name, _)| name.clone()).collect();
        }
        self.rows.push(row.into_iter().map(|(_, value)| value).collect());
    }

    /// Names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<Vec<f64>> {
        let at = self.names.iter().position(|known| known == name)?;
        Some(self.rows.iter().filter_map(|row| row.get(at).copied()).collect())
    }

    /// Columns with their names.
    pub fn columns(&self) -> Vec<(String, Vec<f64>)> {
        self.names
            .iter()
            .map(|name| (name.clone(), self.column(name).unwrap_or_default()))
            .collect()
    }

    /// Writes the table as Parquet.
    pub fn write(&self, path: &Path) -> Result<(), WriteError> {
        write_columns(path, &self.columns())
    }
}
