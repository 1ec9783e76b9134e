//! Why a table holds no counts.

use exoscope_core::Scale;

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
        };
        Some(hint.to_owned())
    }
}
