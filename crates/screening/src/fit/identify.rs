//! Identifiability: what the data say of each parameter, which two they do not tell apart, and how flat the ridge is.

use exoscope_core::Streams;
use rand::RngExt as _;

use super::prior::{COORDINATES, Point, Prior};
use super::sample::reflect;
use super::{Draw, Pair, Parameter, Ridge};
use crate::disease::normal;
use crate::estimate::Estimate;

/// Ends of the overall sojourn along the ridge, years.
const SOJOURN: [f64; 6] = [0.5, 1.0, 1.5, 2.0, 4.0, 8.0];
/// Draws from the prior that show it, and steps of the climb to the best point at each sojourn.
const SHOWN: usize = 20_000;
const CLIMB: usize = 4_000;

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n)
}

/// Priors and posteriors.
pub fn parameters(prior: &Prior, draws: &[Draw], streams: Streams) -> Vec<Parameter> {
    let mut random = streams.stream("screening prior", 1);
    let shown: Vec<Draw> =
        (0..SHOWN).map(|_| prior.draw(&std::array::from_fn(|_| random.random()))).collect();
    let of = |(name, pick): super::prior::Field| {
        let before: Vec<f64> = shown.iter().map(pick).collect();
        let after: Vec<f64> = draws.iter().map(pick).collect();
        Parameter {
            name: name.to_owned(),
            learned: 1.0 - moments(&after).1 / moments(&before).1,
            prior: Estimate::of_draws(before),
            posterior: Estimate::of_draws(after),
        }
    };
    prior.fields().into_iter().map(of).collect()
}

/// Correlations of logarithms, strongest first.
pub fn pairs(prior: &Prior, draws: &[Draw]) -> Vec<Pair> {
    let logs =
        |pick: fn(&Draw) -> f64| draws.iter().map(|d| pick(d).max(1e-9).ln()).collect::<Vec<f64>>();
    let fields = prior.fields();
    let mut pairs = Vec::new();
    for (i, (first, a)) in fields.iter().enumerate() {
        for (second, b) in fields.iter().skip(i + 1) {
            let (x, y) = (logs(*a), logs(*b));
            let ((mx, vx), (my, vy)) = (moments(&x), moments(&y));
            let both: f64 =
                x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / x.len() as f64;
            let correlation = both / (vx * vy).sqrt();
            pairs.push(Pair { first: (*first).into(), second: (*second).into(), correlation });
        }
    }
    pairs.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
    pairs
}

/// Profile likelihood along the overall sojourn: the best fit within each interval, by a climb with shrinking steps
/// from the best of all.
pub fn ridge(
    prior: &Prior,
    log_likelihood: &impl Fn(&Draw) -> f64,
    best: &Point,
    streams: Streams,
) -> Vec<Ridge> {
    let of = |point: &Point| log_likelihood(&prior.draw(point));
    let mut climbed = Vec::new();
    for (number, ends) in SOJOURN.windows(2).enumerate() {
        let &[from, to] = ends else { continue };
        let mut random = streams.stream("screening ridge", number as u64);
        let (low, high) = prior.sojourns((from, to));
        let mut at = *best;
        at[0] = at[0].clamp(low, high);
        let mut log = of(&at);
        for step in 0..CLIMB {
            let width = 0.3 * (1e-3_f64).powf(step as f64 / CLIMB as f64);
            let mut moved = at;
            // One coordinate, or all of them.
            let one = random.random_range(0..2 * COORDINATES);
            for (i, x) in moved.iter_mut().enumerate() {
                if one >= COORDINATES || one == i {
                    *x = reflect(*x + width * normal(&mut random));
                }
            }
            moved[0] = moved[0].clamp(low, high);
            let next = of(&moved);
            if next > log || !log.is_finite() {
                (at, log) = (moved, next);
            }
        }
        climbed.push(((from, to), prior.draw(&at), log));
    }
    let top = climbed.iter().map(|climbed| climbed.2).fold(of(best), f64::max);
    let ridge = |(overall_sojourn, best, log): ((f64, f64), Draw, f64)| {
        log.is_finite().then_some(Ridge { overall_sojourn, best, log_likelihood: log - top })
    };
    climbed.into_iter().filter_map(ridge).collect()
}
