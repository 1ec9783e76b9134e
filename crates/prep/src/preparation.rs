//! A preparation: all files of each sample together, as size, count, protein, markers and purity.

mod count;
mod events;
mod plate;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use exoscope_core::Streams;
use serde::{Deserialize, Serialize};

pub use self::count::{Count, CountReplicate};
pub use self::events::{Cytometry, MarkerShare};
use crate::cytometry::positive::Share;
use crate::error::ReadError;
use crate::export::{Contents, Export, Flag, ZetaPotential};
use crate::figure::Estimate;
use crate::protein::Protein;
use crate::purity::{Evidence, Posterior, possible_ratio, posterior};
use crate::sheet::{Blank, Row, Sheet};
use crate::size::Distribution;

/// Format of a run folder's `preparation.json`.
pub const FORMAT: u32 = 1;

/// All samples of a set of files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preparation {
    /// Format number.
    pub format: u32,
    /// The samples, by name.
    pub samples: Vec<Sample>,
    /// Remarks about the set of files.
    pub flags: Vec<Flag>,
}

/// One sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Its name.
    pub name: String,
    /// Files, as the sheet names them.
    pub files: Vec<String>,
    /// Size and count, one an instrument and camera setting: never averaged across them.
    pub counts: Vec<Count>,
    /// Flow cytometry.
    pub cytometry: Vec<Cytometry>,
    /// Protein of the stock, µg/mL, by each plate.
    pub protein: Vec<Protein>,
    /// Zeta potential.
    pub zeta: Vec<ZetaPotential>,
    /// Particles per µg of protein, where count and protein of the stock are known.
    pub ratio: Option<Ratio>,
    /// Posterior of purity, where particles were counted.
    pub posterior: Option<Posterior>,
    /// Particles that resist detergent, among those before it.
    pub detergent_resistant: Option<Estimate>,
    /// Volume of the preparation, mL.
    pub volume: Option<f64>,
    /// Producing cells.
    pub cells: Option<f64>,
    /// What must be known beside the figures.
    pub flags: Vec<Flag>,
}

/// Particles per µg of protein.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    /// The ratio with its 95 % interval; where protein is below detection a lower bound.
    pub per_ug: Estimate,
    /// Whether protein was below detection.
    pub lower_bound: bool,
    /// Fewest and most particles per µg that pure vesicles of the sizes measured can have.
    pub possible: Option<(f64, f64)>,
}

/// A set of files cannot be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PreparationError {
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The same content stands under two names.
    #[error("{first:?} and {second:?} are the same file: it would count twice")]
    Twice {
        /// One name.
        first: String,
        /// The other.
        second: String,
    },
    /// A row names a file that is not among those read.
    #[error("{file:?}, named as {role} in the sheet, is not among its rows")]
    UnknownFile {
        /// The file.
        file: String,
        /// Its role.
        role: &'static str,
    },
    /// A plate cannot be calculated.
    #[error("{file:?}: {source}")]
    Assay {
        /// The plate.
        file: String,
        /// Why not.
        source: crate::protein::AssayError,
    },
    /// Wells that the plate does not have.
    #[error("{file:?} has no wells {wells:?}")]
    Wells {
        /// The plate.
        file: String,
        /// As the sheet names them.
        wells: String,
    },
}

impl PreparationError {
    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Read(error) => return error.hint(),
            Self::Twice { .. } => "take one of them out of the sheet",
            Self::UnknownFile { .. } => "give it a row of its own in the sheet",
            Self::Assay { .. } => {
                "the plate needs a layout with standards named STD… and their concentrations"
            }
            Self::Wells { .. } => "name wells as A7,B7 or an identifier of the layout as SPL1",
        };
        Some(text.to_owned())
    }
}

/// A file with its row.
pub(crate) struct Entry<'a> {
    pub(crate) row: &'a Row,
    pub(crate) export: &'a Export,
    pub(crate) path: PathBuf,
}

impl Preparation {
    /// Puts files together by a sheet. `exports` are the files of the sheet by the names it gives, with their paths.
    pub fn of(
        sheet: &Sheet,
        exports: &BTreeMap<String, (PathBuf, Export)>,
        streams: Streams,
    ) -> Result<Self, PreparationError> {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, (_, export)) in exports {
            if let Some(first) = seen.insert(export.sha256.to_string(), name) {
                return Err(PreparationError::Twice {
                    first: first.to_owned(),
                    second: name.clone(),
                });
            }
        }
        let entries: Vec<Entry> = sheet
            .rows
            .iter()
            .map(|row| match exports.get(&row.file) {
                Some((path, export)) => Ok(Entry { row, export, path: path.clone() }),
                None => {
                    Err(PreparationError::UnknownFile { file: row.file.clone(), role: "a file" })
                }
            })
            .collect::<Result<_, _>>()?;
        for entry in &entries {
            let named = [
                (
                    "blank",
                    if let Some(Blank::File(file)) = &entry.row.blank { Some(file) } else { None },
                ),
                ("control", entry.row.control.as_ref()),
            ];
            for (role, file) in named {
                if let Some(file) = file.filter(|file| !exports.contains_key(*file)) {
                    return Err(PreparationError::UnknownFile { file: file.clone(), role });
                }
            }
        }
        let names: BTreeSet<&str> = entries
            .iter()
            .filter(|entry| entry.row.blank != Some(Blank::Itself))
            .map(|entry| entry.row.sample.as_str())
            .collect();
        let mut samples = Vec::new();
        for (number, name) in names.into_iter().enumerate() {
            samples.push(sample(name, number as u64, &entries, streams)?);
        }
        Ok(Self { format: FORMAT, samples, flags: count::constants(&entries) })
    }
}

