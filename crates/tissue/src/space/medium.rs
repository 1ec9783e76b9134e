//! Medium: diffusivity by place, boundaries, membranes, masks, held voxels.

use super::{Boundary, Grid, SpaceError, Surface};

/// A sheet of finite permeability between two layers of voxels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Membrane {
    /// Axis that it is perpendicular to.
    pub axis: usize,
    /// It lies between this voxel of the axis and the next.
    pub after: usize,
    /// Permeability, µm/min.
    pub permeability: f64,
}

/// What a field diffuses in.
///
/// The flux between neighbours is that of two half voxels in series, and of a membrane where there is one:
/// J = (c₂ − c₁) / (h/2D₁ + h/2D₂ + 1/P), so that fluxes and concentrations are exact for layers whose interfaces are
/// faces of voxels.
///
/// ```
/// use exoscope_tissue::space::{Boundary, Grid, Medium};
/// let grid = Grid::new([10, 1, 1], [5.0; 3])?;
/// let medium = Medium::uniform(grid, 120.0)?
///     .with_boundary(0, [Boundary::Held(1.0), Boundary::NoFlux])?
///     .with_membrane(0, 4, 0.3)?;
/// assert_eq!(medium.grid().voxels(), 10);
/// assert!(Medium::uniform(grid, -1.0).is_err());
/// # Ok::<(), exoscope_tissue::space::SpaceError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Medium {
    grid: Grid,
    diffusivity: Diffusivity,
    boundaries: [[Boundary; 2]; 3],
    membranes: Vec<Membrane>,
    held: Vec<(usize, f64)>,
    void: Vec<bool>,
    surfaces: Vec<Surface>,
}

#[derive(Debug, Clone, PartialEq)]
enum Diffusivity {
    Uniform(f64),
    ByVoxel(Vec<f64>),
}

fn not_negative(what: &'static str, value: f64) -> Result<(), SpaceError> {
    if value >= 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(SpaceError::Negative { what, value })
    }
}

impl Medium {
    /// Diffusivity `diffusivity` (µm²/min) everywhere, no flux through any face.
    pub fn uniform(grid: Grid, diffusivity: f64) -> Result<Self, SpaceError> {
        not_negative("a diffusivity", diffusivity)?;
        Ok(Self {
            grid,
            diffusivity: Diffusivity::Uniform(diffusivity),
            boundaries: [[Boundary::NoFlux; 2]; 3],
            membranes: Vec::new(),
            held: Vec::new(),
            void: Vec::new(),
            surfaces: Vec::new(),
        })
    }

    /// A diffusivity (µm²/min) for every voxel.
    pub fn by_voxel(grid: Grid, diffusivity: Vec<f64>) -> Result<Self, SpaceError> {
        if diffusivity.len() != grid.voxels() {
            return Err(SpaceError::Length { given: diffusivity.len(), voxels: grid.voxels() });
        }
        diffusivity.iter().try_for_each(|&d| not_negative("a diffusivity", d))?;
        let uniform = Self::uniform(grid, 0.0)?;
        Ok(Self { diffusivity: Diffusivity::ByVoxel(diffusivity), ..uniform })
    }

    /// Layers along `axis`, from below: thickness (µm) and diffusivity (µm²/min) of each; the last goes on to the end.
    /// A voxel belongs to the layer of its centre.
    pub fn layered(grid: Grid, axis: usize, layers: &[(f64, f64)]) -> Result<Self, SpaceError> {
        let axis = axis.min(2);
        let at = |voxel: usize| {
            let mut depth = grid.centre(voxel)[axis] - grid.origin()[axis];
            let layer = layers.iter().find(|(thickness, _)| {
                depth -= thickness;
                depth < 0.0
            });
            layer.or(layers.last()).map_or(0.0, |layer| layer.1)
        };
        Self::by_voxel(grid, (0..grid.voxels()).map(at).collect())
    }

