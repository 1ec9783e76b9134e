//! Why a table holds no counts.

use exoscope_core::Scale;

use super::CountsFormat;

/// Why a table cannot be imported as counts.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CountsError {
    /// The numbers are on another scale.
    #[error("the values seem to be {scale}, not counts: {reason}")]
    NotCounts {
        /// The scale.
        scale: Scale,
        /// What speaks for it.
        reason: String,
    },
    /// Most numbers have a fraction.
    #[error("{share:.0} % of the values have a fraction: these are no counts")]
    Fractions {
        /// How many, in percent.
        share: f64,
    },
    /// A heading lacks a column of its format.
    #[error("the heading lacks the names, the counts or the identifiers of its format")]
    NoCounts,
    /// Files of several formats, whose counts are of different kinds.
    #[error("this is {format}, and {first_file} is {first}")]
    FormatsDiffer {
        /// The format of this file.
        format: CountsFormat,
        /// That of the first.
        first: CountsFormat,
        /// The first file.
        first_file: String,
    },
    /// A folder with tables of counts of several kinds.
    #[error("the folder holds tables of several kinds: {kinds}")]
    SeveralKinds {
        /// How many of each.
        kinds: String,
    },
    /// A folder without a table.
    #[error("no table is in this folder")]
    NoTables,
    /// A sheet that names no files.
    #[error("no column of the sheet is called File Name or file")]
    NoFileColumn,
    /// A sheet that gives a file to two samples.
    #[error("file {file} is of sample {second} here, and of {first} before")]
    TwoSamples {
        /// The file.
        file: String,
        /// Its sample before.
        first: String,
        /// Its sample here.
        second: String,
    },
    /// A file that the sheets do not list.
    #[error("file {file} is not in {sheets}")]
    NotInSheet {
        /// The file.
        file: String,
        /// The sheets.
        sheets: String,
    },
    /// A file of several samples, of which a sheet names one.
    #[error("the file holds {samples} samples, and the sheet names one")]
    NotOneSample {
        /// How many it holds.
        samples: usize,
    },
    /// A file that should be metadata of the GDC.
    #[error("no metadata of the GDC: {reason}")]
    Metadata {
        /// What is wrong with it.
        reason: String,
    },
    /// A heading of mirtop without its partner.
    #[error("heading {heading:?} has no partner: mirtop writes iso_… and iso_…_nt")]
    OddHeading {
        /// The heading.
        heading: String,
    },
}

impl CountsError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotCounts { .. } | Self::Fractions { .. } => {
                "take the table of raw counts, or import this one by import table"
            }
            Self::NoCounts | Self::OddHeading { .. } => "is the heading whole?",
            Self::FormatsDiffer { .. } => "import each kind on its own",
            Self::SeveralKinds { .. } => {
                "name the files of one kind: FOLDER/*/*.mirnas.quantification.txt, say"
            }
            Self::NoTables => {
                "name the files themselves, if they end otherwise than in .txt, .tsv or .csv"
            }
            Self::NoFileColumn => {
                "a sheet has a line a file: the columns file and sample, and facts"
            }
            Self::TwoSamples { .. } => "list each file once",
            Self::NotInSheet { .. } => "take the sheet of these files, or list the file in it",
            Self::NotOneSample { .. } => {
                "take the sheet for files of one sample each; facts of others are joined by annotating `from` it"
            }
            Self::Metadata { .. } => "download the metadata of the cart again, as JSON",
        };
        Some(hint.to_owned())
    }
}
