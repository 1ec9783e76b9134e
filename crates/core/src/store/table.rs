//! Plain tables of numbers as Parquet files.

use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, Repetition, Type as PhysicalType};
use parquet::data_type::DoubleType;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::{WriteError, write_atomic};

/// Writes columns of numbers, each with its name and all of one length, as Parquet that pandas, R arrow
/// and `DuckDB` open as it is; whole or not at all.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("course.parquet");
/// let columns = [("minutes".to_owned(), vec![0.0, 1.0]), ("veins".to_owned(), vec![1e11, 9e10])];
/// exoscope_core::store::write_columns(&path, &columns)?;
/// assert!(std::fs::read(path)?.starts_with(b"PAR1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where columns differ in length, a name stands twice, or the file cannot be written.
pub fn write_columns(path: &Path, columns: &[(String, Vec<f64>)]) -> Result<(), WriteError> {
    write_atomic(path, |out| {
        let rows = columns.first().map_or(0, |(_, values)| values.len());
        if columns.iter().any(|(_, values)| values.len() != rows) {
            return Err(io::Error::other("columns differ in length"));
        }
        let mut fields = Vec::with_capacity(columns.len());
        for (name, _) in columns {
            let field = Type::primitive_type_builder(name, PhysicalType::DOUBLE);
            fields.push(Arc::new(field.with_repetition(Repetition::REQUIRED).build()?));
        }
        let schema = Type::group_type_builder("table").with_fields(fields).build()?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
        let mut group = file.next_row_group()?;
        for (_, values) in columns {
            let column = group.next_column()?;
            let mut column = column.ok_or_else(|| io::Error::other("a column is missing"))?;
            column.typed::<DoubleType>().write_batch(values, None, None)?;
            column.close()?;
        }
        group.close()?;
        file.close()?;
        Ok(())
    })
}
