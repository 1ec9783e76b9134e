//! Errors of screening plans and populations, with their place in the file and what to do.

use exoscope_core::Place;
use thiserror::Error;

use crate::closed::interception::InterceptionError;
use crate::table::TableError;

/// Why a screening programme cannot be simulated.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ScreeningError {
    /// The plan is no TOML, or a field is unknown, missing or of the wrong type.
    #[error("{}{message}", at(place.as_ref()))]
    Syntax {
        /// Where.
        place: Option<Place>,
        /// What.
        message: String,
    },
    /// A value of the plan or the population cannot be.
    #[error("{}{field}: {why}", at(place.as_ref()))]
    Value {
        /// Where.
        place: Option<Place>,
        /// Table and field, as `programme.uptake`.
        field: String,
        /// What is wrong.
        why: String,
        /// What to do.
        hint: String,
    },
    /// A built-in table is damaged.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A dwell time is missing.
    #[error(transparent)]
    Dwell(#[from] InterceptionError),
    /// Results that do not belong together.
    #[error("{what}")]
    Parts {
        /// What is wrong.
        what: String,
    },
}

fn at(place: Option<&Place>) -> String {
    place.map(|place| format!("{place}: ")).unwrap_or_default()
}

impl ScreeningError {
    pub(crate) fn value(field: impl Into<String>, why: impl Into<String>, hint: &str) -> Self {
        Self::Value { place: None, field: field.into(), why: why.into(), hint: hint.to_owned() }
    }

    /// The same with the place of its field in the TOML text of a plan, where it has none yet and the text holds it.
    #[must_use]
    pub fn located(self, text: &str) -> Self {
        let Self::Value { place: None, field, why, hint } = self else { return self };
        Self::Value { place: Place::of_field(text, &field), field, why, hint }
    }

    /// A folder that holds no run of an evaluation.
    pub fn no_run(folder: &str) -> Self {
        let why = format!("{folder} is no run folder of an evaluation: it has no metrics.json");
        Self::value("test", why, "name the run folder of an evaluation")
    }

    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Value { hint, .. } => Some(hint.clone()),
            Self::Syntax { .. } => Some("`print` shows a built-in programme to edit".into()),
            Self::Parts { .. } => Some(
                "give the results of all shards of one programme, seed and number of people".into(),
            ),
            _ => None,
        }
    }
}
