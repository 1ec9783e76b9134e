//! Flow cytometry of one sample: concentration against a blank, marker-positive share against a control.

use serde::{Deserialize, Serialize};

use super::{Entry, PreparationError};
use crate::cytometry::positive::{Share, clopper_pearson};
use crate::cytometry::{Counted, NetConcentration, net_concentration};
use crate::export::{Contents, EventFile, Flag};
use crate::figure::Estimate;
use crate::read::{Gate, gate_counts};
use crate::sheet::Blank;

/// One file of a flow cytometer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cytometry {
    /// File.
    pub file: String,
    /// Events.
    pub events: u64,
    /// Events per mL of the undiluted sample, blank subtracted where there is one.
    pub concentration: Option<NetConcentration>,
    /// Whether a blank was subtracted.
    pub blank: bool,
    /// Whether the dilution is known; without, the concentration is that of the tube.
    pub dilution: Option<f64>,
    /// Marker-positive share, where the sheet states a gate.
    pub marker: Option<MarkerShare>,
}

/// Share of events above a threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarkerShare {
    /// Channel.
    pub channel: String,
    /// Threshold.
    pub above: f64,
    /// In the sample: counts.
    pub sample: Share,
    /// Share with the 95 % Clopper–Pearson interval.
    pub apparent: Estimate,
    /// The same in the isotype or unstained control.
    pub control: Option<Estimate>,
}

pub(super) fn cytometry(
    own: &[&Entry],
    all: &[Entry],
    flags: &mut Vec<Flag>,
) -> Result<Vec<Cytometry>, PreparationError> {
    let mut found = Vec::new();
    for entry in own {
        let Contents::Events(events) = &entry.export.contents else { continue };
        let file = entry.row.file.clone();
        let counted = |events: &EventFile| {
            events.volume_nl.map(|volume_nl| Counted { events: events.events, volume_nl })
        };
        let blank = match &entry.row.blank {
            Some(Blank::File(name)) => all.iter().find(|other| other.row.file == *name),
            _ => None,
        };
        let blank = blank.and_then(|blank| match &blank.export.contents {
            Contents::Events(events) => counted(events),
            _ => None,
        });
        if blank.is_none() {
            flags.push(Flag::warning(format!(
                "{file}: no blank; events of the diluent are counted as particles"
            )));
        }
        let concentration = counted(events)
            .filter(|_| events.events > 0)
            .and_then(|sample| net_concentration(sample, blank, entry.row.dilution.unwrap_or(1.0)));
        if entry.row.dilution.is_none() {
            flags.push(Flag::warning(format!(
                "{file}: dilution not stated: its concentration is that of the tube"
            )));
        }
        let marker = match &entry.row.marker {
            None => None,
            Some((channel, above)) => marker(entry, all, channel, *above)?,
        };
        found.push(Cytometry {
            file,
            events: events.events,
            concentration,
            blank: blank.is_some(),
            dilution: entry.row.dilution,
            marker,
        });
    }
    Ok(found)
}

fn marker(
    entry: &Entry,
    all: &[Entry],
    channel: &str,
    above: f64,
) -> Result<Option<MarkerShare>, PreparationError> {
    let gate = Gate { channel: channel.to_owned(), above };
    let share = |entry: &Entry| -> Result<Share, PreparationError> {
        let (positive, all) = gate_counts(&entry.path, &gate)?;
        Ok(Share { positive, all })
    };
    let sample = share(entry)?;
    let control = entry
        .row
        .control
        .as_ref()
        .and_then(|name| all.iter().find(|other| other.row.file == *name));
    let control = control.map(share).transpose()?.and_then(|share| clopper_pearson(share, 0.95));
    let channel = channel.to_owned();
    Ok(clopper_pearson(sample, 0.95).map(|apparent| MarkerShare {
        channel,
        above,
        sample,
        apparent,
        control,
    }))
}
