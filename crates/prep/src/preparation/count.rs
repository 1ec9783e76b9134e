//! Size and count of one sample by one instrument at one camera setting.

mod curve;
mod replicate;

use std::collections::BTreeMap;

use exoscope_core::Streams;
use serde::{Deserialize, Serialize};

use self::replicate::{Gathered, gather};
use super::{Entry, instrument};
use crate::dilution::{Linearity, linearity};
use crate::export::{Contents, Flag, SizeReplicate};
use crate::figure::Estimate;
use crate::replicates::{net, pooled};
use crate::size::{Distribution, SizeFigures, pooled as pooled_sizes, size_figures};

/// Size and count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// Instrument, with serial number where known.
    pub instrument: String,
    /// Camera setting.
    pub setting: String,
    /// Replicates, one a video or file.
    pub replicates: Vec<CountReplicate>,
    /// Size figures.
    pub sizes: Option<SizeFigures>,
    /// Window of sizes that every concentration here refers to, nm.
    pub window: Option<(f64, f64)>,
    /// Linearity over dilutions.
    pub linearity: Option<Linearity>,
    /// Particles per mL of the stock; `None` where it may not be stated.
    pub stock: Option<Estimate>,
    /// Particles per mL of the stock with the exact limits of all counts, whether or not it may be stated; the lower limit may
    /// lie below 0. `None` where counts or dilutions are not known.
    pub net: Option<Estimate>,
    /// Why there is no stock concentration.
    pub refused: Vec<String>,
    /// Limit of detection, particles per mL of the stock: 1.645 √(2 N_b) tracks of the blank (Currie 1968; the factor is
    /// assumed), at the highest dilution. `None` without a blank.
    pub detection_limit: Option<f64>,
    /// Tracks of all replicates, where all state them.
    pub tracks: Option<f64>,
    /// Centres of the bins of all replicates together, nm.
    pub centres: Vec<f64>,
    /// Width of a bin, nm.
    pub bin_width: f64,
    /// Weights of all replicates together.
    pub weights: Vec<f64>,
}

/// One replicate of a count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountReplicate {
    /// File.
    pub file: String,
    /// Video or measurement.
    pub name: String,
    /// Dilution, by file or sheet.
    pub dilution: Option<f64>,
    /// Particles per mL in the measuring cell.
    pub in_cell: Option<f64>,
    /// The blank's particles per mL in the measuring cell, where one was measured.
    pub blank: Option<f64>,
    /// Tracks.
    pub tracks: Option<f64>,
    /// Median size, nm, by bin centres.
    pub d50: Option<f64>,
    /// Median where the label of a bin is taken as its upper edge.
    pub d50_upper_edge: Option<f64>,
    /// Median that the software prints.
    pub d50_printed: Option<f64>,
    /// Labels of the bins, nm.
    pub centres: Vec<f64>,
    /// Weight of each bin: tracks where they are counts, else particles per mL.
    pub weights: Vec<f64>,
    /// Flags of the instrument.
    pub flags: Vec<Flag>,
}

/// Counts of one sample, one an instrument and setting.
pub(super) fn counts(
    own: &[&Entry],
    all: &[Entry],
    streams: Streams,
    number: u64,
    flags: &mut Vec<Flag>,
) -> Vec<Count> {
    let mut groups: BTreeMap<(String, String), Vec<(&Entry, &SizeReplicate)>> = BTreeMap::new();
    for &entry in own {
        let Contents::Sizes { replicates } = &entry.export.contents else { continue };
        for replicate in replicates {
            let key = (instrument(entry), replicate.setting.clone());
            groups.entry(key).or_default().push((entry, replicate));
        }
    }
    let groups = groups.into_iter().enumerate();
    groups
        .map(|(group, ((instrument, setting), members))| {
            let entity = number * 1000 + group as u64;
            count(instrument, setting, &members, all, streams, entity, flags)
        })
        .collect()
}

