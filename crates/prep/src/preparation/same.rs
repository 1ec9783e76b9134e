//! The same measurement under two names: it would count twice.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::export::{Contents, Export};

/// Two names of one measurement: the same bytes, or the same contents in other bytes (other line ends, another encoding).
pub(super) fn same(exports: &BTreeMap<String, (PathBuf, Export)>) -> Option<(String, String)> {
    let all: Vec<(&String, &Export)> =
        exports.iter().map(|(name, (_, export))| (name, export)).collect();
    all.iter().enumerate().find_map(|(number, (name, export))| {
        let earlier = all.iter().take(number);
        let twice = earlier.clone().find(|(_, other)| {
            other.sha256 == export.sha256 || (measured(export) && other.contents == export.contents)
        });
        twice.map(|(first, _)| ((*first).clone(), (*name).clone()))
    })
}

/// Whether the contents are so many numbers that two measurements cannot agree in all of them.
fn measured(export: &Export) -> bool {
    match &export.contents {
        Contents::Sizes { replicates } => {
            replicates.iter().any(|replicate| replicate.concentration.is_some_and(|c| c > 0.0))
        }
        Contents::Events(events) => events.events > 1,
        Contents::ZetaPotential(_)
        | Contents::Positions { .. }
        | Contents::Plates { .. }
        | Contents::Concentrations { .. } => true,
        Contents::NothingMeasured { .. } => false,
    }
}
