//! One explicit step of one slab of voxels.
// Inlined into what is compiled for the machine at hand.
#![allow(clippy::inline_always)]

use super::explicit::Sinks;
use super::operator::{Conductance, Operator};
use super::reaction::after_uptake;
use crate::Real;

/// A grid cut across its last axis: a slab is a plane of a 3-D grid, a row of a 2-D one, the whole of a 1-D one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slabs {
    /// Axis that is cut; `None` for a whole.
    pub axis: Option<usize>,
    /// Number of slabs.
    pub count: usize,
    /// Voxels of one.
    pub size: usize,
}

impl Slabs {
    pub fn of<T: Real>(operator: &Operator<T>) -> Self {
        let shape = operator.grid.shape();
        let voxels = operator.grid.voxels();
        let axis = (1..3).rev().find(|&a| shape[a] > 1);
        match axis {
            Some(axis) => Self { axis: Some(axis), count: shape[axis], size: voxels / shape[axis] },
            None => Self { axis: None, count: 1, size: voxels },
        }
    }
}

/// A step of explicit Euler, its sizes multiplied out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a, T> {
    pub operator: &'a Operator<T>,
    pub slabs: Slabs,
    pub dt: f64,
    pub sinks: Sinks<'a, T>,
}

/// Adds w (above − 2c + below) to `out`.
#[inline(always)]
fn add_uniform<T: Real>(out: &mut [T], weight: T, below: &[T], mid: &[T], above: &[T]) {
    let two = T::ONE + T::ONE;
    for (((out, &low), &mid), &high) in out.iter_mut().zip(below).zip(mid).zip(above) {
        *out += weight * (low + high - two * mid);
    }
}

/// Adds Δt (g↑(above − c) + g↓(below − c)) to `out`.
#[inline(always)]
fn add_varied<T: Real>(
    out: &mut [T],
    dt: T,
    [down, up]: [&[T]; 2],
    [below, mid, above]: [&[T]; 3],
) {
    let flows = down.iter().zip(up).zip(below.iter().zip(mid).zip(above));
    for (out, ((&down, &up), ((&low, &mid), &high))) in out.iter_mut().zip(flows) {
        *out += dt * (up * (high - mid) + down * (low - mid));
    }
}

impl<T: Real> Step<'_, T> {
    /// Advances slab `at` from `mid` and its neighbours into `out`, and adds what was taken up to `taken`.
    #[inline(always)]
    pub fn slab(&self, at: usize, [below, mid, above]: [&[T]; 3], out: &mut [T], taken: &mut [T]) {
        out.copy_from_slice(mid);
        let (first, size) = (at * self.slabs.size, self.slabs.size);
        for axis in &self.operator.axes {
            if self.slabs.axis == Some(axis.axis) {
                match &axis.conductance {
                    Conductance::Uniform(g) => {
                        add_uniform(out, T::of(self.dt * g), below, mid, above);
                    }
                    Conductance::Varied(up) => {
                        let lower = (at + self.slabs.count - 1) % self.slabs.count * size;
                        let faces = [&up[lower..lower + size], &up[first..first + size]];
                        add_varied(out, T::of(self.dt), faces, [below, mid, above]);
                    }
                }
            } else {
                self.within(axis, first, mid, out);
            }
        }
        self.bounds(first, mid, out);
        if !self.sinks.gain.is_empty() {
            let dt = T::of(self.dt);
            for (out, &gain) in out.iter_mut().zip(&self.sinks.gain[first..first + size]) {
                *out += dt * gain;
            }
        }
        self.sink(first, out, taken);
    }

    /// What the sinks remove, implicitly.
    #[inline(always)]
    fn sink(&self, first: usize, out: &mut [T], taken: &mut [T]) {
        let Sinks { kept, ceiling, half, .. } = self.sinks;
        if kept.is_empty() {
            return;
        }
        let kept = &kept[first..first + out.len()];
        if ceiling.is_empty() {
            for ((out, taken), &kept) in out.iter_mut().zip(taken).zip(kept) {
                let after = *out * kept;
                *taken += *out - after;
                *out = after;
            }
            return;
        }
        let ceiling = &ceiling[first..first + out.len()];
        for (((out, taken), &kept), &ceiling) in out.iter_mut().zip(taken).zip(kept).zip(ceiling) {
            let after = if ceiling > T::ZERO {
                T::of(after_uptake(out.real(), 1.0 / kept.real(), self.dt * ceiling.real(), half))
            } else {
                *out * kept
            };
            // Rounding must not make what is taken negative.
            let after = if after > *out { *out } else { after };
            *taken += *out - after;
            *out = after;
        }
    }

    /// An axis that lies within the slab: along x, or along y in a plane.
    #[inline(always)]
    fn within(&self, axis: &super::operator::Axis<T>, first: usize, mid: &[T], out: &mut [T]) {
        let shape = self.operator.grid.shape();
        let (count, stride) = (shape[axis.axis], self.operator.grid.strides()[axis.axis]);
        if count == 1 {
            return;
        }
        let dt = T::of(self.dt);
        for (line, out) in out.chunks_exact_mut(count * stride).enumerate() {
            let start = line * count * stride;
            let mid = &mid[start..start + count * stride];
            let inner = stride..(count - 1) * stride;
            let (low, high) = (&mid[..(count - 2) * stride], &mid[2 * stride..]);
            let (bottom, top) = (&mid[..stride], &mid[(count - 1) * stride..]);
            let wrapped = if axis.periodic { (top, bottom) } else { (bottom, top) };
            match &axis.conductance {
                Conductance::Uniform(g) => {
                    let weight = T::of(self.dt * g);
                    add_uniform(&mut out[inner.clone()], weight, low, &mid[inner], high);
                    let second = &mid[stride..2 * stride];
                    add_uniform(&mut out[..stride], weight, wrapped.0, bottom, second);
                    let last = (count - 1) * stride;
                    let before = &mid[last - stride..last];
                    add_uniform(&mut out[last..], weight, before, top, wrapped.1);
                }
                Conductance::Varied(up) => {
                    let up = &up[first + start..first + start + count * stride];
                    let last = (count - 1) * stride;
                    let faces = [&up[..last - stride], &up[inner.clone()]];
                    add_varied(&mut out[inner.clone()], dt, faces, [low, &mid[inner], high]);
                    let around = &up[last..];
                    let second = &mid[stride..2 * stride];
                    let faces = [around, &up[..stride]];
                    add_varied(&mut out[..stride], dt, faces, [wrapped.0, bottom, second]);
                    let before = &mid[last - stride..last];
                    let faces = [&up[last - stride..last], around];
                    add_varied(&mut out[last..], dt, faces, [before, top, wrapped.1]);
                }
            }
        }
    }

    /// Exchange with what is outside.
    #[inline(always)]
    fn bounds(&self, first: usize, mid: &[T], out: &mut [T]) {
        let all = self.operator.exchange.as_slice();
        let from = all.partition_point(|e| e.voxel < first);
        for exchange in all[from..].iter().take_while(|e| e.voxel < first + mid.len()) {
            let at = exchange.voxel - first;
            out[at] += T::of(self.dt * exchange.rate) * (T::of(exchange.outside) - mid[at]);
        }
    }
}
