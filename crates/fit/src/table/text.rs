//! Lines and cells of a delimited text, each with its place.

use exoscope_core::Place;

use super::TableError;

/// Characters between cells, in the order in which they are looked for.
const DELIMITERS: [char; 3] = ['\t', ';', ','];

/// A line of the table, cut into cells.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    pub line: usize,
    cells: Vec<(usize, &'a str)>,
}

impl<'a> Row<'a> {
    /// The cell of a column, counted from 0, without blanks and quotation marks about it.
    pub fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).map_or("", |(_, text)| text)
    }

    /// Where the cell of a column begins.
    pub fn place(&self, column: usize) -> Place {
        let at = self.cells.get(column).or(self.cells.last()).map_or(1, |(at, _)| *at);
        Place { line: self.line, column: at }
    }

    pub fn len(&self) -> usize {
        self.cells.len()
    }

    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        self.cells.iter().map(|(_, text)| *text)
    }
}

/// The heading, the rows below it, and what stands between cells. Comments and empty lines are left out.
pub(super) fn rows(text: &str) -> Result<(Row<'_>, Vec<Row<'_>>), TableError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line))
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let Some((number, first)) = lines.next() else {
        return Err(TableError::File { why: "the table is empty" });
    };
    let delimiter = DELIMITERS.into_iter().find(|d| first.contains(*d));
    let Some(delimiter) = delimiter else {
        return Err(TableError::Heading {
            line: number,
            why: "the heading is one cell".into(),
            hint: "put tabs, commas or semicolons between columns".into(),
        });
    };
    let heading = cut(number, first, delimiter);
    let mut all = Vec::new();
    for (number, line) in lines {
        let row = cut(number, line, delimiter);
        if row.len() != heading.len() {
            let hint = if delimiter == ',' {
                "with commas between cells a number has a decimal point; missing cells are written as ."
            } else {
                "missing cells are written as ."
            };
            return Err(TableError::Cell {
                place: row.place(row.len().min(heading.len()).saturating_sub(1)),
                column: "row".into(),
                why: format!("{} cells under a heading of {}", row.len(), heading.len()),
                hint: hint.into(),
            });
        }
        all.push(row);
    }
    if all.is_empty() {
        return Err(TableError::File { why: "the table has a heading and no row" });
    }
    Ok((heading, all))
}

fn cut(line: usize, text: &str, delimiter: char) -> Row<'_> {
    let mut at = 1;
    let cells = text.split(delimiter).map(|cell| {
        let place = at;
        at += cell.chars().count() + 1;
        (place, cell.trim().trim_matches('"').trim())
    });
    Row { line, cells: cells.collect() }
}
