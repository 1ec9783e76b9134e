//! Zeta-potential profile over the height of the cell.

use super::super::Parts;
use super::super::key_value::Keys;
use super::read_number;
use crate::error::{Fault, Problem};
use crate::export::{Contents, ZetaPotential};
use crate::text::{Decimal, number};

pub(super) fn read(lines: &[(usize, &str)], keys: &Keys) -> Result<Parts, Fault> {
    let (line, text) =
        keys.get("Zeta Potential / mV").ok_or(Problem::Missing("Zeta Potential / mV"))?;
    let decimal = if text.contains(',') { Decimal::Comma } else { Decimal::Point };
    let potential = number(text, decimal).ok_or_else(|| {
        let problem =
            Problem::NotANumber { field: "Zeta Potential / mV".into(), found: text.into() };
        Fault::at(line, problem)
    })?;
    let heading = lines.iter().position(|(_, line)| line.starts_with("Position\t"));
    let mut profile = Vec::new();
    if let Some(heading) = heading {
        let names: Vec<&str> = lines
            .get(heading)
            .map(|(_, line)| line.split('\t').map(str::trim).collect())
            .unwrap_or_default();
        let average = names.iter().position(|name| *name == "Average");
        let average = average.ok_or(Problem::Missing("Average"))?;
        for &(line, row) in lines.get(heading + 1..).unwrap_or_default() {
            if row.trim().is_empty() {
                continue;
            }
            let cells: Vec<&str> = row.split('\t').collect();
            let mut pair = [0.0; 2];
            for (value, column) in pair.iter_mut().zip([0, average]) {
                let cell = cells.get(column).copied().unwrap_or_default();
                *value = number(cell, decimal).ok_or_else(|| {
                    let problem =
                        Problem::NotANumber { field: "ZP Profile".into(), found: cell.into() };
                    Fault::cell(line, column + 1, problem)
                })?;
            }
            profile.push((pair[0], pair[1]));
        }
    }
    let zeta = ZetaPotential {
        potential,
        fit_error: read_number(keys, "ZP Parabola Fit Accuracy / mV", decimal)?,
        tracks: read_number(keys, "Number of Traces", decimal)?,
        conductivity: read_number(keys, "Conductivity", decimal)?,
        profile,
    };
    Ok(Parts::new("ZetaView zeta-potential profile", Contents::ZetaPotential(zeta)))
}
