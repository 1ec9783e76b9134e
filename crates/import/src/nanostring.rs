//! NanoString nCounter: counts of bar codes, a lane a sample, and the controls beside them.
//!
//! | File | Layout |
//! |---|---|
//! | `*.RCC` | a file a lane: attributes, then `CodeClass,Name,Accession,Count` |
//! | sheets of nSolver and the RCC Collector | a line a code; columns `Code Class`, `Name`, `Accession`, then a lane each; other lines above |
//!
//! Codes of the class *Endogenous* become the cohort. *Positive*, *Negative*, *Housekeeping*, ligation and
//! spike-in codes are kept apart: what they say of a lane stands in facts, and they normalise the counts
//! where that is asked for ([`Normalisation`]).

mod class;
mod error;
mod lane;
mod normalise;
mod rcc;
mod sheet;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use exoscope_core::cohort::{Source, Step};
use exoscope_core::sample::Column;
use exoscope_core::{Cohort, Scale};
use ndarray::Array2;
use serde::Serialize;

pub use class::CodeClass;
pub use error::NanostringError;
pub use normalise::{Background, Content, Normalisation, UnknownNormalisation};

use super::columns::{ColumnKind, LeftOut};
use super::encoding::TextEncoding;
use super::error::{ImportError, Place};
use super::fields::{column_reports, set_fields};
use super::limits::Limits;
use super::list::{self, Named};
use super::names::{Names, OtherRna, current, mirna, other_rna};
use super::report::{ColumnReport, FieldReport};
use super::table::TableError;
use lane::Lane;

/// How nCounter files are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NanostringSettings {
    /// What controls do to the counts.
    pub normalisation: Normalisation,
    /// Whether endogenous codes whose name is no miRNA's are left out (and listed), not refused.
    pub drop_unknown: bool,
    /// Current names of miRNAs.
    pub names: Option<Names>,
    /// The encoding of the files' text. Found: by their bytes.
    pub encoding: Option<TextEncoding>,
    /// How much a file may hold.
    pub limits: Limits,
}

/// A cohort of counts, and what importing it found.
#[derive(Debug, Clone, PartialEq)]
pub struct NanostringImported {
    /// The cohort, on the scale `counts`.
    pub cohort: Cohort,
    /// What was found, decided and left out.
    pub report: NanostringReport,
}

/// What importing nCounter files found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NanostringReport {
    /// Number of samples (lanes).
    pub samples: usize,
    /// Number of miRNAs.
    pub mirnas: usize,
    /// What was done with the controls.
    pub normalisation: Normalisation,
    /// Lanes whose normalisation factor is out of its bounds: 0.3 to 3 for positive controls, 0.1 to 10 for
    /// the content.
    pub flagged: Vec<String>,
    /// Codes that are no miRNA of the sample.
    pub left_out: Vec<LeftOut>,
    /// Endogenous codes left out on request, as their names are no miRNA's.
    pub dropped: Vec<String>,
    /// The columns of facts.
    pub columns: Vec<ColumnReport>,
    /// Columns whose names say that they hold a field, and whether they do.
    pub fields: Vec<FieldReport>,
    /// Files whose last line has no end, as one that is cut short may have.
    pub unfinished: Vec<String>,
}

