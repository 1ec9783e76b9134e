//! Protein of one sample by plates.

use std::collections::BTreeSet;

use super::{Entry, PreparationError};
use crate::export::{Contents, Flag, Grid, PrintedConcentration, WellRole, WellValue, well_name};
use crate::protein::{Assay, Measured, Protein, by_printed, signal_grid};

/// Protein of the stock, in the units of the standards (µg/mL).
pub(super) fn protein(
    own: &[&Entry],
    flags: &mut Vec<Flag>,
) -> Result<Vec<Measured>, PreparationError> {
    let mut found = Vec::new();
    for entry in own {
        let of_file = match &entry.export.contents {
            Contents::Plates { .. } => by_standards(entry, flags)?,
            Contents::Concentrations { readings } => printed(entry, readings, flags)?,
            _ => None,
        };
        let Some(mut measured) = of_file else { continue };
        let Some(dilution) = dilution(entry, flags)? else {
            flags.push(Flag::warning(format!(
                "{}: dilution of the wells not stated: no protein of the stock",
                measured.file
            )));
            continue;
        };
        match &mut measured.protein {
            Protein::Measured { concentration } => *concentration = concentration.scaled(dilution),
            Protein::BelowDetection { limit } => *limit *= dilution,
            Protein::OutOfRange { .. } => flags.push(Flag::warning(format!(
                "{}: the signal is outside the standards: dilute and measure again",
                measured.file
            ))),
        }
        found.push(measured);
    }
    Ok(found)
}

/// Dilution of the sample's wells: by the sheet, else by the plate's layout; an error where they differ.
fn dilution(entry: &Entry, flags: &mut Vec<Flag>) -> Result<Option<f64>, PreparationError> {
    let sheet = entry.row.dilution;
    let (Contents::Plates { layout, .. }, Some(wells)) = (&entry.export.contents, &entry.row.wells)
    else {
        return Ok(sheet);
    };
    let names = wells.split_once('!').map_or(wells.as_str(), |(_, names)| names.trim());
    let own = places(names, layout);
    let of = |role: &&WellRole| own.contains(&role.at) && !role.is_standard();
    let stated: Vec<f64> = layout.iter().filter(of).filter_map(|role| role.concentration).collect();
    let Some(first) = stated.first().copied() else { return Ok(sheet) };
    let against = sheet.unwrap_or(first);
    if let Some(other) = stated.iter().find(|value| (**value - against).abs() > 1e-6 * against) {
        return Err(PreparationError::WellDilution {
            file: entry.row.file.clone(),
            stated: *other,
            other: against,
            by: if sheet.is_some() { "the sheet" } else { "another of its wells" },
        });
    }
    if sheet.is_none() {
        flags.push(Flag::note(format!(
            "{}: dilution {first} of wells {wells} is that of the plate's layout (Conc/Dil)",
            entry.row.file
        )));
    }
    Ok(Some(against))
}

/// Coefficient of determination of a standard curve below which it is said (assumed).
const LEAST_R_SQUARED: f64 = 0.98;
/// Coefficient of variation of replicate wells above which it is said: 20 %, as ligand-binding assays are held to (FDA
/// 2018, Bioanalytical Method Validation; assumed, the guidance was not at hand).
const MOST_CV: f64 = 0.20;

/// Name of the standard well whose signal lies farthest from the curve.
fn farthest(grid: &Grid, roles: &[WellRole], assay: &Assay) -> Option<String> {
    let off = roles.iter().filter(|role| role.is_standard()).filter_map(|role| {
        let well = grid.wells.iter().find(|well| well.at == role.at)?;
        let WellValue::Value(signal) = well.value else { return None };
        Some((role.at, (signal - assay.curve.signal(role.concentration?)).abs()))
    });
    off.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| well_name(at))
}

/// A warning where wells of the sample are standards too.
fn standards_too(file: &str, roles: &[WellRole], places: &[(usize, usize)]) -> Option<Flag> {
    let both = roles.iter().filter(|role| role.is_standard() && places.contains(&role.at));
    let both: Vec<String> = both.map(|role| well_name(role.at)).collect();
    (!both.is_empty()).then(|| {
        Flag::warning(format!(
            "{file}: {} are standards and the sample's wells too: they are read off a curve that they made",
            both.join(", ")
        ))
    })
}

/// A warning where an interval reaches above the highest standard: there the curve is not known.
fn above_standards(file: &str, wells: &str, protein: &Protein, assay: &Assay) -> Option<Flag> {
    let Protein::Measured { concentration } = protein else { return None };
    let (_, top) = assay.curve.concentrations;
    (concentration.high > top).then(|| {
        Flag::warning(format!(
            "{file}: the interval of wells {wells} reaches above the highest standard ({:.0} and {top:.0} in the well), \
             where the curve is not known",
            concentration.high
        ))
    })
}

