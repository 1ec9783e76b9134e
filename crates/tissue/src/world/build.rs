//! A world file, checked and turned into what is simulated.

mod cells;
mod fields;
mod times;

use super::file::{AxisName, World};
use super::given::{Given, Stated};
use super::place::{Placement, Shape};
use super::signal::named;
use super::{EvidenceLevel, WorldError};
use crate::cell::{Box3, CellType, Force, Wall};
use crate::field::{Binding, Solver};
use crate::space::{Grid, Medium};
use crate::vesicle::{Clearance, VesicleClass};

pub(super) use times::Ticks;

/// A checked world.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub grid: Grid,
    pub ticks: Ticks,
    pub fields: Vec<BuiltField>,
    pub domain: Box3,
    pub force: Force,
    pub kinds: Vec<CellType>,
    /// What cells of a type do to fields: field, amount made per min, uptake.
    pub exchange: Vec<Vec<(usize, f64, Clearance)>>,
    /// Classes of vesicles, and the field that each rides on.
    pub classes: Vec<(VesicleClass, usize)>,
    pub places: Vec<Placement>,
    /// Every number that the world rests on.
    pub stated: Vec<Stated>,
}

/// A checked field.
#[derive(Debug, Clone)]
pub(super) struct BuiltField {
    pub name: String,
    pub medium: Medium,
    pub solver: Solver,
    pub precision: super::file::Precision,
    pub decay: f64,
    pub binding: Option<Binding>,
    pub half: f64,
    pub initial: f64,
    /// Ticks between updates.
    pub every: u64,
}

impl BuiltField {
    pub fn bytes(&self) -> f64 {
        let pools = self.binding.as_ref().map_or(0, Binding::pools) as f64;
        let one = match self.precision {
            super::file::Precision::Single => 4.0,
            super::file::Precision::Double => 8.0,
        };
        one * (1.0 + pools / 12.0)
    }
}

pub(super) fn axis(name: AxisName) -> usize {
    match name {
        AxisName::X => 0,
        AxisName::Y => 1,
        AxisName::Z => 2,
    }
}

/// A default of the literature, in the place of a key that is not given.
pub(super) fn or_default(
    given: Option<&Given>,
    value: &str,
    evidence: EvidenceLevel,
    source: &str,
    field: &str,
) -> Result<Given, WorldError> {
    let default = || Given::default_of(value, evidence, source);
    given.cloned().or_else(default).ok_or_else(|| {
        WorldError::value(field, "no value and no default", "give it in the world file")
    })
}

impl World {
    /// The world, checked wholly.
    pub(super) fn built(&self) -> Result<Built, WorldError> {
        if self.format != 1 {
            let why = format!("format {}, but this program reads format 1", self.format);
            return Err(WorldError::value("format", why, "write format = 1"));
        }
        if self.field.is_empty() && self.cell.is_empty() {
            let why = "neither fields nor cells";
            return Err(WorldError::value("name", why, "add a [[field]] or a [[cell]]"));
        }
        let grid = self.grid()?;
        let mut stated = Vec::new();
        let ticks = self.ticks(&mut stated)?;
        let force = self.force(&ticks, &mut stated)?;
        let fields = self.fields(&grid, &ticks, &mut stated)?;
        let domain = self.domain(&grid);
        let classes = self.classes(&mut stated)?;
        let (kinds, exchange) = self.kinds(&mut stated)?;
        cells::check_sizes(&kinds, &grid, &ticks)?;
        let places = self.places(&grid)?;
        let built =
            Built { grid, ticks, fields, domain, force, kinds, exchange, classes, places, stated };
        built.check_particles()?;
        built.estimate()?;
        Ok(built)
    }

    fn grid(&self) -> Result<Grid, WorldError> {
        let voxel = self.space.voxel.positive("space.voxel", "µm")?;
        let mut shape = [1_usize; 3];
        let mut step = [voxel; 3];
        for a in 0..3 {
            let size = self.space.size[a].positive("space.size", "µm")?;
            let count = (size / voxel).round().max(1.0);
            if count > Grid::MOST_VOXELS as f64 {
                let why = format!("{count:e} voxels along one axis");
                return Err(WorldError::value("space.voxel", why, "larger voxels"));
            }
            shape[a] = count as usize;
            step[a] = size / count;
        }
        Grid::new(shape, step).map_err(|error| {
            WorldError::value("space.voxel", error.to_string(), "larger voxels, or a smaller space")
        })
    }

    fn domain(&self, grid: &Grid) -> Box3 {
        let walls = [0, 1, 2].map(|a| match (grid.shape()[a], self.space.walls[a]) {
            (1, _) => Wall::Flat,
            (_, super::file::WallFile::Periodic) => Wall::Periodic,
            (_, super::file::WallFile::Closed) => Wall::Closed,
        });
        Box3 { low: grid.origin(), high: grid.end(), walls }
    }

    fn places(&self, grid: &Grid) -> Result<Vec<Placement>, WorldError> {
        use super::file::ShapeName;
        let kinds: Vec<String> = self.cell.iter().map(|cell| cell.name.clone()).collect();
        let (low, high) = (grid.origin(), grid.end());
        let one = |(nth, file): (usize, &super::file::PlaceFile)| {
            let at = |key: &str| format!("place#{}.{key}", nth + 1);
            let kind = named(&at("cell"), "type of cells", &file.cell, &kinds)? as u16;
            if file.count == 0 {
                return Err(WorldError::value(
                    at("count"),
                    "0 cells",
                    "1 or more, or no [[place]]",
                ));
            }
            let point = |key: &str, given: &Option<[Given; 3]>, other: Option<[f64; 3]>| {
                let Some(given) = given else {
                    return other.ok_or_else(|| {
                        let hint = "three lengths like [\"10 µm\", \"10 µm\", \"5 µm\"]";
                        WorldError::value(at(key), "it is not given", hint)
                    });
                };
                let mut point = [0.0; 3];
                for a in 0..3 {
                    point[a] = given[a].to(&at(key), "µm")?;
                    if point[a] > high[a] {
                        let why = format!("{} lies beyond the space", given[a].value);
                        return Err(WorldError::value(at(key), why, "within space.size"));
                    }
                }
                Ok(point)
            };
            let shape = match file.shape {
                ShapeName::At => Shape::At(point("centre", &file.centre, None)?),
                ShapeName::Box => {
                    let low = point("low", &file.low, Some(low))?;
                    let high = point("high", &file.high, Some(high))?;
                    if let Some(a) = (0..3).find(|&a| low[a] > high[a]) {
                        let why = format!("{} µm lies above high, {} µm", low[a], high[a]);
                        return Err(WorldError::value(
                            at("low"),
                            why,
                            "low at most high, in each axis",
                        ));
                    }
                    Shape::Box { low, high }
                }
                ShapeName::Ball => {
                    let radius = file.radius.as_ref().ok_or_else(|| {
                        WorldError::value(
                            at("radius"),
                            "it is not given",
                            "a length like \"50 µm\"",
                        )
                    })?;
                    let radius = radius.positive(&at("radius"), "µm")?;
                    Shape::Ball { centre: point("centre", &file.centre, None)?, radius }
                }
            };
            Ok(Placement { kind, count: file.count, shape })
        };
        self.place.iter().enumerate().map(one).collect()
    }
}
