//! Files of one sample by one cytometer together: Poisson and replicate variance, linearity over dilutions, swarm check.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Entry;
use super::Cytometry;
use crate::calibration::Calibration;
use crate::cytometry::{NL_PER_ML, coincidence};
use crate::dilution::{BlankVariance, Dilute, Linearity, linearity};
use crate::export::{ChannelSummary, Contents, Flag};
use crate::figure::Estimate;
use crate::replicates::{Replicate, SharedBlank, pooled};

/// Files of one sample by one cytometer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventSeries {
    /// Instrument.
    pub instrument: String,
    /// Files whose volume and dilution are known.
    pub files: Vec<String>,
    /// Particles per mL of the undiluted sample over the files; `None` where it may not be stated.
    pub concentration: Option<Estimate>,
    /// Standard error by Poisson counts alone, per mL.
    pub poisson_se: f64,
    /// Standard error by what files differ beyond their Poisson counts, per mL; `None` of one file.
    pub replicate_se: Option<f64>,
    /// Limit of detection: the largest of the files', per mL.
    pub detection_limit: Option<f64>,
    /// Linearity over dilutions.
    pub linearity: Option<Linearity>,
    /// Scatter channel, and its median at each dilution.
    pub scatter: Option<(String, Vec<(f64, f64)>)>,
    /// Largest mean number of particles in the interrogation volume, where the calibration states that volume.
    pub occupancy: Option<f64>,
    /// Why no concentration is stated.
    pub refused: Vec<String>,
}

/// Median scatter that falls by more than this share on dilution is a sign of swarm detection (assumed).
const SCATTER_FALL: f64 = 0.1;
/// Mean particles in the interrogation volume above which swarm detection is likely.
const MOST_OCCUPANCY: f64 = 0.1;

/// All series of a sample.
pub(in super::super) fn series(
    files: &[Cytometry],
    own: &[&Entry],
    calibration: &Calibration,
    flags: &mut Vec<Flag>,
) -> Vec<EventSeries> {
    let mut by: BTreeMap<&str, Vec<&Cytometry>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.dilution.is_some() && file.concentration.is_some())
    {
        by.entry(&file.instrument).or_default().push(file);
    }
    let instruments: std::collections::BTreeSet<&str> =
        files.iter().map(|file| file.instrument.as_str()).collect();
    if instruments.len() > 1 {
        flags.push(Flag::warning(
            "several flow cytometers: each has its own concentration, and none is their average",
        ));
    }
    by.into_iter()
        .map(|(instrument, files)| one(instrument, &files, own, calibration, flags))
        .collect()
}

