//! A population of cells and its two clocks: mechanics and phenotype.

mod fate;

use exoscope_core::Streams;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::agent::{Agent, Vitality};
use super::draws::Draws;
use super::kind::{CellType, KindError};
use super::ledger::Ledger;
use super::mechanics::{Box3, Force, Wall, velocities};
use super::motility::{biased, brownian, direction, until_turn};
use super::neighbours::{Body, Neighbours};
use super::rule::{Behaviour, Signals};
use super::volume::Volume;

/// What has happened to a population so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Census {
    /// Cells that were there at the beginning or added later.
    pub added: u64,
    /// Cells born.
    pub born: u64,
    /// Cells that died by apoptosis.
    pub apoptotic: u64,
    /// Cells that died by necrosis.
    pub necrotic: u64,
    /// Dead cells that are gone.
    pub gone: u64,
    /// Dead cells that were engulfed.
    pub engulfed: u64,
    /// Changes of type.
    pub differentiated: u64,
    /// Cells that became senescent.
    pub senescent: u64,
}

/// State of a population, as a checkpoint keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PopulationState {
    pub(crate) agents: Vec<Agent>,
    time: f64,
    next: u64,
    moved: u64,
    lived: u64,
    remains: Ledger,
    census: Census,
}

/// Cells of several types in a domain. Cells stand in the order of their numbers.
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_tissue::cell::{Box3, CellType, Force, Population, Signals, Wall};
/// let domain = Box3 { low: [0.0; 3], high: [100.0; 3], walls: [Wall::Closed; 3] };
/// let law = Force::PhysiCell { repulsion: 10.0, adhesion: 0.4, reach: 1.25 };
/// let mut cells = Population::new(vec![CellType::inert("a")], domain, law, Streams::new(1))?;
/// cells.add(0, [50.0; 3]);
/// cells.add(0, [55.0, 50.0, 50.0]);
/// for _ in 0..600 {
///     cells.mechanics(0.1, &Signals::NONE);
/// }
/// let apart = cells.agents()[1].position[0] - cells.agents()[0].position[0];
/// assert!((apart - 20.0 / 21.0 * 2.0 * 8.4127).abs() < 0.01);
/// # Ok::<(), exoscope_tissue::cell::KindError>(())
/// ```
#[derive(Debug)]
pub struct Population {
    kinds: Vec<CellType>,
    domain: Box3,
    force: Force,
    state: PopulationState,
    streams: Streams,
    draws: AllDraws,
    grid: Neighbours,
    bodies: Vec<Body>,
}

#[derive(Debug)]
struct AllDraws {
    turn: Draws,
    brownian: Draws,
    fate: Draws,
    division: Draws,
    engulfment: Draws,
}

impl Population {
    /// No cells yet, of these types.
    pub fn new(
        kinds: Vec<CellType>,
        domain: Box3,
        force: Force,
        streams: Streams,
    ) -> Result<Self, KindError> {
        let count = kinds.len();
        if count == 0 || count > usize::from(u16::MAX) {
            return Err(KindError::Count { count });
        }
        for kind in &kinds {
            if let Some(bad) = kind.differentiation.iter().find(|d| usize::from(d.to) >= count) {
                let name = kind.name.clone();
                return Err(KindError::Differentiation { name, to: bad.to, count });
            }
        }
        let draws = AllDraws {
            turn: Draws::new(streams, "turns"),
            brownian: Draws::new(streams, "brownian motion"),
            fate: Draws::new(streams, "fate"),
            division: Draws::new(streams, "division"),
            engulfment: Draws::new(streams, "engulfment"),
        };
        let state = PopulationState {
            agents: Vec::new(),
            time: 0.0,
            next: 0,
            moved: 0,
            lived: 0,
            remains: Ledger::default(),
            census: Census::default(),
        };
        let (grid, bodies) = (Neighbours::default(), Vec::new());
        Ok(Self { kinds, domain, force, state, streams, draws, grid, bodies })
    }

    /// Adds a resting cell of type `kind` at `position` (µm) and says its number. A type that is not there is taken as
    /// the first.
    pub fn add(&mut self, kind: u16, position: [f64; 3]) -> u64 {
        let kind = if usize::from(kind) < self.kinds.len() { kind } else { 0 };
        let of = &self.kinds[usize::from(kind)];
        let mut volume = Volume::at_rest(of.volume, of.nucleus, of.volume_law.fluid_part);
        if of.cycle.phases.first().is_some_and(|phase| phase.grows) {
            volume.begin_growth();
        }
        let id = self.state.next;
        self.state.next += 1;
        self.state.census.added += 1;
        self.state.agents.push(Agent {
            id,
            mother: id,
            kind,
            vitality: Vitality::Alive,
            position: self.domain.within(position),
            volume,
            velocity: None,
            direction: [0.0; 3],
            turns_at: self.state.time,
            phase: 0,
            elapsed: 0.0,
            volume_at_death: 0.0,
            generation: 0,
            pressure: 0.0,
            ledger: Ledger::default(),
        });
        id
    }

