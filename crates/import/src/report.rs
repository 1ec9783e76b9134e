//! What an import found, decided and left out.

use exoscope_core::Scale;
use exoscope_core::mirna::MirnaName;
use exoscope_core::sample::Field;
use exoscope_core::scale::Guess;
use serde::Serialize;

use super::columns::LeftOut;
use super::names::UnknownName;
use super::{Delimiter, Orientation};

/// What an import found, decided and left out, in the order a person asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportReport {
    /// Number of samples.
    pub samples: usize,
    /// Number of miRNAs.
    pub mirnas: usize,
    /// The scale of the values, and why.
    pub scale: ScaleReport,
    /// Missing values.
    pub missing: Missing,
    /// The columns of facts.
    pub columns: Vec<ColumnReport>,
    /// Columns whose names say that they hold a field, and whether they do.
    pub fields: Vec<FieldReport>,
    /// The files, in the order they were given.
    pub files: Vec<FileReport>,
}

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The file's name, without the folder.
    pub file: String,
    /// What stands between its cells.
    pub delimiter: Delimiter,
    /// Whether its first line is a heading.
    pub header: bool,
    /// The line of the heading; lines above it are comments, titles or what an instrument wrote.
    pub heading_line: Option<usize>,
    /// Samples called like another with a number behind a point, as programs call a second column of one name.
    pub numbered_names: Vec<String>,
    /// What its lines are about.
    pub orientation: Orientation,
    /// The sheet, where the file is a workbook.
    pub worksheet: Option<String>,
    /// The encoding of its text, where it is not UTF-8.
    pub encoding: Option<EncodingReport>,
    /// Which columns hold what, where its lines are values.
    pub long: Option<LongReport>,
    /// Number of samples in it.
    pub samples: usize,
    /// Number of miRNAs in it.
    pub mirnas: usize,
    /// The first names of samples, three at most.
    pub first_samples: Vec<String>,
    /// The last name: what is no sample stands behind them mostly.
    pub last_sample: Option<String>,
    /// Columns, and lines about samples, that are left out, and what they were taken for.
    pub left_out: Vec<LeftOut>,
    /// miRNAs that are written otherwise than their canonical names, those apart that are written by older ones
    /// ([`older_names`](crate::older_names)). Where mature miRNAs are
    /// written in lower case throughout (`hsa-mir-16-5p`), `hsa-mir-122` is read as mature too.
    pub renamed: Vec<Renamed>,
    /// miRNAs of other species than man, by their canonical names: spike-in controls, mostly.
    pub other_species: Vec<String>,
    /// The column that names the samples, where a line is a sample.
    pub named_by: Option<String>,
    /// Number of names without a species, which are read as human.
    pub without_species: usize,
    /// Names of man's, mouse's and rat's miRNAs that miRBase 22 does not have and that are not those of one miRNA
    /// there: of several by turns, taken out, or of two lines. Looked for where no other names were given.
    pub not_current: NotCurrent,
    /// miRNAs with several lines of the same name, of which the means were taken: replicate probes.
    pub replicates: Vec<String>,
    /// Lines left out on request, as their names are no miRNA's.
    pub dropped: Vec<String>,
    /// Files whose last line has no end, as one that is cut short may have: the table, and lists of
    /// names beside it.
    pub unfinished: Vec<String>,
}

/// Columns of a table with a line a value, by their headings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LongReport {
    /// The samples.
    pub samples: String,
    /// The miRNAs.
    pub mirnas: String,
    /// The values.
    pub values: String,
}

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EncodingReport {
    /// Its name, as the WHATWG's standard of encodings has it.
    pub name: &'static str,
    /// Whether it was stated, not found by the text's bytes.
    pub stated: bool,
}

/// Names that a version of miRBase does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NotCurrent {
    /// How many.
    pub count: usize,
    /// The first three, each with the names nearest to it.
    pub first: Vec<UnknownName>,
}

/// A miRNA that is written otherwise than its canonical name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Renamed {
    /// As it is written.
    pub original: String,
    /// As it is called in the cohort.
    pub canonical: String,
}

impl Renamed {
    pub(super) fn of(mirna: &MirnaName) -> Self {
        Self { original: mirna.original().to_owned(), canonical: mirna.canonical().to_owned() }
    }
}

/// The scale of the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScaleReport {
    /// The scale.
    pub scale: Scale,
    /// Whether it was guessed from the values, not given.
    pub guessed: bool,
    /// What speaks for it.
    pub reason: String,
}

impl ScaleReport {
    /// The scale that is `given`, or else the one that a look at the values found.
    pub(super) fn given_or(given: Option<Scale>, guess: impl FnOnce() -> Guess) -> Self {
        match given {
            Some(scale) => Self { scale, guessed: false, reason: "given".to_owned() },
            None => {
                let Guess { scale, reason } = guess();
                Self { scale, guessed: true, reason }
            }
        }
    }
}

/// Missing values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// How many.
    pub count: usize,
    /// The miRNAs with most of them and how many each has; up to ten, most first.
    pub worst: Vec<(String, usize)>,
}

/// A column of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnReport {
    /// Its name.
    pub name: String,
    /// `text` or `number`.
    pub kind: &'static str,
    /// How many samples have no value.
    pub missing: usize,
}

/// A column whose name says that it holds a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldReport {
    /// The field.
    pub field: Field,
    /// The column.
    pub column: String,
    /// Why it does not hold the field, where it does not.
    pub refused: Option<String>,
}
