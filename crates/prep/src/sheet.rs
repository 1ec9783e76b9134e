//! Sample sheet: which file belongs to which sample, at what dilution, with which blank.
//!
//! Tab-separated, one heading with any of [`COLUMNS`]; `file` and `sample` must be there, and an empty cell is unknown.
//! `blank` is `yes` where the file itself measures diluent alone, else the name of the blank's file. `volume` is that of
//! the whole preparation in mL, `cells` the producing cells. `acquired` is the volume in nL that a cytometer's file without
//! `$VOL` was acquired from. `wells` are wells (`A7,B7`) or an identifier of the plate's layout (`SPL1`), `standards` the
//! wells of each concentration where the plate has no layout (`0=A1,B1;25=A2,B2`). `marker` is `CHANNEL>VALUE`, `control`
//! the isotype or unstained file that is gated alike, `sensitivity` and `specificity` those of the marker's test on known
//! vesicles and on known others. `treatment` is `detergent` after lysis. `endotoxin` is EU per mL of the preparation
//! (`<0.05` where none was found), `dose` the mL that are given, `weight` the kg of who receives them.

mod row;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::row::row;
use crate::text::decode;

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
    /// Volume that was acquired, nL, where the file does not state it.
    pub acquired: Option<f64>,
    /// Wells of a plate.
    pub wells: Option<String>,
    /// Standards of a plate without a layout: concentration and wells.
    pub standards: Option<String>,
    /// Channel and threshold of a marker.
    pub marker: Option<(String, f64)>,
    /// Isotype or unstained control.
    pub control: Option<String>,
    /// Sensitivity of the marker on known vesicles, 0 to 1.
    pub sensitivity: Option<f64>,
    /// Specificity of the marker on known other particles, 0 to 1.
    pub specificity: Option<f64>,
    /// Whether it was measured after detergent.
    pub detergent: bool,
    /// Endotoxin of the preparation.
    pub endotoxin: Option<Endotoxin>,
    /// Volume of a dose, mL.
    pub dose: Option<f64>,
    /// Weight of who receives the dose, kg.
    pub weight: Option<f64>,
}

/// Endotoxin of a preparation, EU/mL.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Endotoxin {
    /// EU/mL: what was found, or the limit below which nothing was.
    pub per_ml: f64,
    /// Whether it is a limit.
    pub below: bool,
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
pub const COLUMNS: [&str; 18] = [
    "file",
    "sample",
    "dilution",
    "blank",
    "replicate",
    "volume",
    "cells",
    "acquired",
    "wells",
    "standards",
    "marker",
    "control",
    "sensitivity",
    "specificity",
    "treatment",
    "endotoxin",
    "dose",
    "weight",
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
    /// Bytes that are no text of a known encoding.
    #[error("the sheet is not text: {0}")]
    NotText(String),
    /// Two rows of one sample contradict each other.
    #[error("line {line}: sample {sample:?} has two values of {column:?}: {first} and {second}")]
    Contradiction {
        /// Line of the second.
        line: usize,
        /// The sample.
        sample: String,
        /// Name of the column.
        column: &'static str,
        /// One value.
        first: String,
        /// The other.
        second: String,
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
    /// A row cannot stand beside the others.
    #[error("line {line}: {what}")]
    Row {
        /// Line.
        line: usize,
        /// What is wrong.
        what: String,
        /// What the user can do.
        hint: &'static str,
    },
}

impl SheetError {
    /// What the user can do.
    pub fn hint(&self) -> String {
        match self {
            Self::Heading { .. } => format!(
                "columns are separated by tabs and are {}; exoscope prep init DIR writes a first sheet",
                COLUMNS.join(", ")
            ),
            Self::NotText(_) => "save the sheet as text, separated by tabs".into(),
            Self::Contradiction { .. } => {
                "state it once, or the same in all rows of the sample".into()
            }
            Self::Cell { column, found, .. } => {
                let one_to = found.strip_prefix("1:").or_else(|| found.strip_prefix("1/"));
                match one_to.filter(|rest| rest.parse::<f64>().is_ok()) {
                    Some(rest) if *column == "dilution" => format!("write {rest}"),
                    _ => format!(
                        "an empty cell is unknown; docs/preparation.md says what {column} holds"
                    ),
                }
            }
            Self::Row { hint, .. } => (*hint).to_owned(),
        }
    }
}

impl Sheet {
    /// Files that are blanks themselves, in the order of the sheet.
    pub fn blanks(&self) -> Vec<&str> {
        let blanks = self.rows.iter().filter(|row| row.blank == Some(Blank::Itself));
        blanks.map(|row| row.file.as_str()).collect()
    }

    /// Reads a sheet from the bytes of its file: UTF-8, UTF-16 with its mark, or Latin-1.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SheetError> {
        let text = decode(bytes).map_err(|fault| SheetError::NotText(fault.problem.to_string()))?;
        Self::parse(&text)
    }

    /// Reads a sheet.
    pub fn parse(text: &str) -> Result<Self, SheetError> {
        let mut lines =
            text.lines().enumerate().map(|(i, line)| (i + 1, line.trim_end_matches('\r')));
        let heading = lines.find(|(_, line)| !line.trim().is_empty());
        let Some((line, heading)) = heading else {
            return Err(SheetError::Heading { line: 1, what: "the sheet is empty".into() });
        };
        let heading = heading.to_lowercase();
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
        let mut places = Vec::new();
        for (line, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
            let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
            if cells.len() > names.len() {
                let what = format!("{} cells under {} columns", cells.len(), names.len());
                return Err(SheetError::Row {
                    line,
                    what,
                    hint: "a row has as many tabs as the heading",
                });
            }
            rows.push(row(line, &names, &cells)?);
            places.push(line);
        }
        let mut seen: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
        for (row, &line) in rows.iter().zip(&places) {
            let wells = seen.entry(&row.file).or_default();
            let apart = row.wells.is_some() && !wells.contains(&None);
            let first = wells.is_empty();
            if !wells.insert(row.wells.as_deref()) || !(first || apart) {
                let what =
                    format!("file {:?} stands twice; only a plate may, with other wells", row.file);
                let hint = "give each file one row, and each sample of a plate its wells";
                return Err(SheetError::Row { line, what, hint });
            }
        }
        if rows.is_empty() {
            return Err(SheetError::Row {
                line,
                what: "no row follows the heading".into(),
                hint: "give each file a row; exoscope prep init DIR writes a first sheet",
            });
        }
        agree(&rows, &places)?;
        named(&rows, &places)?;
        doses(&rows, &places)?;
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
            let endotoxin = row.endotoxin.map(|Endotoxin { per_ml, below }| {
                format!("{}{per_ml}", if below { "<" } else { "" })
            });
            let cells = [
                row.file.clone(),
                row.sample.clone(),
                number(row.dilution),
                blank,
                row.replicate.clone().unwrap_or_default(),
                number(row.volume),
                number(row.cells),
                number(row.acquired),
                row.wells.clone().unwrap_or_default(),
                row.standards.clone().unwrap_or_default(),
                marker.unwrap_or_default(),
                row.control.clone().unwrap_or_default(),
                number(row.sensitivity),
                number(row.specificity),
                if row.detergent { "detergent".into() } else { String::new() },
                endotoxin.unwrap_or_default(),
                number(row.dose),
                number(row.weight),
            ];
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
        text
    }
}

