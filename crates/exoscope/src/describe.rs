//! Description of a cohort: what it holds.

use exoscope_import::describe::Description;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::Inputs;

/// Describes a cohort: samples, miRNAs, classes, facts, the highest miRNAs, its history. Reads
/// `cohort.parquet`.
///
/// ```
/// use exoscope::describe::Describe;
/// use exoscope::prelude::*;
///
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let inputs = Inputs::default().with_bytes("cohort.parquet", cohort.to_bytes()?);
/// let description = Describe::default().run(&inputs)?;
/// assert_eq!((description.samples, description.classes.len()), (280, 4));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Describe {
    /// How many of the highest miRNAs to list.
    pub top: usize,
}

impl Default for Describe {
    fn default() -> Self {
        Self { top: 10 }
    }
}

impl Describe {
    /// Describes the cohort.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn run(&self, inputs: &Inputs) -> Result<Description, Error> {
        let (cohort, _) = inputs.cohort("cohort.parquet")?;
        Ok(Description::of(&cohort, self.top))
    }
}
