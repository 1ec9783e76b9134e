//! Plain table of a size distribution: columns `size_nm` (or `size_um`) and `count` or `concentration_per_ml`, any of tab, comma,
//! semicolon between them. For instruments whose own layout is not known.

mod decimal;
mod heading;

use self::decimal::{Cell, decimal};
use self::heading::{heading, is_heading};
use super::Parts;
use crate::error::{Fault, Problem};
use crate::export::{Basis, Contents, Flag, PrintedSizes, SizeReplicate};
use crate::text::{cells, lines, number, unended};

/// Sizes between which the largest bin of a distribution must lie, nm: below, no vesicle has room for its membrane of 5 nm
/// (assumed); above, no counter of particles sees.
const LARGEST_BIN: std::ops::RangeInclusive<f64> = 10.0..=100_000.0;

pub(super) fn matches(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(is_heading)
}

pub(super) fn read(text: &str) -> Result<Parts, Fault> {
    let lines = lines(text);
    let mut filled = lines.iter().filter(|(_, line)| !line.trim().is_empty());
    let &(first_line, first) = filled.next().ok_or(Problem::UnknownLayout)?;
    let first = heading(first_line, first)?;
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    for &(line, text) in filled {
        let row = cells(text, line, first.delimiter)?;
        if row.iter().skip(first.columns).any(|cell| !cell.is_empty()) {
            let problem = Problem::Cells { found: row.len(), columns: first.columns };
            return Err(Fault::at(line, problem));
        }
        rows.push((line, row));
    }
    let columns = [
        (Some(first.size), "size"),
        (first.count, "count"),
        (first.concentration, "concentration"),
    ];
    let columns = columns.map(|(column, field)| Some((column?, field)));
    let numbers = rows.iter().flat_map(|(line, row)| {
        let of = |(column, field): (usize, &'static str)| -> Option<Cell> {
            Some((*line, column + 1, field, row.get(column)?.as_str()))
        };
        columns.into_iter().flatten().filter_map(of)
    });
    let decimal = decimal(numbers)?;
    let (mut centres, mut counts, mut density) = (Vec::<f64>::new(), Vec::new(), Vec::new());
    for (line, row) in &rows {
        let line = *line;
        let read = |column: usize, field: &str| -> Result<f64, Fault> {
            let cell = row.get(column).map(String::as_str).unwrap_or_default();
            let (field, found) = (field.to_owned(), cell.to_owned());
            match number(cell, decimal) {
                Some(value) if value >= 0.0 => Ok(value),
                Some(_) => {
                    let problem = Problem::OutOfRange { field, found, why: "below 0" };
                    Err(Fault::cell(line, column + 1, problem))
                }
                None => Err(Fault::cell(line, column + 1, Problem::NotANumber { field, found })),
            }
        };
        let size = first.nm * read(first.size, "size")?;
        if let Some(last) = centres.last().filter(|last| **last >= size) {
            let what = "sizes do not increase";
            let (left, right) = (last.to_string(), size.to_string());
            return Err(Fault::at(line, Problem::Disagree { what, left, right }));
        }
        centres.push(size);
        if let Some(column) = first.count {
            let count = read(column, "count")?;
            if count.fract() != 0.0 || count > 1e15 {
                let problem = Problem::OutOfRange {
                    field: "count".into(),
                    found: count.to_string(),
                    why: "not a whole number of particles; use concentration_per_ml",
                };
                return Err(Fault::cell(line, column + 1, problem));
            }
            counts.push(count as u64);
        }
        if let Some(column) = first.concentration {
            density.push(read(column, "concentration")?);
        }
    }
    let width = bin_width(&centres)?;
    if let Some(largest) = centres.last().filter(|largest| !LARGEST_BIN.contains(largest)) {
        let problem = Problem::OutOfRange {
            field: "largest size".into(),
            found: format!("{largest} nm"),
            why: "no size of particles: name the column by its unit, size_nm or size_um",
        };
        return Err(Fault::cell(first_line, first.size + 1, problem));
    }
    let apart = if density.is_empty() { None } else { shapes_apart(&counts, &density) };
    let tracks = first.count.map(|_| counts.iter().map(|&count| count as f64).sum());
    let concentration = first.concentration.map(|_| density.iter().sum());
    if density.is_empty() {
        density = counts.iter().map(|&count| count as f64).collect();
    }
    let replicate = SizeReplicate {
        name: "table".to_owned(),
        setting: String::new(),
        dilution: None,
        concentration,
        basis: Basis::InCell,
        tracks,
        particles_per_frame: None,
        centres,
        bin_width: width,
        density,
        counts: first.count.map(|_| counts),
        printed: PrintedSizes::default(),
        flags: Vec::new(),
    };
    let mut parts = Parts::new("plain size table", Contents::Sizes { replicates: vec![replicate] });
    parts.flags.extend(unended(text));
    parts.flags.extend(apart);
    Ok(parts)
}

/// Width of bins, nm, from two on, which all have to be of one.
fn bin_width(centres: &[f64]) -> Result<f64, Fault> {
    if centres.len() < 2 {
        return Err(Problem::Cut("a size distribution has two bins or more".into()).into());
    }
    let widths: Vec<f64> =
        centres.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).collect();
    let width = widths.iter().copied().fold(f64::INFINITY, f64::min);
    if let Some(uneven) = widths.iter().position(|w| (w - width).abs() > 1e-3 * width) {
        let what = "bins are not of one width, nm";
        let (left, right) =
            (width.to_string(), widths.get(uneven).copied().unwrap_or(width).to_string());
        return Err(Problem::Disagree { what, left, right }.into());
    }
    Ok(width)
}

/// Most that shares below a size may differ between the counts of a table and its concentrations, which are of the same
/// particles (assumed: rounding is far below, a weight by size above).
const SHAPES_APART: f64 = 0.02;

/// A warning where counts and concentrations are no multiples of each other.
fn shapes_apart(counts: &[u64], density: &[f64]) -> Option<Flag> {
    let all: f64 = density.iter().sum();
    let n: u64 = counts.iter().sum();
    if n == 0 || all <= 0.0 {
        return None;
    }
    let (mut below, mut seen, mut apart) = (0.0, 0.0, 0.0_f64);
    for (count, density) in counts.iter().zip(density) {
        below += *count as f64 / n as f64;
        seen += density / all;
        apart = apart.max((below - seen).abs());
    }
    (apart > SHAPES_APART).then(|| {
        Flag::warning(format!(
            "count and concentration are of different shapes: shares below a size differ by up to {:.0} %, where both \
             should be of the same particles",
            100.0 * apart
        ))
    })
}
