//! Marks between thousands that look like decimal points.

use std::path::Path;

use super::cells::cells;
use super::decimal::Points;
use super::error::{ImportError, Place};
use super::layout::{Layout, Use};
use super::lines::Block;
use super::table::{TableError, TableSettings};

/// How many lines are looked at for thousands marks.
const LINES: usize = 50;

/// Refuses a table whose numbers with a point all have three digits behind it, where that may be a mark between
/// thousands, as in half the world, and `22.622` a count.
pub(super) fn check(
    layout: &Layout,
    first: &Block,
    path: &Path,
    settings: &TableSettings,
) -> Result<(), ImportError> {
    if settings.decimal.is_some() {
        return Ok(());
    }
    let mut points = Points::default();
    let below = first.lines().into_iter().filter(|(number, _)| Some(*number) > layout.header);
    for (number, line) in below.take(LINES) {
        let cells = cells(line, layout.delimiter).zip(&layout.columns).enumerate();
        for (place, (cell, column)) in cells {
            let Ok(cell) = cell else { return Ok(()) };
            if column.holds == Use::Value {
                points.look(number, place + 1, &cell);
            }
        }
    }
    refuse(points.unclear(layout.delimiter), path)
}

/// Refuses a number of which it cannot be told whether it is one of thousands, by its line and column.
pub(super) fn refuse(
    unclear: Option<(usize, usize, String)>,
    path: &Path,
) -> Result<(), ImportError> {
    unclear.map_or(Ok(()), |(line, column, text)| {
        Err(Place::cell(path, line, column).error(TableError::Thousands { text }))
    })
}
