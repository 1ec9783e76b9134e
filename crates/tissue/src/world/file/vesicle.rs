//! Vesicles of the world file, and the responses of cells to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::EvidenceLevel;
use super::super::given::Given;
use crate::cell::Behaviour;
use crate::vesicle::Carrier;

/// A class of vesicles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VesicleFile {
    /// Its name.
    pub name: String,
    /// Name of the field that carries it, in vesicles per volume; one class a field.
    pub field: String,
    /// Secretion by a cell of each type, by name.
    pub secretion: BTreeMap<String, Given>,
    /// Volume cleared by a cell of each type, by name.
    #[serde(default)]
    pub clearance: BTreeMap<String, Given>,
    /// Factor on the natural copies of a message.
    pub loading: Option<f64>,
    /// Endosomal escape, 0 to 1; the upper end of what is published without.
    pub escape: Option<Given>,
    /// `field` or `particles`.
    pub carrier: Option<Carrier>,
}

/// A response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Name of the type.
    pub cell: String,
    /// `field NAME`, `vesicles NAME`, `delivered NAME`, `repressed NAME`, `pressure` or `senescence`.
    pub signal: String,
    /// What changes.
    pub behaviour: Behaviour,
    /// Factor at saturation.
    pub fold: f64,
    /// Signal at half of it.
    pub half: f64,
    /// Hill coefficient.
    #[serde(default = "one")]
    pub hill: f64,
    /// How sure it is.
    #[serde(default = "assumed")]
    pub evidence: EvidenceLevel,
    /// Where it comes from.
    pub source: Option<String>,
}

const fn one() -> f64 {
    1.0
}

const fn assumed() -> EvidenceLevel {
    EvidenceLevel::Assumed
}
