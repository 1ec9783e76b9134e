//! Columns beside the samples of a table, a line a miRNA: statistics, annotation, totals, lengths,
//! normalised copies.
//!
//! Programs that compare groups (edgeR, limma, DESeq2), count reads (featureCounts, miRDeep2, the GDC) or
//! annotate probes write their columns beside those of the samples. Taken for samples they make a cohort of
//! people who do not exist, so known headings are left out and reported.

mod halves;
mod headings;
mod idxstats;
mod known;
mod measure;
mod odd;
mod statistics;

use std::path::Path;

use exoscope_core::suggest::did_you_mean;
use serde::{Serialize, Serializer};

use super::error::{ImportError, Place};
use super::layout::{Heading, Top, Use};
use super::names::OtherRna;
use super::number::number;
use super::table::{TableError, TableSettings, shortened};
pub(super) use halves::halves;
pub(super) use known::{count_rank, is_key, is_precursor, key, sample_rank};
use known::{is_spread, is_statistic, known};
pub(super) use odd::odd_values;

/// Which columns are left out, or taken although their heading is that of a statistic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnChoice {
    /// Headings of columns (or names of samples in rows) that are left out.
    pub leave_out: Vec<String>,
    /// Headings of columns (or names of samples in rows) that hold a sample, whatever they look like.
    pub keep: Vec<String>,
    /// The sheet of a workbook. Found: the only one that holds something.
    pub worksheet: Option<String>,
    /// Heading of the column that names the miRNAs. Found: the one with most names of miRNAs.
    pub mirnas: Option<String>,
}

/// What a column that is no sample holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    /// A result of a comparison: fold change, p value, mean.
    Statistic,
    /// What the miRNA is: length, position, sequence, class.
    Annotation,
    /// A sum over samples.
    Total,
    /// The values of the samples on another scale, or of another kind of read.
    Copy,
    /// Numbers of the rows.
    RowNumber,
    /// Nothing: no heading, and no cell below.
    Empty,
    /// An RNA that is no miRNA of the sample, or a control probe.
    Rna(OtherRna),
    /// A heading like a miRNA's name that is none that is known.
    UnknownName,
    /// A well of a plate that holds no sample.
    Well,
    /// Left out on request.
    Requested,
}

/// A column, or a line, that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its heading or name.
    pub name: String,
    /// What it was taken for.
    pub kind: ColumnKind,
}

impl ColumnKind {
    /// What the column was taken for, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Statistic => "statistics",
            Self::Annotation => "annotation",
            Self::Total => "totals",
            Self::Copy => "other measures of the same samples",
            Self::RowNumber => "row numbers",
            Self::Empty => "empty columns",
            Self::Rna(rna) => rna.words(),
            Self::UnknownName => "no miRNA that is known",
            Self::Well => "no samples",
            Self::Requested => "as asked",
        }
    }
}

/// Written as its words.
impl Serialize for ColumnKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words())
    }
}

/// The headings of a table with a line a miRNA, on their way to a use.
pub(super) struct Sheet<'a> {
    pub(super) top: &'a Top<'a>,
    /// The line of the headings, where there is one.
    pub(super) header: Option<usize>,
    /// All columns, as values until they are known to be something else.
    pub(super) columns: &'a mut Vec<Heading>,
}

/// How many lines are looked at.
pub(super) const LINES: usize = 20;

