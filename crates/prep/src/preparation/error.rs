//! Why files cannot be put together, and what to do.

use crate::error::ReadError;
use crate::protein::AssayError;

/// A set of files cannot be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PreparationError {
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The same content stands under two names.
    #[error("{first:?} and {second:?} are the same measurement: it would count twice")]
    Twice {
        /// One name.
        first: String,
        /// The other.
        second: String,
    },
    /// No file is of a preparation.
    #[error("no file is of a preparation{}", blanks_only(blanks))]
    NoSample {
        /// Files that are blanks.
        blanks: Vec<String>,
    },
    /// A row names a file that is not among those read.
    #[error("{file:?}, named as {role} in the sheet, is not among its rows")]
    UnknownFile {
        /// The file.
        file: String,
        /// Its role.
        role: &'static str,
    },
    /// A plate cannot be calculated.
    #[error("{file:?}: {source}")]
    Assay {
        /// The plate.
        file: String,
        /// Why not.
        source: AssayError,
    },
    /// A plate of several readings, or none of that name.
    #[error("{file:?} has {} readings, and not exactly one that is meant: {}", readings.len(), readings.join("; "))]
    Reading {
        /// The plate.
        file: String,
        /// Names of its readings.
        readings: Vec<String>,
    },
    /// Standards that cannot be read.
    #[error("{file:?}: standards {standards:?} are no concentrations and wells")]
    Standards {
        /// The plate.
        file: String,
        /// As the sheet names them.
        standards: String,
    },
    /// File and sheet state different volumes.
    #[error("{file:?} states that {stated} nL were acquired, the sheet {sheet} nL")]
    Volume {
        /// The file.
        file: String,
        /// nL by the file.
        stated: f64,
        /// nL by the sheet.
        sheet: f64,
    },
    /// The plate's layout states another dilution of a sample's wells.
    #[error("{file:?}: the plate's layout states dilution {stated} (Conc/Dil), {by} {other}")]
    WellDilution {
        /// The plate.
        file: String,
        /// By the layout.
        stated: f64,
        /// By the other.
        other: f64,
        /// What states the other.
        by: &'static str,
    },
    /// A cell of the sheet says something that this kind of file has nothing of.
    #[error("{file:?} is of {layout}, which the column {column} says nothing of")]
    Column {
        /// The file.
        file: String,
        /// Its layout.
        layout: String,
        /// The column.
        column: &'static str,
    },
    /// A well that the sheet names is not on the plate, or empty.
    #[error("{file:?}: well {well}, named in the column {column}, is not on the plate or is empty")]
    NoWell {
        /// The plate.
        file: String,
        /// Column of the sheet.
        column: &'static str,
        /// The well.
        well: String,
    },
    /// Wells that the plate does not have.
    #[error("{file:?} has no wells {wells:?}")]
    Wells {
        /// The plate.
        file: String,
        /// As the sheet names them.
        wells: String,
    },
}

fn blanks_only(blanks: &[String]) -> String {
    if blanks.is_empty() {
        String::new()
    } else {
        format!(": {} measured diluent alone", blanks.join(", "))
    }
}

impl PreparationError {
    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Read(error) => return error.hint(),
            Self::Twice { .. } => "take one of them out of the sheet",
            Self::NoSample { .. } => {
                "name a file of a preparation; where one is taken for a blank by its name, a sheet says what it is"
            }
            Self::UnknownFile { .. } => "give it a row of its own in the sheet",
            Self::Assay { source: AssayError::Flat | AssayError::NotRising, .. } => {
                "check which wells are standards, their concentrations, and the reading"
            }
            Self::Assay { .. } => {
                "the plate needs a layout with standards named STD… and their concentrations, or the column standards"
            }
            Self::Reading { .. } => {
                "name the reading before the wells, as 562!A7,B7: any part of its name that no other has"
            }
            Self::Standards { .. } => "write them as 0=A1,B1;25=A2,B2: each well once",
            Self::Column { .. } => {
                "marker, control and acquired are of flow cytometers, wells and standards of plates: leave the cell empty"
            }
            Self::NoWell { .. } => "name wells that the file has values of",
            Self::WellDilution { .. } => {
                "state the whole dilution from stock to well once: in the sheet, or in the layout alone; wells of other \
                 dilutions in rows of their own"
            }
            Self::Volume { .. } => "leave acquired empty where the file states $VOL",
            Self::Wells { .. } => {
                "name wells as A7,B7, or an identifier of the layout as SPL1, or a sample as the file names it"
            }
        };
        Some(text.to_owned())
    }
}
