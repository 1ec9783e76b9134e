//! AnnData files: `.h5ad`, and folders `.zarr`.
//!
//! | Part | becomes |
//! |---|---|
//! | `obs` index | the samples' names |
//! | `obs` columns: arrays, categories, nullable numbers and flags | facts |
//! | `var` index, or a column of `var` | the miRNAs' names |
//! | `X`, or a layer: dense, or sparse by rows or columns | the values; what a sparse matrix leaves out is 0 |
//!
//! `obsm`, `varm`, `obsp`, `raw` and `uns` are passed over, but for the note that
//! [`export::anndata`](crate::export::anndata) leaves under `uns/exoscope`: scale, fields, roles.

mod frame;
mod matrix;
mod note;
mod report;

use std::path::{Path, PathBuf};

use exoscope_core::cohort::{Source, Step};
use exoscope_core::sample::SampleId;
use exoscope_core::store::checksum_bytes;
use exoscope_core::{Cohort, Scale};

pub use exoscope_container::AnndataError;
pub use report::AnndataReport;

use super::collect::missing;
use super::columns::{ColumnKind, LeftOut};
use super::error::{ImportError, Place};
use super::fields::{column_reports, set_fields};
use super::limits::Limits;
use super::list::{self, Named};
use super::names::{Names, current, mirna, other_rna};
use super::note::Note;
use super::report::ScaleReport;
use super::source::TextError;
use exoscope_container::{Kind, Store};
use frame::Frame;

/// How AnnData files are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnndataSettings {
    /// The layer that holds the values; `X` where none is named.
    pub layer: Option<String>,
    /// The column of `var` that names the miRNAs; its index where none is named.
    pub mirnas: Option<String>,
    /// The scale of the values. Found: in the note of an export, or by [`Scale::guess`].
    pub scale: Option<Scale>,
    /// Whether variables whose name is no miRNA's are left out (and listed), not refused.
    pub drop_unknown: bool,
    /// Current names of miRNAs.
    pub names: Option<Names>,
    /// How much the file may hold.
    pub limits: Limits,
}

/// A cohort out of an AnnData file, and what importing it found.
#[derive(Debug, Clone, PartialEq)]
pub struct AnndataImported {
    /// The cohort.
    pub cohort: Cohort,
    /// What was found and left out.
    pub report: AnndataReport,
}

/// Imports an AnnData file.
pub fn anndata(path: &Path, settings: &AnndataSettings) -> Result<AnndataImported, ImportError> {
    let here = || Place::file(path);
    let failed = |e: AnndataError| here().error(e);
    let source = source(path)?;
    let store = Store::open(path, settings.limits.values).map_err(failed)?;
    for part in ["obs", "var"] {
        if store.kind(part) != Kind::Group {
            let legacy = store.kind(part) == Kind::Array;
            let path = part.to_owned();
            let found = "one table, as before anndata 0.7".to_owned();
            return Err(failed(if legacy {
                AnndataError::Encoding { path, found }
            } else {
                AnndataError::Missing { path }
            }));
        }
    }
    let note = note::read(&store).map_err(failed)?;
    let obs = Frame::open(&store, "obs").map_err(failed)?;
    let var = Frame::open(&store, "var").map_err(failed)?;

    let named = |text: &String| Named { text: text.clone(), place: here() };
    let samples: Vec<SampleId> =
        list::samples(&obs.index().map_err(failed)?.iter().map(named).collect::<Vec<_>>())?;
    let variables = match &settings.mirnas {
        Some(column) => var.texts(column).map_err(failed)?,
        None => var.index().map_err(failed)?,
    };
    let is_mirna = |name: &String| mirna(name, settings.names.as_ref()).is_ok();
    let other = |name: &String| other_rna(name, settings.names.as_ref());
    let kept = |name: &String| is_mirna(name) || !settings.drop_unknown && other(name).is_none();
    let columns: Vec<usize> =
        variables.iter().enumerate().filter(|(_, name)| kept(name)).map(|(n, _)| n).collect();
    let (mut dropped, mut others) = (Vec::new(), Vec::new());
    for name in variables.iter().filter(|name| !kept(name)) {
        match other(name) {
            Some(rna) => others.push(LeftOut { name: name.clone(), kind: ColumnKind::Rna(rna) }),
            None => dropped.push(name.clone()),
        }
    }
    let names: Vec<Named> = variables.iter().filter(|name| kept(name)).map(named).collect();
    let mirnas = list::mirnas(&names, settings.names.as_ref())?;
    let mirnas = match &note {
        Some(note) => note.as_written(mirnas),
        None => current(&mirnas, settings.names.as_ref()),
    };

    let shape = (samples.len(), variables.len());
    let values = matrix::read(&store, settings.layer.as_deref(), shape, &columns);
    let values = values.map_err(failed)?;
    let cohort = Cohort::new(samples, mirnas, values, Scale::Unknown);
    let cohort = cohort.map_err(|e| here().error(e))?;
    let noted = note.as_ref().filter(|_| settings.layer.is_none()).map(Note::scale);
    let given = settings.scale.or(noted);
    let mut scale = ScaleReport::given_or(given, || cohort.values().guess_scale());
    if noted.is_some() && settings.scale.is_none() {
        "noted in the file".clone_into(&mut scale.reason);
    }
    let mut cohort = cohort.with_scale(scale.scale).map_err(|e| here().error(e))?;

    let (facts, left_out) = obs.facts();
    for column in facts {
        cohort.add_column(column).map_err(|e| here().error(e))?;
    }
    let given = note.as_ref().map(Note::fields).unwrap_or_default();
    let fields = set_fields(&mut cohort, &given, 0).map_err(|e| here().error(e))?;
    if let Some(note) = &note {
        note.roles_of(&mut cohort).map_err(|e| here().error(e))?;
    }
    let names_read = settings.names.iter().flat_map(|names| names.sources().to_vec());
    let sources = std::iter::once(source).chain(names_read).collect();
    cohort.add_step(Step::new("imported from AnnData", sources));
    let report = AnndataReport {
        samples: cohort.n_samples(),
        mirnas: cohort.n_mirnas(),
        matrix: matrix::name(settings.layer.as_deref()),
        scale,
        missing: missing(&cohort),
        columns: column_reports(cohort.metadata().columns()),
        fields,
        dropped,
        others,
        left_out,
    };
    Ok(AnndataImported { cohort, report })
}

/// The file's name and checksum; of a folder, that of the paths and checksums of its files.
fn source(path: &Path) -> Result<Source, ImportError> {
    let failed = |e| Place::file(path).error(TextError::Io(e));
    if !path.is_dir() {
        return Source::of(path).map_err(failed);
    }
    let mut files = Vec::new();
    walk(path, &mut files).map_err(failed)?;
    files.sort();
    let mut sums = String::new();
    for file in &files {
        let inner = file.strip_prefix(path).unwrap_or(file).display();
        let sum = Source::of(file).map_err(failed)?.sha256;
        sums.extend([sum.to_string().as_str(), "  ", &inner.to_string(), "\n"]);
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Source { name, sha256: checksum_bytes([sums.as_bytes()]) })
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { walk(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
