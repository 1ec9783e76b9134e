//! Tables with several lines about a miRNA, added up.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use exoscope_core::Scale;

use super::super::assemble::{Lists, Part, assemble};
use super::super::cells::{Delimiter, row};
use super::super::columns::{ColumnKind, LeftOut, sample_of};
use super::super::error::{ImportError, Place};
use super::super::layout::{Heading, Layout, Orientation, Use};
use super::super::lines::{Block, Lines};
use super::super::list::Named;
use super::super::names::{mirna, other_rna};
use super::super::number::number;
use super::super::rows::{Reading, Rows};
use super::super::table::{TableError, shortened};
use super::CountsError;
use super::format::{Columns, Counts, MATURE};

/// Where the cells of a line go.
struct Places {
    name: usize,
    id: Option<usize>,
    /// Columns of counts and the samples they are of.
    counts: Vec<(usize, String)>,
    width: usize,
}

/// Reads a table, `first` being its first block, and adds up the counts of each miRNA.
pub(super) fn read(
    mut lines: Lines,
    first: Block,
    columns: Columns,
    repeated: bool,
    reading: Reading<'_>,
) -> Result<Part, ImportError> {
    let path = lines.path().to_owned();
    let mut places: Option<(usize, Places)> = None;
    let mut rows = Rows::default();
    let mut row_of: HashMap<String, usize> = HashMap::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut next = Some(first);
    while let Some(block) = next {
        for (number, line) in block.lines() {
            let cells = row(&path, (number, line), Delimiter::Tab, reading.limits.columns)?;
            let Some((_, places)) = &places else {
                places = Some((number, Places::of(&cells, &columns, &path, number)?));
                continue;
            };
            if cells.len() != places.width {
                let ragged = TableError::Ragged { expected: places.width, found: cells.len() };
                return Err(Place::line(&path, number).error(ragged));
            }
            if let Some(id) = places.id.and_then(|id| cells.get(id))
                && !seen.insert(id.clone())
            {
                continue;
            }
            let name = cells.get(places.name).map_or("", String::as_str);
            if let Some(region) = columns.region_without_mirna(name) {
                let kind = ColumnKind::Annotation;
                if !rows.left_out.iter().any(|out| out.name == region) {
                    rows.left_out.push(LeftOut { name: region.to_owned(), kind });
                }
                continue;
            }
            let name = name.strip_prefix(MATURE).unwrap_or(name);
            if let Some(rna) = other_rna(name, reading.names) {
                let (name, kind) = (name.to_owned(), ColumnKind::Rna(rna));
                rows.left_out.push(LeftOut { name, kind });
                continue;
            }
            if reading.drop_unknown && mirna(name, reading.names).is_err() {
                rows.dropped.push(name.to_owned());
                continue;
            }
            let counts = places.values(&cells, &path, number)?;
            if let Some(sums) = row_of.get(name).and_then(|&row| rows.values.get_mut(row)) {
                for (sum, count) in sums.iter_mut().zip(counts) {
                    *sum = if repeated { sum.max(count) } else { *sum + count };
                }
                continue;
            }
            let limit = reading.limits.values;
            if (rows.count + 1) * places.counts.len() > limit {
                return Err(Place::line(&path, number).error(TableError::TooManyValues { limit }));
            }
            row_of.insert(name.to_owned(), rows.count);
            rows.count += 1;
            let place = Place::cell(&path, number, places.name + 1);
            rows.names.push(Named { text: name.to_owned(), place });
            rows.facts.push(Vec::new());
            rows.values.push(counts);
        }
        next = lines.next_block()?;
    }
    let (header, places) = places
        .filter(|_| rows.count > 0)
        .ok_or_else(|| Place::file(&path).error(TableError::NoRows))?;
    let names = Heading { text: String::new(), holds: Use::Name };
    let samples = places.counts.into_iter().map(|(_, text)| Heading { text, holds: Use::Value });
    let layout = Layout {
        delimiter: Delimiter::Tab,
        orientation: Orientation::MirnasInRows,
        header: Some(header),
        columns: std::iter::once(names).chain(samples).collect(),
        left_out: Vec::new(),
        fact_lines: Vec::new(),
    };
    let given = Some(Scale::Counts);
    assemble(&path, &layout, rows, &Lists::default(), given, reading, &lines)
}

impl Places {
    fn of(
        cells: &[String],
        columns: &Columns,
        path: &Path,
        number: usize,
    ) -> Result<Self, ImportError> {
        let place = |heading: &str| cells.iter().position(|cell| cell == heading);
        let missing = || Place::line(path, number).error(CountsError::NoCounts);
        let counts: Vec<(usize, String)> = match columns.counts {
            Counts::OneOf(headings) => headings
                .iter()
                .find_map(|heading| place(heading))
                .map(|place| (place, sample_of(path)))
                .into_iter()
                .collect(),
            Counts::AllBut(known) => cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !known.contains(&cell.as_str()) && !cell.ends_with("(norm)"))
                .map(|(place, cell)| (place, cell.clone()))
                .collect(),
        };
        if counts.is_empty() {
            return Err(missing());
        }
        let name = place(columns.name).ok_or_else(missing)?;
        let id = columns.id.map(|id| place(id).ok_or_else(missing)).transpose()?;
        // Every `iso_x` has its `iso_x_nt`: one without is a heading that was changed, and its
        // column would pass for a sample.
        let paired = |heading: &str| match heading.strip_suffix("_nt") {
            Some(first) => place(first).is_some(),
            None => place(&format!("{heading}_nt")).is_some(),
        };
        if id.is_some()
            && let Some(odd) = cells.iter().find(|cell| cell.starts_with("iso_") && !paired(cell))
        {
            let heading = odd.clone();
            return Err(Place::line(path, number).error(CountsError::OddHeading { heading }));
        }
        Ok(Self { name, id, counts, width: cells.len() })
    }

    fn values(&self, cells: &[String], path: &Path, line: usize) -> Result<Vec<f64>, ImportError> {
        let value = |(place, sample): &(usize, String)| {
            let text = cells.get(*place).map_or("", String::as_str);
            number(text).ok_or_else(|| {
                let (text, column) = (shortened(text), shortened(sample));
                Place::cell(path, line, place + 1).error(TableError::NotANumber { text, column })
            })
        };
        self.counts.iter().map(value).collect()
    }
}
