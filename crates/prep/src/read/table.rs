//! Plain table of a size distribution: columns `size_nm` and `count` or `concentration_per_ml`, any of tab, comma,
//! semicolon between them. For instruments whose own layout is not known.

use super::Parts;
use crate::error::{Fault, Problem};
use crate::export::{Basis, Contents, PrintedSizes, SizeReplicate};
use crate::text::{Decimal, cells, lines, number, unended};

/// Columns of a heading.
struct Heading {
    delimiter: char,
    size: usize,
    count: Option<usize>,
    concentration: Option<usize>,
}

fn heading(line: &str) -> Option<Heading> {
    ['\t', ';', ','].into_iter().find_map(|delimiter| {
        let names: Vec<String> =
            cells(line, 1, delimiter).ok()?.iter().map(|name| name.to_lowercase()).collect();
        let find = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        let size = find(&["size_nm", "size", "size (nm)", "diameter_nm"])?;
        let count = find(&["count", "counts", "number"]);
        let concentration =
            find(&["concentration_per_ml", "concentration", "concentration (particles/ml)"]);
        (count.is_some() || concentration.is_some()).then_some(Heading {
            delimiter,
            size,
            count,
            concentration,
        })
    })
}

pub(super) fn matches(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| heading(line).is_some())
}

pub(super) fn read(text: &str) -> Result<Parts, Fault> {
    let lines = lines(text);
    let mut rows = lines.iter().filter(|(_, line)| !line.trim().is_empty());
    let first = rows.next().and_then(|(_, line)| heading(line)).ok_or(Problem::UnknownLayout)?;
    let comma = first.delimiter != ',' && lines.iter().skip(1).any(|(_, line)| line.contains(','));
    let decimal = if comma { Decimal::Comma } else { Decimal::Point };
    let (mut centres, mut counts, mut density) = (Vec::<f64>::new(), Vec::new(), Vec::new());
    for &(line, text) in rows {
        let row = cells(text, line, first.delimiter)?;
        let read = |column: usize, field: &str| -> Result<f64, Fault> {
            let cell = row.get(column).map(String::as_str).unwrap_or_default();
            number(cell, decimal).filter(|value| *value >= 0.0).ok_or_else(|| {
                Fault::cell(
                    line,
                    column + 1,
                    Problem::NotANumber { field: field.into(), found: cell.into() },
                )
            })
        };
        let size = read(first.size, "size")?;
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
    Ok(parts)
}
