//! From a table to folds aligned with a cohort.

use std::{collections::HashMap, io::Read, path::Path};

use csv::{ReaderBuilder, StringRecord};

use super::{COLUMNS, FoldsFileError};
use crate::split::{Folds, FoldsError, ranks::ranks};

/// Folds read from a table, for the samples of a cohort that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFolds {
    /// The folds; their row `i` is row `rows[i]` of the cohort.
    pub folds: Folds,
    /// Rows of the cohort that the file names, ascending.
    pub rows: Vec<usize>,
    /// Rows of the cohort that the file does not name, ascending: no fold holds them out, and a
    /// reader must not learn from them either.
    pub left_out: Vec<usize>,
}

/// One line: a sample is held out.
struct Line {
    number: u64,
    repeat: u64,
    row: usize,
    fold: u64,
}

/// Reads folds for the cohort with these sample names, each name once. `path` is for messages only.
///
/// Repeats and folds are whole numbers, taken in ascending order, so files that count from 1 are
/// read as well. Lines may come in any order.
///
/// ```
/// use exoscope_learn::split::folds_file;
///
/// let table = "repeat\tsample\tfold\n0\tann\t1\n0\tcleo\t0\n";
/// let read = folds_file::read(table.as_bytes(), "folds.tsv".as_ref(), &["ann", "ben", "cleo"])?;
/// assert_eq!(read.folds.repeats(), [[1, 0]]);
/// assert_eq!((read.rows, read.left_out), (vec![0, 2], vec![1]));
/// # Ok::<(), folds_file::FoldsFileError>(())
/// ```
pub fn read<S: AsRef<str>>(
    input: impl Read,
    path: &Path,
    samples: &[S],
) -> Result<FileFolds, FoldsFileError> {
    let mut lines = lines(input, path, samples)?;
    // The line number last, so that of two mentions the earlier comes first.
    lines.sort_unstable_by_key(|l| (l.repeat, l.row, l.number));
    let name = |row: usize| samples.get(row).map_or(String::new(), |s| s.as_ref().to_owned());

    let twice = |pair: &[Line]| match pair {
        [a, b] if (a.repeat, a.row) == (b.repeat, b.row) => Some(FoldsFileError::Twice {
            path: path.into(),
            line: b.number,
            first: a.number,
            sample: name(b.row),
            repeat: b.repeat,
        }),
        _ => None,
    };
    if let Some(error) = lines.windows(2).find_map(twice) {
        return Err(error);
    }

    let (_, rows) = ranks(&lines.iter().map(|l| l.row).collect::<Vec<_>>());
    let (fold_of, fold_numbers) = ranks(&lines.iter().map(|l| l.fold).collect::<Vec<_>>());
    let mut folds = Vec::new();
    let mut repeat_numbers = Vec::new();
    let mut start = 0;
    for repeat in lines.chunk_by(|a, b| a.repeat == b.repeat) {
        let number = repeat.first().map_or(0, |l| l.repeat);
        if repeat.len() < rows.len() {
            let lacks = |row: &&usize| repeat.binary_search_by_key(*row, |l| l.row).is_err();
            return Err(FoldsFileError::Missing {
                path: path.into(),
                repeat: number,
                sample: rows.iter().find(lacks).map_or(String::new(), |&row| name(row)),
                missing: rows.len() - repeat.len(),
            });
        }
        folds.push(fold_of[start..start + repeat.len()].to_vec());
        repeat_numbers.push(number);
        start += repeat.len();
    }

    let folds = Folds::new(fold_numbers.len(), folds).map_err(|source| match source {
        FoldsError::EmptyFold { repeat, fold } => FoldsFileError::EmptyFold {
            path: path.into(),
            repeat: repeat_numbers[repeat],
            fold: fold_numbers[fold],
        },
        source => FoldsFileError::NotFolds { path: path.into(), source },
    })?;
    let left_out = (0..samples.len()).filter(|row| rows.binary_search(row).is_err()).collect();
    Ok(FileFolds { folds, rows, left_out })
}

/// Every line of the table, its sample found in the cohort.
fn lines<S: AsRef<str>>(
    input: impl Read,
    path: &Path,
    samples: &[S],
) -> Result<Vec<Line>, FoldsFileError> {
    let unreadable = |source| FoldsFileError::Read { path: path.into(), source };
    let mut table = ReaderBuilder::new().delimiter(b'\t').from_reader(input);
    let columns = columns(table.headers().map_err(unreadable)?, path)?;
    let row_of: HashMap<&str, usize> =
        samples.iter().enumerate().map(|(row, sample)| (sample.as_ref(), row)).collect();

    let mut lines = Vec::new();
    for record in table.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |i: usize| record.get(columns[i]).unwrap_or_default();
        let whole = |i: usize| {
            field(i).trim().parse::<u64>().map_err(|_| FoldsFileError::NotANumber {
                path: path.into(),
                line,
                column: columns[i] + 1,
                what: COLUMNS[i],
                value: field(i).to_owned(),
            })
        };
        let Some(&row) = row_of.get(field(1)) else {
            return Err(FoldsFileError::UnknownSample {
                path: path.into(),
                line,
                column: columns[1] + 1,
                sample: field(1).to_owned(),
                example: samples.first().map_or("", |s| s.as_ref()).to_owned(),
            });
        };
        lines.push(Line { number: line, repeat: whole(0)?, row, fold: whole(2)? });
    }
    Ok(lines)
}

/// Where the columns stand in the header, from 0.
fn columns(header: &StringRecord, path: &Path) -> Result<[usize; 3], FoldsFileError> {
    let mut places = [0; 3];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let Some(found) = header.iter().position(|name| name.trim() == column) else {
            let header = header.iter().collect::<Vec<_>>().join(" ");
            return Err(FoldsFileError::NoColumn { path: path.into(), column, header });
        };
        *place = found;
    }
    Ok(places)
}