/// Wells that hold no value although they are used, each with what stands there.
fn left_out(file: &str, grid: &Grid, used: BTreeSet<(usize, usize)>) -> Option<Flag> {
    let without = |at: (usize, usize)| {
        let found = match grid.wells.iter().find(|well| well.at == at).map(|well| &well.value) {
            Some(WellValue::Value(_)) => return None,
            Some(WellValue::Masked(_)) => "masked".to_owned(),
            Some(WellValue::Below(limit)) => format!("below {limit}"),
            Some(WellValue::Above(limit)) => format!("above {limit}"),
            Some(WellValue::NotCalculated(text)) => text.clone(),
            None => "empty".to_owned(),
        };
        Some(format!("{} ({found})", well_name(at)))
    };
    let wells: Vec<String> = used.into_iter().filter_map(without).collect();
    (!wells.is_empty()).then(|| {
        Flag::warning(format!(
            "{file}: wells without a value are left out: {}; where one was above the reader's range, what is left is too low",
            wells.join(", ")
        ))
    })
}

/// Protein off the refitted standards of a plate.
fn by_standards(
    entry: &Entry,
    flags: &mut Vec<Flag>,
) -> Result<Option<Measured>, PreparationError> {
    let Contents::Plates { grids, layout, .. } = &entry.export.contents else { return Ok(None) };
    let file = &entry.row.file;
    let Some(wells) = &entry.row.wells else {
        flags.push(Flag::warning(format!(
            "{file}: the sheet does not say which wells hold this sample"
        )));
        return Ok(None);
    };
    let refused = || PreparationError::Wells { file: file.clone(), wells: wells.clone() };
    let (reading, names) = match wells.split_once('!') {
        Some((reading, names)) => (Some(reading.trim()), names.trim()),
        None => (None, wells.as_str()),
    };
    let Some(grid) = signal_grid(grids, reading) else {
        let readings = grids.iter().map(|grid| grid.name.clone()).collect();
        return Err(PreparationError::Reading { file: file.clone(), readings });
    };
    let stated = match &entry.row.standards {
        None => None,
        Some(text) => Some(stated_standards(text).ok_or_else(|| PreparationError::Standards {
            file: file.clone(),
            standards: text.clone(),
        })?),
    };
    // Identifiers are the layout's, standards those of the sheet where it states some.
    let places = places(names, layout);
    if places.is_empty() {
        return Err(refused());
    }
    let in_sheet = |at: &(usize, usize)| stated.iter().flatten().any(|role| role.at == *at);
    let by_id = layout.iter().any(|role| role.id == names);
    let named = places.iter().filter(|_| !by_id).map(|at| (*at, "wells"));
    let named = named.chain(stated.iter().flatten().map(|role| (role.at, "standards")));
    for (at, column) in named {
        if grid.wells.iter().all(|well| well.at != at) {
            let well = well_name(at);
            return Err(PreparationError::NoWell { file: file.clone(), column, well });
        }
    }
    let mut roles = layout.clone();
    if let Some(stated) = &stated {
        if roles.iter().any(WellRole::is_standard) {
            flags.push(Flag::warning(format!(
                "{file}: the sheet's standards are taken, not those of the plate's layout"
            )));
        }
        roles.retain(|role| !role.is_standard() && !in_sheet(&role.at));
        roles.extend(stated.iter().cloned());
    }
    let used = roles.iter().filter(|role| role.is_standard()).map(|role| role.at);
    let used: BTreeSet<(usize, usize)> = used.chain(places.iter().copied()).collect();
    flags.extend(left_out(file, grid, used));
    let assay = Assay::of(grid, &roles)
        .map_err(|source| PreparationError::Assay { file: file.clone(), source })?;
    if assay.curve.r_squared < LEAST_R_SQUARED {
        let farthest = farthest(grid, &roles, &assay)
            .map_or_else(String::new, |well| format!("; {well} lies farthest from it"));
        flags.push(Flag::warning(format!(
            "{file}: the standards scatter about their curve: R² {:.3}, where {LEAST_R_SQUARED} or more is usual{farthest}",
            assay.curve.r_squared
        )));
    }
    let protein = assay.concentration(grid, &places).ok_or_else(refused)?;
    flags.extend(standards_too(file, &roles, &places));
    flags.extend(above_standards(file, wells, &protein, &assay));
    if let Some(cv) = assay.replicate_cv(grid, &places).filter(|cv| *cv > MOST_CV) {
        flags.push(Flag::warning(format!(
            "{file}: wells {wells} disagree: their concentrations have a coefficient of variation of {:.0} %, where at \
             most {:.0} % is usual; the interval covers their spread",
            100.0 * cv,
            100.0 * MOST_CV
        )));
    }
    flags.push(Flag::note(format!(
        "{file}: protein is in units of the standards (µg/mL), as their protein would give"
    )));
    let limit = assay.detection_limit.map_or_else(
        || "no blank, so no limit of detection".to_owned(),
        |limit| format!("limit of detection {limit:.2} in the well"),
    );
    let method = format!("{}; {limit}", assay.method);
    Ok(Some(Measured { file: file.clone(), protein, method }))
}

