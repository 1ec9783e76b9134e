//! Numbers of cells, and what is said of cells that hold none.

use super::TableError;
use super::text::Row;

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    matches!(cell, "" | "." | "-" | "NA" | "NaN" | "nan" | "na")
}

/// The finite number of a cell; `None` where it is missing.
pub(super) fn number(row: &Row, column: usize, name: &str) -> Result<Option<f64>, TableError> {
    let cell = row.cell(column);
    if is_missing(cell) {
        return Ok(None);
    }
    match cell.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Some(number)),
        _ => Err(refused(row, column, name, "is no number", no_number(cell))),
    }
}

/// The same of what cannot be negative.
pub(super) fn not_negative(
    row: &Row,
    column: usize,
    name: &str,
    hint: &str,
) -> Result<Option<f64>, TableError> {
    match number(row, column, name)? {
        Some(value) if value < 0.0 => {
            Err(refused(row, column, name, "is negative", hint.to_owned()))
        }
        value => Ok(value),
    }
}

/// An error about a cell: `"…" is …`.
pub(super) fn refused(
    row: &Row,
    column: usize,
    name: &str,
    what: &str,
    hint: String,
) -> TableError {
    TableError::Cell {
        place: row.place(column),
        column: name.to_owned(),
        why: format!("{:?} {what}", row.cell(column)),
        hint,
    }
}

/// What to do about a cell that should be a number.
fn no_number(cell: &str) -> String {
    if cell.contains(',') && cell.replacen(',', ".", 1).parse::<f64>().is_ok() {
        return format!("write a decimal point: {}", cell.replacen(',', ".", 1));
    }
    let digits = cell.trim_end_matches(|c: char| c.is_alphabetic() || "/%µ ".contains(c));
    if digits.len() < cell.len() && digits.parse::<f64>().is_ok() {
        return "a column has one unit, which stands in its heading: TIME(h), AMT(ng), DV(ng/mL)"
            .into();
    }
    "write it as 12.5 or 1.25e1, and . where there is none".into()
}
