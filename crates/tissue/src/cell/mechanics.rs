//! Overdamped mechanics: repulsion, adhesion, linear springs.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::neighbours::{Body, Neighbours};

/// Force law between two cells, as the velocity that it gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Force {
    /// PhysiCell: v = c_r (1 − d/R)² − c_a (1 − d/S)² with R = R₁ + R₂ and S = `reach` · R; the
    /// affinity of two types multiplies c_a. Equal cells with c_r = 25 c_a and a reach of 1.25 rest at 20/21 · 2R.
    PhysiCell {
        /// Repulsion c_r, µm/min.
        repulsion: f64,
        /// Adhesion c_a, µm/min.
        adhesion: f64,
        /// Reach of adhesion over the sum of radii.
        reach: f64,
    },
    /// Linear spring: v = k (R − d) up to `reach` · R.
    Spring {
        /// Stiffness over drag k, 1/min.
        stiffness: f64,
        /// Reach over the sum of radii; 1 for repulsion alone.
        reach: f64,
    },
}

impl Force {
    /// Distance at which the force ends, over the sum of radii.
    pub fn reach(&self) -> f64 {
        match *self {
            Self::PhysiCell { reach, .. } | Self::Spring { reach, .. } => reach.max(1.0),
        }
    }

    /// Velocity (µm/min) of a cell away from another at `distance` µm, where `sum` is the sum of radii and `affinity`
    /// a factor on adhesion; negative towards it.
    ///
    /// ```
    /// use exoscope_tissue::cell::Force;
    /// let law = Force::PhysiCell { repulsion: 10.0, adhesion: 0.4, reach: 1.25 };
    /// // At rest: √10 (1 − x) = √0.4 (1 − x/1.25), x = 20/21.
    /// assert!(law.velocity(20.0 / 21.0, 1.0, 1.0).abs() < 1e-15);
    /// assert!(law.velocity(0.9, 1.0, 1.0) > 0.0 && law.velocity(1.0, 1.0, 1.0) < 0.0);
    /// ```
    #[inline]
    pub fn velocity(&self, distance: f64, sum: f64, affinity: f64) -> f64 {
        match *self {
            Self::PhysiCell { repulsion, adhesion, reach } => {
                let near = (1.0 - distance / sum).max(0.0);
                let far = (1.0 - distance / (reach * sum)).max(0.0);
                repulsion * near * near - affinity * adhesion * far * far
            }
            Self::Spring { stiffness, reach } => {
                if distance < reach * sum {
                    let pull = if distance > sum { affinity } else { 1.0 };
                    pull * stiffness * (sum - distance)
                } else {
                    0.0
                }
            }
        }
    }
}

/// What happens to a cell at the end of the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wall {
    /// It stays within.
    #[default]
    Closed,
    /// It comes in on the other side.
    Periodic,
    /// Cells do not move along this axis.
    Flat,
}

/// The domain of cells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Box3 {
    /// Lower corner, µm.
    pub low: [f64; 3],
    /// Upper corner, µm.
    pub high: [f64; 3],
    /// Ends of each axis.
    pub walls: [Wall; 3],
}

impl Box3 {
    /// Lengths of periodic axes; 0 for others.
    pub fn period(&self) -> [f64; 3] {
        [0, 1, 2].map(|a| match self.walls[a] {
            Wall::Periodic => self.high[a] - self.low[a],
            Wall::Closed | Wall::Flat => 0.0,
        })
    }

    /// Number of axes along which cells move.
    pub fn dimensions(&self) -> usize {
        self.walls.iter().filter(|&&wall| wall != Wall::Flat).count()
    }

    /// A position brought back into the domain.
    pub fn within(&self, mut position: [f64; 3]) -> [f64; 3] {
        for (a, along) in position.iter_mut().enumerate() {
            let (low, high) = (self.low[a], self.high[a]);
            *along = match self.walls[a] {
                Wall::Closed => along.clamp(low, high.max(low)),
                Wall::Flat => 0.5 * (low + high),
                Wall::Periodic => {
                    let length = high - low;
                    let at = *along - low;
                    low + (at - length * (at / length).floor()).clamp(0.0, length)
                }
            };
        }
        position
    }
}

