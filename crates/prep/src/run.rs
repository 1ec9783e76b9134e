//! Run folder of a preparation: what was read, what follows, distributions for other programs.

mod blank_name;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use exoscope_core::Streams;
use exoscope_core::store::{
    Checksum, FileKind, FolderLock, LockError, Output, ReplaceError, WriteError, check_inputs,
    checksum_file, write_atomic, write_columns,
};
use serde::{Deserialize, Serialize};

use self::blank_name::is_blank;
use crate::calibration::Calibration;
use crate::export::{Contents, Export};
use crate::preparation::{FORMAT, Preparation, PreparationError};
use crate::sheet::{Blank, Row, Sheet};

/// Every file that stands in a finished run folder: those of [`Run::write`], the pages made of it, and its lock.
pub const RUN_FILES: [&str; 9] = [
    SAMPLES,
    EXPORTS,
    PREPARATION,
    DISTRIBUTION_NAMES,
    DISTRIBUTIONS,
    "report.html",
    "exoscope_prep_mqc.json",
    MANIFEST,
    ".lock",
];

const SAMPLES: &str = "samples.tsv";
const EXPORTS: &str = "exports.json";
const PREPARATION: &str = "preparation.json";
const DISTRIBUTION_NAMES: &str = "distributions.tsv";
const DISTRIBUTIONS: &str = "distributions.parquet";
const MANIFEST: &str = "manifest.json";
/// Files that the manifest has checksums of.
const SUMMED: [&str; 5] = [SAMPLES, EXPORTS, PREPARATION, DISTRIBUTION_NAMES, DISTRIBUTIONS];

/// A finished run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What was concluded.
    pub preparation: Preparation,
    /// What was read.
    pub exports: Vec<Export>,
    /// Seed, version, checksums.
    pub manifest: Manifest,
}

/// Last file of a run folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Format of the folder.
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// Seed of the bootstrap and of the posterior.
    pub seed: u64,
    /// Input files with their checksums.
    pub inputs: BTreeMap<String, Checksum>,
    /// Files of the folder with their checksums.
    pub files: BTreeMap<String, Checksum>,
}

/// A run cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A folder is held or cannot be made.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The files cannot be put together.
    #[error(transparent)]
    Preparation(#[from] PreparationError),
    /// One of the files that are read would be overwritten.
    #[error(transparent)]
    Input(#[from] ReplaceError),
    /// The folder holds another run.
    #[error("{} holds a run already", .0.display())]
    InTheWay(PathBuf),
    /// No finished run of this command.
    #[error("{} is no finished run of exoscope prep read: {why}", folder.display())]
    NotARun {
        /// The folder.
        folder: PathBuf,
        /// Why.
        why: String,
    },
    /// A result cannot be encoded.
    #[error("cannot encode {0}")]
    Json(#[from] serde_json::Error),
}

impl RunError {
    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Preparation(error) => error.hint(),
            Self::Input(_) | Self::InTheWay(_) => Some("name a new folder with `out`".into()),
            Self::NotARun { .. } => Some("read the instruments' files into it first".into()),
            _ => None,
        }
    }
}

/// A first sheet for files that were read: sample names and dilutions by the files, blanks by the name. A file has a blank
/// where exactly one was measured by the same instrument.
pub fn first_sheet(exports: &BTreeMap<String, (PathBuf, Export)>) -> Sheet {
    let rows = exports.iter().map(|(file, (_, export))| {
        let stem = Path::new(file)
            .file_stem()
            .map_or_else(|| file.clone(), |stem| stem.to_string_lossy().into_owned());
        let sample = export
            .sample
            .clone()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        let dilution = match &export.contents {
            // Of videos with different dilutions, or without one, each keeps its own.
            Contents::Sizes { replicates } => replicates
                .first()
                .and_then(|first| first.dilution)
                .filter(|own| replicates.iter().all(|r| r.dilution == Some(*own))),
            _ => None,
        };
        Row {
            blank: (is_blank(&stem) && !on_plate(export)).then_some(Blank::Itself),
            file: file.clone(),
            sample: sample.unwrap_or(stem).replace(['\t', '\n'], " "),
            dilution,
            ..Row::default()
        }
    });
    let mut rows: Vec<Row> = rows.collect();
    let instrument = |file: &str| {
        let (_, export) = exports.get(file)?;
        let counts = matches!(export.contents, Contents::Sizes { .. } | Contents::Events(_));
        counts.then_some((&export.layout, &export.serial))
    };
    let blanks: Vec<String> = rows
        .iter()
        .filter(|row| row.blank == Some(Blank::Itself))
        .map(|row| row.file.clone())
        .collect();
    for row in rows.iter_mut().filter(|row| row.blank.is_none()) {
        let Some(own) = instrument(&row.file) else { continue };
        let mut same = blanks.iter().filter(|blank| instrument(blank) == Some(own));
        if let (Some(blank), None) = (same.next(), same.next()) {
            row.blank = Some(Blank::File(blank.clone()));
        }
    }
    Sheet { rows }
}

/// Whether an export is of wells, whose blanks are wells of it.
fn on_plate(export: &Export) -> bool {
    matches!(export.contents, Contents::Plates { .. } | Contents::Concentrations { .. })
}