fn count(
    instrument: String,
    setting: String,
    members: &[(&Entry, &SizeReplicate)],
    all: &[Entry],
    streams: Streams,
    entity: u64,
    flags: &mut Vec<Flag>,
) -> Count {
    let Gathered { replicates, series, stocks, limits, mut refused } =
        gather(members, all, &setting, flags);
    let only: Vec<&SizeReplicate> = members.iter().map(|(_, replicate)| *replicate).collect();
    let distributions: Vec<Distribution> =
        only.iter().map(|replicate| Distribution::of(replicate)).collect();
    let together = pooled_sizes(&distributions);
    let complete = series.len() == members.len();
    let linearity = linearity(&series).filter(|_| complete);
    if let Some(linearity) = &linearity {
        say(linearity, &instrument, &mut refused, flags);
    }
    if distributions
        .iter()
        .any(|other| distributions.first().is_some_and(|d| d.centres != other.centres))
    {
        flags.push(Flag::warning(format!(
            "{instrument}: replicates have different bins: those unlike the first are left out of the distribution of all"
        )));
    }
    let bare: Vec<&str> =
        replicates.iter().filter(|r| r.blank.is_none()).map(|r| r.file.as_str()).collect();
    if bare.len() == replicates.len() {
        flags.push(Flag::warning(format!(
            "{instrument}: no blank (diluent alone) is taken off: particles of the diluent are counted as the sample's"
        )));
    } else if !bare.is_empty() {
        refused.push(format!(
            "{} without a blank beside others with one: name a blank of the same instrument and setting for each",
            bare.join(", ")
        ));
    }
    refused.sort();
    refused.dedup();
    let stock = pooled(&stocks).map(|pooled| pooled.mean).filter(|_| refused.is_empty());
    let tracks: Option<Vec<f64>> = replicates.iter().map(|replicate| replicate.tracks).collect();
    Count {
        instrument,
        setting,
        sizes: size_figures(&only, streams, entity),
        window: together.as_ref().and_then(Distribution::window),
        linearity,
        stock,
        net: net(&stocks).filter(|_| complete),
        refused,
        detection_limit: limits.into_iter().reduce(f64::max),
        tracks: tracks.map(|tracks| tracks.iter().sum()),
        replicates,
        centres: together.as_ref().map(|d| d.centres.clone()).unwrap_or_default(),
        bin_width: together.as_ref().map_or(1.0, |d| d.width),
        weights: together.map(|d| d.weights).unwrap_or_default(),
    }
}

/// What follows from the linearity over dilutions.
fn say(linearity: &Linearity, instrument: &str, refused: &mut Vec<String>, flags: &mut Vec<Flag>) {
    match linearity {
        Linearity::NotLinear { fold, .. } => refused.push(format!(
            "the count does not follow the dilution: {linearity} where -1 ± 0.1 is needed; stock concentrations of the \
             dilutions differ {fold:.1}-fold"
        )),
        Linearity::Undecided { .. } => flags.push(Flag::warning(format!(
            "{instrument}: {linearity}: the interval is not within -1 ± 0.1; measure each dilution three times"
        ))),
        Linearity::NotTested => flags.push(Flag::warning(format!(
            "{instrument}: one dilution only: linearity not tested"
        ))),
        Linearity::Linear { .. } => {}
    }
}

/// Particles per mL for each particle in view must be one constant of an instrument: a check of its files against each
/// other, never carried to another instrument.
pub(super) fn constants(entries: &[Entry]) -> Vec<Flag> {
    let mut by: BTreeMap<(String, String), Vec<(&str, f64)>> = BTreeMap::new();
    for entry in entries {
        let Contents::Sizes { replicates } = &entry.export.contents else { continue };
        let Some(serial) =
            entry.export.serial.clone().filter(|_| entry.export.layout.starts_with("ZetaView"))
        else {
            continue;
        };
        for replicate in replicates {
            if let (Some(c), Some(seen)) = (replicate.concentration, replicate.particles_per_frame)
                && seen > 0.0
            {
                let key = (serial.clone(), entry.export.layout.clone());
                by.entry(key).or_default().push((&entry.row.file, c / seen));
            }
        }
    }
    let mut flags = Vec::new();
    for ((serial, _), files) in by {
        let mut constants: Vec<f64> = files.iter().map(|(_, constant)| *constant).collect();
        constants.sort_by(f64::total_cmp);
        let Some(median) = crate::figure::quantile(&constants, 0.5) else { continue };
        for (file, constant) in &files {
            let mut others: Vec<f64> =
                files.iter().filter(|(other, _)| other != file).map(|(_, c)| *c).collect();
            others.sort_by(f64::total_cmp);
            let Some(other) = crate::figure::quantile(&others, 0.5) else { continue };
            if (constant / median - 1.0).abs() > 0.01
                || (files.len() == 2 && (constant / other - 1.0).abs() > 0.01)
            {
                let whose = if others.len() == 1 { "the other file" } else { "other files" };
                let have = if others.len() == 1 { "has" } else { "have a median of" };
                flags.push(Flag::warning(format!(
                    "{file}: {constant:.4e} per mL for each particle in view, {whose} of instrument {serial} {have} \
                     {other:.4e}: one of them was edited, or the cell was changed"
                )));
            }
        }
        flags.push(Flag::note(format!(
            "instrument {serial}: {median:.4e} per mL for each particle in view, in {} files",
            files.len()
        )));
    }
    flags
}
