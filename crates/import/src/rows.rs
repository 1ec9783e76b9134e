//! The lines of a table as names, facts and numbers.

use std::path::Path;

use rayon::prelude::*;

use super::cells::{Delimiter, cells};
use super::columns::{ColumnChoice, ColumnKind, LeftOut, odd_mirna, odd_sample};
use super::decimal::Decimal;
use super::error::{ImportError, Place};
use super::layout::{Layout, Orientation, Use};
use super::limits::Limits;
use super::lines::{Block, Lines};
use super::list::Named;
use super::names::{Names, OtherRna, mirna};
use super::number::{number, number_or_undetermined};
use super::table::{TableError, TableSettings, shortened};

/// How the lines of a table are read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    /// Whether lines whose name is no miRNA's are left out, not refused.
    pub(super) drop_unknown: bool,
    /// Current names of miRNAs.
    pub(super) names: Option<&'a Names>,
    pub(super) limits: Limits,
    /// The line that must end the table, where its format has one.
    pub(super) end: Option<&'static str>,
    /// Names of lines that are known to hold sums, not a miRNA: left out and listed.
    pub(super) totals: &'static [&'static str],
    /// Which lines about samples are left out, or taken whatever they are called.
    pub(super) choice: Option<&'a ColumnChoice>,
    /// Whether words for what was not detected are read, until the scale is known.
    pub(super) undetermined: bool,
    /// What stands before the fraction of numbers, where it is stated.
    pub(super) decimal: Option<Decimal>,
    /// Whether an empty cell is one.
    pub(super) empty_undetermined: bool,
    /// The last cycle of a run, where it is stated.
    pub(super) cycles: Option<f64>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(settings: &'a TableSettings, totals: &'static [&'static str]) -> Self {
        Self {
            drop_unknown: settings.drop_unknown,
            names: settings.names.as_ref(),
            limits: settings.limits,
            end: None,
            totals,
            choice: Some(&settings.columns),
            undetermined: true,
            decimal: settings.decimal,
            empty_undetermined: settings.empty_undetermined,
            cycles: settings.cycles,
        }
    }

    /// The number in a cell, NaN where missing; `None` where it is none.
    pub(super) fn value(self, cell: &str) -> Option<f64> {
        let plain = self.decimal.map(|decimal| decimal.plain(cell));
        let cell = match &plain {
            Some(plain) => plain.as_ref()?,
            None => cell,
        };
        if self.undetermined {
            number_or_undetermined(cell, self.empty_undetermined)
        } else {
            number(cell)
        }
    }
}

/// What the lines below the heading hold, line by line.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) count: usize,
    /// What each line is about; empty where the table has no column of names.
    pub(super) names: Vec<Named>,
    /// The facts of each line.
    pub(super) facts: Vec<Vec<String>>,
    /// Lines that are facts: what each is called and where, and a cell a sample.
    pub(super) facts_above: Vec<(Named, Vec<String>)>,
    /// The values of each line, NaN where missing.
    pub(super) values: Vec<Vec<f64>>,
    /// Names of lines that were left out, as they are no miRNA's.
    pub(super) dropped: Vec<String>,
    /// Lines that were left out: about samples, as their names are those of statistics or totals; about
    /// other RNAs.
    pub(super) left_out: Vec<LeftOut>,
}

/// One line.
struct Row {
    name: Option<Named>,
    facts: Vec<String>,
    values: Vec<f64>,
}

/// What becomes of a line.
enum Parsed {
    Row(Row),
    Fact(Named, Vec<String>),
    Dropped(String),
    LeftOut(LeftOut),
}

impl Rows {
    /// Reads all lines below the heading, `first` being the block that holds it. The lines of a
    /// block are parsed by all threads, while the next is read, and kept in order.
    pub(super) fn read(
        lines: &mut Lines,
        first: Block,
        layout: &Layout,
        reading: Reading<'_>,
    ) -> Result<Self, ImportError> {
        let path = lines.path().to_owned();
        let parser = Parser {
            path: &path,
            layout,
            runs: if reading.decimal == Some(Decimal::Comma) { Vec::new() } else { runs(layout) },
            reading,
        };
        let mut rows = Self::default();
        let mut n_values = 0;
        let mut ended = None;
        let mut next = Some(first);
        while let Some(block) = next {
            let (parsed, read) = rayon::join(|| parser.below(&block, ended), || lines.next_block());
            let (parsed, end) = parsed?;
            ended = end;
            lines.recycle(block);
            for row in parsed {
                n_values += if let Parsed::Row(row) = &row { row.values.len() } else { 0 };
                rows.push(row);
            }
            rows.check_size(&path, n_values, reading.limits)?;
            next = read?;
        }
        if let (Some(end), None) = (reading.end, ended) {
            return Err(Place::file(&path).error(TableError::NoEnd { end }));
        }
        if rows.count == 0 {
            return Err(Place::file(&path).error(TableError::NoRows));
        }
        Ok(rows)
    }

