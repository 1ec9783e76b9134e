//! RCC files (reporter code counts): sections between `<Name>` and `</Name>`.

use std::path::Path;

use super::super::cells::{Delimiter, row};
use super::super::columns::sample_of;
use super::super::error::{ImportError, Place};
use super::super::list::Named;
use super::super::number::number;
use super::super::table::{TableError, shortened};
use super::lane::{Code, Lane};
use super::{CodeClass, NanostringError};

/// The section of the counts.
const COUNTS: &str = "Code_Summary";
/// Cells of a code's line.
const CELLS: usize = 4;

/// Whether a text that begins so is an RCC file.
pub(super) fn starts_one(line: &str) -> bool {
    line.trim().eq_ignore_ascii_case("<Header>")
}

/// The lines of a section.
fn section<'a>(
    path: &Path,
    lines: &'a [(usize, &'a str)],
    name: &'static str,
) -> Result<&'a [(usize, &'a str)], ImportError> {
    let at =
        |mark: String| lines.iter().position(|(_, line)| line.trim().eq_ignore_ascii_case(&mark));
    let bounds = at(format!("<{name}>")).zip(at(format!("</{name}>")));
    bounds
        .and_then(|(start, end)| lines.get(start + 1..end))
        .ok_or_else(|| Place::file(path).error(NanostringError::Section { section: name }))
}

/// The value of an attribute, empty where it is not there.
fn attribute(section: &[(usize, &str)], name: &str) -> String {
    let pair = |line: &str| {
        let (key, value) = line.split_once(',')?;
        let value = value.trim().trim_end_matches(',');
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim_matches('"').trim().to_owned())
    };
    section.iter().find_map(|(_, line)| pair(line)).unwrap_or_default()
}

/// The lane of a file.
pub(super) fn lane(path: &Path, lines: &[(usize, &str)]) -> Result<Lane, ImportError> {
    let sample = section(path, lines, "Sample_Attributes")?;
    let of_lane = section(path, lines, "Lane_Attributes")?;
    let (mut codes, mut counts) = (Vec::new(), Vec::new());
    for &(line, text) in section(path, lines, COUNTS)?.iter().skip(1) {
        let cells = row(path, (line, text), Delimiter::Comma, CELLS + 1)?;
        let [class, name, _, count] = cells.as_slice() else {
            let text = shortened(text);
            return Err(Place::line(path, line).error(NanostringError::Code { text }));
        };
        let value = number(count).filter(|count| *count >= 0.0).ok_or_else(|| {
            let (text, column) = (shortened(count), "Count".to_owned());
            Place::cell(path, line, CELLS).error(TableError::NotANumber { text, column })
        })?;
        let name = Named { text: name.clone(), place: Place::cell(path, line, 2) };
        codes.push(Code { class: CodeClass::of(class), name });
        counts.push(value);
    }
    let share = |counted: &str, all: &str| {
        let (counted, all) = (counted.parse::<f64>().ok()?, all.parse::<f64>().ok()?);
        (all > 0.0).then(|| (counted / all).to_string())
    };
    let fields = share(&attribute(of_lane, "FovCounted"), &attribute(of_lane, "FovCount"));
    let facts = vec![
        ("cartridge", attribute(of_lane, "CartridgeID")),
        ("lane", attribute(of_lane, "ID")),
        ("scanner", attribute(of_lane, "ScannerID")),
        ("stage_position", attribute(of_lane, "StagePosition")),
        ("date", attribute(sample, "Date")),
        ("code_set", attribute(sample, "GeneRLF")),
        ("binding_density", attribute(of_lane, "BindingDensity")),
        ("fov_counted", fields.unwrap_or_default()),
    ];
    let sample = Named { text: attribute(sample, "ID"), place: Place::file(path) };
    Ok(Lane { sample, file: Some(sample_of(path)), facts, codes, counts })
}
