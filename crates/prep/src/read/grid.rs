//! Grids of wells in text: a heading 1, 2, 3 … and rows A, B, C ….

use crate::error::{Fault, Problem};
use crate::export::{Flag, Well, WellValue};
use crate::text::{Decimal, number, thousands};

/// Column of the first number and how many follow: a heading 1, 2, 3 …, of a plate's width.
pub(super) fn heading(cells: &[String]) -> Option<(usize, usize)> {
    let first = cells.iter().position(|cell| cell == "1")?;
    if cells.iter().take(first).any(|cell| !cell.is_empty()) {
        return None;
    }
    let run =
        cells.iter().skip(first).enumerate().take_while(|(i, cell)| **cell == (i + 1).to_string());
    let width = run.count();
    [2, 3, 4, 6, 8, 12, 24, 48].contains(&width).then_some((first, width))
}

/// Row letters A to Z, then AA to AF, as numbers from 0.
pub(super) fn row_letter(cell: &str) -> Option<usize> {
    let value = |c: char| c.is_ascii_uppercase().then(|| c as usize - 'A' as usize);
    let mut chars = cell.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(a), None, None) => value(a),
        (Some('A'), Some(b), None) => value(b).map(|b| 26 + b).filter(|row| *row < 32),
        _ => None,
    }
}

/// The decimal signs of a file's grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signs {
    /// Whether some cells have a point and others a comma.
    mixed: bool,
}

impl Signs {
    /// Looks at all cells of grids.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>, flags: &mut Vec<Flag>) -> Self {
        let (mut point, mut comma) = (false, false);
        for cell in cells {
            point |= cell.contains('.') && number(cell, Decimal::Point).is_some();
            comma |= cell.contains(',') && number(cell, Decimal::Comma).is_some();
        }
        if point && comma {
            flags.push(Flag::warning(
                "some wells have a decimal comma, others a point: both are read as decimal signs",
            ));
        }
        Self { mixed: point && comma }
    }

    /// A number with either sign. Where the file mixes them, a comma before three digits may be a thousands separator:
    /// `Err`.
    pub(super) fn number(self, cell: &str) -> Result<Option<f64>, ()> {
        if let Some(value) = number(cell, Decimal::Point) {
            return Ok(Some(value));
        }
        let Some(value) = number(cell, Decimal::Comma) else { return Ok(None) };
        if self.mixed && thousands(cell) { Err(()) } else { Ok(Some(value)) }
    }
}

/// What stands in a cell of a grid; `None` where it is empty, `Err` where its sign is ambiguous.
fn well_value(cell: &str, signs: Signs) -> Result<Option<WellValue>, ()> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    if let Some(value) = signs.number(cell)? {
        return Ok(Some(WellValue::Value(value)));
    }
    let inner = |text: Option<&str>| text.map_or(Ok(None), |text| signs.number(text));
    if let Some(value) = inner(cell.strip_prefix('*').and_then(|c| c.strip_suffix('*')))? {
        return Ok(Some(WellValue::Masked(value)));
    }
    if let Some(value) = inner(cell.strip_prefix('<'))? {
        return Ok(Some(WellValue::Below(value)));
    }
    if let Some(value) = inner(cell.strip_prefix('>'))? {
        return Ok(Some(WellValue::Above(value)));
    }
    Ok(Some(WellValue::NotCalculated(cell.to_owned())))
}

/// Wells of one row, from the cell `first` on.
pub(super) fn row_wells(
    (line, cells): (usize, &[String]),
    (first, width): (usize, usize),
    row: usize,
    signs: Signs,
) -> Result<Vec<Well>, Fault> {
    let mut wells = Vec::new();
    for (column, cell) in cells.iter().skip(first).take(width).enumerate() {
        let value = well_value(cell, signs).map_err(|()| {
            let why = "ambiguous: a decimal comma or a thousands separator, where other wells have a point";
            let problem = Problem::OutOfRange { field: "well".into(), found: cell.clone(), why };
            Fault::cell(line, first + column + 1, problem)
        })?;
        wells.extend(value.map(|value| Well { at: (row, column), value }));
    }
    Ok(wells)
}

/// A row is missing, stands twice or is out of order.
pub(super) fn expect_row(line: usize, expected: usize, found: usize) -> Result<(), Fault> {
    if expected == found {
        return Ok(());
    }
    let name = |row| crate::export::well_name((row, 0)).trim_end_matches('1').to_owned();
    let what = "rows of a plate are not in order";
    Err(Fault::at(line, Problem::Disagree { what, left: name(expected), right: name(found) }))
}

/// A grid must have the rows of a plate of its width: 12 columns have 8 rows. Some exports leave empty rows out at the
/// end, so fewer are a warning.
pub(super) fn check_height(name: &str, width: usize, rows: usize, flags: &mut Vec<Flag>) {
    let height = match width {
        12 => 8,
        24 => 16,
        48 => 32,
        6 => 4,
        8 => 6,
        3 => 2,
        _ => return,
    };
    if rows != height {
        flags.push(Flag::warning(format!(
            "the grid {name:?} has {rows} of the {height} rows of a plate of {width} columns: it may be cut"
        )));
    }
}
