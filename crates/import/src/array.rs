//! Raw 3D-Gene arrays: the text that the scanner's program writes, one file an array.
//!
//! ```text
//! … lines about the scan …
//! Block  Row  Column  G_Name  635nm  …
//! 1  1  1  hsa-miR-21-5p  1250.5  …
//! 1  1  2  Negative Control 2  31.0  …
//! ```
//!
//! The heading is found by `G_Name` and `635nm`, wherever it stands. Values are log2 of the signal
//! above background ([`exoscope_core::background`]), and 0.1 where a miRNA is absent.

mod error;
mod name;
mod normalise;
mod probes;
mod report;
mod scan;
mod source;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use exoscope_core::background::Background;
use exoscope_core::cohort::Step;
use exoscope_core::mirna::MirnaName;
use exoscope_core::sample::SampleId;
use exoscope_core::{Cohort, Scale};
use ndarray::Array2;
use rayon::prelude::*;

pub use error::ArrayError;
pub use name::ArrayName;
pub use normalise::{Normalise, UnknownNormalise};
pub use report::{ArrayReport, Range};

use super::error::{ImportError, Place};
use super::fields::{column_reports, set_fields};
use super::limits::Limits;
use super::names::Names;
use super::table::TableError;
use probes::Probes;
use scan::Scan;
use source::File;

/// The miRNA that arrays older than miRBase 21 do not measure.
const NEWEST: &str = "hsa-miR-9500";

/// How arrays are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArraySettings {
    /// What is done to the values of each array.
    pub normalise: Normalise,
    /// Whether arrays without hsa-miR-9500, older than miRBase 21, are taken; else they are left
    /// out and listed.
    pub older: bool,
    /// Current names of miRNAs.
    pub names: Option<Names>,
    /// How much a file may hold.
    pub limits: Limits,
}

/// A cohort of arrays, and what importing it found.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayImported {
    /// The cohort, on the scale `log2-intensity`. A sample is named by its GEO accession where the
    /// file's name holds one, by the file's name else.
    pub cohort: Cohort,
    /// What was found and left out.
    pub report: ArrayReport,
}

/// One array on its way into the cohort.
struct Read {
    name: String,
    place: Place,
    /// The value of each probe; `None` for an older array that is left out.
    values: Option<Vec<f32>>,
    background: Background,
    present: usize,
    unfinished: bool,
}

/// Imports arrays from folders (their `.txt` and `.txt.gz` files), tar archives (`.tar`, `.tar.gz`,
/// `.tgz`) and single files. All arrays must measure the same miRNAs.
pub fn array(paths: &[PathBuf], settings: &ArraySettings) -> Result<ArrayImported, ImportError> {
    let mut probes: Option<Probes> = None;
    let mut arrays: Vec<Read> = Vec::new();
    let mut gather = |files: Vec<File>| -> Result<(), ImportError> {
        if probes.is_none() {
            probes = first_probes(&files, settings)?;
        }
        let read = files.par_iter().map(|file| read(file, probes.as_ref(), settings));
        // The first error in the order of the files, whichever thread met one first.
        for array in read.collect::<Vec<_>>() {
            arrays.push(array?);
        }
        Ok(())
    };
    let found = source::each_batch(paths, settings.limits, &mut gather)?;
    let last = paths.last().map_or(Path::new(""), PathBuf::as_path);
    let here = || Place::file(last);
    if arrays.is_empty() {
        return Err(here().error(ArrayError::NoArrays));
    }
    let Some(probes) = probes else {
        let arrays = arrays.len();
        return Err(here().error(ArrayError::AllOlder { arrays }));
    };
    let (taken, older): (Vec<Read>, Vec<Read>) =
        arrays.into_iter().partition(|a| a.values.is_some());
    let (samples, names) = samples(&taken)?;
    let mut cohort = assemble(samples, probes.mirnas(), &taken).map_err(|e| here().error(e))?;
    for column in ArrayName::columns(&names) {
        cohort.add_column(column).map_err(|e| here().error(e))?;
    }
    let fields = set_fields(&mut cohort, &[], 0).map_err(|e| here().error(e))?;
    let what = format!("imported from 3D-Gene arrays, normalised by {}", settings.normalise);
    let names_read = settings.names.iter().flat_map(|names| names.sources().to_vec());
    cohort.add_step(Step::new(what, found.sources.into_iter().chain(names_read).collect()));
    let n_mirnas = cohort.n_mirnas().max(1) as f64;
    let unfinished =
        taken.iter().filter(|array| array.unfinished).map(|a| a.name.clone()).collect();
    let report = ArrayReport {
        samples: cohort.n_samples(),
        mirnas: cohort.n_mirnas(),
        normalise: settings.normalise,
        older: older.into_iter().map(|array| array.name).collect(),
        passed_over: found.passed_over,
        unfinished,
        background: Range::of(taken.iter().map(|array| array.background.mean)),
        present: Range::of(taken.iter().map(|array| array.present as f64 / n_mirnas)),
        missing: cohort.values().n_missing(),
        columns: column_reports(cohort.metadata().columns()),
        fields,
    };
    Ok(ArrayImported { cohort, report })
}

