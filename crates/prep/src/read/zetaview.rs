//! ZetaView text exports (8.05 and 8.06): size distribution, zeta-potential profile, failed runs.
//!
//! Latin-1; the decimal sign is that of the computer's locale. The concentration is that **in the cell**. Two tables
//! follow each other, 5 nm bins and logarithmic bins, of the **same** particles; the first is taken, the second must
//! agree with it.

pub(super) mod positions;
mod profile;

use super::Parts;
use super::key_value::Keys;
use crate::error::{Fault, Problem};
use crate::export::{Basis, Contents, Flag, PrintedSizes, SizeReplicate};
use crate::text::{Decimal, lines, number};

const HEADING: &str = "Size / nm";

pub(super) fn matches(text: &str) -> bool {
    let head = text.lines().take(30);
    head.into_iter().any(|line| line.starts_with("Software:") && line.contains("ZetaView"))
}

/// One row of a size table.
struct Row {
    line: usize,
    size: f64,
    number: f64,
    concentration: f64,
}

pub(super) fn read(text: &str) -> Result<Parts, Fault> {
    let lines = lines(text);
    let keys = Keys::of(&lines);
    let kind = keys.get("Type of Measurement").ok_or(Problem::Missing("Type of Measurement"))?;
    let mut parts = match kind.1 {
        "Size Distribution" => size(&lines, &keys)?,
        "Profile" => profile::read(&lines, &keys)?,
        other => {
            let what = format!("type of measurement {other:?} is not supported");
            return Err(Fault::at(kind.0, Problem::Unsupported(what)));
        }
    };
    parts.software = keys.text("Software");
    // 8.05.14 writes the name of the key in other letters.
    parts.serial = keys.text("ZetaView S/N").or_else(|| keys.text("ZetaVIEW S/N"));
    parts.sample = keys.text("Sample");
    parts.diluent = keys.text("Electrolyte");
    parts.date = keys.text("Date");
    parts.flags.extend(checks(&keys));
    Ok(parts)
}

/// The instrument's own checks.
fn checks(keys: &Keys) -> Vec<Flag> {
    let mut flags = Vec::new();
    let checked = keys.get("Particle Drift Checked").map(|(_, date)| date);
    match (checked, keys.get("Particle Drift Check Result").map(|(_, result)| result)) {
        (Some(date), _) if date.starts_with("1904-01-01") => {
            flags.push(Flag::note("particle drift was never checked"));
        }
        (_, Some(result)) if result != "Good" && result != "Very Good" => {
            flags.push(Flag::warning(format!("particle drift check: {result}")));
        }
        _ => {}
    }
    if let Some((_, result)) = keys.get("Cell Check Result")
        && !["Good", "Very Good", "Excellent"].contains(&result)
    {
        flags.push(Flag::warning(format!("cell check: {result}")));
    }
    flags
}

fn size(lines: &[(usize, &str)], keys: &Keys) -> Result<Parts, Fault> {
    let heading = lines.iter().position(|(_, line)| line.starts_with(HEADING));
    let heading = heading.ok_or(Problem::Missing("table headed Size / nm"))?;
    let columns = columns(lines.get(heading).copied().unwrap_or_default())?;
    let body = lines.get(heading + 1..).unwrap_or_default();
    let decimal = decimal(body)?;
    let value =
        |key: &'static str| -> Result<Option<f64>, Fault> { read_number(keys, key, decimal) };
    let tracks = value("Number of Traces")?.ok_or(Problem::Missing("Number of Traces"))?;
    let dilution = value("Dilution")?;
    if let Some(bad) = dilution.filter(|dilution| *dilution < 1.0) {
        let line = keys.get("Dilution").map_or(0, |(line, _)| line);
        let problem = Problem::OutOfRange {
            field: "Dilution".into(),
            found: bad.to_string(),
            why: "below 1",
        };
        return Err(Fault::at(line, problem));
    }
    if let Some(factor) = value("Concentration Correction Factor")?
        && (factor - 1.0).abs() > 1e-9
    {
        let line = keys.get("Concentration Correction Factor").map_or(0, |(line, _)| line);
        let what = format!(
            "concentration correction factor {factor}: what it was applied to is not stated"
        );
        return Err(Fault::at(line, Problem::Unsupported(what)));
    }
    let (linear, second) = tables(body, &columns, decimal)?;
    if linear.is_empty() && tracks == 0.0 {
        let reason = "0 tracks: the measurement failed".to_owned();
        return Ok(Parts::new("ZetaView size distribution", Contents::NothingMeasured { reason }));
    }
    let mut flags = Vec::new();
    check_table(&linear, tracks, true)?;
    if second.is_empty() {
        flags.push(Flag::warning("the second, logarithmic table of the same particles is missing"));
    } else {
        check_table(&second, tracks, false)?;
    }
    let concentration: f64 = linear.iter().map(|row| row.concentration).sum();
    let particles_per_frame = value("Average Number of Particles")?;
    let setting = [
        "Laser Wavelength nm",
        "Filter Wavelength nm",
        "Sensitivity",
        "Gain",
        "Shutter",
        "Minimum Brightness",
        "Minimum Area",
        "Maximum Area",
        "Maximum Brightness",
        "Minimum Tracelength",
    ];
    let setting: Vec<String> = setting
        .iter()
        .filter_map(|key| Some(format!("{key} {}", keys.get(key)?.1.replace(',', "."))))
        .collect();
    let replicate = SizeReplicate {
        name: keys.text("Experiment").unwrap_or_else(|| "measurement".to_owned()),
        setting: setting.join(", "),
        dilution,
        concentration: Some(concentration),
        basis: Basis::InCell,
        tracks: Some(tracks),
        particles_per_frame,
        centres: linear.iter().map(|row| row.size).collect(),
        bin_width: 5.0,
        density: linear.iter().map(|row| row.concentration).collect(),
        counts: Some(linear.iter().map(|row| row.number as u64).collect()),
        printed: PrintedSizes { d50: value("Median Number (D50)")?, ..PrintedSizes::default() },
        flags: Vec::new(),
    };
    let mut parts =
        Parts::new("ZetaView size distribution", Contents::Sizes { replicates: vec![replicate] });
    parts.flags = flags;
    Ok(parts)
}