impl Sheet<'_> {
    /// Gives every column its use, and says which are left out.
    pub(super) fn classify(
        mut self,
        settings: &TableSettings,
    ) -> Result<Vec<LeftOut>, ImportError> {
        let choice = &settings.columns;
        self.check_choice(choice)?;
        let examples = self.examples();
        let names = self.names_column(choice, &examples)?;
        let mut left_out = Vec::new();
        let mut copies = Vec::new();
        let doubled = self.doubled(names);
        let statistic = |text: &String| is_statistic(text) && !choice.keep.contains(text);
        let statistics = self.columns.iter().any(|column| statistic(&column.text));
        for (number, column) in self.columns.iter_mut().enumerate() {
            let text = &column.text;
            let kind = if number == names {
                column.holds = Use::Name;
                continue;
            } else if text.is_empty() && self.header.is_some() && is_empty(examples.get(number)) {
                Some(ColumnKind::Empty)
            } else if choice.leave_out.contains(text) {
                Some(ColumnKind::Requested)
            } else if choice.keep.contains(text) || self.header.is_none() {
                None
            } else if number < names && counts_rows(examples.get(number)) {
                Some(ColumnKind::RowNumber)
            } else {
                let copy = doubled.get(number).is_some_and(|copy| *copy);
                known(text, statistics).or_else(|| copy.then_some(ColumnKind::Copy))
            };
            match kind {
                Some(ColumnKind::Copy) => copies.push(number),
                Some(kind) => leave_out(column, kind, &mut left_out),
                None => {}
            }
        }
        self.leave_idxstats_out(names, &mut left_out);
        self.measures(&copies, &mut left_out);
        self.check_values(&examples)?;
        Ok(left_out)
    }

    /// Of each column but that of names, whether it is another measure of a sample that stands beside it.
    fn doubled(&self, names: usize) -> Vec<bool> {
        let heading = |(number, column): (usize, &Heading)| {
            if number == names { String::new() } else { column.text.clone() }
        };
        let headings: Vec<String> = self.columns.iter().enumerate().map(heading).collect();
        measure::copies(&headings.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Headings such as `read_count` and `RPM` name what is measured, not whose sample it is: where they
    /// stand alone the table is of one sample, which its file names, and the plainest counts are taken.
    fn measures(&mut self, copies: &[usize], left_out: &mut Vec<LeftOut>) {
        let values: Vec<usize> = self.of(Use::Value).filter(|n| !copies.contains(n)).collect();
        let rank = |&n: &usize| self.columns.get(n).and_then(|c| count_rank(&c.text));
        let ranked: Vec<usize> = values.iter().filter(|n| rank(n).is_some()).copied().collect();
        let alone = ranked.len() == values.len();
        let best = ranked.iter().copied().filter(|_| alone).min_by_key(|n| rank(n));
        let best = best.or_else(|| copies.first().copied().filter(|_| values.is_empty()));
        if let Some(column) = best.and_then(|best| self.columns.get_mut(best)) {
            column.text.clear();
            column.text.push_str(&sample_of(self.top.path));
        }
        let others = ranked.into_iter().filter(|_| alone).chain(copies.iter().copied());
        for number in others.filter(|number| Some(*number) != best).collect::<Vec<_>>() {
            if let Some(column) = self.columns.get_mut(number) {
                leave_out(column, ColumnKind::Copy, left_out);
            }
        }
    }

    fn of(&self, holds: Use) -> impl Iterator<Item = usize> {
        let columns = self.columns.iter().enumerate();
        columns.filter(move |(_, column)| column.holds == holds).map(|(number, _)| number)
    }

    fn check_choice(&self, choice: &ColumnChoice) -> Result<(), ImportError> {
        let named = choice.keep.iter().chain(&choice.leave_out).chain(&choice.mirnas);
        let headings = || self.columns.iter().map(|column| column.text.as_str());
        let mut absent = named.filter(|name| !headings().any(|heading| heading == name.as_str()));
        match absent.next().filter(|_| self.header.is_some()) {
            Some(name) => {
                let suggestion = did_you_mean(name, headings());
                let missing = TableError::NoSuchColumn { name: name.clone(), suggestion };
                Err(self.here(0).error(missing))
            }
            None => Ok(()),
        }
    }

    fn here(&self, column: usize) -> Place {
        let path: &Path = self.top.path;
        match (self.header, column) {
            (Some(line), 0) => Place::line(path, line),
            (Some(line), column) => Place::cell(path, line, column),
            (None, _) => Place::file(path),
        }
    }

    /// The first cells of each column, below the heading.
    fn examples(&self) -> Vec<Vec<String>> {
        self.top.columns_below(self.header, self.columns.len())
    }

    /// The column with most names of miRNAs, the first of several.
    fn names_column(
        &self,
        choice: &ColumnChoice,
        examples: &[Vec<String>],
    ) -> Result<usize, ImportError> {
        if let Some(wanted) = &choice.mirnas {
            let place = self.columns.iter().position(|column| column.text == *wanted);
            let suggestion = String::new();
            let missing = TableError::NoSuchColumn { name: wanted.clone(), suggestion };
            return place.ok_or_else(|| self.here(0).error(missing));
        }
        let mut best = (0, 0);
        for (number, cells) in examples.iter().enumerate() {
            let names = cells.iter().filter(|cell| self.top.is_mirna(cell)).count();
            let precursors =
                self.columns.get(number).is_some_and(|column| is_precursor(&column.text));
            if names > best.1 && !(precursors && best.1 > 0) {
                best = (number, names);
            }
        }
        Ok(best.0)
    }

    /// Refuses columns of values that hold words.
    fn check_values(&self, examples: &[Vec<String>]) -> Result<(), ImportError> {
        let values: Vec<usize> = self.of(Use::Value).collect();
        if values.is_empty() {
            return Err(self.here(0).error(TableError::NoSamples));
        }
        for number in values {
            let Some(cells) = examples.get(number) else { continue };
            let words = |cell: &&String| number_or_bound(cell).is_none();
            if cells.len() > 1
                && cells.iter().all(|cell| words(&cell))
                && let (Some(column), Some(text)) = (self.columns.get(number), cells.first())
            {
                let (column, text) = (shortened(&column.text), shortened(text));
                return Err(self.here(number + 1).error(TableError::TextColumn { column, text }));
            }
        }
        Ok(())
    }
}

/// What a column beside others with this heading holds, where that is known.
pub(super) fn what_beside(heading: &str) -> Option<ColumnKind> {
    known(heading, true)
}

/// Whether a heading is that of what is known of the target itself.
pub(super) fn is_annotation(heading: &str) -> bool {
    known(heading, true) == Some(ColumnKind::Annotation)
}

/// Whether a cell could be meant as a number: one with a comma in it is refused where it stands.
fn number_or_bound(cell: &str) -> Option<f64> {
    number(cell).or_else(|| cell.contains(|c: char| c.is_ascii_digit()).then_some(f64::NAN))
}

/// Leaves the columns out that were asked to be, where a line is a sample.
pub(super) fn requested(columns: &mut [Heading], choice: &ColumnChoice) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    for column in columns.iter_mut().filter(|column| choice.leave_out.contains(&column.text)) {
        leave_out(column, ColumnKind::Requested, &mut left_out);
    }
    left_out
}