/// The probes of the first array that is taken.
fn first_probes(files: &[File], settings: &ArraySettings) -> Result<Option<Probes>, ImportError> {
    for file in files {
        let text = file.text()?;
        let scan = Scan::read(&text, &file.path)?;
        if settings.older || scan.measures(NEWEST) {
            return Probes::of(&scan, &file.path, settings.names.as_ref()).map(Some);
        }
    }
    Ok(None)
}

fn read(
    file: &File,
    probes: Option<&Probes>,
    settings: &ArraySettings,
) -> Result<Read, ImportError> {
    let text = file.text()?;
    let scan = Scan::read(&text, &file.path)?;
    let place = Place::file(&file.path);
    let found = scan.controls.len();
    let background = Background::of(&scan.controls)
        .ok_or_else(|| place.clone().error(ArrayError::TooFewControls { found }))?;
    let taken = probes.filter(|_| settings.older || scan.measures(NEWEST));
    let mut present = 0;
    let values = taken
        .map(|probes| {
            let signals = probes.in_order(&scan).map_err(|e| place.clone().error(e))?;
            let log2: Vec<Option<f64>> = signals.iter().map(|&s| background.log2(s)).collect();
            present = log2.iter().flatten().filter(|value| !value.is_nan()).count();
            Ok(settings.normalise.apply(&log2))
        })
        .transpose()?;
    Ok(Read {
        name: file.name.clone(),
        place,
        values,
        background,
        present,
        unfinished: scan.unfinished,
    })
}

/// The names of the samples, each once, and what the files' names say.
fn samples(arrays: &[Read]) -> Result<(Vec<SampleId>, Vec<ArrayName>), ImportError> {
    let mut first: HashMap<SampleId, &Place> = HashMap::new();
    let (mut samples, mut names) = (Vec::new(), Vec::new());
    for array in arrays {
        let name = ArrayName::of(&array.name);
        let sample: SampleId = name
            .sample
            .parse()
            .map_err(|e| array.place.clone().error(TableError::SampleName(e)))?;
        if let Some(first) = first.insert(sample.clone(), &array.place) {
            let first = first.clone();
            return Err(array.place.clone().error(TableError::DuplicateSample { sample, first }));
        }
        samples.push(sample);
        names.push(name);
    }
    Ok((samples, names))
}

fn assemble(
    samples: Vec<SampleId>,
    mirnas: Vec<MirnaName>,
    arrays: &[Read],
) -> Result<Cohort, exoscope_core::cohort::CohortError> {
    let rows = arrays.iter().filter_map(|array| array.values.as_ref());
    let values: Vec<f64> = rows.flatten().map(|&value| f64::from(value)).collect();
    // Every array has a value for each probe.
    let values = Array2::from_shape_vec((samples.len(), mirnas.len()), values)
        .unwrap_or_else(|_| Array2::zeros((0, 0)));
    Cohort::new(samples, mirnas, values, Scale::Log2Intensity)
}
