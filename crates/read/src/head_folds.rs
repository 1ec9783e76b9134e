//! Fold folders of HEAD, the code of Matsuzaki et al. 2023 (`pfnet-research/head_model`).

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use exoscope_core::MirnaName;
use exoscope_core::sample::SampleId;
use exoscope_core::store::write_atomic;

use exoscope_import::export::ExportError;

use crate::split::{Folds, Labelled};

/// Writes the folds of the first repeat as folders `0`, `1`, … in `folder`, which must be new, in
/// the layout that HEAD reads. Values are as they are in the cohort; missing ones are `nan`, which
/// HEAD fills itself.
pub fn write_head_folds(
    labelled: &Labelled<'_>,
    folds: &Folds,
    folder: &Path,
) -> Result<(), ExportError> {
    if folder.exists() {
        return Err(ExportError::InTheWay { folder: folder.to_owned() });
    }
    let cohort = labelled.cohort();
    for split in folds.splits().filter(|split| split.repeat == 0) {
        let fold = folder.join(split.fold.to_string());
        for (part, numbers) in
            [("train", split.training.as_slice()), ("test", split.held_out.numbers())]
        {
            let folder = fold.join(part);
            fs::create_dir_all(&folder)
                .map_err(|source| ExportError::Folder { folder: folder.clone(), source })?;
            let part = labelled.part(numbers);
            write_atomic(&folder.join("feature_vectors.csv"), |out| vectors(&part, out))?;
            let samples = part.samples();
            write_lines(&folder.join("instance_names.txt"), samples.iter().map(SampleId::as_str))?;
            let labels: Vec<String> = part.y().iter().map(usize::to_string).collect();
            write_lines(&folder.join("labels.txt"), labels.iter().map(String::as_str))?;
        }
        let mirnas = cohort.mirnas().iter().map(MirnaName::canonical);
        write_lines(&fold.join("feature_names.txt"), mirnas)?;
        let classes = labelled.classes().iter().map(String::as_str);
        write_lines(&fold.join("label_names.txt"), classes)?;
    }
    Ok(())
}

fn vectors(part: &Labelled<'_>, out: &mut impl Write) -> io::Result<()> {
    let values = part.cohort().values();
    for &row in part.rows() {
        for (column, value) in values.row(row).enumerate() {
            let comma = if column == 0 { "" } else { "," };
            if value.is_nan() {
                write!(out, "{comma}nan")?;
            } else {
                write!(out, "{comma}{value:e}")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_lines<'a>(path: &Path, lines: impl Iterator<Item = &'a str>) -> Result<(), ExportError> {
    let lines: Vec<&str> = lines.collect();
    // HEAD's own writer ends no last line, and its reader takes either.
    Ok(write_atomic(path, |out| writeln!(out, "{}", lines.join("\n")))?)
}