/// A number of a key; `NaN` is ZetaView's sign for "not set".
fn read_number(keys: &Keys, key: &'static str, decimal: Decimal) -> Result<Option<f64>, Fault> {
    let Some((line, text)) = keys.get(key).filter(|(_, text)| *text != "NaN") else {
        return Ok(None);
    };
    match number(text, decimal) {
        Some(value) => Ok(Some(value)),
        None => {
            let problem = Problem::NotANumber { field: key.to_owned(), found: text.to_owned() };
            Err(Fault::at(line, problem))
        }
    }
}

/// Places of the three columns, by name.
fn columns((line, heading): (usize, &str)) -> Result<[usize; 3], Fault> {
    let cells: Vec<&str> = heading.split('\t').map(str::trim).collect();
    let find = |name: &'static str| {
        let place = cells.iter().position(|cell| *cell == name);
        place.ok_or_else(|| Fault::at(line, Problem::Missing(name)))
    };
    Ok([find(HEADING)?, find("Number")?, find("Concentration / cm-3")?])
}

/// The decimal sign of the table; both in one file are refused.
fn decimal(body: &[(usize, &str)]) -> Result<Decimal, Fault> {
    let first = body.iter().find(|(_, line)| !line.trim().is_empty());
    let Some((_, first)) = first else {
        return Err(Problem::Cut("no row follows the heading of the size table".into()).into());
    };
    Ok(if first.contains(',') { Decimal::Comma } else { Decimal::Point })
}

/// Both tables: rows up to the row of −1, and after it.
fn tables(
    body: &[(usize, &str)],
    columns: &[usize; 3],
    decimal: Decimal,
) -> Result<(Vec<Row>, Vec<Row>), Fault> {
    let (mut first, mut second) = (Vec::<Row>::new(), Vec::<Row>::new());
    let mut ended = false;
    for &(line, text) in body {
        if text.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = text.split('\t').collect();
        let mut values = [0.0; 3];
        for (value, &column) in values.iter_mut().zip(columns) {
            let cell = cells.get(column).copied().unwrap_or_default();
            *value = number(cell, decimal).ok_or_else(|| {
                let problem = Problem::NotANumber { field: HEADING.into(), found: cell.to_owned() };
                Fault::cell(line, column + 1, problem)
            })?;
        }
        let [size, number, concentration] = values;
        if values.iter().all(|value| (value + 1.0).abs() < 1e-9) && !ended {
            ended = true;
            continue;
        }
        let range = |field: &str, found: f64, why| {
            let problem =
                Problem::OutOfRange { field: field.into(), found: found.to_string(), why };
            Err(Fault::at(line, problem))
        };
        if size <= 0.0 || number < 0.0 || concentration < 0.0 {
            return range(
                "size, number or concentration",
                size.min(number).min(concentration),
                "below 0",
            );
        }
        if number.fract() != 0.0 || number > 1e9 {
            return range("Number", number, "not a count of tracks");
        }
        let rows = if ended { &mut second } else { &mut first };
        if let Some(last) = rows.last().filter(|last| last.size >= size) {
            let (what, left, right) =
                ("sizes do not increase", last.size.to_string(), size.to_string());
            return Err(Fault::at(line, Problem::Disagree { what, left, right }));
        }
        rows.push(Row { line, size, number, concentration });
    }
    if !ended {
        return Err(
            Problem::Cut("the row of -1 that ends the first size table is missing".into()).into()
        );
    }
    Ok((first, second))
}

/// Holds a table against the number of tracks in the heading, and every bin's concentration against its count.
fn check_table(rows: &[Row], tracks: f64, linear: bool) -> Result<(), Fault> {
    let total: f64 = rows.iter().map(|row| row.number).sum();
    if (total - tracks).abs() > 0.5 {
        let what = "tracks in the heading and in a size table";
        let (left, right) = (tracks.to_string(), total.to_string());
        return Err(Problem::Disagree { what, left, right }.into());
    }
    let concentration: f64 = rows.iter().map(|row| row.concentration).sum();
    if total == 0.0 {
        return Err(Problem::Cut("no track in the size table".into()).into());
    }
    let per_track = concentration / total;
    for row in rows {
        // Printed with four significant digits.
        if (row.concentration - row.number * per_track).abs() > 1.5e-3 * row.number * per_track {
            let what = "concentration of a bin against its number of tracks";
            let left = format!("{:e}", row.concentration);
            let right = format!("{} × {per_track:.4e}", row.number);
            return Err(Fault::at(row.line, Problem::Disagree { what, left, right }));
        }
    }
    if linear
        && let Some(row) = rows
            .iter()
            .enumerate()
            .find(|(i, row)| (row.size - (2.5 + 5.0 * *i as f64)).abs() > 0.6)
    {
        let what = "bins of 5 nm from 2.5 nm";
        let (left, right) = (row.1.size.to_string(), (2.5 + 5.0 * row.0 as f64).to_string());
        return Err(Fault::at(row.1.line, Problem::Disagree { what, left, right }));
    }
    Ok(())
}
