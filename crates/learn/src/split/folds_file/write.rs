//! From folds to a table.

use std::io::Write;

use csv::WriterBuilder;

use super::{COLUMNS, FoldsFileError};
use crate::split::Folds;

/// Writes folds, in order of repeat, fold and sample. `samples`: the name of each sample.
pub fn write<S: AsRef<str>>(
    folds: &Folds,
    samples: &[S],
    output: impl Write,
) -> Result<(), FoldsFileError> {
    if samples.len() != folds.n_samples() {
        return Err(FoldsFileError::Names { samples: folds.n_samples(), found: samples.len() });
    }
    let failed = |source| FoldsFileError::Write { source };
    let mut table = WriterBuilder::new().delimiter(b'\t').from_writer(output);
    table.write_record(COLUMNS).map_err(failed)?;
    for split in folds.splits() {
        let (repeat, fold) = (split.repeat.to_string(), split.fold.to_string());
        for sample in split.held_out.numbers().iter().filter_map(|&row| samples.get(row)) {
            table.write_record([&repeat, sample.as_ref(), &fold]).map_err(failed)?;
        }
    }
    table.flush().map_err(|error| failed(error.into()))
}
