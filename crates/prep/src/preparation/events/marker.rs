//! Marker-positive share of one file: apparent, with the blank taken off, and as the Rogan–Gladen estimate.

use serde::{Deserialize, Serialize};

use super::super::{Entry, PreparationError};
use crate::cytometry::Counted;
use crate::cytometry::positive::{Share, clopper_pearson, net_share, rogan_gladen_interval};
use crate::figure::Estimate;
use crate::read::{Gate, gate_counts};
use crate::sheet::Blank;

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
    /// The share in the isotype or unstained control.
    pub control: Option<Estimate>,
    /// The share corrected for what the marker's test misses and takes for positive.
    pub corrected: Option<TrueShare>,
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
    /// The share.
    pub share: Estimate,
}

impl MarkerShare {
    /// Least share of all particles that carry the marker, at 97.5 % confidence; `None` where nothing says how many
    /// positives are false.
    pub fn at_least(&self) -> Option<f64> {
        self.corrected.map(|corrected| corrected.share.low)
    }
}

/// The share where the sheet states a gate. `volumes`: sample and blank, where both are known.
pub(super) fn marker(
    entry: &Entry,
    all: &[Entry],
    volumes: Option<(Counted, Counted)>,
) -> Result<Option<MarkerShare>, PreparationError> {
    let Some((channel, above)) = &entry.row.marker else { return Ok(None) };
    let gate = Gate { channel: channel.clone(), above: *above };
    let named = |name: &String| all.iter().find(|other| other.row.file == *name);
    let share = |entry: &Entry| -> Result<Share, PreparationError> {
        let (positive, all) = gate_counts(&entry.path, &gate)?;
        Ok(Share { positive, all })
    };
    let sample = share(entry)?;
    let control = entry.row.control.as_ref().and_then(named).map(share).transpose()?;
    let control = control.and_then(|share| clopper_pearson(share, 0.95));
    let blank = match &entry.row.blank {
        Some(Blank::File(name)) => named(name),
        _ => None,
    };
    let net = match (volumes, blank) {
        (Some((of_sample, of_blank)), Some(blank)) => {
            let parts = |share: Share, volume_nl: f64| {
                [share.positive, share.all - share.positive].map(|events| Counted {
                    events,
                    volume_nl,
                    beads: None,
                })
            };
            let of_blank = parts(share(blank)?, of_blank.volume_nl);
            net_share(parts(sample, of_sample.volume_nl), of_blank)
        }
        _ => None,
    };
    let Some(apparent) = clopper_pearson(sample, 0.95) else { return Ok(None) };
    let known =
        entry.row.specificity.map(|value| Estimate { value, low: value, high: value, level: 0.95 });
    let by_control = control.map(|positive| Estimate {
        value: 1.0 - positive.value,
        low: 1.0 - positive.high,
        high: 1.0 - positive.low,
        level: positive.level,
    });
    let corrected = known.or(by_control).and_then(|specificity| {
        let sensitivity = entry.row.sensitivity.unwrap_or(1.0);
        let share = rogan_gladen_interval(net.unwrap_or(apparent), sensitivity, specificity)?;
        let sensitivity_stated = entry.row.sensitivity.is_some();
        Some(TrueShare { sensitivity, sensitivity_stated, specificity, share })
    });
    let (channel, above) = (channel.clone(), *above);
    Ok(Some(MarkerShare { channel, above, sample, apparent, net, control, corrected }))
}
