//! The columns of a table with a line a sample.

use std::collections::HashSet;

use exoscope_core::sample::Field;
use exoscope_core::suggest::did_you_mean;

use super::super::columns::{self, ColumnKind, LeftOut};
use super::super::error::{ImportError, Place};
use super::super::names::OtherRna;
use super::super::number::{number, number_or_undetermined};
use super::super::table::{TableError, TableSettings, shortened};
use super::{Heading, Layout, Orientation, Top, Use, check_facts, looks_like_mirna};

impl Top<'_> {
    pub(super) fn samples_in_rows(
        &self,
        first: Vec<String>,
        settings: &TableSettings,
    ) -> Result<Layout, ImportError> {
        let number = self.lines.first().map_or(1, |(number, _)| *number);
        let corner = self.lacks_a_heading(&first);
        let mut columns: Vec<Heading> = corner
            .then(String::new)
            .into_iter()
            .chain(first)
            .map(|text| {
                let holds = if self.is_mirna(&text) { Use::Value } else { Use::Fact };
                Heading { text, holds }
            })
            .collect();
        let mut left_out = columns::requested(&mut columns, &settings.columns);
        let examples = self.columns_below(Some(number), columns.len());
        for (column, cells) in columns.iter_mut().zip(&examples) {
            let rna = OtherRna::of(&column.text).filter(|_| {
                column.holds == Use::Fact
                    && !settings.facts.contains(&column.text)
                    && are_numbers(cells)
            });
            if let Some(rna) = rna {
                columns::leave_out(column, ColumnKind::Rna(rna), &mut left_out);
            }
        }
        if settings.drop_unknown {
            let facts = columns.iter_mut().filter(|column| column.holds == Use::Fact);
            for column in facts.filter(|column| looks_like_mirna(&column.text)) {
                columns::leave_out(column, ColumnKind::UnknownName, &mut left_out);
            }
        }
        for (number, column) in columns.iter_mut().enumerate().filter(|(_, c)| c.text.is_empty()) {
            if column.holds == Use::Fact && number > 0 && columns::is_empty(examples.get(number)) {
                columns::leave_out(column, ColumnKind::Empty, &mut left_out);
            }
        }
        leave_indices_out(&mut columns, &examples, settings, &mut left_out);
        // No fact can be called so.
        let called = columns.iter().any(|c| c.text == "sample" && c.holds == Use::Fact);
        let called = Some("sample").filter(|_| called && settings.samples.is_none());
        let wanted = settings.sample_column.as_deref().or(called);
        let mut facts = columns.iter_mut().enumerate().filter(|(_, c)| c.holds == Use::Fact);
        let name = match wanted {
            Some(wanted) => facts.find(|(_, column)| column.text == wanted),
            // Their names stand in a file of their own.
            None if settings.samples.is_some() => None,
            None => facts.find(|(number, column)| {
                let field = Field::of_column(&column.text).is_some_and(|f| f != Field::Person);
                let stated = settings.label.as_deref() == Some(column.text.as_str())
                    || settings.facts.contains(&column.text);
                !field && !stated && !examples.get(*number).is_some_and(|cells| repeat(cells))
            }),
        };
        let name = name.map(|(_, column)| column);
        match (name, wanted) {
            (Some(name), _) => name.holds = Use::Name,
            (None, Some(wanted)) => {
                let headings = columns.iter().map(|column| column.text.as_str());
                let suggestion = did_you_mean(wanted, headings);
                let missing = TableError::NoSuchColumn { name: wanted.to_owned(), suggestion };
                return Err(Place::line(self.path, number).error(missing));
            }
            (None, None) => {}
        }
        let (delimiter, orientation) = (self.delimiter, Orientation::SamplesInRows);
        let (header, fact_lines) = (Some(number), Vec::new());
        let layout = Layout { delimiter, orientation, header, columns, left_out, fact_lines };
        check_facts(layout.headings(Use::Fact), self.path, number)?;
        let stated = |text: &str| settings.facts.iter().any(|fact| fact == text);
        if let Some((column, text)) =
            layout.headings(Use::Fact).find(|(_, text)| looks_like_mirna(text) && !stated(text))
        {
            let text = shortened(text);
            return Err(
                Place::cell(self.path, number, column).error(TableError::LikeMirna { text })
            );
        }
        Ok(layout)
    }
}

/// Leaves out columns of row numbers, where another column could name the samples.
fn leave_indices_out(
    columns: &mut [Heading],
    examples: &[Vec<String>],
    settings: &TableSettings,
    left_out: &mut Vec<LeftOut>,
) {
    let is_index = |number: usize, column: &Heading| {
        column.holds == Use::Fact
            && columns::is_index(&column.text)
            && settings.sample_column.as_deref() != Some(column.text.as_str())
            && columns::counts_rows(examples.get(number))
    };
    let names = |number: usize, column: &Heading| {
        let distinct = examples.get(number).is_some_and(|cells| {
            let all: HashSet<&String> = cells.iter().collect();
            all.len() == cells.len() && !cells.is_empty()
        });
        let field = Field::of_column(&column.text).is_some_and(|field| field != Field::Person);
        column.holds == Use::Fact
            && !is_index(number, column)
            && !field
            && distinct
            && settings.label.as_deref() != Some(column.text.as_str())
            && !settings.facts.contains(&column.text)
    };
    if !columns.iter().enumerate().any(|(number, column)| names(number, column)) {
        return;
    }
    let indices: Vec<usize> = columns
        .iter()
        .enumerate()
        .filter(|(number, column)| is_index(*number, column))
        .map(|(number, _)| number)
        .collect();
    for number in indices {
        if let Some(column) = columns.get_mut(number) {
            columns::leave_out(column, ColumnKind::RowNumber, left_out);
        }
    }
}

/// Whether cells are all numbers, of what was measured or not.
fn are_numbers(cells: &[String]) -> bool {
    cells.iter().all(|cell| number_or_undetermined(cell, false).is_some())
}

/// Whether cells are numbers of which several are written the same: then they are no names.
fn repeat(cells: &[String]) -> bool {
    let distinct: HashSet<&String> = cells.iter().collect();
    cells.iter().all(|cell| number(cell).is_some()) && distinct.len() < cells.len()
}
