//! Why a cohort cannot be drawn.

use exoscope_core::cohort::CohortError;
use exoscope_core::mirna::ParseError;
use exoscope_core::sample::{MetadataError, RolesError, SampleIdError};
use thiserror::Error;

use crate::cargo::CargoError;
use crate::model::{Line, ModelError};
use crate::parameter::ParameterError;
use crate::profile::ProfileError;
use crate::solve::SolveError;

/// Why a design cannot be used, or its cohort not drawn.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StudyError {
    /// The design is no TOML, or a field is unknown, missing or of the wrong kind.
    #[error("{}{message}", place.map(|(l, c)| format!("{l}, column {c}: ")).unwrap_or_default())]
    Syntax {
        /// Line, and column from 1.
        place: Option<(Line, usize)>,
        /// What.
        message: String,
    },
    /// A value that makes no sense.
    #[error("{}{field}: {why}", line.map(|l| format!("{l}: ")).unwrap_or_default())]
    Value {
        /// Where its part of the design begins, where it is in one.
        line: Option<Line>,
        /// The field.
        field: String,
        /// What is wrong with it.
        why: String,
    },
    /// The body does not read.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A body cannot be solved.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// Cargo cannot be drawn.
    #[error(transparent)]
    Cargo(#[from] CargoError),
    /// A default is missing.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// There is no profile of plasma.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The cohort does not fit together.
    #[error(transparent)]
    Cohort(#[from] CohortError),
    /// A name is no miRNA.
    #[error(transparent)]
    Mirna(#[from] ParseError),
    /// A name is no sample.
    #[error(transparent)]
    Sample(#[from] SampleIdError),
    /// A column does not fit.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// Roles do not fit.
    #[error(transparent)]
    Roles(#[from] RolesError),
}