/// Imports RCC files (a lane each) or a sheet of lanes, plain or gzip, as one cohort of counts.
///
/// All lanes must be of one code set. Facts are what the files say of a lane (cartridge, scanner, date, binding
/// density, share of the fields of view counted) and the means of its controls.
pub fn nanostring(
    paths: &[PathBuf],
    settings: &NanostringSettings,
) -> Result<NanostringImported, ImportError> {
    let first = paths.first().map_or(Path::new(""), PathBuf::as_path);
    let here = || Place::file(first);
    let (mut lanes, mut sources, mut unfinished) = (Vec::new(), Vec::<Source>::new(), Vec::new());
    for path in paths {
        let read = lane::read(path, settings.limits, settings.encoding)?;
        unfinished.extend(read.unfinished.then(|| read.source.name.clone()));
        lanes.extend(read.lanes);
        sources.push(read.source);
    }
    let codes = lanes.first().ok_or_else(|| here().error(TableError::NoFile))?.codes.clone();
    for lane in &lanes {
        lane.check_codes(&codes)?;
    }
    let samples = list::samples(&sample_names(&lanes))?;
    let mut counts: Vec<Vec<f64>> = lanes.iter().map(|lane| lane.counts.clone()).collect();
    let normalised = settings.normalisation.apply(&codes, &mut counts);
    let controls = normalised.map_err(|e| here().error(e))?;

    let (mut left_out, mut dropped) = (Vec::new(), Vec::new());
    let (mut places, mut named) = (Vec::new(), Vec::new());
    for (place, code) in codes.iter().enumerate() {
        let kind = match code.class {
            CodeClass::Endogenous => other_rna(&code.name.text, settings.names.as_ref()),
            CodeClass::Housekeeping => Some(OtherRna::Housekeeping),
            CodeClass::SpikeIn => Some(OtherRna::SpikeIn),
            _ => Some(OtherRna::Control),
        };
        let name = code.name.text.clone();
        if let Some(rna) = kind {
            left_out.push(LeftOut { name, kind: ColumnKind::Rna(rna) });
        } else if settings.drop_unknown && mirna(&name, settings.names.as_ref()).is_err() {
            dropped.push(name);
        } else {
            places.push(place);
            named.push(code.name.clone());
        }
    }
    let mirnas = list::mirnas(&named, settings.names.as_ref())?;
    let mirnas = current(&mirnas, settings.names.as_ref());
    if mirnas.is_empty() {
        return Err(here().error(NanostringError::NoEndogenous));
    }
    let value = |(lane, mirna): (usize, usize)| {
        let place = places.get(mirna).copied().unwrap_or(usize::MAX);
        counts.get(lane).and_then(|counts| counts.get(place)).copied().unwrap_or(f64::NAN)
    };
    let values = Array2::from_shape_fn((samples.len(), mirnas.len()), value);
    let cohort = Cohort::new(samples, mirnas, values, Scale::Counts);
    let mut cohort = cohort.map_err(|e| here().error(e))?;
    for column in lane::facts(&lanes).into_iter().chain(controls.facts()) {
        cohort.add_column(column).map_err(|e| here().error(e))?;
    }
    let fields = set_fields(&mut cohort, &[], 0).map_err(|e| here().error(e))?;
    let names = settings.names.iter().flat_map(|names| names.sources().to_vec());
    sources.extend(names);
    let what = format!("imported from NanoString nCounter: {}", settings.normalisation);
    cohort.add_step(Step::new(what, sources));
    let flagged = controls.flagged(cohort.samples());
    let report = NanostringReport {
        samples: cohort.n_samples(),
        mirnas: cohort.n_mirnas(),
        normalisation: settings.normalisation,
        flagged,
        left_out,
        dropped,
        columns: column_reports(cohort.metadata().columns()),
        fields,
        unfinished,
    };
    Ok(NanostringImported { cohort, report })
}

/// The names of the samples: as the files state them, or, where two lanes have the same, those of the files.
fn sample_names(lanes: &[Lane]) -> Vec<Named> {
    let mut seen = HashSet::new();
    let stated =
        lanes.iter().all(|lane| !lane.sample.text.is_empty() && seen.insert(&lane.sample.text));
    let name = |lane: &Lane| match (&lane.file, stated) {
        (Some(file), false) => Named { text: file.clone(), place: lane.sample.place.clone() },
        _ => lane.sample.clone(),
    };
    lanes.iter().map(name).collect()
}

/// A column of numbers, one a lane.
fn number(name: &str, values: impl IntoIterator<Item = f64>) -> Column {
    Column::number(name, values.into_iter().map(Some).collect())
}
