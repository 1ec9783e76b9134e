//! The world file.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::boundary::BoundaryText;
use super::error::{WorldError, place};
use super::given::Given;
use crate::field::Solver;
use crate::vesicle::Carrier;

/// A tissue as its file says it. `"…".parse::<World>()` reads and checks it wholly.
///
/// ```
/// use exoscope_tissue::world::World;
/// let world: World = r#"
/// format = 1
/// name = "a drop of oxygen"
/// [space]
/// size = ["200 µm", "200 µm", "10 µm"]
/// voxel = "10 µm"
/// [time]
/// duration = "10 min"
/// [[field]]
/// name = "oxygen"
/// unit = "µM"
/// diffusivity = "1e5 µm^2/min"
/// solver = "lod"
/// clock = "0.1 min"
/// initial = "50 µM"
/// "#.parse()?;
/// assert_eq!(world.estimate()?.voxels, 400);
/// let wrong = "format = 1\nname = \"x\"\nspace = 3".parse::<World>().unwrap_err();
/// assert!(wrong.to_string().starts_with("line 3"));
/// # Ok::<(), exoscope_tissue::world::WorldError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Version of the format; 1.
    pub format: u32,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub about: String,
    /// Where.
    pub space: SpaceFile,
    /// How long, in what steps.
    pub time: TimeFile,
    /// Fields.
    #[serde(default)]
    pub field: Vec<FieldFile>,
    /// Force law of cells.
    #[serde(default)]
    pub force: Option<ForceFile>,
    /// Types of cells.
    #[serde(default)]
    pub cell: Vec<CellFile>,
    /// Where cells begin.
    #[serde(default)]
    pub place: Vec<PlaceFile>,
    /// Classes of vesicles.
    #[serde(default)]
    pub vesicle: Vec<VesicleFile>,
    /// Responses.
    #[serde(default)]
    pub rule: Vec<RuleFile>,
}

/// Extent and resolution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpaceFile {
    /// Size along x, y and z.
    pub size: [Given; 3],
    /// Size of a voxel; an axis no longer than it has one voxel and nothing moves along it.
    pub voxel: Given,
    /// Ends for cells, of each axis: `closed` or `periodic`.
    #[serde(default)]
    pub walls: [WallFile; 3],
}

/// What a cell meets at the end of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WallFile {
    /// It stays.
    #[default]
    Closed,
    /// It comes in on the other side.
    Periodic,
}

/// Duration and clocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeFile {
    /// How long.
    pub duration: Given,
    /// Step of mechanics, the shortest clock; 0.1 min.
    pub mechanics: Option<Given>,
    /// Step of phenotype; 6 min.
    pub phenotype: Option<Given>,
    /// Time between rows of the courses; an hour.
    pub record: Option<Given>,
}

/// A concentration field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldFile {
    /// Its name.
    pub name: String,
    /// Unit of its concentration.
    pub unit: String,
    /// Concentration at the beginning.
    pub initial: Option<Given>,
    /// Diffusivity.
    pub diffusivity: Given,
    /// Rate of decay.
    pub decay: Option<Given>,
    /// `explicit`, `lod` or `steady`.
    pub solver: Option<Solver>,
    /// `single` or `double`.
    pub precision: Option<Precision>,
    /// Time between updates.
    pub clock: Option<Given>,
    /// Boundary conditions of each axis, lower and upper.
    pub boundary: Option<BoundaryFile>,
    /// Layers, from below.
    #[serde(default)]
    pub layer: Vec<LayerFile>,
    /// Membranes.
    #[serde(default)]
    pub membrane: Vec<MembraneFile>,
    /// Binding to the matrix.
    pub binding: Option<BindingFile>,
    /// Concentration at which uptake by cells is half saturated; without, clearances do not saturate, and ceilings hold
    /// down to nothing.
    pub half_saturation: Option<Given>,
}

/// Precision of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// 32 bits.
    Single,
    /// 64 bits.
    Double,
}

/// Boundary conditions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundaryFile {
    /// Along x.
    pub x: Option<[BoundaryText; 2]>,
    /// Along y.
    pub y: Option<[BoundaryText; 2]>,
    /// Along z.
    pub z: Option<[BoundaryText; 2]>,
}

/// An axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AxisName {
    /// x.
    X,
    /// y.
    Y,
    /// z.
    Z,
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerFile {
    /// Axis that it is perpendicular to; that of the first layer holds for all.
    pub axis: AxisName,
    /// Thickness.
    pub thickness: Given,
    /// Diffusivity in it.
    pub diffusivity: Given,
}

/// A membrane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembraneFile {
    /// Axis that it is perpendicular to.
    pub axis: AxisName,
    /// Distance from the lower end; taken to the nearest face.
    pub at: Given,
    /// Permeability.
    pub permeability: Given,
}

/// Binding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingFile {
    /// Part that is bound at equilibrium.
    pub bound: Option<Given>,
    /// Rate of release.
    pub release: Option<Given>,
    /// Exponent of anomalous motion, in the place of the two above.
    pub exponent: Option<Given>,
    /// Shortest and longest time of anomalous motion.
    pub span: Option<[Given; 2]>,
}

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
    pub affinity: std::collections::BTreeMap<String, f64>,
    /// Rates of becoming other types, by name.
    #[serde(default)]
    pub becomes: std::collections::BTreeMap<String, Given>,
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

/// A class of vesicles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VesicleFile {
    /// Its name.
    pub name: String,
    /// Name of the field that carries it, in vesicles per volume; one class a field.
    pub field: String,
    /// Secretion by a cell of each type, by name.
    pub secretion: std::collections::BTreeMap<String, Given>,
    /// Volume cleared by a cell of each type, by name.
    #[serde(default)]
    pub clearance: std::collections::BTreeMap<String, Given>,
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
    pub behaviour: crate::cell::Behaviour,
    /// Factor at saturation.
    pub fold: f64,
    /// Signal at half of it.
    pub half: f64,
    /// Hill coefficient.
    #[serde(default = "one")]
    pub hill: f64,
    /// How sure it is.
    #[serde(default = "assumed")]
    pub evidence: super::EvidenceLevel,
    /// Where it comes from.
    pub source: Option<String>,
}

const fn one() -> f64 {
    1.0
}

const fn assumed() -> super::EvidenceLevel {
    super::EvidenceLevel::Assumed
}

impl FromStr for World {
    type Err = WorldError;

    fn from_str(text: &str) -> Result<Self, WorldError> {
        let world: Self = toml::from_str(text).map_err(|error| WorldError::Syntax {
            place: error.span().map(|span| place(text, span.start)),
            message: error.message().trim().to_owned(),
        })?;
        let checked = world.built().map(|_| ());
        checked.map_err(|error| error.located(text))?;
        Ok(world)
    }
}
