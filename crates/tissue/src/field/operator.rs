//! Discrete diffusion operator: a medium as conductances between voxels.

use crate::Real;
use crate::space::{Boundary, Grid, Medium};

/// A medium, compiled: (Lc)_v = Σ_n g_vn (c_n − c_v) + Σ_e r_e (c_e − c_v), with conductances g of faces, and rates
/// of exchange r with what is outside, with surfaces and with held neighbours, all in 1/min.
#[derive(Debug, Clone)]
pub struct Operator<T> {
    pub(super) grid: Grid,
    pub(super) axes: Vec<Axis<T>>,
    pub(super) exchange: Vec<Exchange>,
    /// Voxels that are held, ascending.
    pub(super) held: Vec<(usize, T)>,
    fastest: f64,
}

/// Diffusion along one axis.
#[derive(Debug, Clone)]
#[allow(clippy::struct_field_names)] // which of x, y, z it is
pub(super) struct Axis<T> {
    pub axis: usize,
    pub periodic: bool,
    pub conductance: Conductance<T>,
    /// Exchange at both ends, where all lines have the same: rate and concentration. Varied axes have it in
    /// [`Operator::exchange`] alone.
    pub ends: [Option<(f64, f64)>; 2],
}

/// Conductance of the faces across an axis, 1/min.
#[derive(Debug, Clone)]
pub(super) enum Conductance<T> {
    /// All alike.
    Uniform(f64),
    /// Of the face above each voxel.
    Varied(Vec<T>),
}

/// Exchange of one voxel along one axis with what is outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exchange {
    pub voxel: usize,
    pub axis: usize,
    /// 1/min.
    pub rate: f64,
    /// Concentration.
    pub outside: f64,
}

impl<T: Real> Operator<T> {
    /// The operator of `medium`.
    pub fn new(medium: &Medium) -> Self {
        let grid = *medium.grid();
        let uniform = medium.uniform_diffusivity();
        let mut axes = Vec::new();
        let mut exchange = Vec::new();
        for axis in 0..3 {
            let [low, high] = medium.boundary(axis);
            let alone = grid.shape()[axis] == 1;
            let closed = |end| matches!(end, Boundary::NoFlux | Boundary::Periodic);
            if alone && closed(low) && closed(high) {
                continue;
            }
            let step = grid.step()[axis];
            let conductance = match uniform {
                Some(d) if medium.held().is_empty() => Conductance::Uniform(d / (step * step)),
                _ => Conductance::Varied(
                    (0..grid.voxels())
                        .map(|v| T::of(medium.conductance(v, grid.place(v), axis)))
                        .collect(),
                ),
            };
            let ends = match (&conductance, uniform) {
                (Conductance::Uniform(_), Some(d)) => [low, high].map(|end| end.exchange(d, step)),
                _ => [None; 2],
            };
            let periodic = low == Boundary::Periodic;
            axes.push(Axis { axis, periodic, conductance, ends });
        }
        for voxel in 0..grid.voxels() {
            let place = grid.place(voxel);
            let inner = (0..3).all(|a| place[a] > 0 && place[a] + 1 < grid.shape()[a]);
            if inner && uniform.is_some() && medium.held().is_empty() {
                continue;
            }
            for &Axis { axis, .. } in &axes {
                let found = medium.exchange(voxel, place, axis);
                exchange.extend(found.map(|(rate, outside)| Exchange {
                    voxel,
                    axis,
                    rate,
                    outside,
                }));
            }
        }
        let held = medium.held().iter().map(|&(voxel, value)| (voxel, T::of(value))).collect();
        let mut operator = Self { grid, axes, exchange, held, fastest: 0.0 };
        operator.fastest = operator.find_fastest();
        operator
    }

    /// The grid.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Largest rate at which any voxel loses to its surroundings, 1/min: explicit steps are stable and positive up to
    /// its inverse.
    pub fn fastest(&self) -> f64 {
        self.fastest
    }

    /// Whether all faces are alike, so that lines can be factored once.
    pub fn is_uniform(&self) -> bool {
        self.axes.iter().all(|axis| matches!(axis.conductance, Conductance::Uniform(_)))
    }

    /// What neighbours and the outside bring to each voxel, concentration per min, and the rate (1/min) at which it
    /// loses to them: (Σ g c_n + Σ r c_e, Σ g + Σ r).
    pub(super) fn surroundings(&self, values: &[T]) -> (Vec<f64>, Vec<f64>) {
        let (mut brought, mut rate) = (vec![0.0; values.len()], vec![0.0; values.len()]);
        for axis in &self.axes {
            let (count, stride) = (self.grid.shape()[axis.axis], self.grid.strides()[axis.axis]);
            for voxel in 0..values.len() {
                let last = voxel / stride % count + 1 == count;
                if last && (!axis.periodic || count < 2) {
                    continue;
                }
                let next = if last { voxel - (count - 1) * stride } else { voxel + stride };
                let g = match &axis.conductance {
                    Conductance::Uniform(g) => *g,
                    Conductance::Varied(up) => up[voxel].real(),
                };
                brought[voxel] += g * values[next].real();
                brought[next] += g * values[voxel].real();
                rate[voxel] += g;
                rate[next] += g;
            }
        }
        for exchange in &self.exchange {
            brought[exchange.voxel] += exchange.rate * exchange.outside;
            rate[exchange.voxel] += exchange.rate;
        }
        (brought, rate)
    }

    /// Bytes that the operator takes.
    pub fn bytes(&self) -> usize {
        let varied = |axis: &Axis<T>| match &axis.conductance {
            Conductance::Uniform(_) => 0,
            Conductance::Varied(all) => all.len() * size_of::<T>(),
        };
        self.axes.iter().map(varied).sum::<usize>() + self.exchange.len() * size_of::<Exchange>()
    }

    fn find_fastest(&self) -> f64 {
        let uniform: Option<f64> = self.axes.iter().try_fold(0.0, |sum, axis| {
            let Conductance::Uniform(g) = axis.conductance else { return None };
            Some(sum + 2.0 * g)
        });
        let mut rates: Vec<f64> = match uniform {
            Some(rate) => vec![rate],
            None => vec![0.0; self.grid.voxels()],
        };
        if uniform.is_some() {
            // The outermost voxels exchange with the outside in the place of a neighbour.
            let (mut worst, mut last) = (0.0_f64, None);
            let mut sum = 0.0;
            for exchange in &self.exchange {
                sum = if last == Some(exchange.voxel) { sum } else { 0.0 };
                sum += exchange.rate;
                last = Some(exchange.voxel);
                worst = worst.max(sum);
            }
            return rates[0] + worst;
        }
        for axis in &self.axes {
            let stride = self.grid.strides()[axis.axis];
            let Conductance::Varied(up) = &axis.conductance else { continue };
            let (count, voxels) = (self.grid.shape()[axis.axis], up.len());
            for voxel in 0..voxels {
                let rate = up[voxel].real();
                let last = voxel / stride % count == count - 1;
                let next = if last { voxel - (count - 1) * stride } else { voxel + stride };
                rates[voxel] += rate;
                rates[next] += rate;
            }
        }
        for exchange in &self.exchange {
            rates[exchange.voxel] += exchange.rate;
        }
        rates.into_iter().fold(0.0, f64::max)
    }
}
