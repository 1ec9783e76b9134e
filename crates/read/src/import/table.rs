//! Tables of miRNAs: any delimiter, either way round, with headings or without.

mod error;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use exoscope_core::cohort::Step;
use exoscope_core::sample::Field;
use exoscope_core::{Cohort, Scale};

pub use error::TableError;
pub(super) use error::shortened;

use super::assemble::{Lists, Part};
use super::cells::Delimiter;
use super::error::{ImportError, Place};
use super::fields::{column_reports, set_fields};
use super::layout::Orientation;
use super::limits::Limits;
use super::list::List;
use super::report::{ImportReport, Missing, ScaleReport};

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
    /// is no miRNA.
    pub sample_column: Option<String>,
    /// The column that holds [`Field::Label`]. Found: a column called so.
    pub label: Option<String>,
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
/// A cell that is empty, `NA`, `NaN`, `N/A` or `null` is a missing value. Numbers have a decimal
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
    let lists = Lists {
        features: list(&settings.features)?,
        labels: list(&settings.labels)?,
        samples: list(&settings.samples)?,
    };
    let (mut parts, mut files, mut sources) = (Vec::new(), Vec::new(), Vec::new());
    let mut scale: Option<ScaleReport> = None;
    for path in paths {
        let Part { cohort, report, source } = Part::read(path, settings, &lists)?;
        let found = scale_of(&cohort, settings.scale);
        if let (Some(first), Some(file)) = (&scale, paths.first())
            && first.scale != found.scale
        {
            return Err(Place::file(path).error(TableError::ScalesDiffer {
                other: found.scale,
                reason: found.reason,
                first: first.scale,
                first_file: file.display().to_string(),
            }));
        }
        scale.get_or_insert(found);
        let file = Place::file(path);
        let found = scale.as_ref().map_or(Scale::Unknown, |scale| scale.scale);
        parts.push(cohort.with_scale(found).map_err(|e| file.error(e))?);
        files.push(report);
        sources.push(source);
    }
    let (Some(scale), Some(path)) = (scale, paths.first()) else {
        return Err(Place::file(Path::new("")).error(TableError::NoFile));
    };
    let mut cohort = stack(parts, paths)?;
    let given: Vec<_> = settings.label.iter().map(|name| (Field::Label, name.clone())).collect();
    let fields = set_fields(&mut cohort, &given, 0).map_err(|e| Place::file(path).error(e))?;
    let listed = [lists.features, lists.labels, lists.samples];
    sources.extend(listed.into_iter().flatten().map(|list| list.source));
    cohort.add_step(Step::new("imported as a table", sources));
    let report = ImportReport {
        samples: cohort.n_samples(),
        mirnas: cohort.n_mirnas(),
        scale,
        missing: missing(&cohort),
        columns: column_reports(cohort.metadata().columns()),
        fields,
        files,
    };
    Ok(Imported { cohort, report })
}

/// The scale that is given, or the one the values speak for.
fn scale_of(cohort: &Cohort, given: Option<Scale>) -> ScaleReport {
    if let Some(scale) = given {
        return ScaleReport { scale, guessed: false, reason: "given".to_owned() };
    }
    let guess = Scale::guess((0..cohort.n_samples()).map(|row| cohort.values().row(row)));
    ScaleReport { scale: guess.scale, guessed: true, reason: guess.reason }
}

/// The samples of all files, each in one of them.
fn stack(mut parts: Vec<Cohort>, paths: &[PathBuf]) -> Result<Cohort, ImportError> {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return Ok(only);
    }
    let mut file_of = HashMap::new();
    for (part, path) in parts.iter().zip(paths) {
        for sample in part.samples() {
            if let Some(first) = file_of.insert(sample, path) {
                let (sample, first) = (sample.clone(), Place::file(first));
                return Err(Place::file(path).error(TableError::DuplicateSample { sample, first }));
            }
        }
    }
    let last = Place::file(paths.last().map_or(Path::new(""), PathBuf::as_path));
    Cohort::stack(parts).map_err(|e| last.error(e))
}

/// Missing values, and the miRNAs with most of them.
fn missing(cohort: &Cohort) -> Missing {
    let count = cohort.values().n_missing();
    let mut worst = Vec::new();
    if count > 0 {
        for (column, mirna) in cohort.mirnas().iter().enumerate() {
            let n = cohort.values().column(column).filter(|value| value.is_nan()).count();
            worst.push((mirna.to_string(), n));
        }
        worst.retain(|(_, n)| *n > 0);
        worst.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        worst.truncate(10);
    }
    Missing { count, worst }
}