    /// With these boundary conditions at the lower and upper end of `axis` (0 to 2).
    pub fn with_boundary(mut self, axis: usize, ends: [Boundary; 2]) -> Result<Self, SpaceError> {
        let axis = axis.min(2);
        for end in ends {
            match end {
                Boundary::Held(outside) => not_negative("a held concentration", outside)?,
                Boundary::Robin { permeability, outside } => {
                    not_negative("a permeability", permeability)?;
                    not_negative("a concentration outside", outside)?;
                }
                Boundary::NoFlux | Boundary::Periodic => {}
            }
        }
        let periodic = ends.map(|end| end == Boundary::Periodic);
        let count = self.grid.shape()[axis];
        if periodic[0] != periodic[1] || (periodic[0] && count < 3) {
            return Err(SpaceError::Periodic { axis });
        }
        self.boundaries[axis] = ends;
        Ok(self)
    }

    /// With a membrane of `permeability` (µm/min) after voxel `after` of `axis`.
    pub fn with_membrane(
        mut self,
        axis: usize,
        after: usize,
        permeability: f64,
    ) -> Result<Self, SpaceError> {
        not_negative("a permeability", permeability)?;
        let count = self.grid.shape().get(axis).copied().unwrap_or(0);
        if after + 1 >= count {
            return Err(SpaceError::Membrane { axis, after, count });
        }
        self.membranes.push(Membrane { axis, after, permeability });
        Ok(self)
    }

    /// With voxels whose concentration is held.
    pub fn with_held(mut self, held: Vec<(usize, f64)>) -> Result<Self, SpaceError> {
        for &(voxel, value) in &held {
            not_negative("a held concentration", value)?;
            self.check(voxel)?;
        }
        self.held = held;
        self.held.sort_by_key(|&(voxel, _)| voxel);
        self.held.dedup_by_key(|&mut (voxel, _)| voxel);
        Ok(self)
    }

    /// With a mask: voxels of `void` are no tissue, nothing passes into them.
    pub fn with_void(mut self, void: Vec<bool>) -> Result<Self, SpaceError> {
        if void.len() != self.grid.voxels() {
            return Err(SpaceError::Length { given: void.len(), voxels: self.grid.voxels() });
        }
        self.void = void;
        Ok(self)
    }

    /// Bounded by a sphere that cuts through voxels; what lies beyond is no tissue.
    pub fn with_surface(mut self, surface: Surface) -> Result<Self, SpaceError> {
        not_negative("a radius", surface.radius)?;
        let grid = self.grid;
        self.void.resize(grid.voxels(), false);
        for (voxel, void) in self.void.iter_mut().enumerate() {
            *void |= !surface.holds(grid.centre(voxel));
        }
        self.surfaces.push(surface);
        Ok(self)
    }

    /// The grid.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Boundary conditions at both ends of an axis.
    pub fn boundary(&self, axis: usize) -> [Boundary; 2] {
        self.boundaries[axis.min(2)]
    }

    /// Voxels that are held, ascending, and their concentrations.
    pub fn held(&self) -> &[(usize, f64)] {
        &self.held
    }

    /// Whether a voxel is tissue.
    pub fn is_tissue(&self, voxel: usize) -> bool {
        !self.void.get(voxel).copied().unwrap_or(false)
    }

    /// Diffusivity in a voxel, µm²/min.
    pub fn diffusivity(&self, voxel: usize) -> f64 {
        match &self.diffusivity {
            Diffusivity::Uniform(d) => *d,
            Diffusivity::ByVoxel(all) => all.get(voxel).copied().unwrap_or(0.0),
        }
    }

    /// The diffusivity, where all faces between voxels are alike.
    pub(crate) fn uniform_diffusivity(&self) -> Option<f64> {
        match self.diffusivity {
            Diffusivity::Uniform(d) if self.void.is_empty() && self.membranes.is_empty() => Some(d),
            _ => None,
        }
    }

    /// Conductance (1/min) of the face between `voxel`, at `place`, and the next along `axis`; 0 where there is none.
    pub(crate) fn conductance(&self, voxel: usize, place: [usize; 3], axis: usize) -> f64 {
        let (shape, strides) = (self.grid.shape(), self.grid.strides());
        let last = place[axis] + 1 == shape[axis];
        let next = match (last, self.boundaries[axis][1]) {
            (false, _) => voxel + strides[axis],
            (true, Boundary::Periodic) => voxel - (shape[axis] - 1) * strides[axis],
            (true, _) => return 0.0,
        };
        if self.held_at(voxel).is_some() || self.held_at(next).is_some() {
            return 0.0;
        }
        self.between(voxel, next, place[axis], axis)
    }

