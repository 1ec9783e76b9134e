//! LOD: backward Euler along one axis after another (locally one-dimensional splitting).
//!
//! Positive and stable at any step, of order 1 in time and 2 in space; what BioFVM does (Ghaffarizadeh 2016). Sources
//! and sinks are shared by the sweeps, so that the sinks are implicit. The steady state is off by O(Δt).
// Inlined into what is compiled for the machine at hand.
#![allow(clippy::inline_always)]

use rayon::prelude::*;

use super::operator::{Axis, Conductance, Exchange, Operator};
use super::sum::total;
use super::thomas::{Factor, Rows, Scratch, Varied};
use crate::Real;

/// Lines side by side in a bundle along x, whose rows are copied.
const BUNDLE: usize = 16;
/// Values a thread takes of a plane.
const PIECE: usize = 1 << 12;

/// What the sweeps of one operator and step need, found once.
#[derive(Debug, Clone)]
pub(super) struct Sweeps<T> {
    dt: f64,
    /// Loss (1/min) where it is the same everywhere and there are no sources.
    uniform: Option<f64>,
    axes: Vec<Prepared<T>>,
}

#[derive(Debug, Clone)]
enum Prepared<T> {
    Factored(Factor<T>),
    Varied { rate: Vec<T>, inflow: Vec<T> },
}

/// What one step did, in concentration summed over voxels.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flows {
    /// Came in from outside.
    pub exchanged: f64,
    /// Lost, where the loss is uniform.
    pub lost: f64,
}

impl<T: Real> Sweeps<T> {
    /// Prepares steps of `dt` min with a `uniform` loss, or with sources and sinks by voxel.
    pub fn new(operator: &Operator<T>, dt: f64, uniform: Option<f64>) -> Self {
        let voxels = operator.grid.voxels();
        let sweeps = operator.axes.len().max(1) as f64;
        let prepare = |axis: &Axis<T>| match (&axis.conductance, uniform) {
            (Conductance::Uniform(g), Some(loss)) => {
                let count = operator.grid.shape()[axis.axis];
                let loss = loss / sweeps;
                Prepared::Factored(Factor::new(count, dt * g, axis.ends, axis.periodic, dt, loss))
            }
            _ => {
                let mut here = operator.exchange.iter().filter(|e| e.axis == axis.axis).peekable();
                let size = if here.peek().is_some() { voxels } else { 0 };
                let (mut rate, mut inflow) = (vec![T::ZERO; size], vec![T::ZERO; size]);
                for exchange in here {
                    rate[exchange.voxel] += T::of(exchange.rate);
                    inflow[exchange.voxel] += T::of(exchange.rate * exchange.outside);
                }
                Prepared::Varied { rate, inflow }
            }
        };
        Self { dt, uniform, axes: operator.axes.iter().map(prepare).collect() }
    }

    /// Whether these are the sweeps for such a step.
    pub fn fits(&self, dt: f64, uniform: Option<f64>) -> bool {
        self.dt.to_bits() == dt.to_bits()
            && self.uniform.map(f64::to_bits) == uniform.map(f64::to_bits)
    }

    /// One step with sources `gain` and sinks `loss` by voxel (empty for none); `taken` grows by what the sinks took.
    pub fn step(
        &self,
        operator: &Operator<T>,
        values: &mut [T],
        gain: &[T],
        loss: &[T],
        taken: &mut [T],
        account: bool,
    ) -> Flows {
        let part = 1.0 / operator.axes.len().max(1) as f64;
        let mut flows = Flows::default();
        for (axis, prepared) in operator.axes.iter().zip(&self.axes) {
            let sweep = Sweep { operator, axis, prepared, sweeps: self, gain, loss, part };
            match axis.axis {
                0 => sweep.along_x(values),
                _ => sweep.across(values),
            }
            if !account {
                continue;
            }
            let share = T::of(self.dt * part);
            let voxels = values.par_iter().zip(loss).zip(taken.par_iter_mut());
            voxels
                .with_min_len(PIECE)
                .for_each(|((&value, &loss), taken)| *taken += share * loss * value);
            if let Some(loss) = self.uniform.filter(|&loss| loss > 0.0) {
                flows.lost += self.dt * part * loss * total(values);
            }
            let here = operator.exchange.iter().filter(|e| e.axis == axis.axis);
            // Booked with the numbers of the sweep, rounded as they are there.
            let inflow = |e: &Exchange| {
                let value = values[e.voxel].real();
                match prepared {
                    Prepared::Factored(_) => {
                        T::of(self.dt * e.rate * e.outside).real() - self.dt * e.rate * value
                    }
                    Prepared::Varied { .. } => {
                        let brought = T::of(e.rate * e.outside).real();
                        T::of(self.dt).real() * (brought - T::of(e.rate).real() * value)
                    }
                }
            };
            flows.exchanged += here.map(inflow).sum::<f64>();
        }
        flows
    }
}

struct Sweep<'a, T> {
    operator: &'a Operator<T>,
    axis: &'a Axis<T>,
    prepared: &'a Prepared<T>,
    sweeps: &'a Sweeps<T>,
    gain: &'a [T],
    loss: &'a [T],
    part: f64,
}