fn sample(
    name: &str,
    number: u64,
    entries: &[Entry],
    streams: Streams,
) -> Result<Sample, PreparationError> {
    let all = |detergent: bool| -> Vec<&Entry> {
        let of =
            entries.iter().filter(|e| e.row.sample == name && e.row.blank != Some(Blank::Itself));
        of.filter(|e| e.row.detergent == detergent).collect()
    };
    let own = all(false);
    let mut flags = Vec::new();
    for entry in &own {
        flags.extend(entry.export.flags.iter().cloned());
        if let Contents::NothingMeasured { reason } = &entry.export.contents {
            flags.push(Flag::warning(format!(
                "{}: nothing measured ({reason}); this is unknown, not 0",
                entry.row.file
            )));
        }
    }
    let counts = count::counts(&own, entries, streams, number, &mut flags);
    let cytometry = events::cytometry(&own, entries, &mut flags)?;
    let protein = plate::protein(&own, &mut flags)?;
    let zeta = own.iter().filter_map(|entry| match &entry.export.contents {
        Contents::ZetaPotential(zeta) => Some(zeta.clone()),
        _ => None,
    });
    let zeta = zeta.collect();
    if counts.len() > 1 {
        flags.push(Flag::warning(
            "several instruments or camera settings: each has its own figures, and none is their average",
        ));
    }
    let lysed = count::counts(&all(true), entries, streams, number + 1_000_000, &mut Vec::new());
    let (ratio, posterior, detergent_resistant) =
        together(&counts, &protein, &lysed, streams, number, &mut flags);
    let first = |of: fn(&Row) -> Option<f64>| own.iter().find_map(|entry| of(entry.row));
    flags.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.text.cmp(&b.text)));
    flags.dedup();
    Ok(Sample {
        name: name.to_owned(),
        files: own.iter().map(|entry| entry.row.file.clone()).collect(),
        counts,
        cytometry,
        protein,
        zeta,
        ratio,
        posterior,
        detergent_resistant,
        volume: first(|row| row.volume),
        cells: first(|row| row.cells),
        flags,
    })
}

/// Ratio, posterior and detergent-resistant share of the one count that a sample has.
fn together(
    counts: &[Count],
    protein: &[Protein],
    lysed: &[Count],
    streams: Streams,
    number: u64,
    flags: &mut Vec<Flag>,
) -> (Option<Ratio>, Option<Posterior>, Option<Estimate>) {
    let [count] = counts else { return (None, None, None) };
    let sizes = Distribution {
        centres: count.centres.clone(),
        width: count.bin_width,
        weights: count.weights.clone(),
    };
    let possible = possible_ratio(&sizes);
    let mut ratio = None;
    if let (Some(stock), [protein]) = (count.stock, protein) {
        ratio = match protein {
            Protein::Measured { concentration } if concentration.value > 0.0 => {
                let value = stock.value / concentration.value;
                let part = |e: &Estimate| e.relative_se().unwrap_or(f64::INFINITY).powi(2);
                let half = 1.96 * (part(&stock) + part(concentration)).sqrt();
                let per_ug = Estimate {
                    value,
                    low: value * (-half).exp(),
                    high: value * half.exp(),
                    level: 0.95,
                };
                Some(Ratio { per_ug, lower_bound: false, possible })
            }
            Protein::BelowDetection { limit } if *limit > 0.0 => {
                let value = stock.value / limit;
                let low = stock.low.max(0.0) / limit;
                Some(Ratio {
                    per_ug: Estimate { value, low, high: f64::INFINITY, level: 0.95 },
                    lower_bound: true,
                    possible,
                })
            }
            _ => None,
        };
    }
    let resistant = match (lysed, count.in_cell_stock()) {
        ([after], Some(before)) if before > 0.0 => {
            after.in_cell_stock().map(|after| after / before)
        }
        _ => None,
    };
    let tracks = count.tracks;
    // As counts: what remains of as many tracks as were seen before.
    let detergent = resistant.filter(|share| *share <= 1.0).and_then(|share| {
        tracks.map(|n| Share { positive: (share * n).round() as u64, all: n.round() as u64 })
    });
    if resistant.is_some_and(|share| share > 1.0) {
        flags.push(Flag::warning(
            "more particles after detergent than before: the detergent's own micelles need a blank",
        ));
    }
    let measured = ratio
        .as_ref()
        .filter(|ratio| !ratio.lower_bound)
        .map(|ratio| (1e-6 / ratio.per_ug.value, ratio.per_ug.high.ln() - ratio.per_ug.value.ln()));
    let evidence = Evidence {
        sizes,
        tracks: tracks.unwrap_or(0.0),
        protein: measured.map(|(mass, half)| (mass, half / 1.96)),
        detergent_resistant: detergent,
    };
    let found = tracks.and_then(|_| posterior(&evidence, streams, number));
    let resistant =
        detergent.and_then(|share| crate::cytometry::positive::clopper_pearson(share, 0.95));
    (ratio, found, resistant)
}