/// Protein by an instrument's own concentrations.
fn printed(
    entry: &Entry,
    readings: &[PrintedConcentration],
    flags: &mut Vec<Flag>,
) -> Result<Option<Measured>, PreparationError> {
    let file = &entry.row.file;
    let Some(wells) = &entry.row.wells else {
        flags.push(Flag::warning(format!(
            "{file}: the sheet does not say which wells hold this sample"
        )));
        return Ok(None);
    };
    let names: Vec<&str> = wells.split([',', ';']).map(str::trim).collect();
    let own: Vec<&PrintedConcentration> = readings
        .iter()
        .filter(|reading| reading.sample == *wells || names.contains(&reading.well.as_str()))
        .collect();
    let plates: BTreeSet<&str> = own.iter().map(|reading| reading.plate.as_str()).collect();
    if own.is_empty() || plates.len() > 1 {
        return Err(PreparationError::Wells { file: file.clone(), wells: wells.clone() });
    }
    let Some(protein) = by_printed(&own) else {
        flags.push(Flag::warning(format!(
            "{file}: {wells}: no concentration of protein is stated ({})",
            own.first().map(|reading| reading.application.as_str()).unwrap_or_default()
        )));
        return Ok(None);
    };
    flags.push(Flag::warning(format!(
        "{file}: protein by absorbance at 280 nm: nucleic acids absorb there, and vesicles scatter"
    )));
    let method = format!("absorbance at 280 nm, as the instrument printed it, {} wells", own.len());
    Ok(Some(Measured { file: file.clone(), protein, method }))
}

/// Standards as the sheet states them: `0=A1,B1;25=A2,B2`.
fn stated_standards(text: &str) -> Option<Vec<WellRole>> {
    let mut roles: Vec<WellRole> = Vec::new();
    for (number, part) in text.split(';').filter(|part| !part.trim().is_empty()).enumerate() {
        let (concentration, wells) = part.split_once('=')?;
        let concentration = concentration.trim().parse::<f64>().ok();
        let concentration = concentration.filter(|value| (0.0..=f64::MAX).contains(value))?;
        let wells = wells.split([',', ' ']).filter(|name| !name.is_empty());
        for name in wells {
            let at = well(name)?;
            if roles.iter().any(|role| role.at == at) {
                return None;
            }
            let id = format!("STD{}", number + 1);
            roles.push(WellRole { at, id, concentration: Some(concentration) });
        }
    }
    (!roles.is_empty()).then_some(roles)
}

/// Row and column of a well by its name, as `A7`, `a7` or `A07`.
fn well(name: &str) -> Option<(usize, usize)> {
    let name = name.trim().to_ascii_uppercase();
    let digits = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let column: usize = digits.parse().ok()?;
    let plain = format!("{}{column}", name.strip_suffix(digits)?);
    let mut all = (0..32).flat_map(|row| (0..48).map(move |column| (row, column)));
    all.find(|at| well_name(*at) == plain)
}

/// Wells by their names, or by an identifier of the layout; none where one is unknown or named twice.
fn places(wells: &str, layout: &[WellRole]) -> Vec<(usize, usize)> {
    let by_id: Vec<(usize, usize)> =
        layout.iter().filter(|role| role.id == wells).map(|role| role.at).collect();
    if !by_id.is_empty() {
        return by_id;
    }
    let names = wells.split([',', ' ', ';']).filter(|name| !name.is_empty());
    let mut found = names.map(well).collect::<Option<Vec<_>>>().unwrap_or_default();
    let n = found.len();
    found.sort_unstable();
    found.dedup();
    if found.len() == n { found } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standards_of_a_sheet_are_concentrations_and_wells() {
        let roles = stated_standards("0=A1,B1; 12.5 = A2 B2").unwrap_or_default();
        assert_eq!(roles.len(), 4);
        assert_eq!((roles[3].at, roles[3].concentration), ((1, 1), Some(12.5)));
        for bad in ["", "A1", "x=A1", "1=Q99", "0=A1;5=A1", "-1=A1", "1=A0"] {
            assert_eq!(stated_standards(bad), None, "{bad}");
        }
        assert_eq!((well("a07"), well("AF48"), well("7")), (Some((0, 6)), Some((31, 47)), None));
        assert!(places("A1,A1", &[]).is_empty() && places("A1,B1", &[]).len() == 2);
    }
}
