//! Levels of the multigrid preconditioner.

use rayon::prelude::*;

use crate::Real;
use crate::field::operator::{Conductance, Operator};

/// A grid of the hierarchy: conductances, own loss, and room for a correction.
#[derive(Debug)]
struct Level {
    shape: [usize; 3],
    periodic: [bool; 3],
    /// Conductance to the next voxel of each axis; empty where the axis has one voxel.
    up: [Vec<f64>; 3],
    /// Loss that goes to nothing: decay, uptake, exchange.
    own: Vec<f64>,
    /// One over the whole diagonal; 0 where nothing holds a voxel.
    inverse: Vec<f64>,
    right: Vec<f64>,
    value: Vec<f64>,
    product: Vec<f64>,
}

/// From the finest grid to one of a few voxels.
#[derive(Debug)]
pub(super) struct Hierarchy {
    levels: Vec<Level>,
}

/// Voxels of a grid that is not made coarser.
const FEW: usize = 32;
/// Weight of Jacobi's smoothing.
const DAMPING: f64 = 0.8;
/// Smoothing steps before and after a correction; many on the coarsest grid.
const SMOOTH: usize = 2;
const SMOOTH_COARSEST: usize = 40;
/// Voxels that a thread takes.
const BLOCK: usize = 1 << 12;

impl Hierarchy {
    pub fn new<T: Real>(operator: &Operator<T>, own: Vec<f64>) -> Self {
        let grid = operator.grid();
        let (shape, voxels) = (grid.shape(), grid.voxels());
        let mut up: [Vec<f64>; 3] = [const { Vec::new() }; 3];
        let mut periodic = [false; 3];
        for axis in operator.axes.iter().filter(|axis| shape[axis.axis] > 1) {
            let a = axis.axis;
            periodic[a] = axis.periodic;
            up[a] = match &axis.conductance {
                Conductance::Varied(all) => all.iter().map(|g| g.real()).collect(),
                Conductance::Uniform(g) => {
                    let last = |v: usize| grid.place(v)[a] + 1 == shape[a] && !axis.periodic;
                    (0..voxels).map(|v| if last(v) { 0.0 } else { *g }).collect()
                }
            };
        }
        let mut levels = vec![Level::new(shape, periodic, up, own)];
        while let Some(coarser) = levels.last().and_then(Level::coarser) {
            levels.push(coarser);
        }
        Self { levels }
    }

    /// The finest operator times `c`.
    pub fn multiply(&self, c: &[f64], product: &mut [f64]) {
        if let Some(finest) = self.levels.first() {
            finest.multiply(c, product);
        }
    }

    /// One V-cycle from nothing: a symmetric approximation of the inverse times `residual`.
    pub fn precondition(&mut self, residual: &[f64]) -> Vec<f64> {
        let Some(finest) = self.levels.first_mut() else { return Vec::new() };
        finest.right.copy_from_slice(residual);
        cycle(&mut self.levels);
        self.levels.first().map(|finest| finest.value.clone()).unwrap_or_default()
    }
}

fn cycle(levels: &mut [Level]) {
    let Some((fine, coarser)) = levels.split_first_mut() else { return };
    fine.value.fill(0.0);
    let Some(coarse) = coarser.first_mut() else {
        fine.smooth(SMOOTH_COARSEST);
        return;
    };
    fine.smooth(SMOOTH);
    let Level { value, product, .. } = fine;
    let mut taken = std::mem::take(product);
    fine_multiply(fine.shape, fine.periodic, &fine.up, &fine.own, value, &mut taken);
    fine.product = taken;
    coarse.right.fill(0.0);
    for voxel in 0..fine.value.len() {
        coarse.right[parent(voxel, fine.shape, coarse.shape)] +=
            fine.right[voxel] - fine.product[voxel];
    }
    cycle(coarser);
    if let Some(coarse) = coarser.first() {
        let (shape, below) = (fine.shape, coarse.shape);
        let voxels = fine.value.par_iter_mut().with_min_len(BLOCK).enumerate();
        voxels.for_each(|(voxel, value)| *value += coarse.value[parent(voxel, shape, below)]);
    }
    fine.smooth(SMOOTH);
}

/// The coarse voxel that holds a fine one.
fn parent(voxel: usize, fine: [usize; 3], coarse: [usize; 3]) -> usize {
    let (x, rest) = (voxel % fine[0], voxel / fine[0]);
    let (y, z) = (rest % fine[1], rest / fine[1]);
    x / 2 + coarse[0] * (y / 2 + coarse[1] * (z / 2))
}

