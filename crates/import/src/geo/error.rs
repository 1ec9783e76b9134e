//! Why a file is no series matrix.

/// Why a file cannot be imported as a series matrix of GEO.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GeoError {
    /// A line of another form, above the table.
    #[error("{text:?} is no line of a series matrix")]
    NotASeries {
        /// How the line starts.
        text: String,
    },
    /// No line names the samples.
    #[error("no line !Sample_geo_accession names the samples")]
    NoSamples,
    /// A sample's accession is there twice.
    #[error("sample {sample} is there twice")]
    DuplicateSample {
        /// Its accession.
        sample: String,
    },
    /// A line about samples says something of fewer or more than there are.
    #[error("{key} has {found} values for {expected} samples")]
    Ragged {
        /// The line.
        key: String,
        /// Number of samples.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// There is no table of values.
    #[error("no line !series_matrix_table_begin: the file is cut short")]
    NoTable,
    /// The table is empty: the values are elsewhere.
    #[error("the table of values is empty{}", links(.supplementary))]
    NoValues {
        /// Where the series has supplementary files.
        supplementary: Vec<String>,
    },
    /// Samples are of several platforms.
    #[error("samples are of several platforms: {found}")]
    Platforms {
        /// The platforms, with their numbers of samples.
        found: String,
    },
    /// A platform that was asked for is not there.
    #[error("no sample is of platform {platform}; there are {found}")]
    NoSuchPlatform {
        /// The platform.
        platform: String,
        /// Those that are there, with their numbers of samples.
        found: String,
    },
}

impl GeoError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotASeries { text } if text.starts_with('^') => {
                "this is a SOFT file; take GSE…_series_matrix.txt.gz from GEO"
            }
            Self::NotASeries { .. } | Self::NoSamples => {
                "take GSE…_series_matrix.txt.gz from GEO; other tables go in by import table"
            }
            Self::NoTable | Self::Ragged { .. } => "copy or download the file again",
            Self::NoValues { .. } => {
                "download them, then import the matrix or the arrays with this file as their `series`"
            }
            Self::Platforms { .. } => "take one with `platform` GPL…, or several by naming each",
            Self::DuplicateSample { .. } | Self::NoSuchPlatform { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

fn links(links: &[String]) -> String {
    if links.is_empty() {
        return String::new();
    }
    format!("; the series has {}", links.join(", "))
}
