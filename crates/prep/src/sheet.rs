//! Sample sheet: which file belongs to which sample, at what dilution, with which blank.
//!
//! Tab-separated, one heading: `file sample dilution blank replicate volume cells wells marker control treatment`.
//! `file` and `sample` must be there; an empty cell is unknown. `blank` is `yes` where the file itself measures diluent
//! alone, else the name of the blank's file. `volume` is that of the whole preparation in mL, `cells` the producing cells.
//! `wells` are wells (`A7,B7`) or an identifier of the plate's layout (`SPL1`). `marker` is `CHANNEL>VALUE`, `control`
//! the isotype or unstained file that is gated alike, `treatment` is `detergent` after lysis.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// One row: one file of one sample.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// File, relative to the sheet.
    pub file: String,
    /// Sample.
    pub sample: String,
    /// Dilution of the measured sample, 1 or more.
    pub dilution: Option<f64>,
    /// Whether the file is itself a blank, or which file is its blank.
    pub blank: Option<Blank>,
    /// Name of the replicate.
    pub replicate: Option<String>,
    /// Volume of the preparation, mL.
    pub volume: Option<f64>,
    /// Producing cells.
    pub cells: Option<f64>,
    /// Wells of a plate.
    pub wells: Option<String>,
    /// Channel and threshold of a marker.
    pub marker: Option<(String, f64)>,
    /// Isotype or unstained control.
    pub control: Option<String>,
    /// Whether it was measured after detergent.
    pub detergent: bool,
}

/// Role of a blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// The file measures diluent alone.
    Itself,
    /// The file that measured the diluent.
    File(String),
}

/// A sheet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The rows.
    pub rows: Vec<Row>,
}

/// Columns of a sheet.
pub const COLUMNS: [&str; 11] = [
    "file",
    "sample",
    "dilution",
    "blank",
    "replicate",
    "volume",
    "cells",
    "wells",
    "marker",
    "control",
    "treatment",
];

/// A sheet cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// The heading lacks a column or has an unknown one.
    #[error("line {line}: {what}")]
    Heading {
        /// Line.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A cell cannot be read.
    #[error("line {line}, column {column:?}: {found:?} {why}")]
    Cell {
        /// Line.
        line: usize,
        /// Name of the column.
        column: &'static str,
        /// What stands there.
        found: String,
        /// Why not.
        why: &'static str,
    },
}

impl SheetError {
    /// What the user can do.
    pub fn hint(&self) -> String {
        format!("columns are {}; exoscope prep init DIR writes a first sheet", COLUMNS.join(", "))
    }
}

impl Sheet {
    /// Reads a sheet.
    pub fn parse(text: &str) -> Result<Self, SheetError> {
        let mut lines =
            text.lines().enumerate().map(|(i, line)| (i + 1, line.trim_end_matches('\r')));
        let heading = lines.find(|(_, line)| !line.trim().is_empty());
        let Some((line, heading)) = heading else {
            return Err(SheetError::Heading { line: 1, what: "the sheet is empty".into() });
        };
        let names: Vec<&str> =
            heading.trim_start_matches('\u{feff}').split('\t').map(str::trim).collect();
        for name in &names {
            let twice = names.iter().filter(|other| *other == name).count() > 1;
            if !COLUMNS.contains(name) || twice {
                return Err(SheetError::Heading {
                    line,
                    what: format!("column {name:?} is unknown or stands twice"),
                });
            }
        }
        if !["file", "sample"].iter().all(|name| names.contains(name)) {
            return Err(SheetError::Heading {
                line,
                what: "columns file and sample are needed".into(),
            });
        }
        let mut rows = Vec::<Row>::new();
        for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
            let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
            if cells.len() > names.len() {
                return Err(SheetError::Heading {
                    line,
                    what: format!("{} cells under {} columns", cells.len(), names.len()),
                });
            }
            rows.push(row(line, &names, &cells)?);
        }
        let mut seen = BTreeSet::new();
        for row in &rows {
            if row.wells.is_none() && !seen.insert(&row.file) {
                let what =
                    format!("file {:?} stands twice; only a plate may, with other wells", row.file);
                return Err(SheetError::Heading { line, what });
            }
        }
        Ok(Self { rows })
    }

    /// The sheet as text.
    pub fn to_text(&self) -> String {
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let mut text = COLUMNS.join("\t");
        text.push('\n');
        for row in &self.rows {
            let blank = match &row.blank {
                None => String::new(),
                Some(Blank::Itself) => "yes".into(),
                Some(Blank::File(file)) => file.clone(),
            };
            let marker = row.marker.as_ref().map(|(channel, above)| format!("{channel}>{above}"));
            let cells = [
                row.file.clone(),
                row.sample.clone(),
                number(row.dilution),
                blank,
                row.replicate.clone().unwrap_or_default(),
                number(row.volume),
                number(row.cells),
                row.wells.clone().unwrap_or_default(),
                marker.unwrap_or_default(),
                row.control.clone().unwrap_or_default(),
                if row.detergent { "detergent".into() } else { String::new() },
            ];
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
        text
    }
}

fn row(line: usize, names: &[&str], cells: &[&str]) -> Result<Row, SheetError> {
    let cell = |column: &'static str| -> Option<&str> {
        let place = names.iter().position(|name| *name == column)?;
        cells.get(place).copied().filter(|cell| !cell.is_empty())
    };
    let refuse =
        |column, found: &str, why| SheetError::Cell { line, column, found: found.to_owned(), why };
    let number = |column: &'static str, least: f64, why| -> Result<Option<f64>, SheetError> {
        let Some(text) = cell(column) else { return Ok(None) };
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite() && *value >= least);
        value.map(Some).ok_or_else(|| refuse(column, text, why))
    };
    let needed =
        |column| cell(column).map(str::to_owned).ok_or_else(|| refuse(column, "", "must be given"));
    let marker = match cell("marker") {
        None => None,
        Some(text) => {
            let pair = text.split_once('>').and_then(|(channel, above)| {
                Some((
                    channel.trim().to_owned(),
                    above.trim().parse::<f64>().ok().filter(|a| a.is_finite())?,
                ))
            });
            Some(pair.ok_or_else(|| refuse("marker", text, "is not CHANNEL>VALUE"))?)
        }
    };
    let detergent = match cell("treatment") {
        None => false,
        Some("detergent") => true,
        Some(text) => return Err(refuse("treatment", text, "is not detergent")),
    };
    Ok(Row {
        file: needed("file")?,
        sample: needed("sample")?,
        dilution: number("dilution", 1.0, "is not a number of 1 or more")?,
        blank: cell("blank")
            .map(|text| if text == "yes" { Blank::Itself } else { Blank::File(text.to_owned()) }),
        replicate: cell("replicate").map(str::to_owned),
        volume: number("volume", f64::MIN_POSITIVE, "is not a number above 0")?,
        cells: number("cells", f64::MIN_POSITIVE, "is not a number above 0")?,
        wells: cell("wells").map(str::to_owned),
        marker,
        control: cell("control").map(str::to_owned),
        detergent,
    })
}