fn fine_multiply(
    shape: [usize; 3],
    periodic: [bool; 3],
    up: &[Vec<f64>; 3],
    own: &[f64],
    c: &[f64],
    product: &mut [f64],
) {
    let strides = [1, shape[0], shape[0] * shape[1]];
    let row = shape[0];
    product.par_chunks_mut(row).with_min_len(BLOCK.div_ceil(row)).enumerate().for_each(
        |(at, out)| {
            let first = at * row;
            let place = [0, at % shape[1], at / shape[1]];
            let own = own[first..first + row].iter().zip(&c[first..first + row]);
            out.iter_mut().zip(own).for_each(|(out, (own, c))| *out = own * c);
            for axis in 0..3 {
                if up[axis].is_empty() {
                    continue;
                }
                let (count, stride) = (shape[axis], strides[axis]);
                for (x, out) in out.iter_mut().enumerate() {
                    let voxel = first + x;
                    let at = if axis == 0 { x } else { place[axis] };
                    let next =
                        if at + 1 < count { voxel + stride } else { voxel - (count - 1) * stride };
                    let before = if at > 0 { voxel - stride } else { voxel + (count - 1) * stride };
                    let mut flow = up[axis][voxel] * (c[voxel] - c[next]);
                    if at > 0 || periodic[axis] {
                        flow += up[axis][before] * (c[voxel] - c[before]);
                    }
                    *out += flow;
                }
            }
        },
    );
}

impl Level {
    fn new(shape: [usize; 3], periodic: [bool; 3], up: [Vec<f64>; 3], own: Vec<f64>) -> Self {
        let voxels = own.len();
        let mut diagonal = own.clone();
        let strides = [1, shape[0], shape[0] * shape[1]];
        for axis in 0..3 {
            let count = shape[axis];
            for (voxel, &g) in up[axis].iter().enumerate() {
                let last = voxel / strides[axis] % count + 1 == count;
                let next =
                    if last { voxel - (count - 1) * strides[axis] } else { voxel + strides[axis] };
                diagonal[voxel] += g;
                diagonal[next] += g;
            }
        }
        let inverse = diagonal.iter().map(|&d| if d > 0.0 { 1.0 / d } else { 0.0 }).collect();
        let room = vec![0.0; voxels];
        Self {
            shape,
            periodic,
            up,
            own,
            inverse,
            right: room.clone(),
            value: room.clone(),
            product: room,
        }
    }

    fn multiply(&self, c: &[f64], product: &mut [f64]) {
        fine_multiply(self.shape, self.periodic, &self.up, &self.own, c, product);
    }

    /// Damped Jacobi steps: symmetric, and the same on any number of threads.
    fn smooth(&mut self, times: usize) {
        for _ in 0..times {
            let mut product = std::mem::take(&mut self.product);
            self.multiply(&self.value, &mut product);
            let given = self.right.par_iter().zip(&product).zip(&self.inverse);
            let values = self.value.par_iter_mut().zip(given).with_min_len(BLOCK);
            values.for_each(|(value, ((right, product), inverse))| {
                *value += DAMPING * inverse * (right - product);
            });
            self.product = product;
        }
    }

    /// The grid of half the resolution; `None` where this is coarse enough. Twice the distance between centres is half
    /// the conductance of each face that they share.
    fn coarser(&self) -> Option<Self> {
        if self.own.len() <= FEW {
            return None;
        }
        let shape = self.shape.map(|n| n.div_ceil(2));
        let voxels: usize = shape.iter().product();
        let (mut own, mut up) = (vec![0.0; voxels], [const { Vec::new() }; 3]);
        for (voxel, &loss) in self.own.iter().enumerate() {
            own[parent(voxel, self.shape, shape)] += loss;
        }
        let mut periodic = self.periodic;
        let strides = [1, self.shape[0], self.shape[0] * self.shape[1]];
        for axis in 0..3 {
            // An axis that has come down to two voxels has no other way round.
            periodic[axis] &= shape[axis] > 2;
            if self.up[axis].is_empty() || shape[axis] < 2 {
                continue;
            }
            up[axis] = vec![0.0; voxels];
            let count = self.shape[axis];
            for (voxel, &g) in self.up[axis].iter().enumerate() {
                let at = voxel / strides[axis] % count;
                let wraps = at + 1 == count;
                if wraps && !periodic[axis] {
                    continue;
                }
                if wraps || at % 2 == 1 {
                    up[axis][parent(voxel, self.shape, shape)] += 0.5 * g;
                }
            }
        }
        Some(Self::new(shape, periodic, up, own))
    }
}
