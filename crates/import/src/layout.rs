//! What stands where in a table: headings, names, values, facts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use exoscope_core::sample::Field;
use exoscope_core::suggest::did_you_mean;
use serde::Serialize;

use super::cells::{Delimiter, cells, row};
use super::columns::{self, ColumnKind, LeftOut, Sheet};
use super::error::{ImportError, Place};
use super::names::{Names, OtherRna, is_accession, mirna};
use super::number::{number, number_or_undetermined};
use super::table::{TableError, TableSettings, shortened};

/// What a line of a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// A line a sample, a column a miRNA.
    SamplesInRows,
    /// A line a miRNA, a column a sample.
    MirnasInRows,
}

/// A word that names no orientation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no orientation; known are samples-in-rows, mirnas-in-rows")]
pub struct UnknownOrientation(pub String);

impl fmt::Display for Orientation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SamplesInRows => "samples-in-rows",
            Self::MirnasInRows => "mirnas-in-rows",
        })
    }
}

impl FromStr for Orientation {
    type Err = UnknownOrientation;

    fn from_str(text: &str) -> Result<Self, UnknownOrientation> {
        [Self::SamplesInRows, Self::MirnasInRows]
            .into_iter()
            .find(|orientation| orientation.to_string() == text)
            .ok_or_else(|| UnknownOrientation(text.to_owned()))
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// The name of what the line is about.
    Name,
    /// Values of the sample or miRNA in its heading.
    Value,
    /// A fact about the samples.
    Fact,
    /// Nothing that a cohort holds: a statistic, an annotation, a total. Reported, not read.
    LeftOut,
    /// Nothing at all: a delimiter at the end of each line.
    Empty,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// Its heading, empty where there is none.
    pub(super) text: String,
    pub(super) holds: Use,
}

/// What stands where in a table.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) delimiter: Delimiter,
    pub(super) orientation: Orientation,
    /// The line of the headings.
    pub(super) header: Option<usize>,
    pub(super) columns: Vec<Heading>,
    /// Columns that are no samples, miRNAs or facts, and what they were taken for.
    pub(super) left_out: Vec<LeftOut>,
}

/// The first lines of a table.
pub(super) struct Top<'a> {
    pub(super) path: &'a Path,
    pub(super) delimiter: Delimiter,
    /// Lines with their numbers; at least one.
    pub(super) lines: Vec<(usize, &'a str)>,
    /// Current names of miRNAs.
    pub(super) names: Option<&'a Names>,
}

impl Layout {
    /// Finds out what stands where, from the names in the first line and the first column, from
    /// what `settings` say, and from how many features a file lists, where one does.
    pub(super) fn find(
        top: &Top<'_>,
        settings: &TableSettings,
        features: Option<usize>,
    ) -> Result<Self, ImportError> {
        let first = top.lines.first().copied().unwrap_or((1, ""));
        let first = row(top.path, first, top.delimiter, settings.limits.columns)?;
        if let Some(features) = features {
            return Self::of_bare_matrix(top, settings, first.len(), features);
        }
        // A first line that names a miRNA and goes on with numbers is no heading.
        let headed = settings.header.unwrap_or_else(|| match first.split_first() {
            Some((name, rest)) => {
                !top.is_mirna(name) || rest.iter().any(|cell| number(cell).is_none())
            }
            None => true,
        });
        let orientation = match settings.orientation {
            Some(orientation) => orientation,
            None if !headed => Orientation::MirnasInRows,
            None => top.orientation(&first)?,
        };
        match (orientation, headed) {
            (Orientation::SamplesInRows, false) => {
                Err(Place::file(top.path).error(TableError::NoFeatures))
            }
            (Orientation::SamplesInRows, true) => top.samples_in_rows(first, settings),
            (Orientation::MirnasInRows, headed) => top.mirnas_in_rows(first, headed, settings),
        }
    }

    /// A matrix of nothing but values.
    fn of_bare_matrix(
        top: &Top<'_>,
        settings: &TableSettings,
        columns: usize,
        features: usize,
    ) -> Result<Self, ImportError> {
        if settings.header == Some(true) {
            return Err(Place::file(top.path).error(TableError::FeaturesAndHeader));
        }
        let orientation = settings.orientation.unwrap_or(if columns == features {
            Orientation::SamplesInRows
        } else {
            Orientation::MirnasInRows
        });
        let value = Heading { text: String::new(), holds: Use::Value };
        let columns = vec![value; columns];
        let (delimiter, left_out) = (top.delimiter, Vec::new());
        Ok(Self { delimiter, orientation, header: None, columns, left_out })
    }

