//! Flow cytometry of one sample: concentration against a blank, marker-positive share against a control, calibrated signals.

mod alike;
mod calibrated;
mod marker;
mod series;
mod volume;

use serde::{Deserialize, Serialize};

pub(super) use self::alike::unlike;
pub use self::calibrated::{Calibrated, CalibratedFluorescence, CalibratedScatter, Diameters};
pub use self::marker::{Carrying, MarkerShare, TrueShare};
pub use self::series::EventSeries;
pub(super) use self::series::{replicate, series};
use super::{Entry, PreparationError};
use crate::calibration::Calibration;
use crate::cytometry::{Counted, NetConcentration, net_concentration};
use crate::export::{Contents, Flag};
use crate::sheet::Blank;

/// One file of a flow cytometer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cytometry {
    /// File.
    pub file: String,
    /// Instrument, with serial number where known.
    pub instrument: String,
    /// Events.
    pub events: u64,
    /// Events and volume that the concentration is of; `None`: no volume is known, or no event was recorded.
    pub counted: Option<Counted>,
    /// The same of the blank, where there is one.
    pub blank: Option<Counted>,
    /// Name of the blank's file.
    pub blank_file: Option<String>,
    /// Events per mL of the undiluted sample, blank subtracted where there is one.
    pub concentration: Option<NetConcentration>,
    /// Whether the dilution is known; without, the concentration is that of the tube.
    pub dilution: Option<f64>,
    /// Marker-positive share, where the sheet states a gate.
    pub marker: Option<MarkerShare>,
    /// Signals on calibrated scales, where a calibration was given.
    pub calibrated: Calibrated,
}

pub(super) fn cytometry(
    own: &[&Entry],
    all: &[Entry],
    calibration: &Calibration,
    flags: &mut Vec<Flag>,
) -> Result<Vec<Cytometry>, PreparationError> {
    let mut found = Vec::new();
    for entry in own {
        let Contents::Events(events) = &entry.export.contents else { continue };
        let file = entry.row.file.clone();
        let counted = volume::counted(entry, calibration, flags)?;
        let blank = blank(entry, all, calibration, flags)?;
        let (blank_file, blank) =
            blank.map_or((None, None), |(file, counted)| (Some(file), counted));
        if blank.is_none() {
            flags.push(Flag::warning(format!(
                "{file}: no blank; events of the diluent are counted as particles"
            )));
        }
        let concentration = counted
            .filter(|counted| counted.events > 0)
            .and_then(|sample| net_concentration(sample, blank, entry.row.dilution.unwrap_or(1.0)));
        if entry.row.dilution.is_none() {
            flags.push(Flag::warning(format!(
                "{file}: dilution not stated: its concentration is that of the tube"
            )));
        }
        let calibrated = calibrated::calibrated(entry, all, calibration)?;
        if concentration.is_some() && calibrated.scatter.is_none() {
            flags.push(Flag::warning(format!(
                "{file}: scatter is not calibrated, so the window of sizes that its concentration refers to is unknown"
            )));
        }
        found.push(Cytometry {
            marker: marker::marker(entry, all, counted.zip(blank), calibration, flags)?,
            instrument: super::instrument(entry),
            file,
            events: events.events,
            counted,
            blank,
            blank_file,
            concentration,
            dilution: entry.row.dilution,
            calibrated,
        });
    }
    Ok(found)
}

/// The blank's file that a row names, with its events and volume; these are none where it is a file of another
/// instrument, which is said.
fn blank(
    entry: &Entry,
    all: &[Entry],
    calibration: &Calibration,
    flags: &mut Vec<Flag>,
) -> Result<Option<(String, Option<Counted>)>, PreparationError> {
    let Some(Blank::File(name)) = &entry.row.blank else { return Ok(None) };
    let Some(blank) = all.iter().find(|other| other.row.file == *name) else { return Ok(None) };
    let gate = entry.row.marker.as_ref().map(|(channel, _)| channel.as_str());
    if let Some(why) = alike::unlike(entry, blank, gate) {
        flags.push(Flag::warning(format!(
            "{}: its blank {name} is not subtracted: {why}",
            entry.row.file
        )));
        return Ok(None);
    }
    Ok(Some((name.clone(), volume::counted(blank, calibration, flags)?)))
}
