//! Facts from a table, a row a sample.

use std::collections::HashMap;
use std::path::PathBuf;

use exoscope_core::Cohort;
use exoscope_core::cohort::Source;
use exoscope_core::sample::{Column, SampleId};
use exoscope_core::suggest::{did_you_mean, nearest};
use serde::Serialize;

use super::super::cells::Delimiter;
use super::super::decimal::{self, Decimal, Points};
use super::super::encoding::TextEncoding;
use super::super::error::{ImportError, Place};
use super::super::facts::Facts;
use super::super::fields::column_reports;
use super::super::layout::check_facts;
use super::super::limits::Limits;
use super::super::number::number;
use super::super::report::ColumnReport;
use super::super::thousands;
use super::{JoinError, KeyMap};

/// A table of facts, and how its rows are matched with samples.
#[derive(Debug, Clone, Default)]
pub struct Join {
    /// The table; its first line is the heading. A series matrix of GEO is one too: its
    /// columns are `geo_accession`, `title` and what it says of samples.
    pub from: PathBuf,
    /// The column of keys; the first where none is named. An empty heading is named by `""`.
    pub key: Option<String>,
    /// How keys become names of samples. Keys it does not match stand for no sample.
    pub key_map: Option<KeyMap>,
    /// What is put before the names of the new columns.
    pub prefix: Option<String>,
    /// Whether samples without a row are accepted; their facts are missing.
    pub allow_unmatched: bool,
    /// What stands between cells. Found: the one that cuts the first lines evenly.
    pub delimiter: Option<Delimiter>,
    /// The encoding of its text. Found: by its bytes.
    pub encoding: Option<TextEncoding>,
    /// What stands before the fraction of a number. Found: a comma where some number shows that it is none
    /// between thousands.
    pub decimal: Option<Decimal>,
    /// How much the table may hold.
    pub limits: Limits,
}

/// What a table brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JoinReport {
    /// The table's name, without the folder.
    pub file: String,
    /// Its rows.
    pub rows: usize,
    /// Samples of the cohort.
    pub samples: usize,
    /// Samples that have a row.
    pub matched: usize,
    /// Samples that have none.
    pub without_row: Vec<Unmatched>,
    /// Keys of rows that are about no sample of the cohort, as they are written.
    pub unused: Vec<String>,
    /// Lines of a series matrix that are not about samples, such as `contact_city`.
    pub left_out: Vec<String>,
    /// Whether the last line has no end: a file that was cut short may end so.
    pub unfinished: bool,
    /// The new columns.
    pub columns: Vec<ColumnReport>,
}

/// A sample without a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// The sample.
    pub name: String,
    /// Unused names nearest to it; looked up for the first samples only.
    pub nearest: Vec<String>,
}

/// For how many samples nearest names are looked up.
const EXPLAINED: usize = 5;

/// Joins a table's facts to the samples of `cohort`. Rows about other samples are reported, not
/// refused: a table often is of a larger study.
pub(super) fn join(
    cohort: &mut Cohort,
    settings: &Join,
) -> Result<(JoinReport, Source), ImportError> {
    let facts =
        Facts::open(&settings.from, settings.delimiter, settings.encoding, settings.limits)?;
    join_facts(cohort, facts, settings)
}

/// [`join`] with facts that are read already.
pub(in super::super) fn join_facts(
    cohort: &mut Cohort,
    facts: Facts,
    settings: &Join,
) -> Result<(JoinReport, Source), ImportError> {
    let here = || Place::file(&facts.path);
    let key = key_column(&facts, settings.key.as_deref())?;
    for column in (0..facts.headings.len()).filter(|column| *column != key) {
        check_thousands(&facts, column, settings.decimal)?;
    }
    let rows = rows_of_samples(cohort, &facts, key, settings.key_map.as_ref())?;
    let unused = || rows.unused.iter().map(|(key, _)| key.clone());
    let unused_names = || rows.unused.iter().filter_map(|(_, name)| name.as_deref());
    let matched = rows.of_sample.iter().flatten().count();
    if matched == 0 {
        let samples = first_few(cohort.samples().iter().map(SampleId::as_str));
        let keys = first_few(unused_names());
        return Err(here().error(JoinError::NothingMatches { samples, keys }));
    }
    let without = cohort.samples().iter().zip(&rows.of_sample).filter(|(_, row)| row.is_none());
    let without_row: Vec<Unmatched> = without
        .enumerate()
        .map(|(number, (sample, _))| {
            let count = if number < EXPLAINED { 3 } else { 0 };
            let near = (count > 0).then(|| nearest(sample.as_str(), unused_names(), count));
            let nearest = near.unwrap_or_default().into_iter().map(str::to_owned).collect();
            Unmatched { name: sample.to_string(), nearest }
        })
        .collect();
    let mut report = JoinReport {
        file: facts.source.name.clone(),
        rows: facts.rows.len(),
        samples: cohort.n_samples(),
        matched,
        without_row,
        unused: unused().collect(),
        left_out: facts.left_out,
        unfinished: facts.unfinished,
        columns: Vec::new(),
    };
    if !report.without_row.is_empty() && !settings.allow_unmatched {
        return Err(here().error(JoinError::Unmatched { report: Box::new(report) }));
    }
    let known = cohort.metadata().columns().len();
    let prefix = settings.prefix.as_deref().unwrap_or_default();
    for (number, heading) in facts.headings.iter().enumerate().filter(|(n, _)| *n != key) {
        let values: Vec<&str> = rows
            .of_sample
            .iter()
            .map(|row| {
                row.and_then(|row| facts.rows.get(row)?.1.get(number)).map_or("", String::as_str)
            })
            .collect();
        let values = decimal::facts(&values, settings.decimal);
        let column = Column::guess(&format!("{prefix}{heading}"), &values);
        if cohort.metadata().column(column.name()).is_ok() {
            let place = Place::cell(&facts.path, facts.header, number + 1);
            return Err(place.error(JoinError::Clash { name: column.name().to_owned() }));
        }
        cohort.add_column(column).map_err(|e| here().error(e))?;
    }
    report.columns = column_reports(cohort.metadata().columns().get(known..).unwrap_or_default());
    Ok((report, facts.source))
}