    /// The headings of the columns that hold `holds`, with their column numbers, from 1.
    pub(super) fn headings(&self, holds: Use) -> impl Iterator<Item = (usize, &str)> {
        let columns = self.columns.iter().enumerate();
        columns.filter(move |(_, c)| c.holds == holds).map(|(i, c)| (i + 1, c.text.as_str()))
    }
}

impl Top<'_> {
    pub(super) fn is_mirna(&self, text: &str) -> bool {
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
    pub(super) fn columns_below(&self, header: Option<usize>, columns: usize) -> Vec<Vec<String>> {
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
    fn orientation(&self, first: &[String]) -> Result<Orientation, ImportError> {
        let beside = first.iter().any(|cell| self.is_mirna(cell));
        let below = self.first_column().chain(self.below()).any(|cell| self.is_mirna(&cell));
        let problem = match (beside, below) {
            (true, false) => return Ok(Orientation::SamplesInRows),
            (false, true) => return Ok(Orientation::MirnasInRows),
            (true, true) => TableError::BothNameMirnas,
            (false, false) if self.lines.len() == 1 => TableError::NoRows,
            (false, false) => {
                let beside = first.iter().take(3).map(|cell| shortened(cell));
                let below = self.first_column().take(3).map(|cell| shortened(&cell));
                let examples = beside.chain(below).map(|cell| format!("{cell:?}"));
                TableError::NoMirnaNames { examples: examples.collect::<Vec<_>>().join(", ") }
            }
        };
        Err(Place::file(self.path).error(problem))
    }

    /// The line below the first has one cell more where R wrote no heading over the row names. Where
    /// the first heading says that it stands over names, a delimiter is lost further on instead.
    fn lacks_a_heading(&self, first: &[String]) -> bool {
        let over_names =
            |heading: &String| OVER_NAMES.iter().any(|word| heading.eq_ignore_ascii_case(word));
        let numbered = || columns::counts_rows(self.columns_below(self.first_line(), 1).first());
        if first.first().is_some_and(over_names) && !numbered() {
            return false;
        }
        let below = self.lines.get(1);
        below.is_some_and(|(_, line)| cells(line, self.delimiter).count() == first.len() + 1)
    }

    fn mirnas_in_rows(
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
        let (delimiter, orientation) = (self.delimiter, Orientation::MirnasInRows);
        Ok(Layout { delimiter, orientation, header, columns, left_out })
    }

    fn samples_in_rows(
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
        let layout = Layout { delimiter, orientation, header: Some(number), columns, left_out };
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

/// Headings that people and programs write over names of miRNAs and samples.
const OVER_NAMES: [&str; 9] =
    ["mirna", "mirnas", "mir", "id_ref", "name", "sample", "gene", "feature", "uid"];

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

/// Whether cells are numbers of which several are the same: then they are no names.
fn repeat(cells: &[String]) -> bool {
    let numbers: Vec<f64> = cells.iter().filter_map(|cell| number(cell)).collect();
    let distinct: HashSet<u64> = numbers.iter().map(|number| number.to_bits()).collect();
    numbers.len() == cells.len() && distinct.len() < numbers.len()
}

/// Whether a heading that is no miRNA's name was to be one.
pub(super) fn looks_like_mirna(heading: &str) -> bool {
    let lower = heading.to_ascii_lowercase();
    let short = ["mir", "let7", "hsamir", "hsalet"].iter().any(|start| {
        let bare = lower.replace(['-', '_', '.', ' '], "");
        bare.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            || *start == "let7" && bare.starts_with(start)
    });
    short
        || is_accession(heading)
        || ["hsa-", "mir-", "let-7"].iter().any(|piece| lower.contains(piece))
}

/// Checks that columns of facts have names, each its own.
pub(super) fn check_facts<'a>(
    headings: impl Iterator<Item = (usize, &'a str)>,
    path: &Path,
    line: usize,
) -> Result<(), ImportError> {
    let mut first = HashMap::new();
    for (column, text) in headings {
        let name = text.to_owned();
        let place = Place::cell(path, line, column);
        if text.is_empty() || text == "sample" || text.chars().any(char::is_control) {
            return Err(place.error(TableError::ColumnName { name }));
        }
        if let Some(first) = first.insert(text, column) {
            return Err(place.error(TableError::DuplicateColumn { name, first }));
        }
    }
    Ok(())
}
