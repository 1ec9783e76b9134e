//! Table of the positions of a ZetaView cell (`*_11pos.txt`), columns by name.

use super::super::Parts;
use crate::error::{Fault, Problem};
use crate::export::{CellPosition, Contents};
use crate::text::{Decimal, lines, number, unended};

fn is_heading(line: &str) -> bool {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    ["Position", "Orig. Conc. (p./cm^3)"].iter().all(|name| cells.contains(name))
}

pub(in super::super) fn matches(text: &str) -> bool {
    text.lines().take(200).any(is_heading)
}

pub(in super::super) fn read(text: &str) -> Result<Parts, Fault> {
    let lines = lines(text);
    let heading = lines.iter().position(|(_, line)| is_heading(line));
    let heading = heading.ok_or(Problem::UnknownLayout)?;
    let names: Vec<&str> = lines
        .get(heading)
        .map(|(_, line)| line.split('\t').map(str::trim).collect())
        .unwrap_or_default();
    let stock = names.iter().position(|name| *name == "Orig. Conc. (p./cm^3)").unwrap_or(0);
    let body = lines.get(heading + 1..).unwrap_or_default();
    let comma = body.iter().any(|(_, line)| line.contains(','));
    let decimal = if comma { Decimal::Comma } else { Decimal::Point };
    let mut positions = Vec::new();
    for &(line, row) in body {
        if row.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
        let cell = |name: &str| -> Option<(usize, &str)> {
            let column = names.iter().position(|n| *n == name)?;
            cells.get(column).filter(|cell| !cell.is_empty()).map(|cell| (column, *cell))
        };
        let figure = |name: &'static str| -> Result<Option<f64>, Fault> {
            let Some((column, text)) = cell(name).filter(|(_, text)| *text != "NaN") else {
                return Ok(None);
            };
            number(text, decimal).filter(|value| *value >= 0.0).map(Some).ok_or_else(|| {
                let problem = Problem::NotANumber { field: name.into(), found: text.into() };
                Fault::cell(line, column + 1, problem)
            })
        };
        let Some(position) = figure("Position")? else { continue };
        if cells.len() <= stock {
            let text = "the row ends before its concentrations";
            return Err(Fault::at(line, Problem::Cut(text.into())));
        }
        if positions.iter().any(|other: &CellPosition| other.position.total_cmp(&position).is_eq())
        {
            let what = "a position that stands twice";
            let (left, right) = (position.to_string(), position.to_string());
            return Err(Fault::at(line, Problem::Disagree { what, left, right }));
        }
        let removal = cell("Removal").map(|(_, text)| text.to_owned());
        let used = cell("Use").is_none_or(|(_, text)| !["0", "no", "No", "FALSE"].contains(&text));
        positions.push(CellPosition {
            position,
            used: used && removal.is_none(),
            removal,
            particles: figure("Av. No of Particles")?,
            concentration: figure("Conc. (p./mL)")?,
            stock_concentration: figure("Orig. Conc. (p./cm^3)")?,
            d50: figure("X50 (nm)")?,
            tracks: figure("No. of Traces")?,
        });
    }
    if positions.is_empty() {
        return Err(Problem::Cut("no position follows the heading".into()).into());
    }
    let mut parts = Parts::new("ZetaView positions", Contents::Positions { positions });
    parts.flags.extend(unended(text));
    Ok(parts)
}
