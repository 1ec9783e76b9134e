//! Neighbour grid: who may touch whom.

use rayon::prelude::*;

/// What mechanics sees of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Body {
    /// Centre, µm.
    pub position: [f64; 3],
    /// Radius, µm.
    pub radius: f64,
    /// Type of the cell.
    pub kind: u16,
}

/// Bodies sorted into a grid whose edge is the largest distance at which any two interact, found anew each time: cells
/// grow, and an edge that was once enough is the bug that others had.
///
/// Within a voxel bodies keep their order, so that whoever gathers from it adds up in the same order on any number of
/// threads.
#[derive(Debug, Default)]
pub struct Neighbours {
    low: [f64; 3],
    edge: f64,
    shape: [usize; 3],
    /// First body of each voxel, and one past the last.
    first: Vec<u32>,
    /// Bodies by voxel.
    sorted: Vec<(Body, u32)>,
    voxels: Vec<u32>,
    /// Period of axes that wrap; 0 where an axis does not.
    period: [f64; 3],
}

impl Neighbours {
    /// Sorts `bodies`, of which two interact up to `reach` times the sum of their radii; `period` is the length (µm) of
    /// axes that are periodic, 0 for others.
    pub fn sort(&mut self, bodies: &[Body], reach: f64, period: [f64; 3]) {
        let largest = bodies.iter().fold(0.0_f64, |top, body| top.max(body.radius));
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for body in bodies {
            for a in 0..3 {
                low[a] = low[a].min(body.position[a]);
                high[a] = high[a].max(body.position[a]);
            }
        }
        if bodies.is_empty() {
            (low, high) = ([0.0; 3], [0.0; 3]);
        }
        self.period = period;
        self.edge = (2.0 * largest * reach).max(1e-9);
        // So few voxels that an empty space costs no more than the bodies in it.
        let most = 8 * bodies.len() as u64 + 64;
        loop {
            let count =
                |a: usize| (((high[a] - low[a]) / self.edge).floor() as u64).saturating_add(1);
            let all = (0..3).fold(1_u64, |all, a| all.saturating_mul(count(a)));
            if all <= most {
                self.shape = [0, 1, 2].map(|a| count(a) as usize);
                break;
            }
            self.edge *= 1.25;
        }
        self.low = low;
        let mut voxels = std::mem::take(&mut self.voxels);
        voxels.clear();
        voxels.par_extend(bodies.par_iter().map(|body| self.voxel(body.position) as u32));
        self.voxels = voxels;
        let all: usize = self.shape.iter().product();
        self.first.clear();
        self.first.resize(all + 1, 0);
        for &voxel in &self.voxels {
            self.first[voxel as usize + 1] += 1;
        }
        for voxel in 0..all {
            self.first[voxel + 1] += self.first[voxel];
        }
        let nobody = Body { position: [0.0; 3], radius: 0.0, kind: 0 };
        self.sorted.clear();
        self.sorted.resize(bodies.len(), (nobody, 0));
        let mut next = self.first.clone();
        for (index, (&body, &voxel)) in bodies.iter().zip(&self.voxels).enumerate() {
            let place = &mut next[voxel as usize];
            self.sorted[*place as usize] = (body, index as u32);
            *place += 1;
        }
    }

    fn place(&self, position: [f64; 3]) -> [usize; 3] {
        [0, 1, 2].map(|a| {
            let at = (position[a] - self.low[a]) / self.edge;
            (at.max(0.0) as usize).min(self.shape[a] - 1)
        })
    }

    fn voxel(&self, position: [f64; 3]) -> usize {
        let [x, y, z] = self.place(position);
        x + self.shape[0] * (y + self.shape[1] * z)
    }

    /// Bytes that the grid takes.
    pub fn bytes(&self) -> usize {
        4 * (2 * self.first.len() + self.voxels.len())
            + self.sorted.len() * size_of::<(Body, u32)>()
    }

    /// Calls `see` with the offset (µm) and distance to, the body of, and the index of every other body within `far` µm
    /// of `position`, in fixed order. `own` is left out.
    #[inline]
    pub fn around(
        &self,
        position: [f64; 3],
        far: f64,
        own: usize,
        mut see: impl FnMut([f64; 3], f64, &Body, usize),
    ) {
        if self.sorted.is_empty() {
            return;
        }
        let mut shifts = [[0.0; 3]; 3];
        let mut many = [1; 3];
        for a in 0..3 {
            if self.period[a] > 0.0 {
                shifts[a] = [0.0, -self.period[a], self.period[a]];
                many[a] = 3;
            }
        }
        for z in 0..many[2] {
            for y in 0..many[1] {
                for x in 0..many[0] {
                    let image = [
                        position[0] + shifts[0][x],
                        position[1] + shifts[1][y],
                        position[2] + shifts[2][z],
                    ];
                    self.around_image(image, far, own, &mut see);
                }
            }
        }
    }

    #[inline]
    fn around_image(
        &self,
        position: [f64; 3],
        far: f64,
        own: usize,
        see: &mut impl FnMut([f64; 3], f64, &Body, usize),
    ) {
        let mut from = [0; 3];
        let mut to = [0; 3];
        for a in 0..3 {
            let end = self.low[a] + self.edge * self.shape[a] as f64;
            if position[a] + far < self.low[a] || position[a] - far > end {
                return;
            }
            let [low, high] = [position[a] - far, position[a] + far];
            let cut = |at: f64| {
                (((at - self.low[a]) / self.edge).max(0.0) as usize).min(self.shape[a] - 1)
            };
            (from[a], to[a]) = (cut(low), cut(high));
        }
        for z in from[2]..=to[2] {
            for y in from[1]..=to[1] {
                let row = self.shape[0] * (y + self.shape[1] * z);
                let first = self.first[row + from[0]] as usize;
                let last = self.first[row + to[0] + 1] as usize;
                for (body, index) in &self.sorted[first..last] {
                    let offset = [
                        body.position[0] - position[0],
                        body.position[1] - position[1],
                        body.position[2] - position[2],
                    ];
                    let square =
                        offset[0] * offset[0] + offset[1] * offset[1] + offset[2] * offset[2];
                    if square <= far * far && *index as usize != own {
                        see(offset, square.sqrt(), body, *index as usize);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_grid_finds_what_looking_at_all_pairs_finds(
            points in prop::collection::vec((0.0..60.0f64, 0.0..50.0f64, 0.0..40.0f64, 1.0..8.0f64), 1..60),
            periodic in any::<bool>(),
        ) {
            let bodies: Vec<Body> = points.iter()
                .map(|&(x, y, z, radius)| Body { position: [x, y, z], radius, kind: 0 })
                .collect();
            let period = if periodic { [60.0, 50.0, 0.0] } else { [0.0; 3] };
            let mut grid = Neighbours::default();
            grid.sort(&bodies, 1.25, period);
            for (own, body) in bodies.iter().enumerate() {
                let far = 20.0;
                let mut seen = Vec::new();
                grid.around(body.position, far, own, |_, distance, other, index| {
                    assert_eq!(other, &bodies[index]);
                    if distance < far { seen.push(index); }
                });
                let mut expected = Vec::new();
                for (index, other) in bodies.iter().enumerate() {
                    if index == own { continue; }
                    let square: f64 = (0..3).map(|a| {
                        let mut d = other.position[a] - body.position[a];
                        if period[a] > 0.0 { d -= period[a] * (d / period[a]).round(); }
                        d * d
                    }).sum();
                    if square.sqrt() < far { expected.push(index); }
                }
                seen.sort_unstable();
                prop_assert_eq!(seen, expected);
            }
        }
    }
}
