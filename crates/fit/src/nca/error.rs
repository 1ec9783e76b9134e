//! Why a table cannot be analysed without a model.

use thiserror::Error;

/// What stopped a noncompartmental analysis.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum NcaError {
    /// The route of a dose is not known.
    #[error(
        "line {line}: subject {subject}: the table does not say by which route the dose was given"
    )]
    Route {
        /// Line of the dose.
        line: usize,
        /// The subject.
        subject: String,
    },
    /// Doses by several routes in one profile.
    #[error("line {line}: subject {subject}: doses by several routes in one profile")]
    Routes {
        /// Line of the first dose by another route.
        line: usize,
        /// The subject.
        subject: String,
    },
    /// Two values of one compartment at one time.
    #[error(
        "line {line}: subject {subject}: a second value at time {time} (the first is on line {first})"
    )]
    Twice {
        /// Line of the second.
        line: usize,
        /// Line of the first.
        first: usize,
        /// The subject.
        subject: String,
        /// When.
        time: f64,
    },
    /// A setting that cannot be.
    #[error("a terminal phase of {points} points cannot be judged")]
    Points {
        /// Points asked for.
        points: usize,
    },
}

impl NcaError {
    /// What the user can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Route { .. } => {
                "state it with `route` bolus or extravascular, or in a column ROUTE; an infusion has a RATE or DUR"
            }
            Self::Routes { .. } => "number them as occasions in a column OCC, each from time 0",
            Self::Twice { .. } => {
                "average replicates first, or give animals that were sampled once an ID of their own"
            }
            Self::Points { .. } => "ask for 3 points or more",
        }
    }
}
