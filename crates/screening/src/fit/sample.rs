//! Sequential Monte Carlo from prior to posterior (Del Moral, Doucet and Jasra 2006).
//!
//! Points of the unit cube; the likelihood is raised to a power that grows from 0 to 1 in steps after which half of the
//! points still count; after each, points are drawn anew by weight and moved by Metropolis steps of the width of the
//! cloud, reflected at the walls.

use exoscope_core::Streams;
use rand::RngExt as _;
use rayon::prelude::*;

use super::Draw;
use super::prior::{COORDINATES, Point, Prior};
use crate::disease::normal;

/// Points from the prior, points that go on, and draws that stand for the posterior.
const FIRST: usize = 100_000;
const POINTS: usize = 4_000;
const KEPT: usize = 1_000;
/// Metropolis steps at each power, and after the last.
const STEPS: u64 = 4;
const LAST_STEPS: u64 = 12;
/// Most powers: more mean that no parameters come near the data.
const MOST_POWERS: u64 = 200;

/// What came of it.
pub struct Sampled {
    /// Points of equal weight from the posterior.
    pub points: Vec<Point>,
    /// The likeliest point that was met.
    pub best: Point,
    /// Points tried.
    pub tried: usize,
    /// Distinct points among those kept.
    pub distinct: usize,
    /// Power of the likelihood that was reached.
    pub power: f64,
}

type Weighed = (Point, f64);

/// Effective number of points by log-likelihoods raised to `power`.
fn effective(points: &[Weighed], power: f64) -> f64 {
    let best = points.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let (sum, squares) = points.iter().fold((0.0, 0.0), |(sum, squares), point| {
        let weight = (power * (point.1 - best)).exp();
        (sum + weight, squares + weight * weight)
    });
    sum * sum / squares
}

/// The greatest step of the power, up to `left`, after which at least `least` points count.
fn step(points: &[Weighed], left: f64, least: f64) -> f64 {
    if effective(points, left) >= least {
        return left;
    }
    let (mut low, mut high) = (0.0, left);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if effective(points, middle) >= least { low = middle } else { high = middle }
    }
    low
}

/// Systematic resampling: `n` points of equal weight.
fn resample(points: &[Weighed], power: f64, n: usize, offset: f64) -> Vec<Weighed> {
    let best = points.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let weight = |point: &Weighed| (power * (point.1 - best)).exp();
    let step = points.iter().map(weight).sum::<f64>() / n as f64;
    let (mut kept, mut reached) = (Vec::with_capacity(n), 0.0);
    for point in points {
        reached += weight(point);
        while kept.len() < n && (kept.len() as f64 + offset) * step < reached {
            kept.push(*point);
        }
    }
    kept
}

/// Lower triangle whose square is the covariance of the points (Cholesky), scaled for Metropolis steps.
fn width(points: &[Weighed]) -> [[f64; COORDINATES]; COORDINATES] {
    let n = points.len() as f64;
    let mut mean = [0.0; COORDINATES];
    for (point, _) in points {
        mean.iter_mut().zip(point).for_each(|(mean, x)| *mean += x / n);
    }
    let covariance = |i: usize, j: usize| -> f64 {
        points.iter().map(|(x, _)| (x[i] - mean[i]) * (x[j] - mean[j])).sum::<f64>() / n
    };
    let scale = 2.38 / (COORDINATES as f64).sqrt();
    let mut lower = [[0.0; COORDINATES]; COORDINATES];
    for i in 0..COORDINATES {
        for j in 0..=i {
            let done: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let left = scale * scale * covariance(i, j) - done;
            lower[i][j] = if i == j { left.max(1e-12).sqrt() } else { left / lower[j][j] };
        }
    }
    lower
}

/// Back into the unit interval by reflection at its ends.
pub fn reflect(x: f64) -> f64 {
    let x = x.rem_euclid(2.0);
    if x > 1.0 { 2.0 - x } else { x }
}

/// The posterior; `None` where no point of the prior can be.
pub fn posterior(
    prior: &Prior,
    log_likelihood: &(impl Fn(&Draw) -> f64 + Sync),
    streams: Streams,
) -> Option<Sampled> {
    let of = |point: Point| -> Weighed {
        let log = log_likelihood(&prior.draw(&point));
        (point, if log.is_nan() { f64::NEG_INFINITY } else { log })
    };
    let mut random = streams.stream("screening prior", 0);
    let first: Vec<Point> = (0..FIRST).map(|_| std::array::from_fn(|_| random.random())).collect();
    let mut points: Vec<Weighed> = first.into_par_iter().map(of).collect();
    points.retain(|point| point.1.is_finite());
    let mut best = *points.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (mut power, mut tried, mut number) = (0.0, FIRST, 0);
    while power < 1.0 && number < MOST_POWERS {
        let grown =
            step(&points, 1.0 - power, (POINTS as f64 / 2.0).min(points.len() as f64 / 2.0));
        power = (power + grown).min(1.0);
        points = resample(&points, grown, POINTS, random.random());
        let lower = width(&points);
        let steps = if power < 1.0 { STEPS } else { LAST_STEPS };
        let walk = |(place, start): (usize, &Weighed)| {
            let entity = number * POINTS as u64 + place as u64;
            let mut random = streams.stream("screening fit", entity);
            let (mut at, mut met) = (*start, *start);
            for _ in 0..steps {
                let z: [f64; COORDINATES] = std::array::from_fn(|_| normal(&mut random));
                let moved = std::array::from_fn(|i| {
                    let shift: f64 = lower[i].iter().zip(&z).map(|(l, z)| l * z).sum();
                    reflect(at.0[i] + shift)
                });
                let next = of(moved);
                let chance: f64 = 1.0 - random.random::<f64>();
                if chance.ln() < power * (next.1 - at.1) {
                    at = next;
                }
                met = if next.1 > met.1 { next } else { met };
            }
            (at, met)
        };
        let moved: Vec<(Weighed, Weighed)> = points.par_iter().enumerate().map(walk).collect();
        tried += POINTS * steps as usize;
        for (_, met) in &moved {
            best = if met.1 > best.1 { *met } else { best };
        }
        points = moved.into_iter().map(|(at, _)| at).collect();
        number += 1;
    }
    let points: Vec<Point> = points.iter().step_by(POINTS / KEPT).map(|point| point.0).collect();
    let mut bits: Vec<[u64; COORDINATES]> = points.iter().map(|p| p.map(f64::to_bits)).collect();
    bits.sort_unstable();
    bits.dedup();
    Some(Sampled { points, best: best.0, tried, distinct: bits.len(), power })
}
