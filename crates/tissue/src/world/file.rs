//! The world file.

mod cell;
mod field;
mod vesicle;

use std::str::FromStr;

use exoscope_core::Surplus;
use serde::{Deserialize, Serialize};

pub use cell::{CellFile, CycleFile, CycleModel, ForceFile, PlaceFile, ShapeName};
pub use field::{AxisName, BoundaryFile, FieldFile, Precision};
pub use vesicle::{RuleFile, VesicleFile};

use super::error::{WorldError, place};
use super::given::Given;

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

impl FromStr for World {
    type Err = WorldError;

    fn from_str(text: &str) -> Result<Self, WorldError> {
        let syntax = |error: toml::de::Error| WorldError::Syntax {
            place: error.span().map(|span| place(text, span.start)),
            message: error.message().trim().to_owned(),
        };
        let world: Self = toml::from_str(text).map_err(syntax)?;
        let written = toml::from_str(text).map_err(syntax)?;
        let long = Surplus::of(&written, &world)
            .map_err(|error| WorldError::Syntax { place: None, message: error.to_string() })?;
        if let Some(long) = long {
            let error = WorldError::value(&long.field, long.to_string(), long.hint());
            return Err(error.located(text));
        }
        let checked = world.built().map(|_| ());
        checked.map_err(|error| error.located(text))?;
        Ok(world)
    }
}
