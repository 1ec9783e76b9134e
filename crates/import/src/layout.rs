//! What stands where in a table: headings, names, values, facts.

mod orientation;
mod samples;
mod top;

use std::collections::HashMap;
use std::path::Path;

use super::cells::{Delimiter, row};
use super::columns::LeftOut;
use super::error::{ImportError, Place};
use super::names::is_accession;
use super::number::number;
use super::table::{TableError, TableSettings};

pub use orientation::{Orientation, UnknownOrientation};
pub(super) use top::Top;

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
    /// Lines of facts about the samples above those of miRNAs.
    pub(super) fact_lines: Vec<usize>,
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
        // Of as many samples as miRNAs either way round fits.
        let lines = top.lines.len();
        if settings.orientation.is_none() && columns == features && lines == features {
            return Err(Place::file(top.path).error(TableError::Square { size: columns }));
        }
        let orientation = settings.orientation.unwrap_or(if columns == features {
            Orientation::SamplesInRows
        } else {
            Orientation::MirnasInRows
        });
        let value = Heading { text: String::new(), holds: Use::Value };
        let columns = vec![value; columns];
        let (delimiter, left_out) = (top.delimiter, Vec::new());
        let fact_lines = Vec::new();
        Ok(Self { delimiter, orientation, header: None, columns, left_out, fact_lines })
    }

    /// What stands over the names of the rows, which may be what the values are.
    pub(super) fn corner(&self) -> &str {
        self.headings(Use::Name).next().map_or("", |(_, text)| text)
    }

    /// The headings of the columns that hold `holds`, with their column numbers, from 1.
    pub(super) fn headings(&self, holds: Use) -> impl Iterator<Item = (usize, &str)> {
        let columns = self.columns.iter().enumerate();
        columns.filter(move |(_, c)| c.holds == holds).map(|(i, c)| (i + 1, c.text.as_str()))
    }
}

/// Whether a heading that is no miRNA's name was to be one.
pub(super) fn looks_like_mirna(heading: &str) -> bool {
    let lower = heading.to_ascii_lowercase();
    // miRNA-21-5p, and 21-5p of a panel.
    let numbered = |text: &str| {
        let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let arm = number.trim_start_matches(|c: char| c.is_ascii_lowercase());
        number.len() < text.len() && ["-5p", "-3p", "_5p", "_3p", ".5p", ".3p"].contains(&arm)
    };
    let long = lower.strip_prefix("mirna").and_then(|rest| rest.strip_prefix(['-', '_', '.', ' ']));
    let short = ["mir", "let7", "hsamir", "hsalet"].iter().any(|start| {
        let bare = lower.replace(['-', '_', '.', ' '], "");
        bare.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            || *start == "let7" && bare.starts_with(start)
    });
    short
        || numbered(&lower)
        || long.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
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
