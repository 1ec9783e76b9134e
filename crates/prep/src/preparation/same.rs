//! The same measurement under two names: it would count twice.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::export::{ChannelSummary, Contents, Export, SizeReplicate};

/// Two names of one measurement: the same bytes, or the same contents in other bytes (other line ends, another encoding).
pub(super) fn same(exports: &BTreeMap<String, (PathBuf, Export)>) -> Option<(String, String)> {
    let all: Vec<(&String, &Export)> =
        exports.iter().map(|(name, (_, export))| (name, export)).collect();
    all.iter().enumerate().find_map(|(number, (name, export))| {
        let earlier = all.iter().take(number);
        let twice = earlier.clone().find(|(_, other)| {
            other.sha256 == export.sha256
                || (measured(export) && other.contents == export.contents)
                || same_bins(&other.contents, &export.contents)
                || same_events(&other.contents, &export.contents)
        });
        twice.map(|(first, _)| ((*first).clone(), (*name).clone()))
    })
}

/// Events whose statistics cannot agree in all channels by chance.
const ENOUGH_EVENTS: u64 = 100;

/// Whether two distributions agree in all bins by what both state: a table of counts and concentrations, and the same
/// without one of them.
fn same_bins(a: &Contents, b: &Contents) -> bool {
    let (Contents::Sizes { replicates: a }, Contents::Sizes { replicates: b }) = (a, b) else {
        return false;
    };
    let same = |a: &SizeReplicate, b: &SizeReplicate| {
        if a.centres != b.centres {
            return false;
        }
        let many = |counts: &Vec<u64>| counts.iter().sum::<u64>() >= ENOUGH_EVENTS;
        let counts = a.counts.as_ref().filter(|counts| many(counts));
        counts.is_some_and(|counts| b.counts.as_ref() == Some(counts))
            || (a.concentration.zip(b.concentration).is_some_and(|(a, b)| a > 0.0 && b > 0.0)
                && a.density == b.density)
    };
    a.len() == b.len() && !a.is_empty() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Relative difference up to which statistics of events are those of the same events, written as floats of another width.
const SAME: f64 = 1e-5;

/// Whether two files hold the same events: as many, with the same extremes and quartiles in all channels.
fn same_events(a: &Contents, b: &Contents) -> bool {
    let (Contents::Events(a), Contents::Events(b)) = (a, b) else { return false };
    let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= SAME * a.abs().max(b.abs()),
        (a, b) => a.is_none() && b.is_none(),
    };
    let figures = |channel: &ChannelSummary| {
        let [low, middle, high] = channel.quartiles.map_or([None; 3], |all| all.map(Some));
        [channel.min, low, middle, high, channel.max]
    };
    let same = |a: &ChannelSummary, b: &ChannelSummary| {
        a.name == b.name && figures(a).into_iter().zip(figures(b)).all(|(a, b)| near(a, b))
    };
    a.events >= ENOUGH_EVENTS
        && a.events == b.events
        && a.channels.len() == b.channels.len()
        && a.channels.iter().zip(&b.channels).all(|(a, b)| same(a, b))
}

/// Whether the contents are so many numbers that two measurements cannot agree in all of them.
fn measured(export: &Export) -> bool {
    match &export.contents {
        Contents::Sizes { replicates } => {
            replicates.iter().any(|replicate| replicate.concentration.is_some_and(|c| c > 0.0))
        }
        Contents::Events(events) => events.events >= ENOUGH_EVENTS,
        Contents::ZetaPotential(_)
        | Contents::Positions { .. }
        | Contents::Plates { .. }
        | Contents::Concentrations { .. } => true,
        Contents::NothingMeasured { .. } => false,
    }
}
