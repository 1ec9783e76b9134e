//! Tables of facts: a row a sample, every cell a text.

use std::path::{Path, PathBuf};

use exoscope_core::cohort;

use super::cells::{Delimiter, row};
use super::encoding::TextEncoding;
use super::error::{ImportError, Place};
use super::geo::series;
use super::limits::Limits;
use super::lines::Lines;
use super::rows::is_bare;
use super::sniff;
use super::table::TableError;

/// A table of facts.
pub(super) struct Facts {
    pub(super) path: PathBuf,
    /// What stands between cells.
    pub(super) delimiter: Delimiter,
    pub(super) headings: Vec<String>,
    /// The line of the headings.
    pub(super) header: usize,
    /// The rows with their line numbers, each with a cell a heading.
    pub(super) rows: Vec<(usize, Vec<String>)>,
    pub(super) source: cohort::Source,
    /// Lines of a series matrix that are not about samples.
    pub(super) left_out: Vec<String>,
    /// Whether the last line has no end, as in a file that is cut short.
    pub(super) unfinished: bool,
}

impl Facts {
    /// Reads a table whose first line is the heading, or the samples of a series matrix of GEO.
    pub(super) fn open(
        path: &Path,
        delimiter: Option<Delimiter>,
        encoding: Option<TextEncoding>,
        limits: Limits,
    ) -> Result<Self, ImportError> {
        let mut lines = Lines::open(path, limits)?.stated(encoding);
        let first = lines.first_block()?;
        if series::starts_one(&first) {
            return series::samples(&mut lines, first, limits);
        }
        let file = || Place::file(path);
        let comments = sniff::comments(&first.lines());
        let top = || first.lines().split_off(comments);
        let said = sniff::said(&top());
        let mut skip = comments + usize::from(said.is_some());
        let delimiter = delimiter
            .or(said)
            .or_else(|| sniff::delimiter(&top()))
            .ok_or_else(|| file().error(TableError::OneColumn))?;
        let mut head = None;
        let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
        let mut next = Some(first);
        while let Some(block) = next {
            for (number, line) in block.lines().into_iter().skip(std::mem::take(&mut skip)) {
                if head.is_some() && is_bare(line, delimiter) {
                    continue;
                }
                let row = row(path, (number, line), delimiter, limits.columns)?;
                let Some((_, headings)) = &mut head else {
                    head = Some((number, row));
                    continue;
                };
                // R writes no heading over the row names.
                if rows.is_empty() && row.len() == headings.len() + 1 {
                    headings.insert(0, String::new());
                }
                let (expected, found) = (headings.len(), row.len());
                if found != expected {
                    let ragged = TableError::Ragged { expected, found };
                    return Err(Place::line(path, number).error(ragged));
                }
                if rows.len() * expected >= limits.facts {
                    let limit = limits.facts;
                    return Err(file().error(TableError::TooManyValues { limit }));
                }
                rows.push((number, row));
            }
            next = lines.next_block()?;
        }
        let (header, headings) =
            head.filter(|_| !rows.is_empty()).ok_or_else(|| file().error(TableError::NoRows))?;
        Ok(Self {
            path: path.to_owned(),
            delimiter,
            headings,
            header,
            rows,
            source: lines.provenance(),
            left_out: Vec::new(),
            unfinished: lines.unfinished(),
        })
    }
}
