//! Signals of one file on calibrated scales: fluorescence in MESF or ERF, scatter as diameters of vesicles.

use serde::{Deserialize, Serialize};

use super::super::{Entry, PreparationError};
use crate::calibration::{Calibration, Scatter, Unit};
use crate::cytometry::scatter::VesicleOptics;
use crate::export::{ChannelSummary, Contents};
use crate::figure::quantile;
use crate::read::channel_values;
use crate::sheet::Blank;

/// Calibrated signals of a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibrated {
    /// Fluorescence channels whose calibration was accepted.
    pub fluorescence: Vec<CalibratedFluorescence>,
    /// Scatter; `None` without a calibration, or where its residuals exceed 5 %.
    pub scatter: Option<CalibratedScatter>,
}

/// A fluorescence channel of a file, calibrated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibratedFluorescence {
    /// Channel.
    pub channel: String,
    /// Unit.
    pub unit: Unit,
    /// Limit of detection: the upper 95 % of the blank's values. `None` without a blank.
    pub detection_limit: Option<f64>,
    /// The gate of the sheet, where it is on this channel.
    pub gate: Option<f64>,
    /// Median of the events above the gate, or of all that are above 0.
    pub median: Option<f64>,
}

/// Scatter of a file as diameters of vesicles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibratedScatter {
    /// Channel.
    pub channel: String,
    /// Smallest signal above 0: what the trigger let pass.
    pub smallest: Diameters,
    /// Lower quartile, median, upper quartile of the signals.
    pub quartiles: [Diameters; 3],
}

/// Diameters that one signal allows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diameters {
    /// The signal.
    pub signal: f64,
    /// Refractive index of the core, and all diameters of a vesicle of that core, nm.
    pub by_core: [(f64, Vec<f64>); 3],
}

impl Diameters {
    fn of(signal: f64, scatter: &Scatter) -> Self {
        let by_core = scatter.cores.map(|core| {
            let model = VesicleOptics::with_core(core);
            (core, scatter.fit.diameters(signal, |optics, d| optics.vesicle(d, &model)))
        });
        Self { signal, by_core }
    }

    /// Smallest and largest diameter over all cores and solutions; `None` where no size from 20 to 1,000 nm gives the
    /// signal.
    pub fn range(&self) -> Option<(f64, f64)> {
        let all = || self.by_core.iter().flat_map(|(_, found)| found.iter().copied());
        let (low, high) = (all().reduce(f64::min)?, all().reduce(f64::max)?);
        Some((low, high))
    }

    /// Whether some core has several solutions.
    pub fn ambiguous(&self) -> bool {
        self.by_core.iter().any(|(_, found)| found.len() > 1)
    }
}

/// Calibrated signals of an entry; empty without a calibration.
pub(super) fn calibrated(
    entry: &Entry,
    all: &[Entry],
    calibration: &Calibration,
) -> Result<Calibrated, PreparationError> {
    let Contents::Events(events) = &entry.export.contents else { return Ok(Calibrated::default()) };
    let named = |name: &str| {
        let has = |channel: &&ChannelSummary| {
            channel.name == name || channel.stain.as_deref() == Some(name)
        };
        events.channels.iter().find(has)
    };
    let blank = match &entry.row.blank {
        Some(Blank::File(name)) => all.iter().find(|other| other.row.file == *name),
        _ => None,
    };
    let mut fluorescence = Vec::new();
    let accepted = calibration.fluorescence.iter().filter(|channel| channel.fit.accepted());
    for channel in accepted.filter(|channel| named(&channel.channel).is_some()) {
        let values = channel_values(&entry.path, &channel.channel)?;
        let gate = entry.row.marker.as_ref().filter(|(name, _)| *name == channel.channel);
        let above = gate.map_or(0.0, |(_, above)| *above);
        let inside: Vec<f64> = values.into_iter().filter(|value| *value > above).collect();
        let blank = blank.map(|blank| channel_values(&blank.path, &channel.channel)).transpose()?;
        let upper = blank.and_then(|values| quantile(&values, 0.95));
        fluorescence.push(CalibratedFluorescence {
            channel: channel.channel.clone(),
            unit: channel.unit,
            detection_limit: upper.and_then(|upper| channel.fit.detection_limit(upper)),
            gate: gate.and_then(|(_, above)| channel.fit.mesf(*above)),
            median: quantile(&inside, 0.5).and_then(|median| channel.fit.mesf(median)),
        });
    }
    let scatter = calibration.scatter.as_ref().filter(|scatter| scatter.fit.accepted());
    let scatter = match scatter.filter(|scatter| named(&scatter.channel).is_some()) {
        None => None,
        Some(scatter) => {
            let values = channel_values(&entry.path, &scatter.channel)?;
            let positive: Vec<f64> = values.into_iter().filter(|value| *value > 0.0).collect();
            let at = |p: f64| quantile(&positive, p).map(|signal| Diameters::of(signal, scatter));
            match (at(0.0), at(0.25), at(0.5), at(0.75)) {
                (Some(smallest), Some(a), Some(b), Some(c)) => Some(CalibratedScatter {
                    channel: scatter.channel.clone(),
                    smallest,
                    quartiles: [a, b, c],
                }),
                _ => None,
            }
        }
    };
    Ok(Calibrated { fluorescence, scatter })
}
