//! Checkpoint: the whole state of a simulation, from which it goes on to the byte.
//!
//! A line of JSON (format, checksum of the world file, seed, tick, cells, particles, course, balances), then the values
//! of all fields as they stand in memory, little-endian.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use exoscope_core::Streams;
use exoscope_core::store::{WriteError, checksum_bytes, write_atomic};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::carrier::{AnyField, either};
use super::{Course, Simulation, SimulationError, World};
use crate::Real;
use crate::cell::{PopulationState, Tally};
use crate::field::FieldState;
use crate::vesicle::ParticleState;

const FORMAT: &str = "exoscope tissue checkpoint 1";

#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    world: String,
    seed: u64,
    tick: u64,
    cells: PopulationState,
    particles: Vec<Option<ParticleState>>,
    arrived: Vec<Tally>,
    course: Course,
    fields: Vec<FieldState>,
    /// Numbers of 64 bits that follow.
    values: usize,
}

/// Why a checkpoint cannot be gone on from.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is no checkpoint, or not a whole one.
    #[error("{} is no whole checkpoint of this program ({why})", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It is one of another world.
    #[error("{} is a checkpoint of another world file", path.display())]
    OtherWorld {
        /// Which.
        path: PathBuf,
    },
    /// The world cannot be.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

impl Simulation {
    /// Writes a checkpoint of a simulation of the world file `text`; whole or not at all.
    pub fn checkpoint(&self, text: &str, path: &Path) -> Result<(), WriteError> {
        let mut values: Vec<u8> = Vec::new();
        let mut fields = Vec::new();
        for any in &self.fields {
            either!(any, field => {
                fields.push(field.state());
                let columns = std::iter::once(field.values()).chain(field.bound().iter().map(Vec::as_slice));
                for column in columns {
                    values.extend(column.iter().flat_map(|v| v.bits().to_le_bytes()));
                }
            });
        }
        let head = Head {
            format: FORMAT.to_owned(),
            world: checksum_bytes([text.as_bytes()]).to_string(),
            seed: self.cells.streams().seed(),
            tick: self.tick,
            cells: self.cells.state().clone(),
            particles: self
                .particles
                .iter()
                .map(|p| p.as_ref().map(|p| p.state().clone()))
                .collect(),
            arrived: self.arrived.clone(),
            course: self.course.clone(),
            fields,
            values: values.len() / 8,
        };
        write_atomic(path, |out| {
            serde_json::to_writer(&mut *out, &head)?;
            out.write_all(b"\n")?;
            out.write_all(&values)
        })
    }

    /// Goes on from a checkpoint of the world file `text`. The seed is the checkpoint's.
    pub fn resume(text: &str, path: &Path) -> Result<Self, CheckpointError> {
        let read = |source| CheckpointError::Read { path: path.to_owned(), source };
        let damaged =
            |why: &str| CheckpointError::Damaged { path: path.to_owned(), why: why.to_owned() };
        let bytes = std::fs::read(path).map_err(read)?;
        let end = bytes.iter().position(|&b| b == b'\n').ok_or_else(|| damaged("no heading"))?;
        let (head, values) = bytes.split_at(end);
        let head: Head =
            serde_json::from_slice(head).map_err(|error| damaged(&error.to_string()))?;
        if head.format != FORMAT {
            return Err(damaged(&format!("format {:?}", head.format)));
        }
        if head.world != checksum_bytes([text.as_bytes()]).to_string() {
            return Err(CheckpointError::OtherWorld { path: path.to_owned() });
        }
        let world: World = text.parse().map_err(SimulationError::World)?;
        let mut simulation = Self::new(&world, Streams::new(head.seed))?;
        let values = values.get(1..).unwrap_or_default();
        if values.len() != 8 * head.values || head.fields.len() != simulation.fields.len() {
            return Err(damaged("its end is missing"));
        }
        let word = |word: &[u8]| u64::from_le_bytes(word.try_into().unwrap_or_default());
        let mut words = values.chunks_exact(8).map(word);
        for (any, state) in simulation.fields.iter_mut().zip(head.fields) {
            let whole = either!(any, field => field.restore(state, &mut words));
            if !whole {
                return Err(damaged("its fields are of another size"));
            }
        }
        for (particles, state) in simulation.particles.iter_mut().zip(head.particles) {
            if let (Some(particles), Some(state)) = (particles, state) {
                particles.restore(state);
            }
        }
        let kinds = simulation.cells.kinds().len();
        if head.cells.agents.iter().any(|agent| usize::from(agent.kind) >= kinds)
            || head.arrived.len() != simulation.arrived.len()
        {
            return Err(damaged("cells of types that the world does not have"));
        }
        simulation.cells.restore(head.cells);
        simulation.arrived = head.arrived;
        simulation.tick = head.tick;
        simulation.course = head.course;
        Ok(simulation)
    }
}