fn one(
    instrument: &str,
    files: &[&Cytometry],
    own: &[&Entry],
    calibration: &Calibration,
    flags: &mut Vec<Flag>,
) -> EventSeries {
    let mut refused: Vec<String> = files
        .iter()
        .filter(|file| file.concentration.is_some_and(|net| net.below_detection))
        .map(|file| format!("{}: below the limit of detection of its blank", file.file))
        .collect();
    let counts: Vec<Dilute> = files
        .iter()
        .filter_map(|file| {
            let dilution = file.dilution?;
            let in_cell = file.concentration?.per_ml.value / dilution;
            let variance = file.counted.map(|counted| counted.variance() * NL_PER_ML * NL_PER_ML);
            let blank = file.blank_file.clone().zip(file.blank).map(|(file, blank)| {
                BlankVariance { file, variance: blank.variance() * NL_PER_ML * NL_PER_ML }
            });
            Some(Dilute { dilution, in_cell, variance, blank })
        })
        .collect();
    let linearity = linearity(&counts);
    match &linearity {
        Some(linear @ Linearity::NotLinear { fold, .. }) => refused.push(format!(
            "events do not follow the dilution: {linear} where -1 ± 0.1 is needed; dilutions differ {fold:.1}-fold"
        )),
        Some(linear @ Linearity::Undecided { .. }) => flags.push(Flag::warning(format!(
            "{instrument}: {linear}: the interval is not within -1 ± 0.1; count each dilution three times"
        ))),
        Some(Linearity::NotTested) => flags.push(Flag::warning(format!(
            "{instrument}: one dilution only: linearity not tested"
        ))),
        _ => {}
    }
    let replicates: Vec<Replicate> = files.iter().filter_map(|file| replicate(file)).collect();
    let pooled = pooled(&replicates);
    let scatter = median_scatter(files, own, calibration);
    if let Some((channel, medians)) = &scatter
        && let (Some((_, first)), Some((dilution, last))) = (medians.first(), medians.last())
        && medians.len() > 1
        && *last < (1.0 - SCATTER_FALL) * first
    {
        flags.push(Flag::warning(format!(
            "{instrument}: median {channel} falls from {first:.4} to {last:.4} at dilution {dilution}: swarm detection is \
             likely at the lower dilutions"
        )));
    }
    let occupancy = calibration.interrogation_volume.and_then(|volume_pl| {
        let in_view = counts.iter().map(|count| count.in_cell * volume_pl * 1e-9);
        in_view.reduce(f64::max)
    });
    if let Some(m) = occupancy.filter(|m| *m > MOST_OCCUPANCY) {
        flags.push(Flag::warning(format!(
            "{instrument}: {m:.2} particles in the interrogation volume on average: {:.0} % of events hold two or more; \
             dilute until it is below {MOST_OCCUPANCY}",
            100.0 * coincidence(m).unwrap_or(1.0)
        )));
    }
    let limits = files.iter().filter_map(|file| file.concentration?.detection_limit);
    EventSeries {
        instrument: instrument.to_owned(),
        files: files.iter().map(|file| file.file.clone()).collect(),
        concentration: pooled.map(|pooled| pooled.mean).filter(|_| refused.is_empty()),
        poisson_se: pooled.map_or(0.0, |pooled| pooled.poisson_se),
        replicate_se: pooled.and_then(|pooled| pooled.replicate_se),
        detection_limit: limits.reduce(f64::max),
        linearity,
        scatter,
        occupancy,
        refused,
    }
}

/// A file's concentration with what it varies by; `None` where it has none.
pub(in super::super) fn replicate(file: &Cytometry) -> Option<Replicate> {
    let factor = NL_PER_ML * file.dilution.unwrap_or(1.0);
    let blank = file.blank_file.clone().zip(file.blank);
    Some(Replicate {
        value: file.concentration?.per_ml.value,
        gross: file.counted?.rate() * factor,
        own: file.counted.map(|counted| counted.variance() * factor * factor),
        blank: blank.map(|(file, blank)| SharedBlank {
            file,
            in_cell: blank.rate(),
            variance: blank.variance(),
            factor,
        }),
    })
}

/// Median of the scatter channel by dilution: the calibrated one, else the first side-scatter height.
fn median_scatter(
    files: &[&Cytometry],
    own: &[&Entry],
    calibration: &Calibration,
) -> Option<(String, Vec<(f64, f64)>)> {
    let named = |channel: &ChannelSummary, name: &str| {
        channel.name == name || channel.stain.as_deref() == Some(name)
    };
    let channels = |file: &Cytometry| -> Option<&[ChannelSummary]> {
        let entry = own.iter().find(|entry| entry.row.file == file.file)?;
        match &entry.export.contents {
            Contents::Events(events) => Some(events.channels.as_slice()),
            _ => None,
        }
    };
    let calibrated = calibration.scatter.as_ref().map(|scatter| scatter.channel.clone());
    let side = || {
        let first = channels(files.first()?)?;
        let is_side = |channel: &&ChannelSummary| {
            channel.name.starts_with("SSC") && channel.name.ends_with("-H")
        };
        first.iter().find(is_side).map(|channel| channel.name.clone())
    };
    let name = calibrated.or_else(side)?;
    let mut medians: Vec<(f64, f64)> = files
        .iter()
        .filter_map(|file| {
            let channel = channels(file)?.iter().find(|channel| named(channel, &name))?;
            Some((file.dilution?, channel.quartiles.map(|[_, median, _]| median)?))
        })
        .collect();
    medians.sort_by(|a, b| a.0.total_cmp(&b.0));
    (!medians.is_empty()).then_some((name, medians))
}
