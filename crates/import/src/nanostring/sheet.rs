//! Sheets of several lanes: a line a code, a column a lane.

use std::path::Path;

use super::super::cells::{cells, row};
use super::super::columns::is_annotation;
use super::super::error::{ImportError, Place};
use super::super::limits::Limits;
use super::super::list::Named;
use super::super::number::number;
use super::super::sniff;
use super::super::table::{TableError, shortened};
use super::lane::{Code, Lane};
use super::{CodeClass, NanostringError};

/// How many lines may stand above the headings.
const ABOVE: usize = 80;

/// The words of a heading in small letters, without what separates them.
fn key(heading: &str) -> String {
    heading.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Where a heading stands.
fn place(headings: &[String], wanted: &[&str]) -> Option<usize> {
    headings.iter().position(|heading| wanted.contains(&key(heading).as_str()))
}

/// The lanes of a sheet.
pub(super) fn lanes(
    path: &Path,
    lines: &[(usize, &str)],
    limits: Limits,
) -> Result<Vec<Lane>, ImportError> {
    let here = || Place::file(path);
    let is_heading = |line: &str| key(line).contains("codeclass") && key(line).contains("name");
    let at = lines.iter().take(ABOVE).position(|(_, line)| is_heading(line));
    let at = at.ok_or_else(|| here().error(NanostringError::NoHeading))?;
    let (above, below) = (lines.get(..at).unwrap_or_default(), lines.get(at..).unwrap_or_default());
    let delimiter = sniff::delimiter(below).ok_or_else(|| here().error(TableError::OneColumn))?;
    let Some((&(header, line), codes)) = below.split_first() else { return Ok(Vec::new()) };
    let headings = row(path, (header, line), delimiter, limits.columns)?;
    let class = place(&headings, &["codeclass", "class"]);
    let name = place(&headings, &["name", "probename", "genename"]);
    let (Some(class), Some(name)) = (class, name) else {
        return Err(here().error(NanostringError::NoHeading));
    };
    // The RCC Collector names lanes on a line above.
    let above: Vec<Vec<String>> = above
        .iter()
        .map(|(_, line)| cells(line, delimiter).filter_map(Result::ok).map(Into::into).collect())
        .collect();
    let called = |wanted: &str| {
        above.iter().find(|row| row.first().is_some_and(|first| key(first) == wanted))
    };
    let stated = ["samplename", "sampleid", "filename"].into_iter().find_map(called);
    let mut of_lanes: Vec<(usize, Lane)> = Vec::new();
    for (column, heading) in headings.iter().enumerate().filter(|(n, _)| *n != class && *n != name)
    {
        let named_above = || stated.and_then(|row| row.get(column)).cloned().unwrap_or_default();
        let text = if heading.is_empty() { named_above() } else { heading.clone() };
        if is_annotation(heading) || text.is_empty() && column < class.max(name) {
            continue;
        }
        let sample = Named { text, place: Place::cell(path, header, column + 1) };
        let (facts, codes, counts) = (Vec::new(), Vec::new(), Vec::new());
        of_lanes.push((column, Lane { sample, file: None, facts, codes, counts }));
    }
    // A column without a name that holds no number is the accession's, or the end of the lines.
    let first =
        codes.first().map(|&line| row(path, line, delimiter, limits.columns)).transpose()?;
    let is_number = |column: usize| {
        first
            .as_ref()
            .and_then(|row| row.get(column))
            .is_some_and(|cell| number(cell).is_some_and(|n| !n.is_nan()))
    };
    of_lanes.retain(|(column, lane)| !lane.sample.text.is_empty() || is_number(*column));
    if of_lanes.is_empty() {
        return Err(Place::line(path, header).error(NanostringError::NoLanes));
    }
    if let Some((_, lane)) = of_lanes.iter().find(|(_, lane)| lane.sample.text.is_empty()) {
        return Err(lane.sample.place.clone().error(NanostringError::Unnamed));
    }
    for &(line, text) in codes {
        let cells = row(path, (line, text), delimiter, limits.columns)?;
        let (expected, found) = (headings.len(), cells.len());
        if expected != found {
            return Err(Place::line(path, line).error(TableError::Ragged { expected, found }));
        }
        let cell = |column: usize| cells.get(column).map_or("", String::as_str);
        // A sheet may have a heading for each class of codes.
        if cell(class).is_empty() && cell(name).is_empty() || key(cell(class)) == "codeclass" {
            continue;
        }
        let named = Named { text: cell(name).to_owned(), place: Place::cell(path, line, name + 1) };
        for (column, lane) in &mut of_lanes {
            let (text, name) = (shortened(cell(*column)), shortened(&lane.sample.text));
            let place = Place::cell(path, line, *column + 1);
            let count = match number(cell(*column)) {
                Some(count) if count >= 0.0 && count.fract() == 0.0 => count,
                Some(value) if !value.is_nan() => {
                    return Err(place.error(NanostringError::NotACount { text, column: name }));
                }
                _ => return Err(place.error(TableError::NotANumber { text, column: name })),
            };
            lane.codes.push(Code { class: CodeClass::of(cell(class)), name: named.clone() });
            lane.counts.push(count);
        }
    }
    Ok(of_lanes.into_iter().map(|(_, lane)| lane).collect())
}