/// A blank or control must have a row of its own.
fn named(rows: &[Row], places: &[usize]) -> Result<(), SheetError> {
    let known: BTreeSet<&str> = rows.iter().map(|row| row.file.as_str()).collect();
    for (row, &line) in rows.iter().zip(places) {
        let blank = match &row.blank {
            Some(Blank::File(file)) => Some(file),
            _ => None,
        };
        for (role, file) in [("blank", blank), ("control", row.control.as_ref())] {
            if let Some(file) = file.filter(|file| !known.contains(file.as_str())) {
                let what = format!("{role} {file:?} is the file of no row");
                let hint = "give it a row of its own, with yes in the column blank where it is one";
                return Err(SheetError::Row { line, what, hint });
            }
        }
    }
    Ok(())
}

/// A dose is no more than the preparation that it is of.
fn doses(rows: &[Row], places: &[usize]) -> Result<(), SheetError> {
    for (row, &line) in rows.iter().zip(places) {
        let mut same = rows.iter().filter(|other| other.sample == row.sample);
        let volume = same.find_map(|other| other.volume);
        if let (Some(dose), Some(volume)) = (row.dose, volume)
            && dose > volume
        {
            let what = format!("sample {:?}: a dose of {dose} mL of {volume} mL", row.sample);
            let hint =
                "dose is the mL that are given at once, volume those of the whole preparation";
            return Err(SheetError::Row { line, what, hint });
        }
    }
    Ok(())
}

/// Line of a sheet that first names a file, in any column; `None` where none does.
pub fn line_naming(text: &[u8], file: &str) -> Option<usize> {
    let text = decode(text).ok()?;
    let names = |line: &str| line.split('\t').any(|cell| cell.trim() == file);
    text.lines().position(names).map(|place| place + 1)
}

/// What is one of a sample may not differ between its rows.
fn agree(rows: &[Row], places: &[usize]) -> Result<(), SheetError> {
    type Column = (&'static str, fn(&Row) -> Option<String>);
    const COLUMNS: [Column; 5] = [
        ("volume", |row| row.volume.map(|value| value.to_string())),
        ("cells", |row| row.cells.map(|value| value.to_string())),
        ("endotoxin", |row| {
            row.endotoxin.map(|e| format!("{}{}", if e.below { "<" } else { "" }, e.per_ml))
        }),
        ("dose", |row| row.dose.map(|value| value.to_string())),
        ("weight", |row| row.weight.map(|value| value.to_string())),
    ];
    for (column, of) in COLUMNS {
        let mut seen: BTreeMap<&str, String> = BTreeMap::new();
        for (row, &line) in rows.iter().zip(places) {
            let Some(value) = of(row) else { continue };
            let first = seen.entry(&row.sample).or_insert_with(|| value.clone());
            if *first != value {
                let (sample, first) = (row.sample.clone(), first.clone());
                return Err(SheetError::Contradiction {
                    line,
                    sample,
                    column,
                    first,
                    second: value,
                });
            }
        }
    }
    Ok(())
}
