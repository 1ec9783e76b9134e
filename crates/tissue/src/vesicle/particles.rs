//! Vesicles one by one: Brownian motion, decay, capture.

use std::f64::consts::PI;

use exoscope_core::Streams;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::cell::{Draws, Tally};
use crate::space::{Boundary, Grid, Medium};

/// How a particle moves in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Normal along each axis, variance 2DΔt: exact for free diffusion at any step.
    Normal,
    /// √(4DΔt) at a random angle in the plane, as some published models do.
    FixedLength,
}

/// Where what is secreted begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Emission {
    /// Centre of the cell, µm.
    pub position: [f64; 3],
    /// Vesicles.
    pub tally: Tally,
}

/// What became of all particles; counts add up exactly: emitted = flying + captured + decayed + left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ParticleBudget {
    /// Emitted.
    pub emitted: u64,
    /// Captured.
    pub captured: u64,
    /// Decayed.
    pub decayed: u64,
    /// Left through an open face.
    pub left: u64,
}

/// One vesicle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Particle {
    /// Its number.
    pub id: u64,
    /// Where it is, µm.
    pub position: [f64; 3],
    /// Copies that it carries.
    pub copies: u64,
}

/// Why particles cannot move in a medium.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParticleError {
    /// A medium that is not the same everywhere.
    #[error(
        "particles move in a uniform medium alone: take carrier = \"field\" where there are layers, masks or membranes"
    )]
    Medium,
    /// A boundary that is no wall.
    #[error(
        "particles meet closed, periodic or absorbing faces alone: take carrier = \"field\" for others"
    )]
    Boundary,
}

/// Particles of one class in a box.
#[derive(Debug, Clone)]
pub struct Particles {
    grid: Grid,
    ends: [[End; 2]; 3],
    diffusivity: f64,
    decay: f64,
    draws: Draws,
    state: ParticleState,
}

/// State of particles, as a checkpoint keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct ParticleState {
    all: Vec<Particle>,
    next: u64,
    step: u64,
    budget: ParticleBudget,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Closed,
    Periodic,
    Open,
}

/// What became of a particle in one step.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Flies,
    Decays,
    Leaves,
    Captured(usize, f64),
}

impl Particles {
    /// No particles yet, in a uniform `medium`, decaying at `decay` (1/min).
    pub fn new(
        medium: &Medium,
        decay: f64,
        streams: Streams,
        class: &str,
    ) -> Result<Self, ParticleError> {
        let Some(diffusivity) = medium.uniform_diffusivity().filter(|_| medium.held().is_empty())
        else {
            return Err(ParticleError::Medium);
        };
        let mut ends = [[End::Closed; 2]; 3];
        for (axis, ends) in ends.iter_mut().enumerate() {
            for (end, boundary) in ends.iter_mut().zip(medium.boundary(axis)) {
                *end = match boundary {
                    Boundary::NoFlux => End::Closed,
                    Boundary::Periodic => End::Periodic,
                    Boundary::Held(0.0) => End::Open,
                    Boundary::Held(_) | Boundary::Robin { .. } => {
                        return Err(ParticleError::Boundary);
                    }
                };
            }
        }
        let draws = Draws::new(streams, &format!("particles of {class}"));
        let grid = *medium.grid();
        Ok(Self { grid, ends, diffusivity, decay, draws, state: ParticleState::default() })
    }

    /// Particles that fly.
    pub fn flying(&self) -> &[Particle] {
        &self.state.all
    }

    /// What became of all.
    pub fn budget(&self) -> ParticleBudget {
        self.state.budget
    }

    /// State, for a checkpoint.
    pub fn state(&self) -> &ParticleState {
        &self.state
    }

    /// Goes on from a state.
    pub fn restore(&mut self, state: ParticleState) {
        self.state = state;
    }

    /// Adds vesicles at a point; copies are shared out one by one among them, evenly by turns.
    pub fn emit(&mut self, emission: Emission) {
        let Tally { vesicles, copies } = emission.tally;
        for nth in 0..vesicles {
            let own = copies / vesicles + u64::from(nth < copies % vesicles);
            let id = self.state.next;
            self.state.all.push(Particle { id, position: emission.position, copies: own });
            self.state.next += 1;
            self.state.budget.emitted += 1;
        }
    }