/// Takes a column out, and notes as what.
pub(super) fn leave_out(column: &mut Heading, kind: ColumnKind, left_out: &mut Vec<LeftOut>) {
    column.holds = if kind == ColumnKind::Empty { Use::Empty } else { Use::LeftOut };
    if kind == ColumnKind::Empty {
        return;
    }
    left_out.push(LeftOut { name: column.text.clone(), kind });
}

/// Whether all cells are empty.
pub(super) fn is_empty(cells: Option<&Vec<String>>) -> bool {
    cells.is_some_and(|cells| cells.iter().all(String::is_empty))
}

/// Whether a heading is one that programs write over numbers of rows, or none.
pub(super) fn is_index(heading: &str) -> bool {
    known::is_index(heading)
}

/// Whether cells are 0, 1, 2, … or 1, 2, 3, …
pub(super) fn counts_rows(cells: Option<&Vec<String>>) -> bool {
    let Some(cells) = cells else { return false };
    let first = cells.first().and_then(|cell| cell.parse::<usize>().ok());
    first.is_some_and(|first| {
        let mut numbered = cells.iter().zip(first..);
        first < 2 && numbered.all(|(cell, number)| cell.parse() == Ok(number))
    })
}

/// The sample that a file of one sample is of: its name without endings, or its folder's where the tool
/// calls all files alike.
pub(super) fn sample_of(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let stem = path.file_name().unwrap_or_default().to_string_lossy();
    let mut bare: &str = &stem;
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| bare.strip_suffix(ending)) {
        bare = shorter;
    }
    if !SAME_FOR_ALL.iter().any(|name| bare.starts_with(name)) && !SAME.contains(&bare) {
        return bare.to_owned();
    }
    let folder = whole.parent().and_then(Path::file_name);
    folder.map_or_else(|| bare.to_owned(), |folder| folder.to_string_lossy().into_owned())
}

/// Endings of files that are no part of a sample's name.
const ENDINGS: &[&str] = &[
    ".gz",
    ".txt",
    ".tsv",
    ".csv",
    ".tab",
    ".grouped",
    ".counts",
    ".count",
    ".mirna",
    ".quantification",
    ".mirnas",
    ".isoforms",
    ".mirbase21",
    ".sf",
    ".genes.results",
    ".isoforms.results",
    ".RCC",
];
/// How sRNAbench's and exceRpt's files begin, whatever the sample.
const SAME_FOR_ALL: &[&str] = &["mature_sense", "readCounts_miRNAmature_sense"];
/// What Salmon and kallisto call theirs.
const SAME: &[&str] = &["quant", "abundance"];

/// What a line about a miRNA of this name holds instead: a sum or a mean.
pub(super) fn odd_mirna(name: &str) -> Option<ColumnKind> {
    let kind = known(name, false);
    kind.filter(|kind| matches!(kind, ColumnKind::Statistic | ColumnKind::Total))
}

/// Names of lines that pandas' `describe` writes, which a person's may be alone, not together.
const DESCRIBED: &[&str] = &["count", "mean", "std", "min", "25%", "50%", "75%", "max"];

/// Whether samples are called as the lines of a summary are: several of them, a quartile where not all are shares (as
/// a series of dilutions is), or a spread where a mean stood `beside` them and was left out.
pub(super) fn is_summary(names: &[&str], beside: &[LeftOut]) -> bool {
    let mut known: Vec<&&str> = names.iter().filter(|name| DESCRIBED.contains(name)).collect();
    known.dedup();
    let quartile = names.iter().any(|name| ["25%", "75%"].contains(name));
    let mean = beside.iter().any(|out| out.kind == ColumnKind::Statistic);
    known.len() > 2
        || quartile && !names.iter().all(|name| name.ends_with('%'))
        || mean && names.iter().any(|name| is_spread(name))
}

/// What a sample of this name was taken for, where it is asked to be left out, or the name is that of a
/// statistic or a total: the last lines of a table, and some observations of AnnData files, are no people.
pub(super) fn odd_sample(name: &str, choice: &ColumnChoice) -> Option<ColumnKind> {
    if choice.leave_out.iter().any(|out| out == name) {
        return Some(ColumnKind::Requested);
    }
    let kind = known(name, false).filter(|_| !choice.keep.iter().any(|keep| keep == name));
    kind.filter(|kind| matches!(kind, ColumnKind::Statistic | ColumnKind::Total))
}
