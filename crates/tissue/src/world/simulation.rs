//! The simulation of a world: fields, cells and vesicles on their clocks.

mod output;
mod traffic;

use exoscope_core::Streams;
use thiserror::Error;

use super::build::Built;
use super::carrier::AnyField;
use super::place::place;
use super::{Course, Estimate, Stated, World, WorldError};
use crate::cell::{Agent, Behaviour, Draws, KindError, Population, Signals, Tally, Wall};
use crate::field::{Budget, FieldError};
use crate::vesicle::{Carrier, Exchange, ParticleError, Particles};

/// Why a simulation cannot go on.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// The world cannot be.
    #[error(transparent)]
    World(#[from] WorldError),
    /// A field.
    #[error("field {name:?}: {source}")]
    Field {
        /// Which.
        name: String,
        /// Why.
        source: FieldError,
    },
    /// Cells.
    #[error(transparent)]
    Cells(#[from] KindError),
    /// Particles.
    #[error(transparent)]
    Particles(#[from] ParticleError),
    /// More cells than memory should hold.
    #[error(
        "{cells} cells at {time} min: the population outgrew the {most} that one machine should hold"
    )]
    TooMany {
        /// How many.
        cells: usize,
        /// When, min.
        time: f64,
        /// The limit.
        most: usize,
    },
    /// A ledger that does not add up: a fault of this program.
    #[error("the ledger of {class:?} holds {held} vesicles, but {arrived} arrived")]
    Ledger {
        /// Class.
        class: String,
        /// Vesicles held.
        held: u64,
        /// Vesicles that arrived.
        arrived: u64,
    },
}

/// Most cells during a run.
const MOST_CELLS: usize = 50_000_000;

/// A world that runs.
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_tissue::world::{Simulation, World};
/// let text = r#"
/// format = 1
/// name = "two cells"
/// [space]
/// size = ["100 µm", "100 µm", "10 µm"]
/// voxel = "10 µm"
/// [time]
/// duration = "60 min"
/// [[cell]]
/// name = "a"
/// cycle = { model = "fixed", durations = ["30 min"] }
/// [[place]]
/// cell = "a"
/// count = 2
/// shape = "box"
/// "#;
/// let world: World = text.parse()?;
/// let mut simulation = Simulation::new(&world, Streams::new(1))?;
/// simulation.run_to_end(|_| {})?;
/// assert_eq!(simulation.cells().agents().len(), 8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Simulation {
    pub(super) built: Built,
    pub(super) fields: Vec<AnyField>,
    pub(super) particles: Vec<Option<Particles>>,
    pub(super) cells: Population,
    arrivals: Vec<Draws>,
    emission: Vec<Draws>,
    pub(super) arrived: Vec<Tally>,
    pub(super) tick: u64,
    end: u64,
    pub(super) course: Course,
}

impl Simulation {
    /// The world at its beginning.
    pub fn new(world: &World, streams: Streams) -> Result<Self, SimulationError> {
        let built = world.built()?;
        let mut fields = Vec::new();
        for field in &built.fields {
            let wrong = |source| SimulationError::Field { name: field.name.clone(), source };
            let mut any =
                AnyField::new(&field.medium, field.solver, field.precision).map_err(wrong)?;
            any.prepare(field.decay, field.binding.clone(), field.half, field.initial)
                .map_err(wrong)?;
            fields.push(any);
        }
        let kinds = match built.kinds.as_slice() {
            [] => vec![crate::cell::CellType::inert("none")],
            kinds => kinds.to_vec(),
        };
        let mut cells = Population::new(kinds, built.domain, built.force, streams)?;
        place(&built.places, &mut cells, built.domain.walls.map(|w| w == Wall::Flat), streams);
        let mut particles = Vec::new();
        for (class, field) in &built.classes {
            particles.push(match (class.carrier, built.fields.get(*field)) {
                (Carrier::Particles, Some(field)) => {
                    Some(Particles::new(&field.medium, field.decay, streams, &class.name)?)
                }
                _ => None,
            });
        }
        let draws = |what: &str| -> Vec<Draws> {
            let classes = built.classes.iter();
            classes
                .map(|(class, _)| Draws::new(streams, &format!("{what} of {}", class.name)))
                .collect()
        };
        let (arrivals, emission) = (draws("arrivals"), draws("emission"));
        let arrived = vec![Tally::default(); built.classes.len()];
        let (course, end) = (Course::default(), built.ticks.end);
        let mut new = Self {
            built,
            fields,
            particles,
            cells,
            arrivals,
            emission,
            arrived,
            tick: 0,
            end,
            course,
        };
        new.record()?;
        Ok(new)
    }

