//! What a row says must be of the kind of file that it names; samples that are spelt alike.

use super::{Entry, PreparationError, Sample};
use crate::export::{Contents, Flag};

/// Refuses cells that nothing would read: a marker of a counter, wells of a cytometer.
pub(super) fn fit(entries: &[Entry]) -> Result<(), PreparationError> {
    for entry in entries {
        let (row, contents) = (entry.row, &entry.export.contents);
        let events = matches!(contents, Contents::Events(_));
        let plate = matches!(contents, Contents::Plates { .. });
        let wells = plate || matches!(contents, Contents::Concentrations { .. });
        let stated = [
            ("marker", row.marker.is_some(), events),
            ("control", row.control.is_some(), events),
            ("sensitivity", row.sensitivity.is_some(), events),
            ("specificity", row.specificity.is_some(), events),
            ("acquired", row.acquired.is_some(), events),
            ("wells", row.wells.is_some(), wells),
            ("standards", row.standards.is_some(), plate),
        ];
        if let Some((column, ..)) = stated.into_iter().find(|(_, stated, of)| *stated && !of) {
            let (file, layout) = (row.file.clone(), entry.export.layout.clone());
            return Err(PreparationError::Column { file, layout, column });
        }
    }
    Ok(())
}

/// Warnings of samples whose names differ by case, spaces and signs alone.
pub(super) fn alike(samples: &[Sample]) -> Vec<Flag> {
    let plain = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut flags = Vec::new();
    for (place, sample) in samples.iter().enumerate() {
        let earlier = samples.iter().take(place);
        let own = plain(&sample.name);
        for other in earlier.filter(|other| !own.is_empty() && plain(&other.name) == own) {
            flags.push(Flag::warning(format!(
                "samples {:?} and {:?} are two: their names differ by case, spaces or signs alone",
                other.name, sample.name
            )));
        }
    }
    flags
}
