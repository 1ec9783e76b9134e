//! What the columns of a table with a line a value hold.

use std::collections::HashMap;

use super::super::columns;
use super::super::layout::Top;
use super::super::number::{number, number_or_undetermined};
use super::super::table::TableSettings;
use super::Table;

/// A cell of a line; empty where the line is shorter.
pub(super) fn cell(cells: &[String], number: usize) -> &str {
    cells.get(number).map_or("", String::as_str)
}

/// The column with most names of miRNAs, the first of several that is no precursor's.
pub(super) fn names_column(
    top: &Top<'_>,
    settings: &TableSettings,
    headings: &[String],
    below: &[Vec<String>],
) -> Option<usize> {
    if let Some(wanted) = &settings.columns.mirnas {
        return headings.iter().position(|heading| heading == wanted);
    }
    let count = |cells: &Vec<String>| cells.iter().filter(|cell| top.is_mirna(cell)).count();
    let counts: Vec<usize> = below.iter().map(count).collect();
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    let mut places = (0..counts.len()).filter(|&n| counts.get(n) == Some(&most));
    let first = places.clone().next();
    let mature = |n: &usize| headings.get(*n).is_some_and(|h| !columns::is_precursor(h));
    places.find(mature).or(first)
}

/// Whether the cells of a column, of those that have one, are told by those of another: the same
/// throughout each of them.
pub(super) fn is_fact_of(table: &Table, column: usize, by: usize) -> bool {
    let mut first: HashMap<&str, &str> = HashMap::new();
    table.iter().all(|(_, cells)| {
        let text = cell(cells, column);
        *first.entry(cell(cells, by)).or_insert(text) == text
    })
}

/// Whether a text stands several times in a column.
pub(super) fn repeats(below: &[Vec<String>], column: usize) -> bool {
    let cells = below.get(column).map_or(&[][..], Vec::as_slice);
    cells.iter().enumerate().any(|(n, text)| cells.iter().skip(n + 1).any(|other| other == text))
}

/// Whether no cell of a column is a number.
pub(super) fn is_text(below: &[Vec<String>], column: usize) -> bool {
    below.get(column).is_some_and(|cells| !cells.is_empty() && cells.iter().all(|c| is_word(c)))
}

/// Whether a cell holds a word, no number and nothing that stands for one.
pub(super) fn is_word(cell: &str) -> bool {
    number(cell).is_none() && number_or_undetermined(cell, false).is_none()
}