/// Refuses facts between semicolons, as where the comma is the decimal mark, that may be numbers of thousands.
fn check_thousands(
    facts: &Facts,
    column: usize,
    stated: Option<Decimal>,
) -> Result<(), ImportError> {
    if stated.is_some() || facts.delimiter != Delimiter::Semicolon {
        return Ok(());
    }
    let mut points = Points::default();
    let cells = facts.rows.iter().filter_map(|(line, cells)| Some((line, cells.get(column)?)));
    cells.clone().for_each(|(line, cell)| points.look(*line, column + 1, cell));
    let numbers = cells.clone().all(|(_, cell)| number(cell).is_some());
    thousands::refuse(points.unclear(facts.delimiter).filter(|_| numbers), &facts.path)
}

/// The place of the column of keys, from 0, after checking the headings of all others.
fn key_column(facts: &Facts, wanted: Option<&str>) -> Result<usize, ImportError> {
    let headings = || facts.headings.iter().map(String::as_str);
    let key = match wanted {
        None => 0,
        Some(wanted) => headings().position(|heading| heading == wanted).ok_or_else(|| {
            let mut suggestion = did_you_mean(wanted, headings());
            if suggestion.is_empty() {
                suggestion = format!("; there are {}", first_few(headings()));
            }
            Place::line(&facts.path, facts.header)
                .error(JoinError::NoSuchKey { name: wanted.to_owned(), suggestion })
        })?,
    };
    let others = headings().enumerate().filter(|(n, _)| *n != key).map(|(n, h)| (n + 1, h));
    check_facts(others, &facts.path, facts.header)?;
    Ok(key)
}

/// Which row is about which sample.
struct RowsOfSamples {
    /// For each sample its row, from 0.
    of_sample: Vec<Option<usize>>,
    /// Keys of rows about no sample, and the names they stand for.
    unused: Vec<(String, Option<String>)>,
}

fn rows_of_samples(
    cohort: &Cohort,
    facts: &Facts,
    key: usize,
    map: Option<&KeyMap>,
) -> Result<RowsOfSamples, ImportError> {
    let samples = cohort.samples().iter().enumerate();
    let place: HashMap<&str, usize> = samples.map(|(n, sample)| (sample.as_str(), n)).collect();
    let mut of_sample = vec![None; cohort.n_samples()];
    let mut unused = Vec::new();
    let mut first: HashMap<String, (usize, &str)> = HashMap::new();
    for (row, (line, cells)) in facts.rows.iter().enumerate() {
        let written = cells.get(key).map_or("", String::as_str);
        let Some(name) = map.map_or_else(|| Some(written.to_owned()), |map| map.apply(written))
        else {
            unused.push((written.to_owned(), None));
            continue;
        };
        if let Some((first_line, first_key)) = first.get(&name) {
            return Err(Place::cell(&facts.path, *line, key + 1).error(JoinError::DuplicateKey {
                key: written.to_owned(),
                sample: name,
                first_key: (*first_key).to_owned(),
                first: Place::line(&facts.path, *first_line),
            }));
        }
        match place.get(name.as_str()).and_then(|&sample| of_sample.get_mut(sample)) {
            Some(slot) => *slot = Some(row),
            None => unused.push((written.to_owned(), Some(name.clone()))),
        }
        first.insert(name, (*line, written));
    }
    Ok(RowsOfSamples { of_sample, unused })
}

/// The first three names, quoted.
fn first_few<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut few: Vec<String> = names.take(4).map(|name| format!("{name:?}")).collect();
    if few.len() == 4 {
        few.truncate(3);
        few.push("…".to_owned());
    }
    if few.is_empty() { "none".to_owned() } else { few.join(", ") }
}