impl<T: Real> Sweep<'_, T> {
    /// Along x: bundles of rows, turned so that lines stand side by side.
    fn along_x(&self, values: &mut [T]) {
        let count = self.operator.grid.shape()[0];
        let bundles = values.par_chunks_mut(count * BUNDLE).enumerate();
        bundles.for_each_init(Turned::default, |turned, (bundle, lines)| {
            let first = bundle * BUNDLE * count;
            pulp::Arch::new().dispatch(|| self.bundle(turned, lines, first, count));
        });
    }

    #[inline(always)]
    fn bundle(&self, turned: &mut Turned<T>, lines: &mut [T], first: usize, count: usize) {
        let (size, width) = (lines.len(), lines.len() / count);
        let turn = |from: &[T], to: &mut Vec<T>| {
            to.clear();
            if from.is_empty() {
                return;
            }
            to.resize(size, T::ZERO);
            for (lane, line) in from[first..first + size].chunks_exact(count).enumerate() {
                for (at, &value) in line.iter().enumerate() {
                    to[at * width + lane] = value;
                }
            }
        };
        turned.values.clear();
        turned.values.resize(size, T::ZERO);
        for (lane, line) in lines.chunks_exact(count).enumerate() {
            for (at, &value) in line.iter().enumerate() {
                turned.values[at * width + lane] = value;
            }
        }
        match self.prepared {
            Prepared::Factored(factor) => {
                let mut rows: Vec<&mut [T]> = turned.values.chunks_exact_mut(width).collect();
                factor.solve(&mut rows);
            }
            Prepared::Varied { rate, inflow } => {
                let [up, rates, inflows, gain, loss] = &mut turned.arrays;
                turn(self.up(), up);
                turn(rate, rates);
                turn(inflow, inflows);
                turn(self.gain, gain);
                turn(self.loss, loss);
                let rows = |data| Rows { data, first: 0, stride: width, width };
                let arrays = [rows(up), rows(rates), rows(inflows), rows(gain), rows(loss)];
                let system = self.system(arrays);
                let mut rows: Vec<&mut [T]> = turned.values.chunks_exact_mut(width).collect();
                system.solve(&mut rows, &mut turned.scratch);
            }
        }
        for (lane, line) in lines.chunks_exact_mut(count).enumerate() {
            for (at, value) in line.iter_mut().enumerate() {
                *value = turned.values[at * width + lane];
            }
        }
    }

    /// Along y or z: rows lie in memory as they are needed.
    fn across(&self, values: &mut [T]) {
        let (shape, strides) = (self.operator.grid.shape(), self.operator.grid.strides());
        let (count, stride) = (shape[self.axis.axis], strides[self.axis.axis]);
        // Pieces of rows: an x line of a plane, or a part of it where that would leave a thread idle.
        let width = if stride * count > 8 * PIECE { shape[0].min(256) } else { stride.min(PIECE) };
        let mut pieces: Vec<(usize, Vec<&mut [T]>)> = Vec::new();
        let block = stride * count;
        for (outer, block) in values.chunks_exact_mut(block).enumerate() {
            let from = pieces.len();
            for (at, row) in block.chunks_exact_mut(stride).enumerate() {
                for (piece, part) in row.chunks_mut(width).enumerate() {
                    if at == 0 {
                        let first = outer * count * stride + piece * width;
                        pieces.push((first, Vec::with_capacity(count)));
                    }
                    pieces[from + piece].1.push(part);
                }
            }
        }
        pieces.par_iter_mut().for_each_init(Scratch::default, |scratch, (first, rows)| {
            let first = *first;
            pulp::Arch::new().dispatch(|| self.piece(scratch, rows, first, stride));
        });
    }

    #[inline(always)]
    fn piece(&self, scratch: &mut Scratch<T>, rows: &mut [&mut [T]], first: usize, stride: usize) {
        match self.prepared {
            Prepared::Factored(factor) => factor.solve(rows),
            Prepared::Varied { rate, inflow } => {
                let width = rows.first().map_or(0, |row| row.len());
                let of = |data| Rows { data, first, stride, width };
                let arrays = [of(self.up()), of(rate), of(inflow), of(self.gain), of(self.loss)];
                self.system(arrays).solve(rows, scratch);
            }
        }
    }

    fn up(&self) -> &[T] {
        match &self.axis.conductance {
            Conductance::Uniform(_) => &[],
            Conductance::Varied(up) => up,
        }
    }

    #[inline(always)]
    fn system<'b>(&self, [up, rate, inflow, gain, loss]: [Rows<'b, T>; 5]) -> Varied<'b, T> {
        let constant = match self.axis.conductance {
            Conductance::Uniform(g) => T::of(g),
            Conductance::Varied(_) => T::ZERO,
        };
        Varied {
            dt: T::of(self.sweeps.dt),
            part: T::of(self.part),
            up,
            constant,
            periodic: self.axis.periodic,
            rate,
            inflow,
            gain,
            loss,
        }
    }
}

/// A bundle of x lines, turned.
#[derive(Debug, Default)]
struct Turned<T> {
    values: Vec<T>,
    arrays: [Vec<T>; 5],
    scratch: Scratch<T>,
}
