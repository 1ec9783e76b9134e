//! Why a file is no array of the study.

/// Why a file cannot be imported as a 3D-Gene array.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArrayError {
    /// No line holds the headings.
    #[error("no line holds the headings G_Name and 635nm")]
    NoHeading,
    /// There are too few spots to know the background by.
    #[error("{found} spots are called \"Negative Control 2\"; the background takes 3 or more")]
    TooFewControls {
        /// How many there are.
        found: usize,
    },
    /// The array does not measure what the first one does.
    #[error("{mirna} is {}, other than in {first}", if *.missing { "not there" } else { "there" })]
    OtherMirnas {
        /// A miRNA that one of the two lacks.
        mirna: String,
        /// Whether it is this array that lacks it.
        missing: bool,
        /// The first array.
        first: String,
    },
    /// Every array is of an older kind.
    #[error("none of {arrays} arrays measures hsa-miR-9500: all are older than miRBase 21")]
    AllOlder {
        /// How many there are.
        arrays: usize,
    },
    /// No file looks like an array.
    #[error("no array is there: no file ends in .txt or .txt.gz")]
    NoArrays,
}

impl ArrayError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoHeading => {
                "3D-Gene text has a line with G_Name and 635nm above its spots; other tables go \
                 in by import table"
            }
            Self::TooFewControls { .. } => "is the file cut short?",
            Self::OtherMirnas { .. } => "is it cut short, or of another kind? import it alone",
            Self::AllOlder { .. } => "`allow-pre-v21` takes them",
            Self::NoArrays => "name a folder, a tar archive or files of 3D-Gene text",
        };
        Some(hint.to_owned())
    }
}
