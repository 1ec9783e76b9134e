//! A sheet of an Excel workbook (`.xlsx`) as the text of a table: a line a row, tabs between cells.
//!
//! Cells hold what Excel keeps, not what it shows: numbers with all their digits, dates as `2026-11-27`.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsx};

use super::super::limits::Limits;
use super::TextError;

/// A sheet, and the text of it.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) text: Vec<u8>,
}

/// Reads the sheet that is `wanted`, or the only one that holds something; `limits` bound its text as they do that
/// of gzip.
pub(super) fn read(
    bytes: Vec<u8>,
    wanted: Option<&str>,
    limits: Limits,
) -> Result<Sheet, TextError> {
    let most = limits.gzip_ratio.saturating_mul(bytes.len() as u64).max(Limits::ANY_RATIO_BYTES);
    let most = most.min(limits.text_bytes);
    // A damaged workbook may make the library panic; nothing outlives the call but its result.
    let read = || of_xlsx(bytes, wanted, most);
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged("it cannot be decoded")))
}

fn damaged(reason: impl ToString) -> TextError {
    TextError::Workbook { reason: reason.to_string() }
}

fn of_xlsx(bytes: Vec<u8>, wanted: Option<&str>, most: u64) -> Result<Sheet, TextError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut found = Vec::new();
    for name in names(book.sheets_metadata(), wanted)? {
        let mut grid = Grid::new(most);
        let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            grid.put(cell.get_position(), &Data::from(cell.get_value().clone()))?;
        }
        found.push((name, grid));
    }
    the_only(found, wanted)
}

/// The sheet that is wanted, or all that are shown.
fn names(sheets: &[calamine::Sheet], wanted: Option<&str>) -> Result<Vec<String>, TextError> {
    let tables = || sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    match wanted {
        Some(name) if tables().any(|sheet| sheet.name == name) => Ok(vec![name.to_owned()]),
        Some(name) => {
            let names = listed(tables().map(|sheet| sheet.name.as_str()));
            Err(TextError::NoWorksheet { name: name.to_owned(), names })
        }
        None => {
            let shown = tables().filter(|sheet| sheet.visible == SheetVisible::Visible);
            Ok(shown.map(|sheet| sheet.name.clone()).collect())
        }
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}

/// The only sheet that holds something.
fn the_only(found: Vec<(String, Grid)>, wanted: Option<&str>) -> Result<Sheet, TextError> {
    let mut full: Vec<(String, Grid)> =
        found.into_iter().filter(|(_, grid)| wanted.is_some() || grid.cells > 0).collect();
    if full.len() > 1 {
        let names = listed(full.iter().map(|(name, _)| name.as_str()));
        return Err(TextError::Worksheets { names });
    }
    let (name, grid) = full.pop().ok_or(TextError::Empty)?;
    Ok(Sheet { name, text: grid.text()? })
}

/// The rows of a sheet, as far as they hold something.
struct Grid {
    /// Rows in order, from 0, with their text and the number of their cells.
    rows: Vec<(u32, String, u32)>,
    cells: usize,
    bytes: u64,
    /// How many bytes of text there may be.
    most: u64,
}

impl Grid {
    fn new(most: u64) -> Self {
        Self { rows: Vec::new(), cells: 0, bytes: 0, most }
    }

    fn put(&mut self, (row, column): (u32, u32), value: &Data) -> Result<(), TextError> {
        let text = text_of(value);
        if text.is_empty() {
            return Ok(());
        }
        if self.rows.last().is_none_or(|(last, _, _)| *last < row) {
            self.rows.push((row, String::new(), 0));
        }
        let Some((last, line, count)) = self.rows.last_mut() else { return Ok(()) };
        if *last != row || column + 1 < *count || column + 1 == *count && *count > 0 {
            return Err(damaged("its cells are out of order"));
        }
        let tabs = column - count.saturating_sub(1);
        self.bytes += u64::from(tabs) + text.len() as u64;
        if self.bytes > self.most {
            return Err(TextError::TooLarge { limit: self.most });
        }
        line.extend(std::iter::repeat_n('\t', tabs as usize));
        line.push_str(&text);
        *count = column + 1;
        self.cells += 1;
        Ok(())
    }

    /// The text, each row on the line of its number and all as wide as the widest.
    fn text(self) -> Result<Vec<u8>, TextError> {
        let width = self.rows.iter().map(|(_, _, count)| *count).max().unwrap_or_default();
        let last = self.rows.last().map_or(0, |(row, _, _)| u64::from(*row));
        let padded = |count: u32| u64::from(width - count);
        let padding: u64 = self.rows.iter().map(|(_, _, count)| padded(*count)).sum();
        if self.bytes + padding + last > self.most {
            return Err(TextError::TooLarge { limit: self.most });
        }
        let mut text = String::new();
        let mut line = 0;
        for (row, cells, count) in self.rows {
            text.extend(std::iter::repeat_n('\n', (row - line) as usize));
            line = row + 1;
            text.push_str(&cells);
            text.extend(std::iter::repeat_n('\t', (width - count) as usize));
            text.push('\n');
        }
        Ok(text.into_bytes())
    }
}

/// A cell as it stands in a table.
fn text_of(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::Error(error) => error.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => quoted(text),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            match (hour, minute, second) {
                // A time of no day: Excel counts days from there.
                _ if (year, month, day) <= (1899, 12, 31) => {
                    format!("{hour:02}:{minute:02}:{second:02}")
                }
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::DateTime(duration) => duration.as_f64().to_string(),
    }
}

/// A text that stays one cell: no end of a line in it, and in quotation marks where it needs them.
fn quoted(text: &str) -> String {
    let text = text.replace(['\r', '\n'], " ");
    let text = text.trim();
    if text.contains(['\t', '"']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
