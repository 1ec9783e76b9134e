//! Why a file names no miRNAs.

/// Why a file is neither `mature.fa` nor `aliases.txt` of miRBase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NamesError {
    /// A line of another form.
    #[error("{text:?} is no line of mature.fa or aliases.txt")]
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
        "take mature.fa or aliases.txt as miRBase publishes them, plain or gzip".to_owned()
    }
}
