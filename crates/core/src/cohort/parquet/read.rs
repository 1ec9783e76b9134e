//! Reading a cohort.

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use ndarray::Array2;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use super::super::{Cohort, CohortError, Values};
use super::header::{FORMAT_VERSION, Header, KEY, SAMPLE_COLUMN, Version};
use crate::mirna::MirnaName;
use crate::sample::{Column, MetadataError, SampleId, SampleIdError};

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
    /// A Parquet file whose pages are damaged.
    #[error("a damaged Parquet file: its pages cannot be decoded")]
    Damaged,
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
    /// Another program took columns out or put some in.
    #[error(
        "its last {mirnas} columns should be miRNAs, and column {name:?} is none: another program \
         took columns out or put some in; leave all in place, or import its table anew"
    )]
    Columns {
        /// The first that is none.
        name: String,
        /// Number of miRNAs that the file was written with.
        mirnas: usize,
    },
    /// A column is missing, or of another kind than a cohort's.
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
    /// The metadata do not hold together.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The values do not hold together.
    #[error(transparent)]
    Cohort(#[from] CohortError),
}

impl Cohort {
    /// Reads a cohort file whole and checks it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref();
        let opened = fs::read(path).map_err(Reason::from).and_then(decode);
        opened.map_err(|reason| OpenError { path: path.to_owned(), reason })
    }

    /// Reads a cohort from the bytes of a file, and checks it; `name` is what errors call it.
    ///
    /// ```
    /// # use exoscope_core::{Cohort, Scale};
    /// # let cohort = Cohort::new(
    /// #     vec!["A".parse()?],
    /// #     vec!["hsa-miR-21-5p".parse()?],
    /// #     ndarray::array![[120.0]],
    /// #     Scale::Counts,
    /// # )?;
    /// let bytes = cohort.to_bytes()?;
    /// assert_eq!(Cohort::from_bytes(bytes, "cohort.parquet")?, cohort);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_bytes(bytes: Vec<u8>, name: impl AsRef<Path>) -> Result<Self, OpenError> {
        decode(bytes).map_err(|reason| OpenError { path: name.as_ref().to_owned(), reason })
    }
}

fn decode(bytes: Vec<u8>) -> Result<Cohort, Reason> {
    // The Parquet library panics on some damaged pages. Nothing outlives the call but its
    // result, so there is no state that a panic could leave half changed.
    catch_unwind(AssertUnwindSafe(|| read(bytes.into()))).unwrap_or(Err(Reason::Damaged))
}

