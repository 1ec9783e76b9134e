//! Grids of wells in text: a heading 1, 2, 3 … and rows A, B, C ….

use crate::error::{Fault, Problem};
use crate::export::{Flag, Well, WellValue};
use crate::text::{Decimal, number};

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

/// What stands in a cell of a grid; `None` where it is empty.
pub(super) fn well_value(cell: &str, flags: &mut Vec<Flag>) -> Option<WellValue> {
    let cell = cell.trim();
    if cell.is_empty() {
        return None;
    }
    if let Some(value) = number(cell, Decimal::Point) {
        return Some(WellValue::Value(value));
    }
    let inner = |text: &str| number(text, Decimal::Point);
    if let Some(value) = cell.strip_prefix('*').and_then(|c| c.strip_suffix('*')).and_then(inner) {
        return Some(WellValue::Masked(value));
    }
    if let Some(value) = cell.strip_prefix('<').and_then(inner) {
        return Some(WellValue::Below(value));
    }
    if let Some(value) = cell.strip_prefix('>').and_then(inner) {
        return Some(WellValue::Above(value));
    }
    if let Some(value) = number(cell, Decimal::Comma) {
        let text =
            "some wells have a decimal comma, others a point: both are read as decimal signs";
        if flags.iter().all(|flag| flag.text != text) {
            flags.push(Flag::warning(text));
        }
        return Some(WellValue::Value(value));
    }
    Some(WellValue::NotCalculated(cell.to_owned()))
}

/// Wells of one row, from the cell `first` on.
pub(super) fn row_wells(
    cells: &[String],
    (first, width): (usize, usize),
    row: usize,
    flags: &mut Vec<Flag>,
) -> Vec<Well> {
    let of_row = cells.iter().skip(first).take(width).enumerate();
    let wells = of_row.filter_map(|(column, cell)| {
        Some(Well { at: (row, column), value: well_value(cell, flags)? })
    });
    wells.collect()
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
