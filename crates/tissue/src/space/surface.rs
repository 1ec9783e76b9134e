//! Embedded surface: a sphere that cuts through the voxels of a grid.

use serde::{Deserialize, Serialize};

use super::Boundary;

/// On which side of a surface the tissue lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Within.
    Inside,
    /// Around it.
    Outside,
}

/// A sphere with a boundary condition of its own, placed off the grid.
///
/// A face between a voxel centre on the tissue's side and one beyond is replaced by the surface, where the axis cuts
/// it at a distance θh: the exchange rate is D/(θh²), which is of second order in h (Gibou 2002, J Comput Phys
/// 176:205), where a staircase of voxels is of first. A Robin condition stands in series with it, its permeability
/// times the direction cosine of the axis, since the face sees that part of the surface.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Surface {
    /// Centre, µm.
    pub centre: [f64; 3],
    /// Radius, µm.
    pub radius: f64,
    /// Where the tissue lies.
    pub tissue: Side,
    /// What holds at the surface.
    pub boundary: Boundary,
}

/// Nearest that a surface may come to a voxel centre, in voxels: nearer, the time step of explicit steps would vanish.
const NEAREST: f64 = 0.01;

impl Surface {
    /// Whether `point` is tissue.
    pub fn holds(&self, point: [f64; 3]) -> bool {
        let inside = self.distance_to_centre(point) < self.radius;
        inside == (self.tissue == Side::Inside)
    }

    fn distance_to_centre(&self, point: [f64; 3]) -> f64 {
        let square: f64 = point.iter().zip(self.centre).map(|(p, c)| (p - c) * (p - c)).sum();
        square.sqrt()
    }

    /// Rate (1/min) and outside concentration of a voxel at `centre` whose neighbour `step` µm along `axis` (signed)
    /// lies beyond the surface.
    pub(super) fn exchange(
        &self,
        centre: [f64; 3],
        axis: usize,
        step: f64,
        diffusivity: f64,
    ) -> Option<(f64, f64)> {
        let size = step.abs();
        // Where the line of the axis meets the sphere: the root of t² + 2bt + c = 0 that lies within the step.
        let offset: [f64; 3] = std::array::from_fn(|a| centre[a] - self.centre[a]);
        let b = offset[axis] * step.signum();
        let c = offset.iter().map(|o| o * o).sum::<f64>() - self.radius * self.radius;
        let root = (b * b - c).max(0.0).sqrt();
        let met = [-b - root, -b + root].into_iter().find(|t| (0.0..=size).contains(t));
        let distance = met.unwrap_or(0.5 * size).max(NEAREST * size);
        let near = diffusivity / distance;
        let cosine = ((offset[axis] + distance * step.signum()) / self.radius).abs();
        let (permeability, outside) = match self.boundary {
            Boundary::NoFlux | Boundary::Periodic => return None,
            Boundary::Held(outside) => (near, outside),
            Boundary::Robin { permeability, outside } => {
                let seen = permeability * cosine;
                (near * seen / (near + seen), outside)
            }
        };
        (permeability > 0.0).then_some((permeability / size, outside))
    }
}
