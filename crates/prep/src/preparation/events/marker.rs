//! Marker-positive share of one file: apparent, with the blank taken off, and as the Rogan–Gladen estimate.

use serde::{Deserialize, Serialize};

use super::super::{Entry, PreparationError};
use crate::calibration::Calibration;
use crate::cytometry::Counted;
use crate::cytometry::positive::{Share, clopper_pearson, net_share, rogan_gladen_interval};
use crate::export::{ChannelSummary, Contents, EventFile, Flag};
use crate::figure::Estimate;
use crate::read::{Gate, gate_counts};
use crate::sheet::Blank;

/// Level of the intervals that are shown.
const LEVEL: f64 = 0.95;
/// Level of an interval whose lower end holds at 95 % confidence.
const ONE_SIDED: f64 = 0.90;

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
    /// The same after the blank's events are taken off by volume.
    pub net: Option<Estimate>,
    /// The share in the isotype or unstained control, net of the blank where volumes are known.
    pub control: Option<Estimate>,
    /// The share corrected for what the marker's test misses and takes for positive.
    pub corrected: Option<TrueShare>,
    /// Share that carries the marker: false positives taken off by the control, else by the stated specificity, and nothing
    /// added for vesicles that have none of it. `None` where nothing says how many are false.
    pub carrying: Option<Carrying>,
}

/// Share of events that carry a marker.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Carrying {
    /// The share, with its 95 % interval.
    pub share: Estimate,
    /// Least share at 95 % confidence, one-sided.
    pub at_least: f64,
    /// Whether the false positives are those of the control; else those of a stated specificity, taken as exact.
    pub by_control: bool,
}

/// Rogan–Gladen estimate of the truly positive share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TrueShare {
    /// Sensitivity; 1 where it is not stated, and the share is then a lower bound.
    pub sensitivity: f64,
    /// Whether the sensitivity was stated.
    pub sensitivity_stated: bool,
    /// Specificity: as stated, else what is not positive in the control.
    pub specificity: Estimate,
    /// Whether the specificity was stated: that on known particles without the marker, not the control's.
    pub specificity_stated: bool,
    /// The share, with its 95 % interval.
    pub share: Estimate,
    /// Least share at 95 % confidence, one-sided. Where control and sample are both counts, each is held at 97.5 %
    /// (Bonferroni).
    pub at_least: f64,
}

impl MarkerShare {
    /// Least truly positive share of the Rogan–Gladen estimate, at 95 % confidence; `None` where nothing says how many
    /// positives are false.
    pub fn at_least(&self) -> Option<f64> {
        self.corrected.map(|corrected| corrected.at_least)
    }
}

impl Carrying {
    /// Of a share and the same at the level of its least end; `None` where nothing says how many are false.
    fn of(
        (share, least): (Estimate, Estimate),
        by_control: Option<Estimate>,
        stated: Option<Estimate>,
    ) -> Option<Self> {
        let specificity = by_control.or(stated)?;
        let of = |share| rogan_gladen_interval(share, 1.0, specificity).ok();
        let by_control = by_control.is_some();
        Some(Self { share: of(share)?, at_least: of(least)?.low, by_control })
    }
}

/// A warning where the file's own matrix has other dyes spill into the gate's channel.
fn uncompensated(entry: &Entry, channel: &str) -> Option<Flag> {
    let Contents::Events(events) = &entry.export.contents else { return None };
    let spilt = events.spillover.iter().any(|name| is_channel(events, name, channel));
    spilt.then(|| {
        Flag::warning(format!(
            "{}: the gate on {channel} is of uncompensated values: the file's matrix has other dyes spill into it, and is \
             not applied",
            entry.row.file
        ))
    })
}

/// Whether a control may be held against the sample's gate; why not is said.
fn acquired_alike(entry: &Entry, control: &Entry, channel: &str, flags: &mut Vec<Flag>) -> bool {
    let why = super::unlike(entry, control, Some(channel));
    flags.extend(why.iter().map(|why| {
        let (file, control) = (&entry.row.file, &control.row.file);
        Flag::warning(format!("{file}: its control {control} is not used: {why}"))
    }));
    why.is_none()
}

/// A stated number as an estimate without an interval.
fn exactly(value: f64) -> Estimate {
    Estimate { value, low: value, high: value, level: LEVEL }
}

/// What is not in a share.
fn complement(share: Estimate) -> Estimate {
    Estimate {
        value: 1.0 - share.value,
        low: 1.0 - share.high,
        high: 1.0 - share.low,
        level: share.level,
    }
}

/// Whether two names are of one channel, by its short or its long name.
fn is_channel(events: &EventFile, a: &str, b: &str) -> bool {
    let has = |channel: &ChannelSummary, name: &str| {
        channel.name == name || channel.stain.as_deref() == Some(name)
    };
    events.channels.iter().any(|channel| has(channel, a) && has(channel, b))
}

