//! Events and the volume they were acquired from: by the file, by the sheet, or by counted beads.

use super::super::{Entry, PreparationError};
use crate::calibration::Calibration;
use crate::cytometry::{Counted, NL_PER_ML};
use crate::export::{Contents, Flag};
use crate::read::{Gate, gate_counts};

/// Events of a file and their volume; `None` where it is no file of events or its volume is unknown.
pub(super) fn counted(
    entry: &Entry,
    calibration: &Calibration,
    flags: &mut Vec<Flag>,
) -> Result<Option<Counted>, PreparationError> {
    let Contents::Events(events) = &entry.export.contents else { return Ok(None) };
    let file = &entry.row.file;
    match (events.volume_nl, entry.row.acquired) {
        (Some(stated), Some(sheet)) if (stated - sheet).abs() > 1e-6 * stated => {
            Err(PreparationError::Volume { file: file.clone(), stated, sheet })
        }
        (Some(volume_nl), _) | (None, Some(volume_nl)) => {
            Ok(Some(Counted { events: events.events, volume_nl, beads: None }))
        }
        (None, None) => {
            let Some(beads) = &calibration.counting_beads else {
                flags.push(Flag::warning(format!(
                    "{file}: no volume ($VOL, acquired, counting beads), so no concentration"
                )));
                return Ok(None);
            };
            let gate = Gate { channel: beads.channel.clone(), above: beads.above };
            let (seen, _) = gate_counts(&entry.path, &gate)?;
            if seen == 0 {
                flags.push(Flag::warning(format!(
                    "{file}: none of the counting beads was seen: no volume, no concentration"
                )));
                return Ok(None);
            }
            flags.push(Flag::note(format!(
                "{file}: volume by {seen} counting beads, ± {:.1} % (95 %)",
                196.0 / (seen as f64).sqrt()
            )));
            let volume_nl = seen as f64 / beads.per_ml * NL_PER_ML;
            Ok(Some(Counted { events: events.events - seen, volume_nl, beads: Some(seen) }))
        }
    }
}
