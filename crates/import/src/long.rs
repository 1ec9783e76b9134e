//! Tables with a line a value: a sample, a miRNA and what was measured of it. R's `melt` and `pivot_longer`,
//! pandas' `melt`, databases, and instruments of PCR with a line a well write them.
//!
//! | column | found by |
//! |---|---|
//! | miRNAs | most names of miRNAs below it |
//! | samples | its heading (`sample`, `Sample Name`, `patient`, `Var2`, …), or as stated |
//! | values | its heading (`value`, `count`, `CT`, …), as stated, or as the only numbers that are neither the same throughout a sample nor throughout a miRNA |
//!
//! Others that are the same throughout a sample are facts. A sample without a line about a miRNA has no value
//! of it. Several lines about both are replicates: their mean is taken of logarithms and Ct, and they are
//! refused on other scales.

mod held;
mod pivot;
mod wells;

use std::collections::HashMap;
use std::path::Path;

use exoscope_core::Scale;
use exoscope_core::sample::Column;
use exoscope_core::suggest::did_you_mean;

use super::assemble::{Lists, Part, assemble};
use super::cells::{Delimiter, row};
use super::columns::{self, ColumnKind, LeftOut};
use super::decimal;
use super::error::{ImportError, Place, Problem};
use super::layout::{Heading, Layout, Orientation, Top, Use, check_facts};
use super::lines::{Block, Lines};
use super::list::Named;
use super::names::{mirna, other_rna};
use super::report::LongReport;
use super::rows::{Reading, is_bare};
use super::table::{TableError, TableSettings, shortened};
use super::thousands;
use held::{cell, is_fact_of, is_text, is_word, names_column, repeats};
use pivot::Pivot;
use wells::Wells;

/// What stands where in a table with a line a value.
pub(super) struct Long {
    delimiter: Delimiter,
    /// The line of the headings.
    header: usize,
    headings: Vec<String>,
    sample: usize,
    mirna: usize,
    /// The column of the values, where it is stated or its heading says so.
    value: Option<usize>,
}

/// The lines below the heading, with their numbers.
type Table = Vec<(usize, Vec<String>)>;

impl Long {
    /// Whether a table has a line a value: beside the miRNAs a column names samples.
    pub(super) fn find(
        top: &Top<'_>,
        settings: &TableSettings,
    ) -> Result<Option<Self>, ImportError> {
        let matrix = settings.features.is_some()
            || settings.header == Some(false)
            || settings.orientation.is_some();
        let Some(&(header, line)) = top.lines.first().filter(|_| !matrix) else { return Ok(None) };
        let headings = row(top.path, (header, line), top.delimiter, settings.limits.columns)?;
        if headings.iter().any(|heading| top.is_mirna(heading)) || headings.len() < 3 {
            return Ok(None);
        }
        let below = top.columns_below(Some(header), headings.len());
        let Some(mirna) = names_column(top, settings, &headings, &below) else { return Ok(None) };
        let stated = |name: &Option<String>| {
            name.as_ref().and_then(|name| headings.iter().position(|heading| heading == name))
        };
        let others = || (0..headings.len()).filter(|number| *number != mirna);
        let heading = |number: usize| headings.get(number).map_or("", String::as_str);
        let by_rank = others()
            .filter_map(|number| Some((columns::sample_rank(heading(number))?, number)))
            .min();
        let repeats = || repeats(&below, mirna);
        let by_key = || others().find(|&n| columns::is_key(heading(n)) && is_text(&below, n));
        let sample = stated(&settings.sample_column)
            .or(by_rank.map(|(_, number)| number))
            .or_else(|| by_key().filter(|&key| repeats() || held::repeats(&below, key)));
        let Some(sample) = sample.filter(|sample| *sample != mirna) else { return Ok(None) };
        let value = match &settings.value_column {
            Some(wanted) => Some(stated(&settings.value_column).ok_or_else(|| {
                let suggestion = did_you_mean(wanted, headings.iter().map(String::as_str));
                let missing = TableError::NoSuchColumn { name: wanted.clone(), suggestion };
                Place::line(top.path, header).error(missing)
            })?),
            None => others()
                .filter(|number| *number != sample)
                .filter_map(|number| Some((columns::count_rank(heading(number))?, number)))
                .min()
                .map(|(_, number)| number),
        };
        Ok(Some(Self { delimiter: top.delimiter, header, headings, sample, mirna, value }))
    }

    /// Reads the table, `first` being the block that holds the heading.
    pub(super) fn read(
        &self,
        lines: &mut Lines,
        first: Block,
        settings: &TableSettings,
        reading: Reading<'_>,
    ) -> Result<Part, ImportError> {
        let path = lines.path().to_owned();
        let (table, wells) = self.table(lines, first, reading)?;
        let value = self.value_of(&table, reading, &path)?;
        self.check_thousands(&table, value, settings, &path)?;
        let mut pivot = Pivot::default();
        for (number, cells) in &table {
            self.add(&mut pivot, *number, cells, value, reading, &path)?;
        }
        let (facts, mut left_out) = self.facts(&table, value, settings);
        left_out.extend(wells.left_out());
        let part = self.assembled(pivot, left_out, value, lines, settings, reading)?;
        self.with_facts(part, &facts, &table, value, reading, &path)
    }

