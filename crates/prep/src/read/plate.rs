//! Plate readers that write lettered grids: BioTek Gen5 text and BMG MARS CSV.

mod layout;

use super::Parts;
use super::grid::{Signs, check_height, expect_row, heading, row_letter, row_wells};
use crate::error::{Fault, Problem};
use crate::export::{Contents, Flag, Grid, GridQuantity, PrintedCurve, WellRole};
use crate::text::{Decimal, cells, delimiter, lines, number};

pub(super) fn matches(text: &str) -> bool {
    let mut found = false;
    for line in text.lines() {
        for delimiter in ['\t', ',', ';'] {
            let cells: Vec<String> =
                line.split(delimiter).map(|cell| cell.trim().to_owned()).collect();
            found |= heading(&cells).is_some_and(|(first, width)| first == 1 && width >= 6);
        }
    }
    found
}

pub(super) fn read(text: &str) -> Result<Parts, Fault> {
    let lines = lines(text);
    let delimiter = delimiter(text);
    let rows: Vec<(usize, Vec<String>)> = lines
        .iter()
        .map(|&(line, text)| Ok((line, cells(text, line, delimiter)?)))
        .collect::<Result<_, Fault>>()?;
    let (mut grids, mut layout, mut flags) = (Vec::new(), Vec::new(), Vec::new());
    let (mut title, mut curve) = (String::new(), None);
    let of_wells = rows.iter().filter(|(_, cells)| {
        cells.first().is_some_and(|cell| cell.is_empty() || row_letter(cell).is_some())
    });
    let signs =
        Signs::of(of_wells.flat_map(|(_, cells)| cells.iter().map(String::as_str)), &mut flags);
    let mut at = 0;
    while let Some((line, cells)) = rows.get(at) {
        if let Some(shape) = heading(cells) {
            let body = rows.get(at + 1..).unwrap_or_default();
            if title == "Layout" {
                let (roles, used) = layout::read(body, shape, signs)?;
                layout.extend(roles);
                at += used;
            } else {
                let (grid, used) = grid(&title, body, shape, signs, &mut flags)?;
                if grid.wells.is_empty() {
                    return Err(Fault::at(
                        *line,
                        Problem::Cut("no well follows the heading of a grid".into()),
                    ));
                }
                if grids.iter().any(|other: &Grid| other.name == grid.name) {
                    flags.push(Flag::warning(format!("two grids are named {:?}", grid.name)));
                }
                grids.push(grid);
                at += used;
            }
        } else if title == "Curve Fitting Results"
            && cells.first().is_some_and(|c| c == "Curve Name")
        {
            curve = rows
                .get(at + 1)
                .map(|(line, values)| printed_curve(*line, cells, values))
                .transpose()?;
            at += 1;
        }
        if let Some(first) = cells.iter().find(|cell| !cell.is_empty()) {
            first.clone_into(&mut title);
        }
        at += 1;
    }
    if grids.is_empty() {
        return Err(Problem::UnknownLayout.into());
    }
    let gen5 = text.contains("Reader Type:") || text.contains("Protocol File Path");
    let name = if gen5 { "BioTek Gen5 plate" } else { "plate reader grid" };
    let name = if text.contains("BMG") && !gen5 { "BMG MARS plate" } else { name };
    let mut parts = Parts::new(name, Contents::Plates { grids, layout, curve });
    let after = |key: &str| -> Option<String> {
        let row = rows
            .iter()
            .find(|(_, cells)| cells.first().is_some_and(|cell| cell.trim_end_matches(':') == key));
        row.and_then(|(_, cells)| cells.get(1)).filter(|cell| !cell.is_empty()).cloned()
    };
    parts.software = after("Software Version").map(|version| format!("Gen5 {version}"));
    parts.serial = after("Reader Serial Number").filter(|serial| serial != "n/a");
    parts.date = after("Date");
    parts.flags = flags;
    Ok(parts)
}

/// A grid of values, and how many lines it takes.
fn grid(
    title: &str,
    body: &[(usize, Vec<String>)],
    shape: (usize, usize),
    signs: Signs,
    flags: &mut Vec<Flag>,
) -> Result<(Grid, usize), Fault> {
    let quantity = if title == "Conc" || title.starts_with("Conc/") {
        GridQuantity::PrintedConcentration
    } else {
        GridQuantity::Signal
    };
    let (mut wells, mut used) = (Vec::new(), 0);
    for (line, cells) in body {
        let Some(row) = cells.first().and_then(|cell| row_letter(cell)) else { break };
        expect_row(*line, used, row)?;
        wells.extend(row_wells((*line, cells), shape, row, signs)?);
        used += 1;
    }
    check_height(title, shape.1, used, flags);
    Ok((Grid { name: title.to_owned(), quantity, wells }, used))
}

/// The software's own curve; figures that it did not calculate are left out.
fn printed_curve(line: usize, names: &[String], values: &[String]) -> Result<PrintedCurve, Fault> {
    let formula = values.get(1).cloned().unwrap_or_default();
    let mut parameters = Vec::new();
    for (column, (name, value)) in names.iter().zip(values).enumerate().skip(2) {
        // The file's locale: a decimal comma as in its wells.
        match number(value, Decimal::Point).or_else(|| number(value, Decimal::Comma)) {
            Some(value) => parameters.push((name.clone(), value)),
            None if value.is_empty() || value.chars().all(|c| c == '?') => {}
            None => {
                let problem = Problem::NotANumber { field: name.clone(), found: value.clone() };
                return Err(Fault::cell(line, column + 1, problem));
            }
        }
    }
    Ok(PrintedCurve { formula, parameters })
}

/// For the layout block.
type Roles = (Vec<WellRole>, usize);
