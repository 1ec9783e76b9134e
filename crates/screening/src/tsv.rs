//! Tab-separated files of a user: a fixed heading, rows with their line, cells with their column.

use exoscope_core::Place;

use crate::error::ScreeningError;

/// A row of a file with a fixed heading.
pub(crate) struct Row<'a> {
    line: usize,
    heading: &'static [&'static str],
    cells: Vec<&'a str>,
}

/// Rows below the heading `heading`; lines that begin with `#` and empty ones are left out. Refused are another heading
/// and rows of another number of cells.
pub(crate) fn rows<'a>(
    heading: &'static [&'static str],
    text: &'a str,
) -> Result<Vec<Row<'a>>, ScreeningError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty())
        .map(|(n, line)| Row { line: n + 1, heading, cells: line.split('\t').collect() });
    match lines.next() {
        Some(first) if first.cells == heading => {}
        first => {
            let place = first.map(|row| Place { line: row.line, column: 1 });
            let why = "the heading is another".to_owned();
            let hint = format!("the first line must be, with tabs between: {}", heading.join(" "));
            return Err(ScreeningError::Value { place, field: "heading".into(), why, hint });
        }
    }
    lines
        .map(|row| {
            if row.cells.len() == heading.len() {
                return Ok(row);
            }
            let why = format!("{} columns instead of {}", row.cells.len(), heading.len());
            Err(row.error(0, why, "tabs between columns; - where a column says nothing"))
        })
        .collect()
}

impl<'a> Row<'a> {
    /// An error about the cell of `column`, counted from 0.
    pub(crate) fn error(&self, column: usize, why: String, hint: &str) -> ScreeningError {
        let before: usize =
            self.cells.iter().take(column).map(|cell| cell.chars().count() + 1).sum();
        let place = Some(Place { line: self.line, column: before + 1 });
        let field = self.heading.get(column).copied().unwrap_or("row").to_owned();
        ScreeningError::Value { place, field, why, hint: hint.to_owned() }
    }

    /// The cell of `column`, counted from 0.
    pub(crate) fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// That the cell of `column` says nothing: what it says would not be read.
    pub(crate) fn nothing(&self, column: usize) -> Result<(), ScreeningError> {
        match self.cell(column) {
            "" | "-" => Ok(()),
            cell => {
                let why = format!("{cell:?} is not read in a row of {}", self.cell(0));
                Err(self.error(column, why, "write - in a column that says nothing"))
            }
        }
    }

    /// The finite number in the cell of `column`.
    pub(crate) fn number(&self, column: usize) -> Result<f64, ScreeningError> {
        let number = self.cell(column).parse::<f64>().ok().filter(|n| n.is_finite());
        number.ok_or_else(|| {
            self.error(column, format!("{:?} is no number", self.cell(column)), "write it as 12.5")
        })
    }
}