    /// Conductance (1/min) between neighbours, the lower of which is at `lower` of `axis`.
    fn between(&self, voxel: usize, next: usize, lower: usize, axis: usize) -> f64 {
        if !self.is_tissue(voxel) || !self.is_tissue(next) {
            return 0.0;
        }
        let step = self.grid.step()[axis];
        let (near, far) = (self.diffusivity(voxel), self.diffusivity(next));
        if near <= 0.0 || far <= 0.0 {
            return 0.0;
        }
        let mut resistance = 0.5 * step / near + 0.5 * step / far;
        let here = |m: &&Membrane| m.axis == axis && m.after == lower;
        for membrane in self.membranes.iter().filter(here) {
            resistance += 1.0 / membrane.permeability;
        }
        1.0 / (resistance * step)
    }

    /// The concentration that a voxel is held at.
    fn held_at(&self, voxel: usize) -> Option<f64> {
        let found = self.held.binary_search_by_key(&voxel, |held| held.0).ok()?;
        self.held.get(found).map(|held| held.1)
    }

    /// Neighbours of `voxel` along `axis`, below and above, with the place of the lower of each pair.
    fn neighbours(
        &self,
        voxel: usize,
        at: usize,
        axis: usize,
    ) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (count, stride) = (self.grid.shape()[axis], self.grid.strides()[axis]);
        let wraps = self.boundaries[axis][0] == Boundary::Periodic;
        let across = (count - 1) * stride;
        let below = match at {
            0 => wraps.then(|| (voxel + across, count - 1)),
            _ => Some((voxel - stride, at - 1)),
        };
        let above = if at + 1 == count {
            wraps.then(|| (voxel - across, count - 1))
        } else {
            Some((voxel + stride, at))
        };
        below.into_iter().chain(above)
    }

    /// Exchange of `voxel` along `axis` with what is outside, with surfaces and with held neighbours: rate (1/min) and
    /// concentration of each.
    pub(crate) fn exchange(
        &self,
        voxel: usize,
        place: [usize; 3],
        axis: usize,
    ) -> impl Iterator<Item = (f64, f64)> + '_ {
        let (count, step) = (self.grid.shape()[axis], self.grid.step()[axis]);
        let free = self.is_tissue(voxel) && self.held_at(voxel).is_none();
        let diffusivity = if free { self.diffusivity(voxel) } else { 0.0 };
        let ends = [place[axis] == 0, place[axis] + 1 == count];
        let outer = ends.into_iter().zip(self.boundaries[axis]).filter(|(at_end, _)| *at_end);
        let outer = outer.filter_map(move |(_, end)| end.exchange(diffusivity, step));
        let stride = self.grid.strides()[axis];
        let inner = [(-step, place[axis] > 0), (step, place[axis] + 1 < count)];
        let inner = inner.into_iter().filter(move |(_, there)| *there && diffusivity > 0.0);
        let inner = inner.filter_map(move |(step, _)| {
            let next = if step < 0.0 { voxel - stride } else { voxel + stride };
            let beyond = self.grid.centre(next);
            let surface = self.surfaces.iter().find(|surface| !surface.holds(beyond))?;
            surface.exchange(self.grid.centre(voxel), axis, step, diffusivity)
        });
        let held = self.neighbours(voxel, place[axis], axis).filter_map(move |(next, lower)| {
            let outside = self.held_at(next)?;
            Some((self.between(voxel, next, lower, axis), outside))
        });
        outer.chain(inner).chain(held).filter(move |&(rate, _)| diffusivity > 0.0 && rate > 0.0)
    }

    fn check(&self, voxel: usize) -> Result<(), SpaceError> {
        let voxels = self.grid.voxels();
        if voxel < voxels { Ok(()) } else { Err(SpaceError::Voxel { voxel, voxels }) }
    }
}
