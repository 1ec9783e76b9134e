//! Cells of the world file: forces, types, where they begin.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::given::Given;

/// Force law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "law", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ForceFile {
    /// PhysiCell's.
    Physicell {
        /// Repulsion.
        repulsion: Given,
        /// Adhesion.
        adhesion: Given,
        /// Reach over the sum of radii.
        reach: f64,
    },
    /// Linear springs.
    Spring {
        /// Stiffness over drag.
        stiffness: Given,
        /// Reach over the sum of radii.
        reach: f64,
    },
}

/// A type of cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellFile {
    /// Its name.
    pub name: String,
    /// Volume at rest; 2494 µm³.
    pub volume: Option<Given>,
    /// Volume of the nucleus; 540 µm³.
    pub nucleus: Option<Given>,
    /// Cycle: `live`, `ki67`, `flow-cytometry` or `fixed`; none without.
    pub cycle: Option<CycleFile>,
    /// β: least free area or volume.
    pub least_free: Option<f64>,
    /// γ: largest part in contact.
    pub most_contact: Option<f64>,
    /// Oxygen.
    pub oxygen: Option<OxygenFile>,
    /// Rate of apoptosis.
    pub apoptosis: Option<Given>,
    /// Speed.
    pub speed: Option<Given>,
    /// Persistence.
    pub persistence: Option<Given>,
    /// Brownian diffusivity.
    pub brownian: Option<Given>,
    /// Chemotaxis.
    #[serde(default)]
    pub chemotaxis: Vec<ChemotaxisFile>,
    /// Factor on adhesion to other types, by name.
    #[serde(default)]
    pub affinity: BTreeMap<String, f64>,
    /// Rates of becoming other types, by name.
    #[serde(default)]
    pub becomes: BTreeMap<String, Given>,
    /// Rate of becoming senescent.
    pub senescence: Option<Given>,
    /// Divisions after which it is senescent.
    pub most_divisions: Option<u32>,
    /// Rate of engulfing the dead in touch.
    pub engulfs: Option<Given>,
    /// What it makes and takes of fields.
    #[serde(default)]
    pub exchange: Vec<ExchangeFile>,
}

/// A cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CycleFile {
    /// `live`, `ki67`, `flow-cytometry` or `fixed`.
    pub model: CycleModel,
    /// Durations of its phases: 1, 2, 4, or any number.
    pub durations: Vec<Given>,
}

/// Models of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CycleModel {
    /// One exponential phase.
    Live,
    /// Ki67− and Ki67+.
    Ki67,
    /// G0/G1, S, G2, M.
    FlowCytometry,
    /// Fixed phases.
    Fixed,
}

/// Dependence on oxygen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OxygenFile {
    /// Name of the field.
    pub field: String,
    /// Proliferation at full rate above.
    pub saturation: Given,
    /// None below.
    pub threshold: Given,
    /// Necrosis below.
    pub necrosis: Given,
    /// At full rate below.
    pub necrosis_full: Given,
    /// Full rate.
    pub necrosis_rate: Given,
}

/// Chemotaxis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChemotaxisFile {
    /// Name of the field.
    pub field: String,
    /// Bias, −1 to 1.
    pub bias: f64,
    /// Gradient at half bias, in the field's unit per µm.
    pub half: f64,
}

/// What a cell does to a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeFile {
    /// Name of the field.
    pub field: String,
    /// Volume cleared.
    pub clearance: Option<Given>,
    /// Ceiling of saturable uptake, in the field's unit × µm³/min.
    pub uptake: Option<f64>,
    /// Made, in the field's unit × µm³/min.
    pub makes: Option<f64>,
}

/// Where cells begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceFile {
    /// Name of the type.
    pub cell: String,
    /// How many.
    pub count: u64,
    /// `box`, `ball` or `at`.
    pub shape: ShapeName,
    /// Centre of a ball, or where one cell is.
    pub centre: Option<[Given; 3]>,
    /// Radius of a ball.
    pub radius: Option<Given>,
    /// Lower corner of a box; that of the space without.
    pub low: Option<[Given; 3]>,
    /// Upper corner of a box.
    pub high: Option<[Given; 3]>,
}

/// Shapes of placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShapeName {
    /// Anywhere in a box.
    Box,
    /// Anywhere in a ball, or a disc.
    Ball,
    /// At the centre.
    At,
}