fn read(bytes: Bytes) -> Result<Cohort, Reason> {
    let length = bytes.len() as u64;
    let reader = SerializedFileReader::new(bytes)?;
    check_layout(reader.metadata(), length)?;
    let header = header(&reader)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let names: Vec<&str> = schema.columns().iter().map(|column| column.name()).collect();
    if names.first() != Some(&SAMPLE_COLUMN) {
        return Err(Reason::Column { column: 1, what: "not the samples' names" });
    }
    let moved = |name: &str| Reason::Columns { name: name.to_owned(), mirnas: header.mirnas };
    let facts = names.len().checked_sub(header.mirnas).filter(|&facts| facts >= 1);
    let facts = facts.ok_or_else(|| moved(SAMPLE_COLUMN))?;
    let table = Table::new(&reader)?;

    let samples = table.samples()?;
    let mirnas: Vec<MirnaName> = names
        .iter()
        .skip(facts)
        .map(|&name| {
            let mirna: MirnaName = name.parse().map_err(|_| moved(name))?;
            let original = header.originals.get(name).map_or(name, String::as_str);
            Ok(mirna.written(original))
        })
        .collect::<Result<_, Reason>>()?;
    let values = if header.scale.is_exact() {
        Values::Exact(table.matrix(facts, |v| v)?)
    } else {
        Values::Single(table.matrix(facts, |v| v as f32)?)
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

/// Checks that every column lies inside the file and has a cell a row: the Parquet library takes
/// both on trust, and panics where a damaged file says otherwise.
fn check_layout(metadata: &ParquetMetaData, bytes: u64) -> Result<(), Reason> {
    let mut rows = 0;
    for group in metadata.row_groups() {
        rows += group.num_rows();
        for (number, chunk) in group.columns().iter().enumerate() {
            let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
            let place = u64::try_from(start).ok().zip(u64::try_from(chunk.compressed_size()).ok());
            let end = place.and_then(|(start, length)| start.checked_add(length));
            if end.is_none_or(|end| end > bytes) || chunk.num_values() != group.num_rows() {
                let what = "not where, or not as long as, the file says";
                return Err(Reason::Column { column: number + 1, what });
            }
        }
    }
    if rows != metadata.file_metadata().num_rows() {
        return Err(Reason::Column { column: 1, what: "not as long as the file says" });
    }
    Ok(())
}

fn header(reader: &SerializedFileReader<Bytes>) -> Result<Header, Reason> {
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
    /// Made once: each looks at all of its columns.
    groups: Vec<Box<dyn RowGroupReader + 'a>>,
    rows: usize,
    columns: usize,
}

/// One column of one row group, `None` where a cell is empty. Whole numbers to 2^53 and f32 are
/// exact in f64.
enum Cells {
    Text(Vec<Option<String>>),
    Number(Vec<Option<f64>>),
}

impl<'a> Table<'a> {
    fn new(reader: &'a SerializedFileReader<Bytes>) -> Result<Self, Reason> {
        let metadata = reader.metadata().file_metadata();
        let rows = usize::try_from(metadata.num_rows())
            .map_err(|_| Reason::Column { column: 1, what: "a negative number of rows" })?;
        let columns = metadata.schema_descr().num_columns();
        let groups = (0..reader.num_row_groups()).map(|number| reader.get_row_group(number));
        Ok(Self { groups: groups.collect::<Result<_, _>>()?, rows, columns })
    }

    /// Hands the cells of a column, row group by row group, to `take`.
    fn column(
        &self,
        index: usize,
        mut take: impl FnMut(Cells) -> Result<(), Reason>,
    ) -> Result<(), Reason> {
        for group in &self.groups {
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let cells = match group.get_column_reader(index)? {
                ColumnReader::ByteArrayColumnReader(column) => {
                    Cells::Text(cells(column, rows, |v| {
                        String::from_utf8_lossy(v.data()).into_owned()
                    })?)
                }
                ColumnReader::DoubleColumnReader(column) => {
                    Cells::Number(cells(column, rows, |v| v)?)
                }
                ColumnReader::FloatColumnReader(column) => {
                    Cells::Number(cells(column, rows, f64::from)?)
                }
                ColumnReader::Int64ColumnReader(column) => {
                    Cells::Number(cells(column, rows, |v| v as f64)?)
                }
                ColumnReader::Int32ColumnReader(column) => {
                    Cells::Number(cells(column, rows, f64::from)?)
                }
                _ => {
                    let what = "of a kind that no cohort has";
                    return Err(Reason::Column { column: index + 1, what });
                }
            };
            take(cells)?;
        }
        Ok(())
    }

    /// The samples' names.
    fn samples(&self) -> Result<Vec<SampleId>, Reason> {
        let mut samples = Vec::with_capacity(self.rows);
        self.column(0, |cells| match cells {
            Cells::Text(names) => {
                for name in names {
                    samples.push(name.unwrap_or_default().parse()?);
                }
                Ok(())
            }
            Cells::Number(_) => Err(Reason::Column { column: 1, what: "not of text" }),
        })?;
        Ok(samples)
    }

    /// A column of metadata.
    fn fact(&self, index: usize, name: &str) -> Result<Column, Reason> {
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        self.column(index, |cells| {
            match cells {
                Cells::Text(values) => texts.extend(values),
                Cells::Number(values) => numbers.extend(values),
            }
            Ok(())
        })?;
        Ok(if texts.is_empty() { Column::number(name, numbers) } else { Column::text(name, texts) })
    }

    /// The columns from `first` on as samples × columns, NaN where a cell is empty.
    fn matrix<T: Clone>(&self, first: usize, from: impl Fn(f64) -> T) -> Result<Array2<T>, Reason> {
        let mut matrix = Array2::from_elem((self.rows, self.columns - first), from(f64::NAN));
        for (number, mut column) in matrix.columns_mut().into_iter().enumerate() {
            let mut places = column.iter_mut();
            self.column(first + number, |cells| match cells {
                Cells::Number(values) => {
                    for (value, place) in values.into_iter().zip(&mut places) {
                        *place = from(value.unwrap_or(f64::NAN));
                    }
                    Ok(())
                }
                Cells::Text(_) => {
                    Err(Reason::Column { column: first + number + 1, what: "not of numbers" })
                }
            })?;
        }
        Ok(matrix)
    }
}

/// All cells of a column in a row group, `None` where empty.
fn cells<T: DataType, U>(
    mut column: ColumnReaderImpl<T>,
    rows: usize,
    from: impl Fn(T::T) -> U,
) -> Result<Vec<Option<U>>, ParquetError> {
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
    let mut values = values.into_iter().map(from);
    if levels.is_empty() {
        return Ok(values.map(Some).collect());
    }
    Ok(levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect())
}