    /// The cells, in the order of their numbers.
    pub fn agents(&self) -> &[Agent] {
        &self.state.agents
    }

    /// The cells, to be changed.
    pub fn agents_mut(&mut self) -> &mut [Agent] {
        &mut self.state.agents
    }

    /// The types.
    pub fn kinds(&self) -> &[CellType] {
        &self.kinds
    }

    /// The domain.
    pub fn domain(&self) -> &Box3 {
        &self.domain
    }

    /// What has happened so far.
    pub fn census(&self) -> Census {
        self.state.census
    }

    /// What cells that are gone had taken up.
    pub fn remains(&self) -> &Ledger {
        &self.state.remains
    }

    /// All that cells have taken up and hold, or held when they went.
    pub fn ledger(&self) -> Ledger {
        let mut sum = self.state.remains.clone();
        self.state.agents.iter().for_each(|agent| sum.absorb(&agent.ledger));
        sum
    }

    /// Mechanics steps so far.
    pub fn steps(&self) -> u64 {
        self.state.moved
    }

    /// State, for a checkpoint.
    pub fn state(&self) -> &PopulationState {
        &self.state
    }

    /// Goes on from a state.
    pub fn restore(&mut self, state: PopulationState) {
        self.state = state;
    }

    /// Bytes a cell takes, with its share of the neighbour grid as it stands.
    pub fn bytes_a_cell(&self) -> f64 {
        let cells = self.state.agents.len().max(1) as f64;
        let grid = self.grid.bytes() as f64 / cells;
        (size_of::<Agent>() + size_of::<Body>()) as f64 + grid
    }

    /// Bodies, in the order of the cells, and the grid that they are sorted into.
    pub(crate) fn sort(&mut self) -> (&[Body], &Neighbours) {
        self.bodies.clear();
        self.bodies.par_extend(self.state.agents.par_iter().map(Agent::body));
        self.grid.sort(&self.bodies, self.force.reach(), self.domain.period());
        (&self.bodies, &self.grid)
    }

    /// One step of mechanics and motility, `dt` min: interaction by Adams–Bashforth of order 2 (Euler after birth),
    /// motility, whose velocity is constant between turns, exactly.
    pub fn mechanics(&mut self, dt: f64, signals: &Signals<'_>) {
        self.sort();
        let largest = self.bodies.iter().fold(0.0_f64, |top, body| top.max(body.radius));
        let flat = self.domain.walls.map(|wall| wall == Wall::Flat);
        let free = flat.map(|flat| !flat);
        let affinity: Vec<Vec<f64>> = self.kinds.iter().map(|kind| kind.affinity.clone()).collect();
        let now = velocities(&self.bodies, &self.grid, self.force, &affinity, largest, flat);
        let Self { kinds, domain, state, draws, .. } = self;
        let (step, time) = (state.moved, state.time);
        let agents = state.agents.par_iter_mut().zip(now).with_min_len(256);
        agents.for_each(|(agent, (velocity, pressure))| {
            let old = agent.velocity.unwrap_or(velocity);
            agent.velocity = Some(velocity);
            agent.pressure = pressure;
            let mut position = agent.position;
            for a in 0..3 {
                position[a] += dt * (1.5 * velocity[a] - 0.5 * old[a]);
            }
            let kind = &kinds[usize::from(agent.kind)];
            let motility = kind.motility;
            if !agent.is_dead() && motility.speed > 0.0 {
                if time >= agent.turns_at {
                    let stream = &mut draws.turn.at(agent.id, step);
                    let gradient = |field| (signals.gradient)(field, agent.position);
                    agent.direction =
                        biased(direction(stream, free), &kind.chemotaxis, gradient, free);
                    agent.turns_at = time + until_turn(stream, motility.persistence);
                }
                let speed = motility.speed * signals.factor(&kind.rules, Behaviour::Speed, agent);
                for (along, direction) in position.iter_mut().zip(agent.direction) {
                    *along += dt * speed * direction;
                }
            }
            if !agent.is_dead() && motility.brownian > 0.0 {
                let stream = &mut draws.brownian.at(agent.id, step);
                let moved = brownian(stream, motility.brownian, dt, free);
                for (along, moved) in position.iter_mut().zip(moved) {
                    *along += moved;
                }
            }
            agent.position = domain.within(position);
        });
        state.moved += 1;
        state.time += dt;
    }

    /// The master seed's streams.
    pub fn streams(&self) -> Streams {
        self.streams
    }
}