    /// The lines about samples.
    fn table(
        &self,
        lines: &mut Lines,
        first: Block,
        reading: Reading<'_>,
    ) -> Result<(Table, Wells), ImportError> {
        let path = lines.path().to_owned();
        let limits = reading.limits;
        let mut wells = Wells::of(&self.headings);
        let mut table = Table::new();
        let mut next = Some(first);
        let mut ended = false;
        while let Some(block) = next {
            for (number, line) in block.lines() {
                if number <= self.header || is_bare(line, self.delimiter) || ended {
                    continue;
                }
                let cells = row(&path, (number, line), self.delimiter, limits.columns)?;
                let (expected, found) = (self.headings.len(), cells.len());
                if wells::ends_results(&cells) {
                    ended = true;
                    continue;
                }
                if expected != found {
                    let ragged = TableError::Ragged { expected, found };
                    return Err(Place::line(&path, number).error(ragged));
                }
                if wells.is_a_samples(&cells, (self.sample, self.mirna)) {
                    table.push((number, cells));
                }
                if table.len() * expected > limits.facts {
                    let limit = limits.facts;
                    return Err(Place::file(&path).error(TableError::TooManyValues { limit }));
                }
            }
            next = lines.next_block()?;
        }
        if table.is_empty() {
            return Err(Place::file(&path).error(TableError::NoRows));
        }
        Ok((table, wells))
    }

    /// The column of the values: the only one of numbers that change within samples and within miRNAs, where
    /// none is stated or called so.
    fn value_of(
        &self,
        table: &Table,
        reading: Reading<'_>,
        path: &Path,
    ) -> Result<usize, ImportError> {
        if let Some(value) = self.value {
            return Ok(value);
        }
        let is_number = |number: usize| {
            let mut cells = table.iter().map(|(_, cells)| cell(cells, number));
            let mut any = false;
            let all = cells.all(|cell| {
                let number = reading.value(cell);
                any |= number.is_some_and(|number| !number.is_nan());
                number.is_some()
            });
            any && all
        };
        let names = [self.sample, self.mirna];
        let unknown = |number: &usize| {
            let heading = self.headings.get(*number).map_or("", String::as_str);
            !names.contains(number) && columns::what_beside(heading).is_none()
        };
        let numbers: Vec<usize> =
            (0..self.headings.len()).filter(unknown).filter(|&n| is_number(n)).collect();
        let varies = |number: &&usize| names.iter().all(|&by| !is_fact_of(table, **number, by));
        let varying: Vec<usize> = numbers.iter().filter(varies).copied().collect();
        let candidates = if varying.is_empty() { &numbers } else { &varying };
        let here = || Place::line(path, self.header);
        match candidates.as_slice() {
            [only] => Ok(*only),
            [] => Err(here().error(TableError::NoValues)),
            several => {
                let called = several.iter().filter_map(|&n| self.headings.get(n));
                let columns = called.map(|name| format!("{:?}", shortened(name)));
                let columns = columns.collect::<Vec<_>>().join(", ");
                Err(here().error(TableError::SeveralValues { columns }))
            }
        }
    }

    fn check_thousands(
        &self,
        table: &Table,
        value: usize,
        settings: &TableSettings,
        path: &Path,
    ) -> Result<(), ImportError> {
        let mut points = decimal::Points::default();
        for (line, cells) in table.iter().filter(|_| settings.decimal.is_none()) {
            points.look(*line, value + 1, cell(cells, value));
        }
        thousands::refuse(points.unclear(self.delimiter), path)
    }

    /// Adds a line's value, or notes why it is left out.
    fn add(
        &self,
        pivot: &mut Pivot,
        line: usize,
        cells: &[String],
        value: usize,
        reading: Reading<'_>,
        path: &Path,
    ) -> Result<(), ImportError> {
        let name = cell(cells, self.mirna);
        let place = |column: usize| Place::cell(path, line, column + 1);
        if let Some(rna) = other_rna(name, reading.names) {
            pivot.leave_out(name, ColumnKind::Rna(rna));
            return Ok(());
        }
        if let Err(error) = mirna(name, reading.names) {
            // A name that is not there may be the one above, as in a pivot table.
            if !reading.drop_unknown || name.is_empty() {
                return Err(place(self.mirna).error(TableError::UnknownMirna(error)));
            }
            if !pivot.dropped.iter().any(|dropped| dropped == name) {
                pivot.dropped.push(name.to_owned());
            }
            return Ok(());
        }
        let text = cell(cells, value);
        let number = reading.value(text).ok_or_else(|| {
            let column = self.headings.get(value).map_or("", String::as_str);
            let (text, column) = (shortened(text), shortened(column));
            place(value).error(TableError::NotANumber { text, column })
        })?;
        let sample = Named { text: cell(cells, self.sample).to_owned(), place: place(self.sample) };
        let mirna = Named { text: name.to_owned(), place: place(self.mirna) };
        pivot.add(sample, mirna, number);
        Ok(())
    }

