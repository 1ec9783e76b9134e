//! Protein of one sample by plates.

use super::{Entry, PreparationError};
use crate::export::{Contents, Flag, WellRole, well_name};
use crate::protein::{Assay, CurveKind, Protein, signal_grid};

/// Protein of the stock, in the units of the standards (µg/mL).
pub(super) fn protein(
    own: &[&Entry],
    flags: &mut Vec<Flag>,
) -> Result<Vec<Protein>, PreparationError> {
    let mut found = Vec::new();
    for entry in own {
        let Contents::Plates { grids, layout, .. } = &entry.export.contents else { continue };
        let file = &entry.row.file;
        let Some(grid) = signal_grid(grids) else {
            flags.push(Flag::warning(format!(
                "{file}: several readings; protein is calculated from one only"
            )));
            continue;
        };
        let Some(wells) = &entry.row.wells else {
            flags.push(Flag::warning(format!(
                "{file}: the sheet does not say which wells hold this sample"
            )));
            continue;
        };
        let refused = || PreparationError::Wells { file: file.clone(), wells: wells.clone() };
        let places = places(wells, layout);
        if places.is_empty() {
            return Err(refused());
        }
        let assay = Assay::of(grid, layout, CurveKind::Linear)
            .map_err(|source| PreparationError::Assay { file: file.clone(), source })?;
        let measured = assay.concentration(grid, &places).ok_or_else(refused)?;
        let Some(dilution) = entry.row.dilution else {
            flags.push(Flag::warning(format!(
                "{file}: dilution of the wells not stated: no protein of the stock"
            )));
            continue;
        };
        flags.push(Flag::note(format!(
            "{file}: protein is in units of the standards (µg/mL), as their protein would give"
        )));
        found.push(match measured {
            Protein::Measured { concentration } => {
                Protein::Measured { concentration: concentration.scaled(dilution) }
            }
            Protein::BelowDetection { limit } => {
                Protein::BelowDetection { limit: limit * dilution }
            }
            out @ Protein::OutOfRange { .. } => {
                flags.push(Flag::warning(format!(
                    "{file}: the signal is outside the standards: dilute and measure again"
                )));
                out
            }
        });
    }
    Ok(found)
}

/// Wells by their names, or by an identifier of the layout.
fn places(wells: &str, layout: &[WellRole]) -> Vec<(usize, usize)> {
    let by_id: Vec<(usize, usize)> =
        layout.iter().filter(|role| role.id == wells).map(|role| role.at).collect();
    if !by_id.is_empty() {
        return by_id;
    }
    let names: Vec<&str> = wells.split([',', ' ', ';']).filter(|name| !name.is_empty()).collect();
    let find = |name: &&str| {
        let all = (0..32).flat_map(|row| (0..48).map(move |column| (row, column)));
        all.into_iter().find(|at| well_name(*at) == **name)
    };
    names.iter().map(find).collect::<Option<_>>().unwrap_or_default()
}
