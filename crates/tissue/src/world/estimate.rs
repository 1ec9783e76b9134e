//! Estimate: memory and steps of a world, before it runs.

use serde::Serialize;

use super::build::Built;
use super::{World, WorldError};
use crate::cell::Agent;
use crate::field::{Operator, Solver};

/// What a run will take.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Voxels of a field.
    pub voxels: usize,
    /// Fields.
    pub fields: usize,
    /// Cells at the beginning.
    pub cells: u64,
    /// Steps of the shortest clock.
    pub steps: u64,
    /// Steps of all fields together; explicit ones as many as stability asks for.
    pub field_steps: f64,
    /// Bytes of fields and first cells.
    pub bytes: f64,
}

/// Most memory, steps and cells that a world may ask for.
const MOST_BYTES: f64 = 16e9;
const MOST_STEPS: f64 = 1e9;
const MOST_CELLS: u64 = 20_000_000;

impl World {
    /// Memory and steps that the world takes; an error where it is more than one machine should try.
    pub fn estimate(&self) -> Result<Estimate, WorldError> {
        self.built()?.estimate()
    }
}

impl Built {
    pub(super) fn estimate(&self) -> Result<Estimate, WorldError> {
        let cells = self.places.iter().try_fold(0_u64, |sum, place| sum.checked_add(place.count));
        let cells = cells.filter(|&cells| cells <= MOST_CELLS).ok_or_else(|| {
            let why = "more cells than fit into one machine".to_owned();
            WorldError::value("place.count", why, format!("at most {MOST_CELLS} in all"))
        })?;
        let voxels = self.grid.voxels();
        // Columns of a field with its scratch and reaction; varied media have three more.
        let bytes: f64 = self.fields.iter().map(|field| 12.0 * field.bytes() * voxels as f64).sum();
        let bytes = bytes + cells as f64 * 2.0 * size_of::<Agent>() as f64;
        if bytes > MOST_BYTES {
            let why = format!("{voxels} voxels and {cells} cells take {:.1} GB", bytes / 1e9);
            return Err(WorldError::value("space.voxel", why, "larger voxels, or a smaller space"));
        }
        let mut field_steps = 0.0;
        for (nth, field) in self.fields.iter().enumerate() {
            let dt = field.every as f64 * self.ticks.tick;
            let each = match field.solver {
                Solver::Explicit => {
                    (dt * Operator::<f32>::new(&field.medium).fastest()).ceil().max(1.0)
                }
                Solver::Lod | Solver::Steady => 1.0,
            };
            field_steps += each * (self.ticks.end / field.every) as f64;
            if field_steps > MOST_STEPS {
                let why = format!("{field_steps:.1e} explicit steps are needed for stability");
                let hint = "solver = \"lod\" or \"steady\", or larger voxels";
                return Err(WorldError::value(format!("field#{}.solver", nth + 1), why, hint));
            }
        }
        if self.ticks.end as f64 > MOST_STEPS {
            let why = format!("{:.1e} steps", self.ticks.end as f64);
            return Err(WorldError::value(
                "time.duration",
                why,
                "a shorter duration, or longer steps",
            ));
        }
        let (fields, steps) = (self.fields.len(), self.ticks.end);
        Ok(Estimate { voxels, fields, cells, steps, field_steps, bytes })
    }
}
