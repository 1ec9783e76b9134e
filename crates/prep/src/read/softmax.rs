//! SoftMax Pro text: blocks between `##BLOCKS= n` and `~End`, plates without row letters, one group of columns a reading.

use super::Parts;
use super::grid::{Signs, check_height, row_wells};
use crate::error::{Fault, Problem};
use crate::export::{Contents, Flag, Grid, GridQuantity};
use crate::text::lines;

pub(super) fn matches(text: &str) -> bool {
    text.lines().take(3).any(|line| line.trim_start().starts_with("##BLOCKS="))
}

pub(super) fn read(text: &str) -> Result<Parts, Fault> {
    let lines = lines(text);
    let stated = lines.iter().find_map(|(line, text)| {
        text.trim().strip_prefix("##BLOCKS=").map(|count| (*line, count.trim()))
    });
    let (line, count) = stated.ok_or(Problem::Missing("##BLOCKS="))?;
    let count: usize = count.trim_matches('\t').trim().parse().map_err(|_| {
        Fault::at(line, Problem::NotANumber { field: "##BLOCKS=".into(), found: count.into() })
    })?;
    let (mut grids, mut flags, mut found) = (Vec::new(), Vec::new(), 0);
    let mut block: Vec<(usize, &str)> = Vec::new();
    // Rows of wells begin with a temperature or nothing; prose does not begin with a tab.
    let of_wells = lines
        .iter()
        .filter(|(_, line)| line.starts_with('\t'))
        .flat_map(|(_, line)| line.split('\t'));
    let signs = Signs::of(of_wells.map(str::trim), &mut flags);
    for &(number, line) in lines.iter().skip_while(|(number, _)| *number <= line) {
        if line.trim() == "~End" {
            found += 1;
            read_block(&block, signs, &mut grids, &mut flags)?;
            block.clear();
        } else {
            block.push((number, line));
        }
    }
    if found != count {
        let (left, right) = (count.to_string(), found.to_string());
        let what = "blocks that are announced and that end";
        return Err(Fault::at(line, Problem::Disagree { what, left, right }));
    }
    if grids.is_empty() {
        return Err(Problem::Missing("Plate:").into());
    }
    let contents = Contents::Plates { grids, layout: Vec::new(), curve: None };
    let mut parts = Parts::new("SoftMax Pro plate", contents);
    parts.flags = flags;
    parts.date = lines.iter().find_map(|(_, line)| {
        line.split_once("Date Last Saved:").map(|(_, date)| date.trim().to_owned())
    });
    Ok(parts)
}

fn split(line: &str) -> Vec<String> {
    line.split('\t').map(|cell| cell.trim().to_owned()).collect()
}

/// Groups of columns 1, 2, 3 … in a heading: first cell and width of each.
fn groups(cells: &[String]) -> Vec<(usize, usize)> {
    let mut groups = Vec::new();
    let mut at = 0;
    while at < cells.len() {
        let rest = cells.iter().skip(at).enumerate();
        let width = rest.take_while(|(i, cell)| **cell == (i + 1).to_string()).count();
        if width >= 2 {
            groups.push((at, width));
        }
        at += width.max(1);
    }
    groups
}

fn read_block(
    block: &[(usize, &str)],
    signs: Signs,
    grids: &mut Vec<Grid>,
    flags: &mut Vec<Flag>,
) -> Result<(), Fault> {
    let mut rest = block.iter().skip_while(|(_, line)| line.trim().is_empty());
    let Some((line, first)) = rest.next() else { return Ok(()) };
    let head = split(first);
    if head.first().map(String::as_str) != Some("Plate:") {
        return Ok(());
    }
    let field = |number: usize| head.get(number).map(String::as_str).unwrap_or_default();
    if field(3) != "PlateFormat" || field(4) != "Endpoint" {
        let text = format!(
            "SoftMax plates as {} {} are not read; export as Plate, Endpoint",
            field(3),
            field(4)
        );
        return Err(Fault::at(*line, Problem::Unsupported(text)));
    }
    let waves = head.iter().find(|cell| {
        let numbers: Vec<&str> = cell.split_whitespace().collect();
        numbers.len() > 1 && numbers.iter().all(|wave| wave.parse::<f64>().is_ok())
    });
    let waves: Vec<&str> = waves.map(|cell| cell.split_whitespace().collect()).unwrap_or_default();
    let rest: Vec<&(usize, &str)> = rest.collect();
    let mut at = 0;
    let mut section = 0;
    while let Some((_, line)) = rest.get(at) {
        let shapes = groups(&split(line));
        at += 1;
        if shapes.is_empty() {
            continue;
        }
        let body: Vec<(usize, Vec<String>)> = rest
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|(_, line)| !line.trim().is_empty() && groups(&split(line)).is_empty())
            .map(|(number, line)| (*number, split(line)))
            .collect();
        for (group, &shape) in shapes.iter().enumerate() {
            let kind = if section == 0 { "" } else { ", reduced" };
            let wave = waves.get(group).map(|wave| format!(", {wave} nm")).unwrap_or_default();
            let name = format!("{}{wave}, reading {}{kind}", field(1), group + 1);
            let quantity = if section == 0 { GridQuantity::Signal } else { GridQuantity::Reduced };
            let mut wells = Vec::new();
            for (row, (line, cells)) in body.iter().enumerate() {
                wells.extend(row_wells((*line, cells), shape, row, signs)?);
            }
            check_height(&name, shape.1, body.len(), flags);
            grids.push(Grid { name, quantity, wells });
        }
        at += body.len();
        section += 1;
    }
    Ok(())
}
