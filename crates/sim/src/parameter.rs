//! Every number with its unit, its range, where it comes from and how sure we are.
//!
//! A default of this simulator is a [`Parameter`], never a literal. [`parameters`] is the table of
//! what the literature says; a model file gives its own numbers the same way. A result lists the
//! assumed numbers it leaned on.

mod error;
mod evidence;
mod spread;
mod table;
mod written;

pub use error::ParameterError;
pub use evidence::Evidence;
pub use spread::Spread;
pub use table::{Table, look_up, parameters};
pub use written::{Fill, Written};

use exoscope_core::unit::Quantity;
use serde::Serialize;

/// A number as evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Dotted name: `secretion.monocyte`, `organ.liver.mass`.
    pub name: String,
    /// Its value; of a range, the middle (geometric where the range spans decades).
    pub value: Quantity,
    /// How it varies between people, or how unsure it is.
    pub spread: Spread,
    /// The paper or document it comes from, or how it was derived.
    pub source: String,
    /// How sure we are.
    pub standing: Evidence,
    /// Names of the results that it was set to give. Of these, and of what follows from them, a model
    /// is no test: they are calibrations, not predictions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calibrated_to: Vec<String>,
    /// What to know before using it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