    fn check_size(&self, path: &Path, n_values: usize, limits: Limits) -> Result<(), ImportError> {
        let error = |limit| Err(Place::file(path).error(TableError::TooManyValues { limit }));
        if n_values > limits.values {
            return error(limits.values);
        }
        let facts = self.facts.first().map_or(0, Vec::len) * self.count;
        if facts > limits.facts { error(limits.facts) } else { Ok(()) }
    }

    fn push(&mut self, parsed: Parsed) {
        match parsed {
            Parsed::Dropped(name) => self.dropped.push(name),
            Parsed::LeftOut(line) => self.left_out.push(line),
            Parsed::Fact(name, cells) => self.facts_above.push((name, cells)),
            Parsed::Row(row) => {
                self.count += 1;
                self.names.extend(row.name);
                self.facts.push(row.facts);
                self.values.push(row.values);
            }
        }
    }
}

/// Whether a line holds delimiters and nothing else, as spreadsheets write below a table.
pub(super) fn is_bare(line: &str, delimiter: Delimiter) -> bool {
    let delimiter = delimiter.character();
    // Looked at a character at a time, up to the first that is something.
    line.chars().all(|c| c == delimiter || c == ' ' || c == '"')
}

/// See [`Parser::runs`].
fn runs(layout: &Layout) -> Vec<usize> {
    let mut runs = vec![0; layout.columns.len()];
    let mut run = 0;
    for (place, column) in runs.iter_mut().zip(&layout.columns).rev() {
        run = if column.holds == Use::Value { run + 1 } else { 0 };
        *place = run;
    }
    runs
}

/// Parses one line after the other.
struct Parser<'a> {
    path: &'a Path,
    layout: &'a Layout,
    /// How many columns of values there are from each column to the next of another use.
    runs: Vec<usize>,
    reading: Reading<'a>,
}