    /// One step of `dt` min. `rate` is the rate of capture (1/min) in each voxel, or nothing. Captured particles are
    /// taken out: voxel, a number between 0 and 1 that says by which of the voxel's cells, and copies, in the order of
    /// numbers.
    pub fn advance(&mut self, dt: f64, rate: &[f64]) -> Vec<(usize, f64, u64)> {
        let Self { grid, ends, diffusivity, decay, draws, state } = self;
        let size = (2.0 * *diffusivity * dt).sqrt();
        let step = state.step;
        let one = |particle: &mut Particle| {
            let stream = &mut draws.at(particle.id, step);
            let [lost, caught, by]: [f64; 3] = std::array::from_fn(|_| stream.random());
            if lost < -libm::expm1(-*decay * dt) {
                return Fate::Decays;
            }
            for axis in 0..3 {
                let drawn: f64 = StandardNormal.sample(stream);
                if grid.shape()[axis] > 1 {
                    particle.position[axis] += size * drawn;
                }
            }
            if !fold(&mut particle.position, grid, *ends) {
                return Fate::Leaves;
            }
            let Some(voxel) = grid.locate(particle.position) else { return Fate::Leaves };
            let rate = rate.get(voxel).copied().unwrap_or(0.0);
            if rate > 0.0 && caught < -libm::expm1(-rate * dt) {
                return Fate::Captured(voxel, by);
            }
            Fate::Flies
        };
        let fates: Vec<Fate> = state.all.par_iter_mut().with_min_len(256).map(one).collect();
        let mut captured = Vec::new();
        let mut at = 0;
        let budget = &mut state.budget;
        state.all.retain(|particle| {
            let fate = fates.get(at).copied().unwrap_or(Fate::Flies);
            at += 1;
            match fate {
                Fate::Flies => return true,
                Fate::Decays => budget.decayed += 1,
                Fate::Leaves => budget.left += 1,
                Fate::Captured(voxel, by) => {
                    budget.captured += 1;
                    captured.push((voxel, by, particle.copies));
                }
            }
            false
        });
        state.step += 1;
        captured
    }
}

/// Brings a position back into the box: reflected or wrapped. False where it left.
fn fold(position: &mut [f64; 3], grid: &Grid, ends: [[End; 2]; 3]) -> bool {
    let (origin, end) = (grid.origin(), grid.end());
    for axis in 0..3 {
        if grid.shape()[axis] == 1 {
            continue;
        }
        let (low, high) = (origin[axis], end[axis]);
        let length = high - low;
        if ends[axis][0] == End::Periodic {
            let at = position[axis] - low;
            position[axis] =
                low + (at - length * (at / length).floor()).min(length * (1.0 - 1e-15));
            continue;
        }
        // A long step can meet both ends.
        for _ in 0..64 {
            let (side, wall) = match position[axis] {
                at if at < low => (0, low),
                at if at >= high => (1, high),
                _ => break,
            };
            if ends[axis][side] == End::Open {
                return false;
            }
            position[axis] = 2.0 * wall - position[axis];
            if position[axis] >= high && side == 1 {
                position[axis] = high - length * 1e-12;
            }
        }
    }
    true
}

/// Displacement of one step in a plane.
pub(super) fn plane_step(
    law: Step,
    diffusivity: f64,
    dt: f64,
    stream: &mut impl rand::Rng,
) -> [f64; 2] {
    match law {
        Step::Normal => {
            let size = (2.0 * diffusivity * dt).sqrt();
            std::array::from_fn(|_| {
                let drawn: f64 = StandardNormal.sample(stream);
                size * drawn
            })
        }
        Step::FixedLength => {
            let angle = 2.0 * PI * stream.random::<f64>();
            let size = (4.0 * diffusivity * dt).sqrt();
            [size * libm::cos(angle), size * libm::sin(angle)]
        }
    }
}
