//! Thomas algorithm on bundles of lines: tridiagonal systems of backward Euler, many side by side.
//!
//! A bundle is n rows of w values; row i holds voxel i of w lines, so that the innermost loop runs over independent
//! lines. Matrices are M-matrices (off-diagonals −Δt g ≤ 0, rows add up to 1 or more): no pivot, no negative result.
// Inlined into what is compiled for the machine at hand.
#![allow(clippy::inline_always)]

use crate::Real;

/// A factored system that all lines share: constant conductance, constant ends.
#[derive(Debug, Clone)]
pub(super) struct Factor<T> {
    /// Δt g.
    weight: T,
    /// Inverse pivots.
    pivots: Vec<T>,
    /// What each end adds to its right-hand side.
    inflow: [T; 2],
    /// Rate of exchange × step at each end, and 1 + loss × step.
    outflow: [f64; 2],
    kept: f64,
    /// Of a periodic axis: the correction z and w / (1 − w (z₀ + z_last)) of Sherman and Morrison.
    seam: Option<(Vec<T>, T)>,
}

impl<T: Real> Factor<T> {
    /// The system of `count` voxels with conductance × step `weight` and exchange (rate, outside) at both ends, and
    /// `loss` (1/min) everywhere.
    pub fn new(
        count: usize,
        weight: f64,
        ends: [Option<(f64, f64)>; 2],
        periodic: bool,
        dt: f64,
        loss: f64,
    ) -> Self {
        let rate = ends.map(|end| end.map_or(0.0, |(rate, _)| dt * rate));
        let inflow = ends.map(|end| T::of(end.map_or(0.0, |(rate, outside)| dt * rate * outside)));
        let neighbours =
            |at: usize| f64::from(u8::from(at > 0)) + f64::from(u8::from(at + 1 < count));
        let mut pivots = Vec::with_capacity(count);
        let mut before = 0.0;
        for at in 0..count {
            let mut diagonal = 1.0 + dt * loss + weight * neighbours(at);
            diagonal += if at == 0 { rate[0] } else { 0.0 };
            diagonal += if at + 1 == count { rate[1] } else { 0.0 };
            // Both ends of a periodic line meet: w to the other end, and w of the splitting.
            diagonal += if periodic && (at == 0 || at + 1 == count) { 2.0 * weight } else { 0.0 };
            before = 1.0 / (diagonal - if at > 0 { weight * weight * before } else { 0.0 });
            pivots.push(before);
        }
        // The seam's correction in double precision: 1 − w (z₀ + z_last) is next to 0 where the step is long.
        let seam = periodic.then(|| {
            let mut z = vec![0.0; count];
            for at in 0..count {
                let own = f64::from(u8::from(at == 0 || at + 1 == count));
                let before = if at > 0 { weight * z[at - 1] } else { 0.0 };
                z[at] = (own + before) * pivots[at];
            }
            for at in (1..count).rev() {
                z[at - 1] += weight * pivots[at - 1] * z[at];
            }
            let open = 1.0 - weight * (z[0] + z[count - 1]);
            let scale = weight / open.max(f64::EPSILON);
            (z.into_iter().map(T::of).collect(), T::of(scale))
        });
        let kept = 1.0 + dt * loss;
        let pivots = pivots.into_iter().map(T::of).collect();
        Self { weight: T::of(weight), pivots, inflow, outflow: rate, kept, seam }
    }

    /// Solves all lines of a bundle in place.
    #[inline(always)]
    pub fn solve(&self, rows: &mut [&mut [T]]) {
        let Some(last) = rows.len().checked_sub(1) else { return };
        if self.inflow[0] > T::ZERO {
            rows[0].iter_mut().for_each(|v| *v += self.inflow[0]);
        }
        if self.inflow[1] > T::ZERO {
            rows[last].iter_mut().for_each(|v| *v += self.inflow[1]);
        }
        let before = if rounds::<T>() { lanes(rows, |_, _| 1.0) } else { Vec::new() };
        self.substitute(rows);
        if let Some((z, scale)) = &self.seam {
            for lane in 0..rows[0].len() {
                let carry = *scale * (rows[0][lane] + rows[last][lane]);
                for (row, &z) in rows.iter_mut().zip(z) {
                    row[lane] += carry * z;
                }
            }
        }
        if rounds::<T>() {
            let after = lanes(rows, |at, _| {
                let low = if at == 0 { self.outflow[0] } else { 0.0 };
                self.kept + low + if at == last { self.outflow[1] } else { 0.0 }
            });
            conserve(rows, &before, &after);
        }
    }

