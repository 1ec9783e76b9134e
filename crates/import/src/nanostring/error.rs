//! Why a file is none of nCounter's.

/// Why counts of nCounter cannot be imported or normalised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NanostringError {
    /// No line has the headings of a sheet, and the file is no RCC.
    #[error("this is no RCC file, and no line has the headings Code Class and Name")]
    NoHeading,
    /// A section of an RCC file is not there, or does not end.
    #[error("the section <{section}> is not there or has no end")]
    Section {
        /// The section.
        section: &'static str,
    },
    /// A line of a code that has too few or too many cells.
    #[error("{text:?} is no line of a code: class, name, accession, count")]
    Code {
        /// How the line starts.
        text: String,
    },
    /// No column of a sheet is a lane.
    #[error("no column holds a lane")]
    NoLanes,
    /// A lane without a name.
    #[error("a lane without a name")]
    Unnamed,
    /// A lane with other codes than the first.
    #[error("the lane has other codes than the first file: {what}")]
    OtherCodes {
        /// The first difference.
        what: String,
    },
    /// No code is a miRNA of the sample.
    #[error("no code of class Endogenous is a miRNA")]
    NoEndogenous,
    /// A value that no scanner counted.
    #[error(
        "{text:?} is no count of bar codes (column {column:?}): these values were normalised or are logarithms"
    )]
    NotACount {
        /// The value.
        text: String,
        /// The lane.
        column: String,
    },
    /// A control that the normalisation needs is not there.
    #[error("there is no code of class {class}, by which counts were to be normalised")]
    NoControl {
        /// The class.
        class: &'static str,
    },
}

impl NanostringError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoHeading => "other tables go in by import table or import counts",
            Self::Section { .. } => "copy the file again: it may be cut short",
            Self::OtherCodes { .. } => {
                "lanes of different code sets measure different things: import each set alone"
            }
            Self::NoControl { class: "Housekeeping" } => {
                "miRNA code sets often have no steady gene: `normalise` top100 takes the 100 highest codes"
            }
            Self::NotACount { .. } => {
                "import table takes them as they are; counts are in RCC files"
            }
            Self::NoEndogenous => "is this a panel of mRNA or protein?",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
