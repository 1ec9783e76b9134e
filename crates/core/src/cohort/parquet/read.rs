//! Reading a cohort.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use ndarray::Array2;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::super::{Cohort, CohortError, Values};
use super::header::{FORMAT_VERSION, Header, KEY, SAMPLE_COLUMN, Version};
use crate::mirna::{MirnaName, ParseError};
use crate::sample::{Column, ColumnValues, MetadataError, SampleId, SampleIdError};
use crate::scale::Scale;

/// Why a file is no cohort.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct OpenError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub reason: Reason,
}

/// What is wrong with a cohort file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is no Parquet file, or a damaged one.
    #[error("not a whole Parquet file ({0})")]
    Parquet(#[from] ParquetError),
    /// A Parquet file that Exoscope did not write, or whose metadata another program dropped.
    #[error("a Parquet file, but no Exoscope cohort: it has no {KEY:?} entry in its metadata")]
    NoHeader,
    /// The header cannot be read.
    #[error("its {KEY:?} entry cannot be read: {0}")]
    Header(#[from] serde_json::Error),
    /// A newer program wrote it.
    #[error("cohort format {found}; this version reads up to {FORMAT_VERSION}")]
    Version {
        /// The format of the file.
        found: u32,
    },
    /// Columns are missing, or of another kind than a cohort's.
    #[error("column {column}: {what}")]
    Column {
        /// Number of the column, from 1.
        column: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A sample has no proper name.
    #[error(transparent)]
    Sample(#[from] SampleIdError),
    /// A miRNA has no proper name.
    #[error(transparent)]
    Mirna(#[from] ParseError),
    /// The metadata do not hold together.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The values do not hold together.
    #[error(transparent)]
    Cohort(#[from] CohortError),
}

impl Cohort {
    /// Reads a cohort file whole and checks it.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let opened = File::open(path).map_err(Reason::from).and_then(read);
        opened.map_err(|reason| OpenError { path: path.to_owned(), reason })
    }
}

fn read(file: File) -> Result<Cohort, Reason> {
    let reader = SerializedFileReader::new(file)?;
    let header = header(&reader)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let names: Vec<&str> = schema.columns().iter().map(|column| column.name()).collect();
    let facts = match names.len().checked_sub(header.mirnas) {
        Some(facts) if facts >= 1 && names.first() == Some(&SAMPLE_COLUMN) => facts,
        _ => return Err(Reason::Column { column: 1, what: "not the samples' names" }),
    };
    let table = Table::new(&reader)?;

    let mut samples: Vec<SampleId> = Vec::with_capacity(table.rows);
    for name in table.text(0)? {
        samples.push(name.unwrap_or_default().parse()?);
    }
    let mirnas: Vec<MirnaName> = names
        .iter()
        .skip(facts)
        .map(|&name| {
            let mirna: MirnaName = name.parse()?;
            let original = header.originals.get(name).map_or(name, String::as_str);
            Ok(mirna.written(original))
        })
        .collect::<Result<_, Reason>>()?;
    let values = match header.scale {
        Scale::Counts | Scale::Unknown => Values::Exact(table.matrix(facts, f64::NAN)?),
        Scale::Cpm | Scale::Log2Cpm | Scale::Log2Intensity => {
            Values::Single(table.matrix(facts, f32::NAN)?)
        }
    };
    let mut cohort = Cohort::from_values(samples, mirnas, values, header.scale)?;
    for (index, name) in names.iter().enumerate().take(facts).skip(1) {
        cohort.add_column(table.fact(index, name)?)?;
    }
    for (field, column) in &header.fields {
        cohort.set_field(*field, column)?;
    }
    cohort.roles = header.roles;
    cohort.provenance = header.provenance;
    Ok(cohort)
}

fn header(reader: &SerializedFileReader<File>) -> Result<Header, Reason> {
    let entries = reader.metadata().file_metadata().key_value_metadata();
    let text = entries
        .and_then(|entries| entries.iter().find(|entry| entry.key == KEY))
        .and_then(|entry| entry.value.as_deref())
        .ok_or(Reason::NoHeader)?;
    let Version { format } = serde_json::from_str(text)?;
    if format > FORMAT_VERSION {
        return Err(Reason::Version { found: format });
    }
    Ok(serde_json::from_str(text)?)
}

/// The columns of a file, read one at a time.
struct Table<'a> {
    reader: &'a SerializedFileReader<File>,
    rows: usize,
}

/// One column of one row group.
enum Cells {
    Text(Vec<Option<String>>),
    Double(Vec<Option<f64>>),
    Float(Vec<Option<f32>>),
    Whole(Vec<Option<i64>>),
}

impl<'a> Table<'a> {
    fn new(reader: &'a SerializedFileReader<File>) -> Result<Self, Reason> {
        let rows = reader.metadata().file_metadata().num_rows();
        let rows = usize::try_from(rows)
            .map_err(|_| Reason::Column { column: 1, what: "a negative number of rows" })?;
        Ok(Self { reader, rows })
    }

    /// Hands every cell of a column, row group by row group, to `take`.
    fn column(&self, index: usize, mut take: impl FnMut(Cells) -> bool) -> Result<(), Reason> {
        for number in 0..self.reader.num_row_groups() {
            let group = self.reader.get_row_group(number)?;
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let cells = match group.get_column_reader(index)? {
                ColumnReader::ByteArrayColumnReader(column) => Cells::Text(
                    cells(column, rows)?
                        .into_iter()
                        .map(|cell| {
                            cell.map(|bytes| String::from_utf8_lossy(bytes.data()).into_owned())
                        })
                        .collect(),
                ),
                ColumnReader::DoubleColumnReader(column) => Cells::Double(cells(column, rows)?),
                ColumnReader::FloatColumnReader(column) => Cells::Float(cells(column, rows)?),
                ColumnReader::Int64ColumnReader(column) => Cells::Whole(cells(column, rows)?),
                _ => {
                    let what = "of a kind that no cohort has";
                    return Err(Reason::Column { column: index + 1, what });
                }
            };
            if !take(cells) {
                return Err(Reason::Column { column: index + 1, what: "not of the kind expected" });
            }
        }
        Ok(())
    }

    fn text(&self, index: usize) -> Result<Vec<Option<String>>, Reason> {
        match self.fact(index, SAMPLE_COLUMN)?.values() {
            ColumnValues::Text(values) => Ok(values.clone()),
            ColumnValues::Number(_) => {
                Err(Reason::Column { column: index + 1, what: "not of text" })
            }
        }
    }

    fn fact(&self, index: usize, name: &str) -> Result<Column, Reason> {
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        self.column(index, |cells| {
            match cells {
                Cells::Text(values) => texts.extend(values),
                Cells::Double(values) => numbers.extend(values),
                Cells::Float(values) => numbers.extend(values.iter().map(|v| v.map(f64::from))),
                Cells::Whole(values) => numbers.extend(values.iter().map(|v| v.map(|v| v as f64))),
            }
            true
        })?;
        Ok(if texts.is_empty() { Column::number(name, numbers) } else { Column::text(name, texts) })
    }

    /// The columns from `first` on as samples × columns, `missing` where a cell is empty.
    fn matrix<T: FromCell>(&self, first: usize, missing: T) -> Result<Array2<T>, Reason> {
        let columns = self.reader.metadata().file_metadata().schema_descr().num_columns() - first;
        let mut matrix = Array2::from_elem((self.rows, columns), missing);
        for (index, mut column) in matrix.columns_mut().into_iter().enumerate() {
            let mut places = column.iter_mut();
            let mut put = |value: Option<T>| {
                if let (Some(place), Some(value)) = (places.next(), value) {
                    *place = value;
                }
            };
            self.column(first + index, |cells| {
                match cells {
                    Cells::Double(cells) => cells.iter().for_each(|c| put(c.map(T::from_f64))),
                    Cells::Float(cells) => cells.iter().for_each(|c| put(c.map(T::from_f32))),
                    Cells::Whole(cells) => {
                        cells.iter().for_each(|c| put(c.map(|c| T::from_f64(c as f64))));
                    }
                    Cells::Text(_) => return false,
                }
                true
            })?;
        }
        Ok(matrix)
    }
}

/// A number of a matrix, from what a column holds.
trait FromCell: Copy {
    fn from_f64(value: f64) -> Self;
    fn from_f32(value: f32) -> Self;
}

impl FromCell for f64 {
    fn from_f64(value: f64) -> Self {
        value
    }
    fn from_f32(value: f32) -> Self {
        Self::from(value)
    }
}

impl FromCell for f32 {
    fn from_f64(value: f64) -> Self {
        value as Self
    }
    fn from_f32(value: f32) -> Self {
        value
    }
}

/// All cells of a column in a row group, `None` where empty.
fn cells<T: DataType>(
    mut column: ColumnReaderImpl<T>,
    rows: usize,
) -> Result<Vec<Option<T::T>>, ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut read = 0;
    while read < rows {
        let (records, _, _) =
            column.read_records(rows - read, Some(&mut levels), None, &mut values)?;
        if records == 0 {
            return Err(ParquetError::EOF(format!("{read} of {rows} rows")));
        }
        read += records;
    }
    if levels.is_empty() {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    Ok(levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect())
}
