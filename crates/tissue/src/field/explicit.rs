//! Explicit Euler in time tiles: several steps of a few slabs while they are in the cache.
// Inlined into what is compiled for the machine at hand.
#![allow(clippy::inline_always)]

use rayon::prelude::*;

use super::operator::Operator;
use super::slab::{Slabs, Step};
use crate::Real;

/// Steps that a tile is advanced by before it goes back to memory, at most.
const STEPS: usize = 4;
/// Bytes that the two copies of a tile may take: half of a second-level cache.
const CACHE: usize = 1 << 19;

/// Sources and sinks of explicit steps, voxel by voxel; all empty for none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sinks<'a, T> {
    /// Made, concentration per min.
    pub gain: &'a [T],
    /// Rate of loss of first order, 1/min, as what is kept over a step: 1/(1 + Δt κ).
    pub kept: &'a [T],
    /// Ceiling of saturable uptake, concentration per min; empty for none.
    pub ceiling: &'a [T],
    /// Its half-saturation.
    pub half: f64,
}

impl<T> Sinks<'_, T> {
    pub const NONE: Self = Self { gain: &[], kept: &[], ceiling: &[], half: 0.0 };
}

/// Advances `values` by `steps` steps of `dt` min each; `spare` is scratch of the same size. `taken` grows by what the
/// sinks removed.
///
/// Every voxel's sum is the same whatever tile it lies in (halos are computed again, not exchanged), so that neither
/// threads nor tile sizes change a byte.
pub(super) fn advance<T: Real>(
    operator: &Operator<T>,
    values: &mut Vec<T>,
    spare: &mut Vec<T>,
    dt: f64,
    steps: usize,
    sinks: Sinks<'_, T>,
    taken: &mut [T],
) {
    let slabs = Slabs::of(operator);
    let step = Step { operator, slabs, dt, sinks };
    spare.resize(values.len(), T::ZERO);
    let mut left = steps;
    while left > 0 {
        let now = left.min(tile_steps(slabs, size_of::<T>()));
        pass(&step, values, spare, now, taken);
        std::mem::swap(values, spare);
        left -= now;
    }
}

/// Steps in a pass: one where the whole field is in the cache anyway, or a halo would outweigh its tile.
fn tile_steps(slabs: Slabs, bytes: usize) -> usize {
    let whole = slabs.count * slabs.size * bytes;
    let fit = CACHE / (2 * bytes * slabs.size).max(1);
    if whole <= CACHE || fit < 4 * STEPS || slabs.axis.is_none() { 1 } else { STEPS }
}

fn pass<T: Real>(step: &Step<'_, T>, from: &[T], to: &mut [T], steps: usize, taken: &mut [T]) {
    let slabs = step.slabs;
    let fit = CACHE / (2 * size_of::<T>() * slabs.size).max(1);
    let tall = if steps == 1 { fit.max(1) } else { fit - 2 * steps };
    // At least two tiles a thread of the machine; which, changes no byte.
    let tall = tall.min(slabs.count.div_ceil(4)).max(1);
    let none = taken.is_empty();
    let mut nothing: Vec<T> = Vec::new();
    let takes: Vec<&mut [T]> = if none {
        nothing.resize(0, T::ZERO);
        to.chunks(tall * slabs.size).map(|_| <&mut [T]>::default()).collect()
    } else {
        taken.chunks_mut(tall * slabs.size).collect()
    };
    let tiles = to.par_chunks_mut(tall * slabs.size).zip(takes).enumerate();
    tiles.for_each_init(
        || [Vec::new(), Vec::new()],
        |buffers, (tile, (out, taken))| {
            let work = Tile { step, from, first: tile * tall, steps, out, taken, buffers };
            pulp::Arch::new().dispatch(work);
        },
    );
}

/// One tile, to be advanced by some steps.
struct Tile<'a, T> {
    step: &'a Step<'a, T>,
    from: &'a [T],
    first: usize,
    steps: usize,
    out: &'a mut [T],
    taken: &'a mut [T],
    buffers: &'a mut [Vec<T>; 2],
}

impl<T: Real> pulp::NullaryFnOnce for Tile<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let slabs = self.step.slabs;
        let size = slabs.size;
        let tall = self.out.len() / size;
        if self.steps == 1 {
            let slab = |at: usize| &self.from[at * size..(at + 1) * size];
            for (at, out) in self.out.chunks_exact_mut(size).enumerate() {
                let here = self.first + at;
                let [low, high] = neighbours(self.step, here);
                let taken = self.taken.chunks_exact_mut(size).nth(at).unwrap_or_default();
                self.step.slab(here, [slab(low), slab(here), slab(high)], out, taken);
            }
            return;
        }
        self.advance_in_cache(tall);
    }
}

/// Slabs below and above: across the seam of a periodic axis, and itself at an end, over which nothing flows.
fn neighbours<T: Real>(step: &Step<'_, T>, at: usize) -> [usize; 2] {
    let count = step.slabs.count;
    let axis = step.operator.axes.iter().find(|a| Some(a.axis) == step.slabs.axis);
    let periodic = axis.is_some_and(|a| a.periodic);
    let low = match at {
        0 if periodic => count - 1,
        0 => 0,
        _ => at - 1,
    };
    let high = match at + 1 {
        next if next < count => next,
        _ if periodic => 0,
        _ => at,
    };
    [low, high]
}

impl<T: Real> Tile<'_, T> {
    /// Steps with a halo that shrinks by one slab a step.
    #[inline(always)]
    fn advance_in_cache(self, tall: usize) {
        let slabs = self.step.slabs;
        let (size, count, steps) = (slabs.size, slabs.count, self.steps);
        let axis = self.step.operator.axes.iter().find(|a| Some(a.axis) == slabs.axis);
        let periodic = axis.is_some_and(|a| a.periodic);
        // Slabs of the buffer, as places that may lie beyond the ends; clipped there, or wrapped.
        let (first, end) = (self.first.cast_signed(), (self.first + tall).cast_signed());
        let clip = |at: isize| if periodic { at } else { at.clamp(0, count.cast_signed()) };
        let (low, high) = (clip(first - steps.cast_signed()), clip(end + steps.cast_signed()));
        let wrap = |at: isize| at.rem_euclid(count.cast_signed()) as usize;
        let [a, b] = self.buffers;
        a.clear();
        for at in low..high {
            let at = wrap(at);
            a.extend_from_slice(&self.from[at * size..(at + 1) * size]);
        }
        b.clear();
        b.resize(a.len(), T::ZERO);
        let mut waste: Vec<T> = vec![T::ZERO; if self.taken.is_empty() { 0 } else { size }];
        for done in 1..=steps {
            let reach = (steps - done).cast_signed();
            let last = done == steps;
            for at in clip(first - reach)..clip(end + reach) {
                let here = (at - low) as usize;
                let below = if !periodic && at == 0 { here } else { here - 1 };
                let above =
                    if !periodic && at + 1 == count.cast_signed() { here } else { here + 1 };
                let slab = |n: usize| &a[n * size..(n + 1) * size];
                let own = at >= first && at < end;
                let place = if own { (at - first) as usize * size } else { 0 };
                let taken = if own && !self.taken.is_empty() {
                    &mut self.taken[place..place + size]
                } else {
                    waste.as_mut_slice()
                };
                let out = if last {
                    &mut self.out[place..place + size]
                } else {
                    &mut b[here * size..(here + 1) * size]
                };
                self.step.slab(wrap(at), [slab(below), slab(here), slab(above)], out, taken);
            }
            std::mem::swap(a, b);
        }
    }
}
