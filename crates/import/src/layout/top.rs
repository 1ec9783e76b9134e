//! The first lines of a table: which way round it stands, and the columns of one with a line a miRNA.

use std::borrow::Cow;
use std::path::Path;

use exoscope_core::sample::Field;

use super::super::cells::{Delimiter, cells};
use super::super::columns::{self, Sheet};
use super::super::error::{ImportError, Place};
use super::super::names::{Names, mirna};
use super::super::number::number_or_undetermined;
use super::super::table::{TableError, TableSettings, shortened};
use super::{Heading, Layout, Orientation, Use, looks_like_mirna};

/// The first lines of a table.
pub(in super::super) struct Top<'a> {
    pub(in super::super) path: &'a Path,
    pub(in super::super) delimiter: Delimiter,
    /// Lines with their numbers; at least one.
    pub(in super::super) lines: Vec<(usize, &'a str)>,
    /// Current names of miRNAs.
    pub(in super::super) names: Option<&'a Names>,
}

impl Top<'_> {
    pub(in super::super) fn is_mirna(&self, text: &str) -> bool {
        mirna(text, self.names).is_ok()
    }

    /// The first cells of the lines below the first.
    fn first_column(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let below = self.lines.iter().skip(1);
        below.filter_map(|(_, line)| cells(line, self.delimiter).next()?.ok())
    }

    /// The number of the first line.
    fn first_line(&self) -> Option<usize> {
        self.lines.first().map(|(number, _)| *number)
    }

    /// The cells of each of so many columns, in the first lines but the heading.
    pub(in super::super) fn columns_below(
        &self,
        header: Option<usize>,
        columns: usize,
    ) -> Vec<Vec<String>> {
        let mut cells_of = vec![Vec::new(); columns];
        let below = self.lines.iter().filter(|(number, _)| Some(*number) != header);
        for (_, line) in below.take(columns::LINES) {
            for (column, cell) in cells_of.iter_mut().zip(cells(line, self.delimiter)) {
                column.extend(cell.ok().map(Cow::into_owned));
            }
        }
        cells_of
    }

    /// The cells of the first lines below the first.
    fn below(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let below = self.lines.iter().skip(1).take(columns::LINES);
        below.flat_map(|(_, line)| cells(line, self.delimiter).filter_map(Result::ok))
    }

    /// Which way round the table is, by where miRNAs are named.
    pub(super) fn orientation(&self, first: &[String]) -> Result<Orientation, ImportError> {
        let beside = first.iter().any(|cell| self.is_mirna(cell));
        let below = self.first_column().chain(self.below()).any(|cell| self.is_mirna(&cell));
        let problem = match (beside, below) {
            (true, false) => return Ok(Orientation::SamplesInRows),
            (false, true) => return Ok(Orientation::MirnasInRows),
            (true, true) => TableError::BothNameMirnas,
            (false, false) if self.lines.len() == 1 => TableError::NoRows,
            (false, false) => {
                // Names in another spelling say more than the first cells.
                let like = first.iter().skip(3).find(|cell| looks_like_mirna(cell));
                let beside = first.iter().take(3).chain(like).map(|cell| shortened(cell));
                let below = self.first_column().take(3).map(|cell| shortened(&cell));
                let examples = beside.chain(below).map(|cell| format!("{cell:?}"));
                TableError::NoMirnaNames { examples: examples.collect::<Vec<_>>().join(", ") }
            }
        };
        Err(Place::file(self.path).error(problem))
    }

    /// The line below the first has one cell more where R wrote no heading over the row names. Where
    /// the first heading says that it stands over names, a delimiter is lost further on instead.
    pub(super) fn lacks_a_heading(&self, first: &[String]) -> bool {
        let over_names =
            |heading: &String| OVER_NAMES.iter().any(|word| heading.eq_ignore_ascii_case(word));
        let numbered = || columns::counts_rows(self.columns_below(self.first_line(), 1).first());
        if first.first().is_some_and(over_names) && !numbered() {
            return false;
        }
        let below = self.lines.get(1);
        below.is_some_and(|(_, line)| cells(line, self.delimiter).count() == first.len() + 1)
    }

    pub(super) fn mirnas_in_rows(
        &self,
        first: Vec<String>,
        headed: bool,
        settings: &TableSettings,
    ) -> Result<Layout, ImportError> {
        let corner = headed && self.lacks_a_heading(&first);
        let mut columns: Vec<Heading> = corner
            .then(String::new)
            .into_iter()
            .chain(first)
            .map(|text| Heading {
                text: if headed { text } else { String::new() },
                holds: Use::Value,
            })
            .collect();
        if columns.len() < 2 {
            return Err(Place::file(self.path).error(TableError::OneColumn));
        }
        let header = self.lines.first().filter(|_| headed).map(|(number, _)| *number);
        let sheet = Sheet { top: self, header, columns: &mut columns };
        let left_out = sheet.classify(settings)?;
        let fact_lines =
            header.map_or_else(Vec::new, |header| self.facts_above(header, &columns, settings));
        let (delimiter, orientation) = (self.delimiter, Orientation::MirnasInRows);
        Ok(Layout { delimiter, orientation, header, columns, left_out, fact_lines })
    }

    /// The lines between the heading and the first miRNA that say something of samples: they hold words, or are called
    /// like a field or as is stated.
    fn facts_above(
        &self,
        header: usize,
        columns: &[Heading],
        settings: &TableSettings,
    ) -> Vec<usize> {
        let cells_of = |line: &str| -> Vec<String> {
            cells(line, self.delimiter)
                .map(|cell| cell.map_or_else(|_| String::new(), Cow::into_owned))
                .collect()
        };
        let rows = self
            .lines
            .iter()
            .filter(|(line, _)| *line > header)
            .map(|(n, line)| (*n, cells_of(line)));
        let of = |cells: &[String], holds: Use| -> Vec<String> {
            let held = columns.iter().zip(cells).filter(|(column, _)| column.holds == holds);
            held.map(|(_, cell)| cell.clone()).collect()
        };
        let named = rows.map(|(line, cells)| {
            let name = of(&cells, Use::Name).pop().unwrap_or_default();
            (line, name, of(&cells, Use::Value))
        });
        let above = named.take_while(|(_, name, _)| !self.is_mirna(name));
        above
            .filter(|(_, name, values)| {
                let stated = settings.facts.iter().chain(&settings.label).any(|fact| fact == name);
                let words = values.iter().any(|cell| number_or_undetermined(cell, false).is_none());
                !name.is_empty() && (stated || words || Field::of_column(name).is_some())
            })
            .map(|(line, _, _)| line)
            .collect()
    }
}

/// Headings that people and programs write over names of miRNAs and samples.
const OVER_NAMES: [&str; 9] =
    ["mirna", "mirnas", "mir", "id_ref", "name", "sample", "gene", "feature", "uid"];
