//! Why a file names no miRNAs.

/// Why a file is neither `mature.fa` nor `aliases.txt` of miRBase, nor a table of two columns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NamesError {
    /// A line of another form.
    #[error(
        "{text:?} is no line of mature.fa or aliases.txt, and no name with its miRNA behind a tab"
    )]
    Line {
        /// How the line starts.
        text: String,
    },
    /// A heading of a FASTA record without an accession.
    #[error("{text:?} has no accession such as MIMAT0000076")]
    NoAccession {
        /// How the line starts.
        text: String,
    },
    /// A name that stands for two miRNAs.
    #[error("{name:?} is told to be {first} and {second}")]
    Twice {
        /// The name.
        name: String,
        /// What it is told to be first.
        first: String,
        /// And here.
        second: String,
    },
    /// The last line has no end, where both files have one.
    #[error("the file is cut short: its last line has no end")]
    Cut,
    /// The last record of FASTA has no sequence.
    #[error("the file is cut short: its last miRNA has no sequence")]
    NoSequence,
}

impl NamesError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        "take mature.fa or aliases.txt as miRBase publishes them, plain or gzip, or a table without heading: \
         a name, a tab, its miRNA"
            .to_owned()
    }
}
