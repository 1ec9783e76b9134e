//! Writing a cohort.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use ndarray::{ArrayView2, Axis};
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::column::writer::{ColumnCloseResult, get_column_writer, get_typed_column_writer_mut};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{
    SerializedFileWriter, SerializedPageWriter, SerializedRowGroupWriter, TrackedWrite,
};
use parquet::schema::types::{ColumnDescPtr, Type};
use rayon::prelude::*;

use super::super::{Cohort, Values};
use super::header::{FORMAT_VERSION, Header, KEY, SAMPLE_COLUMN};
use crate::sample::ColumnValues;
use crate::store::{WriteError, write_atomic};

impl Cohort {
    /// Writes the cohort as Parquet, whole or not at all.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), WriteError> {
        write_atomic(path.as_ref(), |out| self.write_parquet(out))
    }

    /// The bytes of the cohort's Parquet file.
    ///
    /// # Errors
    ///
    /// Where the Parquet library cannot write what it is given.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write_parquet(&mut bytes)?;
        Ok(bytes)
    }

    fn write_parquet(&self, out: impl Write + Send) -> io::Result<()> {
        let header = serde_json::to_string(&self.header())?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::None)
            .set_key_value_metadata(Some(vec![KeyValue::new(KEY.to_owned(), header)]))
            .build();
        let schema = Arc::new(self.schema()?);
        let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        let encoder = Encoder {
            columns: file.schema_descr().columns().to_vec(),
            properties: file.properties().clone(),
            all_present: vec![1; self.n_samples()],
        };
        let mut group = file.next_row_group()?;
        let mut facts = Vec::new();
        let names = self.samples.iter().map(|id| Some(ByteArray::from(id.as_str())));
        facts.push(encoder.optional::<ByteArrayType>(0, names)?);
        for (number, column) in self.metadata.columns().iter().enumerate() {
            facts.push(match column.values() {
                ColumnValues::Text(values) => {
                    let texts = values.iter().map(|v| v.as_deref().map(ByteArray::from));
                    encoder.optional::<ByteArrayType>(1 + number, texts)?
                }
                ColumnValues::Number(values) => {
                    encoder.optional::<DoubleType>(1 + number, values.iter().copied())?
                }
            });
        }
        let first = facts.len();
        append(&mut group, facts)?;
        match &self.values {
            Values::Exact(values) => in_columns(&mut group, values.view(), |number, column| {
                if is_whole(column) {
                    let whole = column.iter().map(|v| (!v.is_nan()).then_some(*v as i64));
                    encoder.optional::<Int64Type>(first + number, whole)
                } else {
                    encoder.present::<DoubleType>(first + number, column, |v| v.is_nan())
                }
            })?,
            Values::Single(values) => in_columns(&mut group, values.view(), |number, column| {
                encoder.present::<FloatType>(first + number, column, |v| v.is_nan())
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

/// Encodes the columns of a matrix, blocks of them side by side on all threads, and writes them in
/// order.
fn in_columns<T: Copy + Default + Send + Sync, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    matrix: ArrayView2<'_, T>,
    encode: impl Fn(usize, &[T]) -> io::Result<Encoded> + Sync,
) -> io::Result<()> {
    /// Columns taken out together, so that each cache line of a row is read once.
    const BLOCK: usize = 32;
    /// Blocks encoded while those before are written.
    const BLOCKS: usize = 8;
    /// Rows taken out together: few enough that what is read of them stays in the cache.
    const ROWS: usize = 32;
    let block = |number: usize, block: ArrayView2<'_, T>| -> io::Result<Vec<Encoded>> {
        let mut columns = vec![vec![T::default(); block.nrows()]; block.ncols()];
        for (above, rows) in block.axis_chunks_iter(Axis(0), ROWS).enumerate() {
            for (column, values) in columns.iter_mut().zip(rows.columns()) {
                let cells = column.iter_mut().skip(above * ROWS);
                cells.zip(values).for_each(|(cell, value)| *cell = *value);
            }
        }
        let columns = columns.iter().enumerate();
        columns.map(|(column, values)| encode(number * BLOCK + column, values)).collect()
    };
    let blocks: Vec<_> = matrix.axis_chunks_iter(Axis(1), BLOCK).enumerate().collect();
    let mut ready = Vec::new();
    for blocks in blocks.chunks(BLOCKS) {
        let encode = || blocks.par_iter().map(|&(n, columns)| block(n, columns));
        let (written, encoded) = rayon::join(
            || append(group, ready),
            || encode().collect::<io::Result<Vec<Vec<Encoded>>>>(),
        );
        written?;
        ready = encoded?.into_iter().flatten().collect();
    }
    append(group, ready)
}

/// Whether every value of a miRNA is a whole number that i64 and f64 both hold.
fn is_whole(values: &[f64]) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_992.0; // 2^53
    values.iter().all(|v| v.is_nan() || v.fract() == 0.0 && v.abs() <= LARGEST)
}

/// A column as it stands in the file.
struct Encoded {
    bytes: Bytes,
    about: ColumnCloseResult,
}

/// Writes the next columns of the group.
fn append<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    columns: Vec<Encoded>,
) -> io::Result<()> {
    for Encoded { bytes, about } in columns {
        group.append_column(&bytes, about)?;
    }
    Ok(())
}

/// Encodes columns apart from the file, so that threads can.
struct Encoder {
    columns: Vec<ColumnDescPtr>,
    properties: WriterPropertiesPtr,
    /// For each row that there is a value.
    all_present: Vec<i16>,
}

impl Encoder {
    /// A column whose missing values are `None`.
    fn optional<T: DataType>(
        &self,
        column: usize,
        values: impl Iterator<Item = Option<T::T>>,
    ) -> io::Result<Encoded> {
        let mut present = Vec::with_capacity(values.size_hint().0);
        let levels: Vec<i16> = values
            .map(|value| {
                let level = i16::from(value.is_some());
                present.extend(value);
                level
            })
            .collect();
        self.column::<T>(column, &present, &levels)
    }

    /// A column of numbers of which some say that they are missing.
    fn present<T: DataType>(
        &self,
        column: usize,
        values: &[T::T],
        missing: impl Fn(&T::T) -> bool,
    ) -> io::Result<Encoded> {
        // Looking at all is many times as fast as stopping at the first; mostly there is none.
        if !values.iter().fold(false, |any, value| any | missing(value)) {
            return self.column::<T>(column, values, &self.all_present);
        }
        let levels: Vec<i16> = values.iter().map(|v| i16::from(!missing(v))).collect();
        let present: Vec<T::T> = values.iter().filter(|v| !missing(v)).cloned().collect();
        self.column::<T>(column, &present, &levels)
    }

    /// The values that are there, and for each row whether one is (1) or not (0).
    fn column<T: DataType>(
        &self,
        column: usize,
        present: &[T::T],
        levels: &[i16],
    ) -> io::Result<Encoded> {
        let too_many = || io::Error::other("more columns than the schema has");
        let description = self.columns.get(column).ok_or_else(too_many)?.clone();
        let mut bytes = TrackedWrite::new(Vec::new());
        let pages = Box::new(SerializedPageWriter::new(&mut bytes));
        let mut writer = get_column_writer(description, self.properties.clone(), pages);
        get_typed_column_writer_mut::<T>(&mut writer).write_batch(present, Some(levels), None)?;
        let about = writer.close()?;
        Ok(Encoded { bytes: bytes.into_inner()?.into(), about })
    }
}
