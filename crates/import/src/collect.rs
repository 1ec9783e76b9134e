//! The files of one import, on one scale and under each other.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use exoscope_core::cohort::{self, CohortError, Step};
use exoscope_core::{Cohort, MirnaName};
use ndarray::Array2;

use super::assemble::Part;
use super::error::{ImportError, Place};
use super::fields::column_reports;
use super::names::{Current, Names, is_older, not_current};
use super::report::{FieldReport, FileReport, ImportReport, Missing, Renamed, ScaleReport};
use super::table::TableError;

/// Several files as one cohort.
pub(super) struct Collected {
    pub(super) cohort: Cohort,
    scale: ScaleReport,
    files: Vec<FileReport>,
    sources: Vec<cohort::Source>,
}

/// Gathers files one by one, each on the scale of those before.
#[derive(Default)]
pub(super) struct Collector {
    paths: Vec<PathBuf>,
    parts: Vec<Cohort>,
    scale: Option<ScaleReport>,
    files: Vec<FileReport>,
    sources: Vec<cohort::Source>,
}

impl Collector {
    /// Adds what one file holds.
    pub(super) fn add(&mut self, path: &Path, part: Part) -> Result<(), ImportError> {
        let found = part.scale;
        if let (Some(first), Some(file)) = (&self.scale, self.paths.first())
            && first.scale != found.scale
        {
            return Err(Place::file(path).error(TableError::ScalesDiffer {
                other: found.scale,
                reason: found.reason,
                first: first.scale,
                first_file: file.display().to_string(),
            }));
        }
        self.scale.get_or_insert(found);
        self.parts.push(part.cohort);
        self.paths.push(path.to_owned());
        self.files.push(part.report);
        self.sources.push(part.source);
        Ok(())
    }

    /// Calls the miRNAs of all files by their current names, the same ones the same, and says of each file which it
    /// writes otherwise and which are not current.
    pub(super) fn call_by_current_names(
        &mut self,
        names: Option<&Names>,
    ) -> Result<(), ImportError> {
        let files: Vec<&[MirnaName]> = self.parts.iter().map(Cohort::mirnas).collect();
        let current = Current::of(files.iter().copied(), names);
        let parts = std::mem::take(&mut self.parts);
        for (part, path) in parts.into_iter().zip(&self.paths) {
            let mirnas = current.called(part.mirnas());
            let part = if mirnas == part.mirnas() { Ok(part) } else { part.with_mirnas(mirnas) };
            self.parts.push(part.map_err(|e| Place::file(path).error(e))?);
        }
        self.report_names(names);
        Ok(())
    }

    /// Says of each file which miRNAs it writes otherwise and which are not current.
    pub(super) fn report_names(&mut self, names: Option<&Names>) {
        for (part, report) in self.parts.iter().zip(&mut self.files) {
            let mirnas = part.mirnas();
            let otherwise = mirnas.iter().filter(|m| m.original() != m.canonical() && !is_older(m));
            report.renamed = otherwise.map(Renamed::of).collect();
            report.not_current = not_current(mirnas, names);
        }
    }

    /// Gives the files that list what was `found` the miRNAs that only others list, at 0. Says how many
    /// values that are.
    pub(super) fn zero_unlisted(&mut self, found: &[bool]) -> Result<usize, CohortError> {
        let mut all: Vec<MirnaName> = Vec::new();
        let mut known = HashSet::new();
        for mirna in self.parts.iter().flat_map(Cohort::mirnas) {
            if known.insert(mirna.clone()) {
                all.push(mirna.clone());
            }
        }
        let mut zeros = 0;
        for (part, _) in self.parts.iter_mut().zip(found).filter(|(_, found)| **found) {
            let listed: HashSet<&MirnaName> = part.mirnas().iter().collect();
            let absent: Vec<MirnaName> =
                all.iter().filter(|mirna| !listed.contains(mirna)).cloned().collect();
            if absent.is_empty() {
                continue;
            }
            zeros += absent.len() * part.n_samples();
            let width = part.n_mirnas();
            let values =
                Array2::from_shape_fn((part.n_samples(), width + absent.len()), |(row, column)| {
                    match part.values().get(row, column) {
                        Some(value) if column < width => value,
                        _ => 0.0,
                    }
                });
            let mirnas = part.mirnas().iter().cloned().chain(absent).collect();
            let mut whole = Cohort::new(part.samples().to_vec(), mirnas, values, part.scale())?;
            for column in part.metadata().columns() {
                // The columns are those of a cohort of the same samples.
                let _ = whole.add_column(column.clone());
            }
            *part = whole;
        }
        Ok(zeros)
    }

    /// The samples of all files, each in one of them.
    pub(super) fn finish(mut self) -> Result<Collected, ImportError> {
        let nothing = || Place::file(Path::new("")).error(TableError::NoFile);
        let scale = self.scale.take().ok_or_else(nothing)?;
        let cohort = stack(self.parts, &self.paths)?;
        Ok(Collected { cohort, scale, files: self.files, sources: self.sources })
    }
}

impl Collected {
    /// Notes `what` was done, with which files besides the tables, and reports on the whole.
    pub(super) fn reported(
        mut self,
        what: &str,
        others: impl IntoIterator<Item = cohort::Source>,
        fields: Vec<FieldReport>,
    ) -> (Cohort, ImportReport) {
        self.sources.extend(others);
        self.cohort.add_step(Step::new(what, self.sources));
        let report = ImportReport {
            samples: self.cohort.n_samples(),
            mirnas: self.cohort.n_mirnas(),
            scale: self.scale,
            missing: missing(&self.cohort),
            columns: column_reports(self.cohort.metadata().columns()),
            fields,
            files: self.files,
        };
        (self.cohort, report)
    }
}

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
pub(super) fn missing(cohort: &Cohort) -> Missing {
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