    /// The columns of facts, and those that are none.
    fn facts(
        &self,
        table: &Table,
        value: usize,
        settings: &TableSettings,
    ) -> (Vec<usize>, Vec<LeftOut>) {
        let (mut facts, mut left_out) = (Vec::new(), Vec::new());
        for (number, heading) in self.headings.iter().enumerate() {
            let rows = || table.iter().map(|(_, cells)| cell(cells, number).to_owned());
            if [self.sample, self.mirna, value].contains(&number) {
                continue;
            }
            let all: Vec<String> = rows().take(columns::LINES).collect();
            let stated = settings.facts.contains(heading);
            // `group` and `status` are results of a comparison where they are told by miRNA, and words of each sample.
            let of_samples = |kind: ColumnKind| {
                kind == ColumnKind::Statistic
                    && all.iter().all(|cell| is_word(cell))
                    && is_fact_of(table, number, self.sample)
                    && !is_fact_of(table, number, self.mirna)
            };
            let kind = if settings.columns.leave_out.contains(heading) {
                ColumnKind::Requested
            } else if heading.is_empty() && table.iter().all(|(_, c)| cell(c, number).is_empty()) {
                continue;
            } else if columns::is_index(heading) && columns::counts_rows(Some(&all)) {
                ColumnKind::RowNumber
            } else if let Some(kind) =
                columns::what_beside(heading).filter(|kind| !stated && !of_samples(*kind))
            {
                kind
            } else if is_fact_of(table, number, self.sample) {
                facts.push(number);
                continue;
            } else if is_fact_of(table, number, self.mirna) {
                ColumnKind::Annotation
            } else {
                ColumnKind::Copy
            };
            left_out.push(LeftOut { name: heading.clone(), kind });
        }
        (facts, left_out)
    }

    fn assembled(
        &self,
        pivot: Pivot,
        left_out: Vec<LeftOut>,
        value: usize,
        lines: &Lines,
        settings: &TableSettings,
        reading: Reading<'_>,
    ) -> Result<Part, ImportError> {
        let path = lines.path();
        // What the values are stands over them.
        let text = self.headings.get(value).cloned().unwrap_or_default();
        let names = Heading { text, holds: Use::Name };
        let value = |named: &Named| Heading { text: named.text.clone(), holds: Use::Value };
        let layout = Layout {
            delimiter: self.delimiter,
            orientation: Orientation::MirnasInRows,
            header: Some(self.header),
            columns: std::iter::once(names).chain(pivot.samples.iter().map(value)).collect(),
            left_out: left_out.into_iter().chain(pivot.left_out.iter().cloned()).collect(),
            fact_lines: Vec::new(),
        };
        let (second, rows) = pivot.rows();
        if rows.count == 0 {
            return Err(Place::file(path).error(TableError::NoRows));
        }
        let log = |scale: Scale| matches!(scale, Scale::Ct | Scale::Log2Intensity | Scale::Log2Cpm);
        let twice = |(sample, mirna, first): (Named, Named, Place)| {
            let (sample, place) = (sample.text, mirna.place);
            place.error(TableError::TwoValues { sample, mirna: mirna.text, first })
        };
        if settings.scale.is_some_and(|scale| !log(scale))
            && let Some(second) = second
        {
            return Err(twice(second));
        }
        let lists = Lists::default();
        let part = assemble(path, &layout, rows, &lists, settings.scale, reading, lines);
        part.map_err(|error| match (error.problem.as_ref(), second) {
            (Problem::Table(TableError::DuplicateMirna { .. }), Some(second)) => twice(second),
            _ => error,
        })
    }

    /// Adds the facts, and what was found to the report.
    fn with_facts(
        &self,
        mut part: Part,
        facts: &[usize],
        table: &Table,
        value: usize,
        reading: Reading<'_>,
        path: &Path,
    ) -> Result<Part, ImportError> {
        let heading = |number: usize| self.headings.get(number).map_or("", String::as_str);
        let named = facts.iter().map(|&number| (number + 1, heading(number)));
        check_facts(named, path, self.header)?;
        let mut line_of: HashMap<&str, &Vec<String>> = HashMap::new();
        for (_, cells) in table {
            line_of.entry(cell(cells, self.sample)).or_insert(cells);
        }
        for &fact in facts {
            let of = |sample: &exoscope_core::sample::SampleId| {
                line_of.get(sample.as_str()).map_or("", |cells| cell(cells, fact))
            };
            let texts: Vec<&str> = part.cohort.samples().iter().map(of).collect();
            let column = Column::guess(heading(fact), &decimal::facts(&texts, reading.decimal));
            part.cohort.add_column(column).map_err(|e| Place::file(path).error(e))?;
        }
        part.report.long = Some(LongReport {
            samples: heading(self.sample).to_owned(),
            mirnas: heading(self.mirna).to_owned(),
            values: heading(value).to_owned(),
        });
        Ok(part)
    }
}