    #[inline(always)]
    fn substitute(&self, rows: &mut [&mut [T]]) {
        let first = self.pivots[0];
        rows[0].iter_mut().for_each(|v| *v *= first);
        for at in 1..rows.len() {
            let (before, rest) = rows.split_at_mut(at);
            let pivot = self.pivots[at];
            for (value, &before) in rest[0].iter_mut().zip(before[at - 1].iter()) {
                *value = (*value + self.weight * before) * pivot;
            }
        }
        for at in (1..rows.len()).rev() {
            let (rest, after) = rows.split_at_mut(at);
            let up = self.weight * self.pivots[at - 1];
            for (value, &after) in rest[at - 1].iter_mut().zip(after[0].iter()) {
                *value += up * after;
            }
        }
    }
}

/// Whether a number is so short that a stiff line loses mass: pivots lose 1/(Δt g) next to 1, an error of ε Δt g.
fn rounds<T: Real>() -> bool {
    T::EPSILON > 1e-10
}

/// Sum of each lane, in double precision, with a weight by row and lane.
#[inline(always)]
fn lanes<T: Real>(rows: &[&mut [T]], weight: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0; rows.first().map_or(0, |row| row.len())];
    for (at, row) in rows.iter().enumerate() {
        for (lane, (sum, value)) in sums.iter_mut().zip(row.iter()).enumerate() {
            *sum += weight(at, lane) * value.real();
        }
    }
    sums
}

/// Scales every lane so that what it holds and loses is what it was given: mass to rounding, and nothing negative.
#[inline(always)]
fn conserve<T: Real>(rows: &mut [&mut [T]], before: &[f64], after: &[f64]) {
    let ratio = |(&before, &after): (&f64, &f64)| if after > 0.0 { before / after } else { 1.0 };
    let scale: Vec<T> = before.iter().zip(after).map(ratio).map(T::of).collect();
    for row in rows {
        row.iter_mut().zip(&scale).for_each(|(value, &scale)| *value *= scale);
    }
}

/// Rows of one array, `stride` apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a, T> {
    pub data: &'a [T],
    pub first: usize,
    pub stride: usize,
    pub width: usize,
}

impl<'a, T> Rows<'a, T> {
    #[inline(always)]
    fn row(&self, at: usize) -> &'a [T] {
        &self.data[self.first + at * self.stride..][..self.width]
    }
}

/// Systems that differ from line to line; every array as rows of the same bundle. Empty arrays stand for zeros.
#[derive(Debug, Clone, Copy)]
pub(super) struct Varied<'a, T> {
    pub dt: T,
    /// Part of the reaction that this sweep does: one over the number of sweeps.
    pub part: T,
    /// Conductance to the next voxel; a constant where there are no rows.
    pub up: Rows<'a, T>,
    pub constant: T,
    pub periodic: bool,
    /// Rate of exchange with the outside, and rate × concentration there.
    pub rate: Rows<'a, T>,
    pub inflow: Rows<'a, T>,
    pub gain: Rows<'a, T>,
    pub loss: Rows<'a, T>,
}

/// Scratch of varied systems: multipliers, and the seam's correction.
#[derive(Debug, Default)]
pub(super) struct Scratch<T> {
    upper: Vec<T>,
    seam: Vec<T>,
}

