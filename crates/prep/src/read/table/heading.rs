//! Heading of a plain table: which column is which, and the unit of the sizes.

use crate::error::{Fault, Problem};
use crate::text::cells;

/// Columns of a heading.
pub(super) struct Heading {
    pub(super) delimiter: char,
    /// Cells of the heading.
    pub(super) columns: usize,
    pub(super) size: usize,
    /// nm in one unit of the sizes.
    pub(super) nm: f64,
    pub(super) count: Option<usize>,
    pub(super) concentration: Option<usize>,
}

const NM: [&str; 5] = ["size_nm", "size", "size (nm)", "diameter_nm", "diameter (nm)"];
const UM: [&str; 8] = [
    "size_um",
    "size_µm",
    "size (um)",
    "size (µm)",
    "diameter_um",
    "diameter_µm",
    "diameter (um)",
    "diameter (µm)",
];
const COUNT: [&str; 3] = ["count", "counts", "number"];
const CONCENTRATION: [&str; 3] =
    ["concentration_per_ml", "concentration", "concentration (particles/ml)"];

/// Names of the columns of a heading in small letters, and the delimiter; `None` where it is none.
fn names(line: &str) -> Option<(char, Vec<String>)> {
    ['\t', ';', ','].into_iter().find_map(|delimiter| {
        // The Greek letter is written as the micro sign.
        let name = |name: &String| name.to_lowercase().replace('μ', "µ");
        let names: Vec<String> = cells(line, 1, delimiter).ok()?.iter().map(name).collect();
        let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
        let sizes = has(&NM) || has(&UM);
        (sizes && (has(&COUNT) || has(&CONCENTRATION))).then_some((delimiter, names))
    })
}

pub(super) fn is_heading(line: &str) -> bool {
    names(line).is_some()
}

/// Reads a heading; where two columns hold one quantity, none of them is taken.
pub(super) fn heading(number: usize, line: &str) -> Result<Heading, Fault> {
    let (delimiter, names) = names(line).ok_or(Problem::UnknownLayout)?;
    let one = |quantity: &'static str, known: &[&str]| -> Result<Option<usize>, Fault> {
        let found = names.iter().enumerate().filter(|(_, name)| known.contains(&name.as_str()));
        let mut found = found.map(|(place, _)| place);
        match (found.next(), found.next()) {
            (_, Some(second)) => {
                Err(Fault::cell(number, second + 1, Problem::TwoColumns(quantity)))
            }
            (first, None) => Ok(first),
        }
    };
    let size = one("sizes", &[&NM[..], &UM].concat())?.ok_or(Problem::UnknownLayout)?;
    let um = names.get(size).is_some_and(|name| UM.contains(&name.as_str()));
    Ok(Heading {
        delimiter,
        columns: names.len(),
        size,
        nm: if um { 1000.0 } else { 1.0 },
        count: one("counts", &COUNT)?,
        concentration: one("concentrations", &CONCENTRATION)?,
    })
}
