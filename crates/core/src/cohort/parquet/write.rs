//! Writing a cohort.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use ndarray::{ArrayView2, Axis};
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{
    SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter,
};
use parquet::schema::types::Type;

use super::super::{Cohort, Values};
use super::header::{FORMAT_VERSION, Header, KEY, SAMPLE_COLUMN};
use crate::sample::ColumnValues;
use crate::store::{WriteError, write_atomic};

impl Cohort {
    /// Writes the cohort as Parquet, whole or not at all.
    pub fn save(&self, path: &Path) -> Result<(), WriteError> {
        write_atomic(path, |out| self.write_parquet(out))
    }

    fn write_parquet(&self, out: impl Write + Send) -> io::Result<()> {
        let header = serde_json::to_string(&self.header())?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::None)
            .set_key_value_metadata(Some(vec![KeyValue::new(KEY.to_owned(), header)]))
            .build();
        let schema = self.schema()?;
        let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
        let mut group = file.next_row_group()?;
        let names = self.samples.iter().map(|id| Some(ByteArray::from(id.as_str())));
        write_column::<ByteArrayType, _>(&mut group, names)?;
        for column in self.metadata.columns() {
            match column.values() {
                ColumnValues::Text(values) => write_column::<ByteArrayType, _>(
                    &mut group,
                    values.iter().map(|v| v.as_deref().map(ByteArray::from)),
                )?,
                ColumnValues::Number(values) => {
                    write_column::<DoubleType, _>(&mut group, values.iter().copied())?;
                }
            }
        }
        match &self.values {
            Values::Exact(values) => in_columns(values.view(), |column| {
                if is_whole(column) {
                    let whole = column.iter().map(|v| (!v.is_nan()).then_some(*v as i64));
                    write_column::<Int64Type, _>(&mut group, whole)
                } else {
                    let exact = column.iter().map(|v| (!v.is_nan()).then_some(*v));
                    write_column::<DoubleType, _>(&mut group, exact)
                }
            })?,
            Values::Single(values) => in_columns(values.view(), |column| {
                let single = column.iter().map(|v| (!v.is_nan()).then_some(*v));
                write_column::<FloatType, _>(&mut group, single)
            })?,
        }
        group.close()?;
        file.close()?;
        Ok(())
    }

    fn header(&self) -> Header {
        let renamed = self.mirnas.iter().filter(|m| m.original() != m.canonical());
        Header {
            format: FORMAT_VERSION,
            scale: self.scale,
            fields: self.metadata.fields().clone(),
            roles: self.roles.clone(),
            mirnas: self.n_mirnas(),
            originals: renamed.map(|m| (m.canonical().into(), m.original().into())).collect(),
            provenance: self.provenance.clone(),
        }
    }

    fn schema(&self) -> Result<Type, ParquetError> {
        let mut fields = vec![text(SAMPLE_COLUMN)?];
        for column in self.metadata.columns() {
            fields.push(match column.values() {
                ColumnValues::Text(_) => text(column.name())?,
                ColumnValues::Number(_) => number(column.name(), PhysicalType::DOUBLE)?,
            });
        }
        for (column, mirna) in self.mirnas.iter().enumerate() {
            let kind = match &self.values {
                Values::Exact(values) if is_whole(&values.column(column).to_vec()) => {
                    PhysicalType::INT64
                }
                Values::Exact(_) => PhysicalType::DOUBLE,
                Values::Single(_) => PhysicalType::FLOAT,
            };
            fields.push(number(mirna.canonical(), kind)?);
        }
        Type::group_type_builder("cohort").with_fields(fields).build()
    }
}

fn text(name: &str) -> Result<Arc<Type>, ParquetError> {
    let column = Type::primitive_type_builder(name, PhysicalType::BYTE_ARRAY)
        .with_logical_type(Some(LogicalType::String))
        .with_repetition(Repetition::OPTIONAL)
        .build()?;
    Ok(Arc::new(column))
}

fn number(name: &str, kind: PhysicalType) -> Result<Arc<Type>, ParquetError> {
    let column =
        Type::primitive_type_builder(name, kind).with_repetition(Repetition::OPTIONAL).build()?;
    Ok(Arc::new(column))
}

/// Gives the columns of a matrix one after the other to `write`.
fn in_columns<T: Copy>(
    matrix: ArrayView2<'_, T>,
    mut write: impl FnMut(&[T]) -> io::Result<()>,
) -> io::Result<()> {
    /// Columns taken out together, so that each cache line of a row is read once.
    const BLOCK: usize = 32;
    let mut columns: Vec<Vec<T>> = Vec::new();
    for block in matrix.axis_chunks_iter(Axis(1), BLOCK) {
        columns.clear();
        columns.resize_with(block.ncols(), || Vec::with_capacity(block.nrows()));
        for row in block.rows() {
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(*value);
            }
        }
        for column in &columns {
            write(column)?;
        }
    }
    Ok(())
}

/// Whether every value of a miRNA is a whole number that i64 and f64 both hold.
fn is_whole(values: &[f64]) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_992.0; // 2^53
    values.iter().all(|v| v.is_nan() || v.fract() == 0.0 && v.abs() <= LARGEST)
}

/// Writes the next column of the group, `None` where missing.
fn write_column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<T::T>>,
) -> io::Result<()> {
    let mut present = Vec::with_capacity(values.size_hint().0);
    let levels: Vec<i16> = values
        .map(|value| {
            let level = i16::from(value.is_some());
            present.extend(value);
            level
        })
        .collect();
    let mut column: SerializedColumnWriter<'_> =
        group.next_column()?.ok_or_else(|| io::Error::other("more columns than the schema has"))?;
    column.typed::<T>().write_batch(&present, Some(&levels), None)?;
    column.close()?;
    Ok(())
}