    /// Time so far, min.
    pub fn time(&self) -> f64 {
        self.tick as f64 * self.built.ticks.tick
    }

    /// Steps that are left to the end of the world.
    pub fn steps_left(&self) -> u64 {
        self.end.saturating_sub(self.tick)
    }

    /// Another end than the file's, min.
    pub fn end_at(&mut self, minutes: f64) {
        self.end = (minutes / self.built.ticks.tick).round().max(0.0) as u64;
    }

    /// The cells.
    pub fn cells(&self) -> &Population {
        &self.cells
    }

    /// What was recorded.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// What the world rests on.
    pub fn stated(&self) -> &[Stated] {
        &self.built.stated
    }

    /// Memory and steps.
    pub fn estimate(&self) -> Result<Estimate, WorldError> {
        self.built.estimate()
    }

    /// Name and balance of each field, and how far off a fresh sum is.
    pub fn balances(&self) -> Vec<(String, Budget, f64)> {
        let fields = self.built.fields.iter().zip(&self.fields);
        let one = |(built, field): (&super::build::BuiltField, &AnyField)| {
            let budget = field.budget();
            (built.name.clone(), budget, budget.gap(field.amount()))
        };
        fields.map(one).collect()
    }

    /// Bytes that fields and cells take now.
    pub fn bytes(&self) -> f64 {
        let fields: usize = self.fields.iter().map(AnyField::bytes).sum();
        fields as f64 + self.cells.bytes_a_cell() * self.cells.agents().len() as f64
    }

    /// Runs to the end; `see` is told of every step that is left.
    pub fn run_to_end(&mut self, mut see: impl FnMut(u64)) -> Result<(), SimulationError> {
        while self.steps_left() > 0 {
            self.step()?;
            see(self.steps_left());
        }
        Ok(())
    }

    /// One tick: fields whose clock it is, mechanics, phenotype, record.
    pub fn step(&mut self) -> Result<(), SimulationError> {
        let ticks = self.built.ticks;
        for field in 0..self.fields.len() {
            let every = self.built.fields.get(field).map_or(1, |field| field.every);
            if self.tick.is_multiple_of(every) {
                self.advance_field(field, every as f64 * ticks.tick)?;
            }
        }
        let Self { built, fields, cells, .. } = self;
        if !built.kinds.is_empty() {
            let field = |at: usize, point| fields.get(at).map_or(0.0, |field| field.sample(point));
            let gradient =
                |at: usize, point| fields.get(at).map_or([0.0; 3], |field| field.gradient(point));
            let cargo = |class: usize, tally: Tally| {
                let effect = built.classes.get(class).map(|(class, _)| class.effect(tally));
                effect.map_or((0.0, 0.0), |effect| (effect.delivered, effect.repressed))
            };
            let signals = Signals { field: &field, gradient: &gradient, cargo: &cargo };
            cells.mechanics(ticks.tick, &signals);
            if (self.tick + 1).is_multiple_of(ticks.phenotype) {
                cells.phenotype(ticks.phenotype as f64 * ticks.tick, &signals);
            }
        }
        self.tick += 1;
        let cells = self.cells.agents().len();
        if cells > MOST_CELLS {
            let time = self.time();
            return Err(SimulationError::TooMany { cells, time, most: MOST_CELLS });
        }
        // Rows do not depend on where a run stops, so that one that goes on has the same.
        if self.tick.is_multiple_of(ticks.record) || self.tick == ticks.end {
            self.record()?;
        }
        Ok(())
    }
}