impl<T: Real> Varied<'_, T> {
    /// Solves all lines of a bundle in place.
    #[inline(always)]
    pub fn solve(&self, rows: &mut [&mut [T]], scratch: &mut Scratch<T>) {
        let (count, width) = (rows.len(), rows.first().map_or(0, |row| row.len()));
        let Scratch { upper, seam } = scratch;
        upper.clear();
        upper.resize(count * width, T::ZERO);
        seam.clear();
        seam.resize(if self.periodic { count * width } else { 0 }, T::ZERO);
        let value = |rows: &Rows<'_, T>, at: usize, lane: usize, other: T| {
            if rows.data.is_empty() { other } else { rows.row(at)[lane] }
        };
        let up = |at: usize, lane: usize| {
            let inside = at + 1 < count || self.periodic;
            if inside { self.dt * value(&self.up, at, lane, self.constant) } else { T::ZERO }
        };
        let mut given = vec![0.0; if rounds::<T>() { width } else { 0 }];
        for at in 0..count {
            for lane in 0..width {
                let down = if at > 0 { up(at - 1, lane) } else { T::ZERO };
                // The seam stands on the diagonal twice: as a neighbour, and by the splitting.
                let wrap = if self.periodic { up(count - 1, lane) } else { T::ZERO };
                let ends = if at == 0 || at + 1 == count { wrap + wrap } else { T::ZERO };
                let above = if at + 1 < count { up(at, lane) } else { T::ZERO };
                let loss = self.part * value(&self.loss, at, lane, T::ZERO);
                let rate = value(&self.rate, at, lane, T::ZERO);
                let diagonal = T::ONE + down + above + ends + self.dt * (loss + rate);
                let gain = self.part * value(&self.gain, at, lane, T::ZERO);
                let inflow = value(&self.inflow, at, lane, T::ZERO);
                let mut right = rows[at][lane] + self.dt * (gain + inflow);
                if let Some(given) = given.get_mut(lane) {
                    *given += right.real();
                }
                let mut pivot = diagonal;
                let mut z = if at == 0 || at + 1 == count { wrap } else { T::ZERO };
                if at > 0 {
                    let before = (at - 1) * width + lane;
                    pivot -= down * upper[before];
                    right += down * rows[at - 1][lane];
                    z += if self.periodic { down * seam[before] } else { T::ZERO };
                }
                rows[at][lane] = right / pivot;
                upper[at * width + lane] = above / pivot;
                if self.periodic {
                    seam[at * width + lane] = z / pivot;
                }
            }
        }
        for at in (1..count).rev() {
            let (rest, after) = rows.split_at_mut(at);
            let upper = &upper[(at - 1) * width..at * width];
            for ((value, &after), &upper) in rest[at - 1].iter_mut().zip(after[0].iter()).zip(upper)
            {
                *value += upper * after;
            }
            if self.periodic {
                for lane in 0..width {
                    let after = seam[at * width + lane];
                    seam[(at - 1) * width + lane] += upper[lane] * after;
                }
            }
        }
        if self.periodic {
            for lane in 0..width {
                let (first, last) = (seam[lane], seam[(count - 1) * width + lane]);
                // Next to 0 where the step is long; what rounding makes of it, `conserve` mends.
                let open = T::ONE - first - last;
                let least = T::of(T::EPSILON);
                let open = if open > least { open } else { least };
                let carry = (rows[0][lane] + rows[count - 1][lane]) / open;
                for (at, row) in rows.iter_mut().enumerate() {
                    row[lane] += carry * seam[at * width + lane];
                }
            }
        }
        if rounds::<T>() {
            let dt = self.dt.real();
            let held = lanes(rows, |at, lane| {
                let loss = self.part * value(&self.loss, at, lane, T::ZERO);
                1.0 + dt * (loss.real() + value(&self.rate, at, lane, T::ZERO).real())
            });
            conserve(rows, &given, &held);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Product of the matrix of backward Euler with a line, dense and by definition.
    fn multiply(x: &[f64], weight: f64, rates: [f64; 2], periodic: bool) -> Vec<f64> {
        let n = x.len();
        let flow = |at: usize, other: usize| weight * (x[at] - x[other]);
        (0..n)
            .map(|at| {
                let mut y = x[at];
                y += if at > 0 { flow(at, at - 1) } else { rates[0] * x[at] };
                y += if at + 1 < n { flow(at, at + 1) } else { rates[1] * x[at] };
                if periodic {
                    y += if at == 0 { flow(0, n - 1) } else { 0.0 };
                    y += if at + 1 == n { flow(n - 1, 0) } else { 0.0 };
                }
                y
            })
            .collect()
    }

    #[test]
    fn factored_and_varied_systems_invert_the_matrix() {
        for (periodic, rates) in [(false, [0.0, 0.0]), (false, [0.7, 0.2]), (true, [0.0, 0.0])] {
            let (dt, g) = (0.5, 3.0);
            let x: Vec<f64> = (0..9).map(|i| f64::from((i * 7) % 5) + 0.25).collect();
            let right = multiply(&x, dt * g, rates.map(|r| dt * r), periodic);
            let ends = rates.map(|rate| (rate > 0.0).then_some((rate, 0.0)));
            let factor = Factor::new(9, dt * g, ends, periodic, dt, 0.0);
            let mut solved = right.clone();
            factor.solve(&mut solved.chunks_mut(1).collect::<Vec<_>>());
            let worst = |y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
            assert!(worst(&solved) < 1e-12, "factored, periodic {periodic}");

            let mut rate = vec![0.0; 9];
            rate[0] = rates[0];
            rate[8] = rates[1];
            let empty = Rows { data: &[], first: 0, stride: 1, width: 1 };
            let system = Varied {
                dt,
                part: 1.0,
                up: empty,
                constant: g,
                periodic,
                rate: Rows { data: &rate, first: 0, stride: 1, width: 1 },
                inflow: empty,
                gain: empty,
                loss: empty,
            };
            let mut solved = right;
            system.solve(&mut solved.chunks_mut(1).collect::<Vec<_>>(), &mut Scratch::default());
            assert!(worst(&solved) < 1e-12, "varied, periodic {periodic}");
        }
    }
}