/// Velocities (µm/min) of all bodies under `force` and `affinity` between types, and their simple pressures
/// Σ (1 − d/R)² over that of a cell in a hexagonal packing (12 neighbours; PhysiCell). Gathered cell by cell.
pub(super) fn velocities(
    bodies: &[Body],
    grid: &Neighbours,
    force: Force,
    affinity: &[Vec<f64>],
    largest: f64,
    flat: [bool; 3],
) -> Vec<([f64; 3], f64)> {
    let far = |body: &Body| force.reach() * (body.radius + largest);
    let one = |(own, body): (usize, &Body)| {
        let (mut velocity, mut pressure) = ([0.0; 3], 0.0);
        let row = affinity.get(usize::from(body.kind)).map_or(&[][..], Vec::as_slice);
        grid.around(body.position, far(body), own, |offset, distance, other, index| {
            let sum = body.radius + other.radius;
            if distance >= force.reach() * sum || sum <= 0.0 {
                return;
            }
            let affinity = row.get(usize::from(other.kind)).copied().unwrap_or(1.0);
            // Two cells in one place: apart along x, the earlier one to the left.
            let (direction, distance) = if distance > 1e-9 {
                ([offset[0] / distance, offset[1] / distance, offset[2] / distance], distance)
            } else {
                let way = if own < index { 1.0 } else { -1.0 };
                ([way, 0.0, 0.0], 0.0)
            };
            let speed = force.velocity(distance, sum, affinity);
            for a in 0..3 {
                velocity[a] -= speed * direction[a];
            }
            let near = (1.0 - distance / sum).max(0.0);
            pressure += near * near;
        });
        for a in 0..3 {
            velocity[a] = if flat[a] { 0.0 } else { velocity[a] };
        }
        (velocity, pressure / PRESSURE_SCALE)
    };
    bodies.par_iter().enumerate().with_min_len(256).map(one).collect()
}

/// Σ (1 − d/R)² of a cell in a packing of 2,494 µm³ cells at confluence (PhysiCell, `simple_pressure_scale`).
const PRESSURE_SCALE: f64 = 0.027_288_820_670_331;

/// Simple pressure of a cell whose neighbours overlap it by these relative distances d/R.
///
/// ```
/// use exoscope_tissue::cell::pressure;
/// assert_eq!(pressure(&[]), 0.0);
/// assert!((pressure(&[1.0 - 0.027_288_820_670_331_f64.sqrt()]) - 1.0).abs() < 1e-12);
/// ```
pub fn pressure(distances: &[f64]) -> f64 {
    distances.iter().map(|d| (1.0 - d).max(0.0).powi(2)).sum::<f64>() / PRESSURE_SCALE
}

/// Relaxes bodies under `force` alone for `steps` steps of `dt` min (Adams–Bashforth of order 2), in a domain without
/// walls; for tests of force laws.
pub fn relax(bodies: &mut [Body], force: Force, dt: f64, steps: usize) {
    let mut grid = Neighbours::default();
    let mut before: Option<Vec<[f64; 3]>> = None;
    for _ in 0..steps {
        grid.sort(bodies, force.reach(), [0.0; 3]);
        let largest = bodies.iter().fold(0.0_f64, |top, body| top.max(body.radius));
        let now = velocities(bodies, &grid, force, &[], largest, [false; 3]);
        for (index, (body, (velocity, _))) in bodies.iter_mut().zip(&now).enumerate() {
            let old = before.as_ref().and_then(|all| all.get(index)).unwrap_or(velocity);
            for a in 0..3 {
                body.position[a] += dt * (1.5 * velocity[a] - 0.5 * old[a]);
            }
        }
        before = Some(now.into_iter().map(|(velocity, _)| velocity).collect());
    }
}