impl Run {
    /// Puts files together and writes the folder; the manifest comes last.
    pub fn write(
        folder: &Path,
        sheet: &Sheet,
        exports: &BTreeMap<String, (PathBuf, Export)>,
        calibration: &Calibration,
        streams: Streams,
    ) -> Result<Self, RunError> {
        if folder.join(MANIFEST).exists() {
            return Err(RunError::InTheWay(folder.to_owned()));
        }
        // A sheet may name files inside the run folder.
        let paths: Vec<PathBuf> = exports.values().map(|(path, _)| path.clone()).collect();
        let kind = Some(FileKind::Folder(&RUN_FILES));
        check_inputs(&paths, &[Output { path: folder.to_owned(), kind }])?;
        let preparation = Preparation::of(sheet, exports, calibration, streams)?;
        let _held = FolderLock::hold(folder)?;
        let all: Vec<Export> = exports.values().map(|(_, export)| export.clone()).collect();
        let mut files = BTreeMap::new();
        let texts = [
            (SAMPLES, sheet.to_text()),
            (EXPORTS, serde_json::to_string_pretty(&all)?),
            (PREPARATION, serde_json::to_string_pretty(&preparation)?),
            (DISTRIBUTION_NAMES, distribution_names(&preparation)),
        ];
        for (name, text) in texts {
            let path = folder.join(name);
            write_atomic(&path, |out| out.write_all(text.as_bytes()))?;
        }
        write_columns(&folder.join(DISTRIBUTIONS), &distributions(&preparation))?;
        for name in SUMMED {
            let path = folder.join(name);
            let sum = checksum_file(&path).map_err(|source| WriteError { path, source })?;
            files.insert(name.to_owned(), sum);
        }
        let inputs = exports
            .iter()
            .map(|(name, (_, export))| (name.clone(), export.sha256.clone()))
            .collect();
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let manifest = Manifest { format: FORMAT, version, seed: streams.seed(), inputs, files };
        let text = serde_json::to_string_pretty(&manifest)?;
        write_atomic(&folder.join(MANIFEST), |out| out.write_all(text.as_bytes()))?;
        Ok(Self { preparation, exports: all, manifest })
    }

    /// Opens a finished run; its files must have their checksums.
    pub fn open(folder: &Path) -> Result<Self, RunError> {
        let not = |why: String| RunError::NotARun { folder: folder.to_owned(), why };
        let read = |name: &str| -> Result<Vec<u8>, RunError> {
            fs::read(folder.join(name)).map_err(|error| not(format!("{name}: {error}")))
        };
        let manifest: Manifest = serde_json::from_slice(&read(MANIFEST)?)
            .map_err(|error| not(format!("manifest.json: {error}")))?;
        if manifest.format != FORMAT {
            return Err(not(format!("format {}, this program reads {FORMAT}", manifest.format)));
        }
        for (name, sum) in &manifest.files {
            let found = checksum_file(&folder.join(name))
                .map_err(|error| not(format!("{name}: {error}")))?;
            if found != *sum {
                return Err(not(format!("{name} has changed since the run ended")));
            }
        }
        let parse = |name: &str, error: serde_json::Error| not(format!("{name}: {error}"));
        let preparation = serde_json::from_slice(&read(PREPARATION)?)
            .map_err(|error| parse(PREPARATION, error))?;
        let exports =
            serde_json::from_slice(&read(EXPORTS)?).map_err(|error| parse(EXPORTS, error))?;
        Ok(Self { preparation, exports, manifest })
    }
}

/// Names of the numbers in `distributions.parquet`.
fn distribution_names(preparation: &Preparation) -> String {
    let mut text = "distribution\tsample\tinstrument\tsetting\tfile\treplicate\n".to_owned();
    let mut number = 0;
    for sample in &preparation.samples {
        for count in &sample.counts {
            for replicate in &count.replicates {
                let cells = [
                    &sample.name,
                    &count.instrument,
                    &count.setting,
                    &replicate.file,
                    &replicate.name,
                ];
                let cells: Vec<String> =
                    cells.iter().map(|cell| cell.replace(['\t', '\n'], " ")).collect();
                text.extend([&number.to_string(), "\t", &cells.join("\t"), "\n"]);
                number += 1;
            }
        }
    }
    text
}

/// Columns: number of the distribution, bin centre in nm, weight, particles per mL of the stock.
fn distributions(preparation: &Preparation) -> [(String, Vec<f64>); 4] {
    let (mut which, mut size, mut weight, mut stock) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut number = 0.0;
    for count in preparation.samples.iter().flat_map(|sample| &sample.counts) {
        for replicate in &count.replicates {
            let total: f64 = replicate.weights.iter().sum();
            // Not a number where the stock may not be stated.
            let whole = count.stock.map_or(f64::NAN, |stock| stock.value);
            for (centre, w) in replicate.centres.iter().zip(&replicate.weights) {
                which.push(number);
                size.push(*centre);
                weight.push(*w);
                stock.push(w / total * whole);
            }
            number += 1.0;
        }
    }
    let name = str::to_owned;
    [
        (name("distribution"), which),
        (name("size_nm"), size),
        (name("weight"), weight),
        (name("stock_per_ml"), stock),
    ]
}
