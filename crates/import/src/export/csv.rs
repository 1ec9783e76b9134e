//! A cohort as one table.

use std::io::{self, Write};
use std::path::Path;

use csv::WriterBuilder;
use exoscope_core::cohort::Values;
use exoscope_core::sample::Column;
use exoscope_core::store::write_atomic;
use exoscope_core::{Cohort, MirnaName};

use super::ExportError;
use crate::note::Note;

/// Writes a cohort as CSV: a row a sample with its name, its facts and a column a miRNA. What is
/// missing is an empty cell; `import table` reads it back.
pub fn csv(cohort: &Cohort, path: &Path) -> Result<(), ExportError> {
    Ok(write_atomic(path, |out| write(cohort, out))?)
}

/// Writes what a cohort knows and CSV has no place for, scale, fields, roles and which facts are words, as a
/// file of JSON; `import table --note` reads it beside the table.
pub fn csv_note(cohort: &Cohort, path: &Path) -> Result<(), ExportError> {
    let text = Note::of(cohort).text().map_err(io::Error::from);
    Ok(write_atomic(path, |out| out.write_all(text?.as_bytes()))?)
}

fn write(cohort: &Cohort, out: impl Write) -> io::Result<()> {
    let mut table = WriterBuilder::new().from_writer(out);
    let facts = cohort.metadata().columns();
    let headings = facts.iter().map(Column::name);
    let mirnas = cohort.mirnas().iter().map(MirnaName::canonical);
    table.write_record(std::iter::once("sample").chain(headings).chain(mirnas))?;
    let mut cells: Vec<String> = Vec::new();
    for (row, sample) in cohort.samples().iter().enumerate() {
        cells.clear();
        cells.push(sample.to_string());
        cells.extend(facts.iter().map(|fact| fact.get(row).unwrap_or_default().into_owned()));
        let single = matches!(cohort.values(), Values::Single(_));
        cells.extend(cohort.values().row(row).map(|value| match value {
            value if value.is_nan() => String::new(),
            // The shortest text that is the same number in the width it is stored.
            value if single => (value as f32).to_string(),
            value => value.to_string(),
        }));
        table.write_record(&cells)?;
    }
    table.flush()
}
