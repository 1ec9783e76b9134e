//! A preparation: all files of each sample together, as size, count, protein, markers and purity.

mod columns;
mod count;
mod detergent;
mod dose;
mod error;
mod events;
mod named;
mod plate;
mod same;
mod together;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use exoscope_core::Streams;
use serde::{Deserialize, Serialize};

pub use self::count::{Count, CountReplicate};
pub use self::dose::{Dose, MOST_EU_PER_KG};
pub use self::error::PreparationError;
pub use self::events::{
    Calibrated, CalibratedFluorescence, CalibratedScatter, Carrying, Cytometry, Diameters,
    EventSeries, MarkerShare, TrueShare,
};
use crate::calibration::Calibration;
use crate::export::{CellPosition, Contents, Export, Flag, ZetaPotential};
use crate::figure::Estimate;
use crate::protein::Measured;
use crate::purity::Posterior;
use crate::sheet::{Blank, Row, Sheet};

/// Format of a run folder's `preparation.json`.
pub const FORMAT: u32 = 5;

/// All samples of a set of files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preparation {
    /// Format number.
    pub format: u32,
    /// The samples, by name.
    pub samples: Vec<Sample>,
    /// Calibration of the flow cytometer; empty where none was given.
    pub calibration: Calibration,
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
    /// Flow cytometry, a file each.
    pub cytometry: Vec<Cytometry>,
    /// Files of one cytometer together: concentration, linearity, swarm check.
    pub event_series: Vec<EventSeries>,
    /// Protein of the stock, µg/mL, by each plate.
    pub protein: Vec<Measured>,
    /// Zeta potential.
    pub zeta: Vec<ZetaPotential>,
    /// Positions of a counter's cell, by file.
    pub positions: Vec<(String, Vec<CellPosition>)>,
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
    /// What one dose holds, where the sheet states its volume.
    pub dose: Option<Dose>,
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

/// A file with its row.
pub(crate) struct Entry<'a> {
    pub(crate) row: &'a Row,
    pub(crate) export: &'a Export,
    pub(crate) path: PathBuf,
}

impl Preparation {
    /// Puts files together by a sheet. `exports` are the files of the sheet by the names it gives, with their paths;
    /// `calibration` that of the flow cytometer, empty where there is none.
    pub fn of(
        sheet: &Sheet,
        exports: &BTreeMap<String, (PathBuf, Export)>,
        calibration: &Calibration,
        streams: Streams,
    ) -> Result<Self, PreparationError> {
        if let Some((first, second)) = same::same(exports) {
            return Err(PreparationError::Twice { first, second });
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
        columns::fit(&entries)?;
        let names: BTreeSet<&str> = entries
            .iter()
            .filter(|entry| is_of_sample(entry, &entries))
            .map(|entry| entry.row.sample.as_str())
            .collect();
        if names.is_empty() {
            let blanks = sheet.blanks().into_iter().map(str::to_owned).collect();
            return Err(PreparationError::NoSample { blanks });
        }
        let mut samples = Vec::new();
        for (number, name) in names.into_iter().enumerate() {
            samples.push(sample(name, number as u64, &entries, calibration, streams)?);
        }
        let mut flags = count::constants(&entries);
        flags.extend(unnamed_blanks(&entries));
        flags.extend(columns::alike(&samples));
        flags.extend(calibration.flags());
        Ok(Self { format: FORMAT, samples, calibration: calibration.clone(), flags })
    }
}

/// Blanks that no row names: they are taken off nothing.
fn unnamed_blanks(entries: &[Entry]) -> Vec<Flag> {
    let named = |file: &String| {
        let names = |entry: &Entry| entry.row.blank == Some(Blank::File(file.clone()));
        entries.iter().any(names)
    };
    let counts = |entry: &&Entry| {
        let kinds = matches!(
            entry.export.contents,
            Contents::Sizes { .. } | Contents::Events(_) | Contents::NothingMeasured { .. }
        );
        kinds && entry.row.blank == Some(Blank::Itself) && !named(&entry.row.file)
    };
    let say = |entry: &Entry| {
        Flag::warning(format!(
            "{}: a blank that no row names, so it is taken off nothing: write its name in the column blank of the files \
             it belongs to",
            entry.row.file
        ))
    };
    entries.iter().filter(counts).map(say).collect()
}

/// Whether a file measures a sample: it is no blank, and no row of another file names it as its control.
fn is_of_sample(entry: &Entry, all: &[Entry]) -> bool {
    let file = &entry.row.file;
    let is_control =
        |other: &Entry| other.row.file != *file && other.row.control.as_ref() == Some(file);
    entry.row.blank != Some(Blank::Itself) && !all.iter().any(is_control)
}

fn sample(
    name: &str,
    number: u64,
    entries: &[Entry],
    calibration: &Calibration,
    streams: Streams,
) -> Result<Sample, PreparationError> {
    let all = |detergent: bool| -> Vec<&Entry> {
        let of = entries.iter().filter(|e| e.row.sample == name && is_of_sample(e, entries));
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
    let cytometry = events::cytometry(&own, entries, calibration, &mut flags)?;
    let event_series = events::series(&cytometry, &own, calibration, &mut flags);
    let protein = plate::protein(&own, &mut flags)?;
    let zeta = own.iter().filter_map(|entry| match &entry.export.contents {
        Contents::ZetaPotential(zeta) => Some(zeta.clone()),
        _ => None,
    });
    let zeta = zeta.collect();
    let positions = own.iter().filter_map(|entry| match &entry.export.contents {
        Contents::Positions { positions } => Some((entry.row.file.clone(), positions.clone())),
        _ => None,
    });
    let positions = positions.collect();
    if counts.len() > 1 {
        flags.push(Flag::warning(
            "several instruments or camera settings: each has its own figures, and none is their average",
        ));
    }
    let lysed = detergent::Lysed {
        counts: count::counts(&all(true), entries, streams, number + 1_000_000, &mut Vec::new()),
        events: events::cytometry(&all(true), entries, calibration, &mut Vec::new())?,
    };
    if lysed.is_empty() && !all(true).is_empty() {
        flags.push(Flag::warning(
            "the measurement after detergent holds no count: nothing measured is unknown, not 0",
        ));
    }
    let resistant = match detergent::unlike(&own, &all(true)) {
        Some(why) => {
            flags.push(Flag::warning(why));
            None
        }
        None => detergent::resistant(&counts, &cytometry, &lysed, &mut flags),
    };
    let (ratio, posterior) = together::together(&counts, &protein, resistant, streams, &mut flags);
    let detergent_resistant = resistant.map(detergent::held);
    let stocks = named::stocks(&counts, &event_series);
    let dose = dose::dose(&own, &stocks, &protein, &mut flags);
    flags.extend(named::apart(&stocks));
    let first = |of: fn(&Row) -> Option<f64>| own.iter().find_map(|entry| of(entry.row));
    flags.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.text.cmp(&b.text)));
    flags.dedup();
    Ok(Sample {
        name: name.to_owned(),
        files: own.iter().map(|entry| entry.row.file.clone()).collect(),
        counts,
        cytometry,
        event_series,
        protein,
        zeta,
        positions,
        ratio,
        posterior,
        detergent_resistant,
        volume: first(|row| row.volume),
        cells: first(|row| row.cells),
        dose,
        flags,
    })
}

/// Instrument of an entry, with its serial number where known.
fn instrument(entry: &Entry) -> String {
    let serial =
        entry.export.serial.as_ref().map(|serial| format!(", serial {serial}")).unwrap_or_default();
    format!("{}{serial}", entry.export.layout)
}