impl Parser<'_> {
    /// The lines of a block that stand below the heading and above the end, and the number of the
    /// line that is the end, where it has come.
    fn below(
        &self,
        block: &Block,
        ended: Option<usize>,
    ) -> Result<(Vec<Parsed>, Option<usize>), ImportError> {
        let headed = self.layout.header.is_some();
        let below = |&(number, line): &(usize, &str)| {
            Some(number) > self.layout.header && !(headed && is_bare(line, self.layout.delimiter))
        };
        let mut lines: Vec<(usize, &str)> = block.lines().into_iter().filter(below).collect();
        let is_end = |(_, line): &(usize, &str)| self.reading.end == Some(line.trim());
        let (mut rest, mut end) = (Vec::new(), ended);
        if ended.is_some() {
            rest = std::mem::take(&mut lines);
        } else if let Some(at) = lines.iter().position(is_end) {
            rest = lines.split_off(at);
            end = rest.first().map(|(number, _)| *number);
            rest.remove(0);
        }
        if let (Some(end), Some((after, _))) = (end, rest.first()) {
            return Err(Place::line(self.path, *after).error(TableError::AfterEnd { end }));
        }
        Ok((self.block(&lines)?, end))
    }

    /// The lines of a block, in order; an error is that of the first line that has one.
    fn block(&self, lines: &[(usize, &str)]) -> Result<Vec<Parsed>, ImportError> {
        let parsed = lines.par_iter().map(|&(number, line)| self.line(number, line).ok());
        if let Some(parsed) = parsed.collect::<Option<Vec<Parsed>>>() {
            return Ok(parsed);
        }
        // Threads stop at any error they meet; one after the other meets the first.
        lines.iter().map(|&(number, line)| self.line(number, line)).collect()
    }

    fn line(&self, line: usize, text: &str) -> Result<Parsed, ImportError> {
        if self.layout.fact_lines.contains(&line) {
            return self.fact(line, text);
        }
        let columns = &self.layout.columns;
        let place = |column: usize| Place::cell(self.path, line, column + 1);
        let mut row =
            Row { name: None, facts: Vec::new(), values: Vec::with_capacity(columns.len()) };
        let mut found = 0;
        let mut rest = cells(text, self.layout.delimiter);
        loop {
            let run = self.runs.get(found).copied().unwrap_or_default();
            let before = row.values.len();
            rest.short_numbers(run, &mut row.values);
            found += row.values.len() - before;
            let Some(cell) = rest.next() else { break };
            let cell = cell.map_err(|e| place(found).error(e))?;
            let Some(column) = columns.get(found) else {
                found = cells(text, self.layout.delimiter).count();
                break;
            };
            match column.holds {
                Use::Value => row.values.push(self.reading.value(&cell).ok_or_else(|| {
                    let (text, column) = (shortened(&cell), shortened(&column.text));
                    place(found).error(TableError::NotANumber { text, column })
                })?),
                Use::Fact => row.facts.push(cell.into_owned()),
                Use::LeftOut => {}
                Use::Empty if cell.is_empty() => {}
                Use::Empty => {
                    let text = shortened(&cell);
                    return Err(place(found).error(TableError::NoHeading { text }));
                }
                Use::Name => {
                    if let Some(kind) = self.is_no_sample(&cell) {
                        let name = cell.into_owned();
                        return Ok(Parsed::LeftOut(LeftOut { name, kind }));
                    }
                    if self.reading.totals.contains(&&*cell) {
                        return Ok(Parsed::Dropped(cell.into_owned()));
                    }
                    if let Some(kind) = self.is_no_mirna(&cell) {
                        let name = cell.into_owned();
                        return Ok(Parsed::LeftOut(LeftOut { name, kind }));
                    }
                    if self.leaves_out(&cell) {
                        return Ok(Parsed::Dropped(cell.into_owned()));
                    }
                    row.name = Some(Named { text: cell.into_owned(), place: place(found) });
                }
            }
            found += 1;
        }
        if found != columns.len() {
            let ragged = TableError::Ragged { expected: columns.len(), found };
            return Err(Place::line(self.path, line).error(ragged));
        }
        if let Some(Named { text, place }) = &row.name
            && self.layout.orientation == Orientation::MirnasInRows
        {
            mirna(text, self.reading.names)
                .map_err(|e| place.clone().error(TableError::UnknownMirna(e)))?;
        }
        Ok(Parsed::Row(row))
    }

    /// A line of facts, a cell a sample.
    fn fact(&self, line: usize, text: &str) -> Result<Parsed, ImportError> {
        let columns = &self.layout.columns;
        let place = |column: usize| Place::cell(self.path, line, column + 1);
        let (mut name, mut facts, mut found) = (None, Vec::new(), 0);
        for (number, cell) in cells(text, self.layout.delimiter).enumerate() {
            let cell = cell.map_err(|e| place(number).error(e))?.into_owned();
            match columns.get(number).map(|column| column.holds) {
                Some(Use::Name) => name = Some(Named { text: cell, place: place(number) }),
                Some(Use::Value) => facts.push(cell),
                _ => {}
            }
            found += 1;
        }
        match name {
            Some(name) if found == columns.len() => Ok(Parsed::Fact(name, facts)),
            _ => {
                let ragged = TableError::Ragged { expected: columns.len(), found };
                Err(Place::line(self.path, line).error(ragged))
            }
        }
    }

    /// What a line about a sample of this name was taken for, where it is no sample's.
    fn is_no_sample(&self, name: &str) -> Option<ColumnKind> {
        if self.layout.orientation == Orientation::MirnasInRows {
            return None;
        }
        odd_sample(name, self.reading.choice?)
    }

    /// What a line about a miRNA of this name is about instead, where that is known.
    fn is_no_mirna(&self, name: &str) -> Option<ColumnKind> {
        let in_rows = self.layout.orientation == Orientation::MirnasInRows;
        if !in_rows || self.layout.header.is_none() || mirna(name, self.reading.names).is_ok() {
            return None;
        }
        OtherRna::of(name).map(ColumnKind::Rna).or_else(|| odd_mirna(name))
    }

    /// Whether a line of this name is left out.
    fn leaves_out(&self, name: &str) -> bool {
        let names_mirnas = self.layout.orientation == Orientation::MirnasInRows;
        // A name that is not there may be the one above, as in a pivot table.
        let drops = self.reading.drop_unknown && !name.is_empty();
        names_mirnas && drops && mirna(name, self.reading.names).is_err()
    }
}
