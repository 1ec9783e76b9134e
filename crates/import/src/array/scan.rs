//! The text of one array.

use std::path::Path;
use std::str;

use super::super::error::{ImportError, Place};
use super::super::number::number;
use super::super::source::TextError;
use super::super::table::{TableError, shortened};
use super::ArrayError;

/// The spots of one array.
pub(super) struct Scan<'a> {
    /// Human miRNAs in the order of the file: line, name and signal, NaN where missing.
    pub(super) mirnas: Vec<(usize, &'a str, f64)>,
    /// Signals of the spots that show the background.
    pub(super) controls: Vec<f64>,
    /// Whether the last line has no end, as in a file that is cut short.
    pub(super) unfinished: bool,
}

/// How spots that show the background are called.
const CONTROL: &str = "Negative Control 2";

impl<'a> Scan<'a> {
    /// Reads the text of an array. Only names and signals must be UTF-8: the lines above the
    /// heading may be in the encoding of the scanner's country.
    pub(super) fn read(text: &'a [u8], path: &Path) -> Result<Self, ImportError> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        check(text).map_err(|e| Place::file(path).error(e))?;
        let mut lines = text.split(|&b| b == b'\n').enumerate();
        let columns = lines
            .find_map(|(_, line)| Columns::find(line))
            .ok_or_else(|| Place::file(path).error(ArrayError::NoHeading))?;
        let unfinished = !text.ends_with(b"\n");
        let mut scan = Self { mirnas: Vec::with_capacity(3000), controls: Vec::new(), unfinished };
        for (number, line) in lines {
            if !line.trim_ascii().is_empty() {
                scan.spot(&columns, (number + 1, line), path)?;
            }
        }
        Ok(scan)
    }

    /// Whether a miRNA of this name is on the array.
    pub(super) fn measures(&self, name: &str) -> bool {
        self.mirnas.iter().any(|(_, mirna, _)| *mirna == name)
    }

    fn spot(
        &mut self,
        columns: &Columns,
        (number, line): (usize, &'a [u8]),
        path: &Path,
    ) -> Result<(), ImportError> {
        let (mut name, mut signal, mut found) = (None, None, 0);
        for cell in line.split(|&b| b == b'\t') {
            if found == columns.name {
                name = Some(cell);
            } else if found == columns.signal {
                signal = Some(cell);
            }
            found += 1;
        }
        let (Some(name), Some(signal)) = (name, signal) else {
            let ragged = TableError::Ragged { expected: columns.count, found };
            return Err(Place::line(path, number).error(ragged));
        };
        // A file cut within a line must not pass: the cells left may still be numbers.
        if found < columns.count {
            let ragged = TableError::Ragged { expected: columns.count, found };
            return Err(Place::line(path, number).error(ragged));
        }
        let name = utf8(name, (path, number, columns.name))?;
        let is_control = name.starts_with(CONTROL);
        if !is_control && !name.starts_with("hsa-") {
            return Ok(());
        }
        let signal = utf8(signal, (path, number, columns.signal))?;
        let value = self::number(signal).ok_or_else(|| {
            let place = Place::cell(path, number, columns.signal + 1);
            place.error(TableError::NotANumber { text: shortened(signal), column: SIGNAL.into() })
        })?;
        if !is_control {
            self.mirnas.push((number, name, value));
        } else if !value.is_nan() {
            self.controls.push(value);
        }
        Ok(())
    }
}

/// The headings of the columns with names and signals.
const NAME: &str = "G_Name";
const SIGNAL: &str = "635nm";

/// Where names and signals stand, from 0, and how many columns there are.
struct Columns {
    name: usize,
    signal: usize,
    count: usize,
}

impl Columns {
    /// The columns of a heading, where `line` is it.
    fn find(line: &[u8]) -> Option<Self> {
        let cells: Vec<&[u8]> = line.split(|&b| b == b'\t').map(bare).collect();
        let place = |heading: &str| cells.iter().position(|cell| *cell == heading.as_bytes());
        Some(Self { name: place(NAME)?, signal: place(SIGNAL)?, count: cells.len() })
    }
}

/// A cell without blanks and quotation marks around it.
fn bare(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell)
}

fn utf8<'a>(
    cell: &'a [u8],
    (path, line, column): (&Path, usize, usize),
) -> Result<&'a str, ImportError> {
    let cell = bare(cell);
    str::from_utf8(cell).map_err(|error| {
        let offset = error.valid_up_to();
        let byte = cell.get(offset).copied().unwrap_or_default();
        let offset = offset as u64;
        Place::cell(path, line, column + 1).error(TextError::NotUtf8 { byte, offset })
    })
}

/// Checks that bytes are those of a text with one byte a letter.
fn check(text: &[u8]) -> Result<(), TextError> {
    if text.trim_ascii().is_empty() {
        return Err(TextError::Empty);
    }
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        return Err(TextError::Utf16);
    }
    if text.contains(&0) {
        let offset = text.iter().take_while(|&&b| b != 0).count() as u64;
        return Err(TextError::Binary { offset });
    }
    Ok(())
}
