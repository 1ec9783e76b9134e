//! Tables of miRNAs: any delimiter, either way round, with headings or without.

mod error;

use std::path::{Path, PathBuf};

use exoscope_core::cohort::CohortError;
use exoscope_core::sample::Field;
use exoscope_core::{Cohort, Scale};

pub use error::TableError;
pub(super) use error::shortened;

use super::assemble::{Lists, Part};
use super::barcode;
use super::cells::Delimiter;
use super::collect::Collector;
use super::columns::ColumnChoice;
use super::decimal::Decimal;
use super::encoding::TextEncoding;
use super::error::{ImportError, Place};
use super::fields::set_fields;
use super::layout::Orientation;
use super::limits::Limits;
use super::list::List;
use super::names::Names;
use super::note::Note;
use super::report::ImportReport;

/// How tables are read; what is not given is found by looking.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableSettings {
    /// What stands between cells. Found: the one that cuts the first lines evenly.
    pub delimiter: Option<Delimiter>,
    /// Whether the first line is a heading. Found: it is, unless it names a miRNA and goes on with
    /// numbers, or `features` is given.
    pub header: Option<bool>,
    /// What a line is about. Found: by where miRNAs are named, in the first line or the first
    /// column.
    pub orientation: Option<Orientation>,
    /// The column with the samples' names, where a line is a sample. Found: the first column that
    /// is no miRNA and could be their names: no
    /// label, no stated fact, no column of repeated numbers. Where there is none, rows are numbered.
    pub sample_column: Option<String>,
    /// The column with the values, where a line is a value. Found: by its heading, or as the only one of numbers
    /// that change within samples and within miRNAs.
    pub value_column: Option<String>,
    /// The column that holds [`Field::Label`]. Found: a column called so.
    pub label: Option<String>,
    /// Other columns that are facts, so that none of them is taken for the samples' names.
    pub facts: Vec<String>,
    /// The scale of the values. Found: by [`Scale::guess`].
    pub scale: Option<Scale>,
    /// A file that names the miRNAs of a matrix without headings, one a line.
    pub features: Option<PathBuf>,
    /// A file with the label of each sample, one a line; they become the column `label`.
    pub labels: Option<PathBuf>,
    /// A file with the name of each sample, one a line.
    pub samples: Option<PathBuf>,
    /// Whether lines whose name is no miRNA's are left out (and listed), not refused.
    pub drop_unknown: bool,
    /// Current names of miRNAs, for accessions and older names.
    pub names: Option<Names>,
    /// The encoding of the tables' text. Found: by their bytes.
    pub encoding: Option<TextEncoding>,
    /// What stands before the fraction of numbers. Found: a point; numbers with a comma are refused.
    pub decimal: Option<Decimal>,
    /// Whether empty cells of a table of Ct are assays that did not reach the threshold, not missing.
    pub empty_undetermined: bool,
    /// The last cycle of the run, at which undetermined Ct are put. Found: 40, or the lowest of 45 and 50
    /// that no value passes.
    pub cycles: Option<f64>,
    /// What `export csv` noted of a table: scale, fields, roles, which facts are words.
    pub note: Option<PathBuf>,
    /// Which columns and samples are left out, or taken whatever they look like.
    pub columns: ColumnChoice,
    /// How much a file may hold.
    pub limits: Limits,
}

/// A cohort, and what importing it found.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The cohort.
    pub cohort: Cohort,
    /// What was found, decided and left out.
    pub report: ImportReport,
}

/// Imports tables, plain or gzip, as one cohort.
///
/// Where a line is a sample, the columns that are miRNAs hold values, the first other one the
/// samples' names, and those left facts. Where a line is a miRNA, the first column names it and
/// every other column is a sample. Several files are stacked: a miRNA that one of them lacks is
/// missing there.
///
/// A cell that is empty, `NA`, `NaN`, `N/A`, `#N/A` or `null` is a missing value. `Undetermined`, `ND` and the
/// like are the last cycle of a table of Ct, and are refused on other scales. Numbers have a decimal
/// point; a decimal comma is refused.
pub fn table(paths: &[PathBuf], settings: &TableSettings) -> Result<Imported, ImportError> {
    let limits = settings.limits;
    let list = |path: &Option<PathBuf>| path.as_ref().map(|p| List::open(p, limits)).transpose();
    let one_table = |path: &Option<PathBuf>| match path {
        Some(path) if paths.len() > 1 => {
            let tables = paths.len();
            Err(Place::file(path).error(TableError::OneListManyTables { tables }))
        }
        _ => Ok(()),
    };
    one_table(&settings.labels)?;
    one_table(&settings.samples)?;
    one_table(&settings.note)?;
    let note = settings.note.as_ref().map(|path| Note::open(path)).transpose()?;
    let (note, noted) = note.unzip();
    let settings = &with_note(settings, note.as_ref());
    let lists = Lists {
        features: list(&settings.features)?,
        labels: list(&settings.labels)?,
        samples: list(&settings.samples)?,
        note,
    };
    let mut collector = Collector::default();
    for path in paths {
        collector.add(path, Part::read(path, settings, &lists, &[])?)?;
    }
    // What an export wrote keeps the names of its cohort.
    if lists.note.is_none() {
        collector.call_by_current_names(settings.names.as_ref())?;
    } else {
        collector.report_names(settings.names.as_ref());
    }
    let mut collected = collector.finish()?;
    let path = paths.first().map_or(Path::new(""), PathBuf::as_path);
    let label = settings.label.iter().map(|name| (Field::Label, name.clone()));
    let note = lists.note.as_ref();
    if let (Some(note), Some(of)) = (note, &settings.note) {
        note.check(&collected.cohort).map_err(|e| Place::file(of).error(e))?;
        collected.cohort =
            as_noted(collected.cohort, note).map_err(|e| Place::file(of).error(e))?;
    }
    let noted_fields = note.map(Note::fields).unwrap_or_default();
    let other = |(field, _): &(Field, String)| *field != Field::Label || settings.label.is_none();
    let given: Vec<_> = label.chain(noted_fields.into_iter().filter(other)).collect();
    let mut fields =
        set_fields(&mut collected.cohort, &given, 0).map_err(|e| Place::file(path).error(e))?;
    if note.is_none() {
        let of_barcodes = barcode::add_facts(&mut collected.cohort);
        fields.extend(of_barcodes.map_err(|e| Place::file(path).error(e))?);
    }
    let noted_label =
        |note: &&Note| settings.label.as_ref().is_none_or(|label| note.is_label(label));
    if let Some(note) = note.filter(noted_label) {
        note.roles_of(&mut collected.cohort).map_err(|e| Place::file(path).error(e))?;
    }
    let others = lists.all().map(|list| list.source.clone()).chain(noted);
    let names = settings.names.iter().flat_map(|names| names.sources().to_vec());
    let (cohort, report) = collected.reported("imported as a table", others.chain(names), fields);
    Ok(Imported { cohort, report })
}

/// The settings that a note adds to those that are stated.
fn with_note(settings: &TableSettings, note: Option<&Note>) -> TableSettings {
    let mut settings = settings.clone();
    if let Some(note) = note {
        settings.scale = settings.scale.or(Some(note.scale()));
        settings.facts.extend(note.facts().cloned());
    }
    settings
}

/// The cohort with its miRNAs written as the note has them.
fn as_noted(cohort: Cohort, note: &Note) -> Result<Cohort, CohortError> {
    let mirnas = note.as_written(cohort.mirnas().to_vec());
    cohort.with_mirnas(mirnas)
}
