//! What an audit found.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Coincidence, Floor, Measured, Verdict};

/// What an audit found: of a design alone, or of a cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// What it comes to.
    pub verdict: Verdict,
    /// The verdict with its figures, in a sentence or two.
    pub sentence: String,
    /// Number of samples.
    pub n: usize,
    /// Samples of each class.
    pub classes: BTreeMap<String, usize>,
    /// The keys in the order in which they were named.
    pub keys: Vec<String>,
    /// Folds of the cross-validation behind the floors.
    pub folds: usize,
    /// What calls score that know no miRNA, or only miRNAs that should not matter.
    pub floor: BTreeMap<String, Floor>,
    /// How far each key and the label say the same.
    pub coincidence: BTreeMap<String, Coincidence>,
    /// What else should be known, in sentences, the gravest first.
    pub notes: Vec<String>,
    /// What the miRNAs say; `None` for a design alone.
    #[serde(flatten)]
    pub measured: Option<Measured>,
}
