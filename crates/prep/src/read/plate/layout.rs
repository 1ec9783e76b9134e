//! Gen5's layout: two lines a row of wells, identifiers and concentrations.

use super::super::grid::{Signs, expect_row, row_letter};
use super::Roles;
use crate::error::{Fault, Problem};
use crate::export::WellRole;

pub(super) fn read(
    body: &[(usize, Vec<String>)],
    (first, width): (usize, usize),
    signs: Signs,
) -> Result<Roles, Fault> {
    let mut roles: Vec<WellRole> = Vec::new();
    let (mut used, mut row) = (0, 0);
    while let Some((line, ids)) = body.get(used) {
        let Some(letter) = ids.first().and_then(|cell| row_letter(cell)) else { break };
        expect_row(*line, row, letter)?;
        let values =
            body.get(used + 1).filter(|(_, cells)| cells.first().is_some_and(String::is_empty));
        for (column, id) in ids.iter().skip(first).take(width).enumerate() {
            if id.is_empty() {
                continue;
            }
            let stated = values.and_then(|(line, cells)| Some((*line, cells.get(first + column)?)));
            let concentration = match stated.filter(|(_, cell)| !cell.is_empty()) {
                None => None,
                Some((line, cell)) => {
                    let value = signs.number(cell).ok().flatten().filter(|value| *value >= 0.0);
                    Some(value.ok_or_else(|| {
                        let problem =
                            Problem::NotANumber { field: "Conc/Dil".into(), found: cell.clone() };
                        Fault::cell(line, first + column + 1, problem)
                    })?)
                }
            };
            roles.push(WellRole { at: (row, column), id: id.clone(), concentration });
        }
        used += if values.is_some() { 2 } else { 1 };
        row += 1;
    }
    if roles.is_empty() {
        return Err(Problem::Cut("the plate's layout has no wells".into()).into());
    }
    Ok((roles, used))
}
