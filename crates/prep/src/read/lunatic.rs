//! Unchained Labs Lunatic CSV: a row a well, with the concentration that the instrument calculated from absorbance.
//!
//! A report may stand above the table, and a heading may span lines inside quotation marks. Columns are found by name.

use super::Parts;
use crate::error::{Fault, Problem};
use crate::export::{Contents, PrintedConcentration};
use crate::text::{Decimal, delimiter, number, records, unended};

pub(super) fn matches(text: &str) -> bool {
    let head: String = text.chars().take(20_000).collect();
    let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
    ["Plate ID", "Plate Position", "Sample name"].iter().all(|name| head.contains(name))
}

/// Columns of the table.
struct Columns {
    plate: usize,
    well: usize,
    sample: usize,
    application: Option<usize>,
    a280: Option<usize>,
    concentration: usize,
    /// µg/mL in one unit of the concentration.
    to_ug_per_ml: f64,
}

impl Columns {
    /// The columns of a heading; `None` of a row that is none.
    fn of(line: usize, cells: &[String]) -> Option<Result<Self, Fault>> {
        let names: Vec<String> = cells
            .iter()
            .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let find = |name: &str| names.iter().position(|n| n == name);
        let (plate, well, sample) =
            (find("Plate ID")?, find("Plate Position")?, find("Sample name")?);
        let is_concentration = |name: &&String| {
            let name = name.to_lowercase();
            name.contains("concentration") && !name.contains("factor")
        };
        let mut all = names.iter().filter(is_concentration);
        let (Some(name), None) = (all.next(), all.next()) else {
            return Some(Err(Fault::at(line, Problem::Missing("one column of concentrations"))));
        };
        let unit = name.to_lowercase().replace(' ', "").replace(['µ', 'μ'], "u");
        let units = [("(mg/ml)", 1e3), ("(ng/ul)", 1.0), ("(ug/ml)", 1.0), ("(ug/ul)", 1e3)];
        let Some((_, to_ug_per_ml)) = units.into_iter().find(|(known, _)| unit.contains(known))
        else {
            let problem =
                Problem::Unsupported(format!("concentrations headed {name:?} have no known unit"));
            return Some(Err(Fault::at(line, problem)));
        };
        let concentration = names.iter().position(|n| n == name)?;
        let (application, a280) = (find("Application"), find("A280"));
        Some(Ok(Self { plate, well, sample, application, a280, concentration, to_ug_per_ml }))
    }
}

/// Whether an application measures protein.
fn of_protein(application: &str) -> bool {
    let name = application.to_lowercase();
    ["protein", "a280", "bsa", "igg"].iter().any(|known| name.contains(known))
}

pub(super) fn read(text: &str) -> Result<Parts, Fault> {
    let delimiter = delimiter(text);
    let records = records(text, delimiter)?;
    let heading = records.iter().enumerate().find_map(|(at, (line, cells))| {
        Columns::of(*line, cells).map(|columns| columns.map(|columns| (at, columns)))
    });
    let (heading, columns) = heading.ok_or(Problem::Missing("a heading with Plate Position"))??;
    let body = records.get(heading + 1..).unwrap_or_default();
    let comma = delimiter != ','
        && body
            .iter()
            .flat_map(|(_, cells)| cells)
            .any(|cell| number(cell, Decimal::Comma).is_some() && cell.contains(','));
    let decimal = if comma { Decimal::Comma } else { Decimal::Point };
    let mut readings: Vec<PrintedConcentration> = Vec::new();
    for (line, cells) in body.iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()))
    {
        let cell = |column: usize| cells.get(column).map(String::as_str).unwrap_or_default();
        let figure = |column: usize, field: &str| match cell(column) {
            "" | "N/A" | "NaN" => Ok(None),
            text => number(text, decimal).map(Some).ok_or_else(|| {
                let problem = Problem::NotANumber { field: field.into(), found: text.into() };
                Fault::cell(*line, column + 1, problem)
            }),
        };
        if cells.len() <= columns.concentration {
            return Err(Fault::at(
                *line,
                Problem::Cut("the row ends before its concentration".into()),
            ));
        }
        let well = cell(columns.well).to_owned();
        if well.is_empty() {
            return Err(Fault::cell(*line, columns.well + 1, Problem::Missing("Plate Position")));
        }
        let plate = cell(columns.plate).to_owned();
        if readings.iter().any(|other| other.plate == plate && other.well == well) {
            let what = "a well that stands twice";
            return Err(Fault::at(*line, Problem::Disagree { what, left: plate, right: well }));
        }
        let application = columns.application.map(&cell).unwrap_or_default().to_owned();
        let concentration = figure(columns.concentration, "concentration")?;
        readings.push(PrintedConcentration {
            sample: cell(columns.sample).to_owned(),
            ug_per_ml: concentration
                .filter(|_| of_protein(&application))
                .map(|value| value * columns.to_ug_per_ml),
            a280: columns.a280.map(|column| figure(column, "A280")).transpose()?.flatten(),
            plate,
            well,
            application,
        });
    }
    if readings.is_empty() {
        return Err(Problem::Cut("no well follows the heading".into()).into());
    }
    let after = |key: &str| {
        let row =
            records.iter().take(heading).find(|(_, cells)| cells.first().is_some_and(|c| c == key));
        row.and_then(|(_, cells)| cells.get(1)).filter(|cell| !cell.is_empty()).cloned()
    };
    let (software, serial, date) = (after("Software version"), after("Instrument"), after("Date"));
    let mut parts = Parts::new("Lunatic concentrations", Contents::Concentrations { readings });
    parts.software = software.map(|version| format!("Lunatic {version}"));
    parts.serial = serial;
    parts.date = date;
    parts.flags.extend(unended(text));
    Ok(parts)
}
