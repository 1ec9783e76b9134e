//! The cells of a line.
//!
//! Lines are split one by one, not by a CSV reader over the file: a reader that lets quoted cells
//! run over line ends takes one quotation mark too many for the start of a cell that holds the rest
//! of the file, and no thread can start in the middle.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::Serialize;

use super::error::{ImportError, Place};
use super::number::short_numbers;
use super::source::TextError;
use super::table::TableError;

/// What stands between the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// A tab.
    Tab,
    /// `;`
    Semicolon,
    /// One space.
    Space,
}

/// A word that names no delimiter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no delimiter; known are comma, tab, semicolon, space")]
pub struct UnknownDelimiter(pub String);

impl Delimiter {
    /// All delimiters.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Tab, Self::Semicolon, Self::Space];

    /// Its character.
    pub const fn character(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Tab => '\t',
            Self::Semicolon => ';',
            Self::Space => ' ',
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comma => "comma",
            Self::Tab => "tab",
            Self::Semicolon => "semicolon",
            Self::Space => "space",
        })
    }
}

impl FromStr for Delimiter {
    type Err = UnknownDelimiter;

    fn from_str(text: &str) -> Result<Self, UnknownDelimiter> {
        let known = |d: &Self| {
            d.to_string() == text || d.character().to_string() == text || {
                *d == Self::Tab && text == "\\t"
            }
        };
        Self::ALL.into_iter().find(known).ok_or_else(|| UnknownDelimiter(text.to_owned()))
    }
}

/// The cells of `line`, trimmed and without the quotation marks around them. A cell in quotation
/// marks may hold the delimiter; a mark in it is doubled.
pub(super) fn cells(line: &str, delimiter: Delimiter) -> Cells<'_> {
    Cells { rest: Some(line), delimiter: delimiter.character(), quotes: line.contains('"') }
}

/// The cells of a numbered line of a file, `limit` at most.
pub(super) fn row(
    path: &Path,
    (number, line): (usize, &str),
    delimiter: Delimiter,
    limit: usize,
) -> Result<Vec<String>, ImportError> {
    let mut row = Vec::new();
    for cell in cells(line, delimiter) {
        if row.len() == limit {
            return Err(Place::line(path, number).error(TableError::TooManyColumns { limit }));
        }
        let column = row.len() + 1;
        let cell = cell.map_err(|e| Place::cell(path, number, column).error(e))?;
        row.push(cell.into_owned());
    }
    Ok(row)
}

/// Iterator over the cells of a line; ends after an error.
pub(super) struct Cells<'a> {
    rest: Option<&'a str>,
    delimiter: char,
    quotes: bool,
}

impl<'a> Iterator for Cells<'a> {
    type Item = Result<Cow<'a, str>, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest?;
        if self.quotes
            && let Some(quoted) = rest.trim_start_matches(' ').strip_prefix('"')
        {
            return Some(self.quoted(quoted));
        }
        // Cells are short: looking at byte after byte is faster than a search for a character.
        let end = rest.bytes().position(|byte| char::from(byte) == self.delimiter);
        let (cell, rest) = match end {
            Some(end) => (rest.get(..end).unwrap_or_default(), rest.get(end + 1..)),
            None => (rest, None),
        };
        self.rest = rest;
        Some(Ok(Cow::Borrowed(trimmed(cell))))
    }
}

impl<'a> Cells<'a> {
    /// Takes the next cells, `most` at most, as long as each holds a number of few digits and nothing
    /// else.
    pub(super) fn short_numbers(&mut self, most: usize, numbers: &mut Vec<f64>) {
        // Every delimiter is a byte of its own.
        let Some(rest) = self.rest.filter(|_| most > 0) else { return };
        let next = short_numbers(rest.as_bytes(), self.delimiter as u8, most, numbers);
        self.rest = rest.get(next..);
    }

    /// The cell that starts with `text`, its opening quotation mark taken off.
    fn quoted(&mut self, text: &'a str) -> Result<Cow<'a, str>, TextError> {
        self.rest = None;
        let mut cell = Cow::Borrowed("");
        let mut text = text;
        loop {
            let (piece, after) = text.split_once('"').ok_or(TextError::OpenQuote)?;
            if cell.is_empty() {
                cell = Cow::Borrowed(piece);
            } else {
                cell.to_mut().push_str(piece);
            }
            if let Some(more) = after.strip_prefix('"') {
                cell.to_mut().push('"');
                text = more;
                continue;
            }
            let (blank, rest) = match after.split_once(self.delimiter) {
                Some((blank, rest)) => (blank, Some(rest)),
                None => (after, None),
            };
            if !blank.trim().is_empty() {
                return Err(TextError::AfterQuote);
            }
            self.rest = rest;
            return Ok(match cell {
                Cow::Borrowed(cell) => Cow::Borrowed(cell.trim()),
                Cow::Owned(cell) => Cow::Owned(cell.trim().to_owned()),
            });
        }
    }
}

/// `cell.trim()`, at once where there is nothing to take off.
fn trimmed(cell: &str) -> &str {
    let bare = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = cell.as_bytes();
    if bare(bytes.first()) && bare(bytes.last()) { cell } else { cell.trim() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn split(line: &str) -> Vec<String> {
        cells(line, Delimiter::Comma).map(|cell| cell.unwrap().into_owned()).collect()
    }

    #[test]
    fn quotation_marks_hold_cells_together() {
        assert_eq!(split("a, b ,c"), ["a", "b", "c"]);
        assert_eq!(split(""), [""]);
        assert_eq!(split("a,"), ["a", ""]);
        assert_eq!(split("\"a,b\",\"\",c"), ["a,b", "", "c"]);
        assert_eq!(split("\"say \"\"yes\"\"\",1"), ["say \"yes\"", "1"]);
        assert_eq!(split("\"\"\"\",1"), ["\"", "1"]);
        assert_eq!(split(" \"a\" , \"b\""), ["a", "b"]);
        assert_eq!(split("5\" disk,1"), ["5\" disk", "1"]);
    }

    #[test]
    fn marks_that_do_not_close_are_refused() {
        let last = |line| cells(line, Delimiter::Comma).last().unwrap();
        assert!(matches!(last("a,\"b,c"), Err(TextError::OpenQuote)));
        assert!(matches!(last("a,\"b\"c,d"), Err(TextError::AfterQuote)));
    }

    #[test]
    fn short_numbers_are_taken_and_other_cells_left() {
        let mut line = cells("12.5,-3,x4,5 ,\"6\",7.25", Delimiter::Comma);
        let mut numbers = Vec::new();
        line.short_numbers(9, &mut numbers);
        assert_eq!(numbers, [12.5, -3.0]);
        for other in ["x4", "5", "6"] {
            line.short_numbers(9, &mut numbers);
            assert_eq!(line.next().unwrap().unwrap(), other);
        }
        line.short_numbers(9, &mut numbers);
        assert_eq!(numbers, [12.5, -3.0, 7.25]);
        assert!(line.next().is_none());
    }

    #[test]
    fn delimiters_have_names() {
        for delimiter in Delimiter::ALL {
            assert_eq!(delimiter.to_string().parse(), Ok(delimiter));
            assert_eq!(delimiter.character().to_string().parse(), Ok(delimiter));
        }
        assert!("pipe".parse::<Delimiter>().is_err());
    }
}