/// Events of one file inside and outside the gate, and its volume where it is known.
struct Gated {
    share: Share,
    volume_nl: Option<f64>,
}

impl Gated {
    fn parts(&self) -> Option<[Counted; 2]> {
        let volume_nl = self.volume_nl?;
        let events = [self.share.positive, self.share.all - self.share.positive];
        Some(events.map(|events| Counted { events, volume_nl, beads: None }))
    }
}

/// The share where the sheet states a gate; what keeps it from being corrected is said in `flags`. `volumes` are those of
/// the sample and of its blank, where both are known.
pub(super) fn marker(
    entry: &Entry,
    all: &[Entry],
    volumes: Option<(Counted, Counted)>,
    calibration: &Calibration,
    flags: &mut Vec<Flag>,
) -> Result<Option<MarkerShare>, PreparationError> {
    let Some((channel, above)) = &entry.row.marker else { return Ok(None) };
    let file = &entry.row.file;
    let gate = Gate { channel: channel.clone(), above: *above };
    let named = |name: &String| all.iter().find(|other| other.row.file == *name);
    let gated = |entry: &Entry, volume_nl: Option<f64>| -> Result<Gated, PreparationError> {
        let (positive, all) = gate_counts(&entry.path, &gate)?;
        Ok(Gated { share: Share { positive, all }, volume_nl })
    };
    let sample = gated(entry, volumes.map(|(sample, _)| sample.volume_nl))?;
    let blank = match (&entry.row.blank, volumes) {
        (Some(Blank::File(name)), Some((_, blank))) => {
            named(name).map(|entry| gated(entry, Some(blank.volume_nl))).transpose()?
        }
        _ => None,
    };
    flags.extend(uncompensated(entry, channel));
    let of_control = entry.row.control.as_ref().and_then(named);
    let of_control = of_control.filter(|control| acquired_alike(entry, control, channel, flags));
    let control = match of_control {
        Some(control) => {
            let counted = super::volume::counted(control, calibration, &mut Vec::new())?;
            Some(gated(control, counted.map(|counted| counted.volume_nl))?)
        }
        None => None,
    };
    // Net of the blank where both volumes are known; else as counted.
    let share_of =
        |of: &Gated, level: f64| match (of.parts(), blank.as_ref().and_then(Gated::parts)) {
            (Some(parts), Some(blank)) => Some(net_share(parts, blank, level)),
            _ => clopper_pearson(of.share, level).map(Ok),
        };
    let Some(apparent) = clopper_pearson(sample.share, LEVEL) else { return Ok(None) };
    let mut say = |what: &str, why: String| {
        flags.push(Flag::warning(format!("{file}: {what}: {why}")));
    };
    let mut stated = |of: &Gated, level: f64, what: &str| match share_of(of, level) {
        Some(Ok(share)) => Some(share),
        Some(Err(error)) => {
            say(what, error.to_string());
            None
        }
        None => None,
    };
    let share = stated(&sample, LEVEL, "no marker-positive share net of the blank");
    let control_share = control
        .as_ref()
        .and_then(|control| stated(control, LEVEL, "the control says nothing of false positives"));
    let known = entry.row.specificity.map(exactly);
    let by_control = control_share.map(complement);
    let sensitivity = entry.row.sensitivity.unwrap_or(1.0);
    let corrected = match (share, known.or(by_control)) {
        (Some(taken), Some(specificity)) => {
            // A stated specificity is a number: all of the 5 % are the sample's.
            let level = if known.is_some() { ONE_SIDED } else { LEVEL };
            let least = share_of(&sample, level).and_then(Result::ok);
            let of = |share| rogan_gladen_interval(share, sensitivity, specificity);
            match (of(taken), least.map(of)) {
                (Ok(share), Some(Ok(least))) => Some(TrueShare {
                    sensitivity,
                    sensitivity_stated: entry.row.sensitivity.is_some(),
                    specificity,
                    specificity_stated: known.is_some(),
                    share,
                    at_least: least.low,
                }),
                (Err(error), _) | (_, Some(Err(error))) => {
                    say("no corrected marker-positive share", error.to_string());
                    None
                }
                _ => None,
            }
        }
        _ => None,
    };
    let exact = by_control.is_none();
    let least = share_of(&sample, if exact { ONE_SIDED } else { LEVEL }).and_then(Result::ok);
    let carrying = share.zip(least).and_then(|of| Carrying::of(of, by_control, known));
    let (channel, above) = (channel.clone(), *above);
    let net = share.filter(|_| blank.is_some());
    Ok(Some(MarkerShare {
        channel,
        above,
        sample: sample.share,
        apparent,
        net,
        control: control_share,
        corrected,
        carrying,
    }))
}
