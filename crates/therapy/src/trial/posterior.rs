//! Posterior of β given one arm's count: what a result says of the effect, under the natural history of the plan.
//!
//! p(β | x of n) ∝ p(β) P(x | β), with P(x | β) the Poisson binomial of the arm's baseline mix. Chances of each stratum are
//! Monte Carlo means over people who are the same at every β. The prior is normal about no effect.

use exoscope_core::Streams;
use exoscope_sim::observe::recovery::NaturalRecovery;
use rayon::prelude::*;
use serde::Serialize;

use super::Trials;
use crate::closed::natural::Count;
use crate::fortune::Fortune;
use crate::patient::{Course, Seat};

/// Standard deviation of the prior of β (assumed): at one, a hazard at D₅₀ is doubled.
pub const PRIOR_SD: f64 = 1.0;
/// People simulated at each β.
const PEOPLE: u64 = 10_000;
/// People simulated without an effect, so that a share of a half is known to 0.0016: the chance of a rare count hangs on it.
const NATURAL_PEOPLE: u64 = 100_000;
/// Values of β from −3 to 3.
const GRID: usize = 61;

/// Posterior of the strength of the effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Posterior {
    /// The result.
    pub seen: Count,
    /// Mean number who reach the endpoint without an effect, in this plan.
    pub expected: f64,
    /// P(at least so many) without an effect, in this plan.
    pub at_least: f64,
    /// Mean of β.
    pub mean: f64,
    /// 95 % interval of β.
    pub interval: (f64, f64),
    /// P(β > 0).
    pub positive: f64,
    /// P(x | β from the prior) over P(x | β = 0): the Bayes factor against no effect.
    pub bayes_factor: f64,
    /// β and its prior and posterior density, for a plot.
    pub density: Vec<(f64, f64, f64)>,
}

/// The posterior given `seen` of one treated arm of the plan's mix; `None` where the endpoint is a number.
pub fn posterior(trials: &Trials, seen: Count, streams: Streams) -> Option<Posterior> {
    if !trials.history().endpoint().is_binary() {
        return None;
    }
    let grid: Vec<f64> = (0..GRID).map(|k| -3.0 + 6.0 * k as f64 / (GRID - 1) as f64).collect();
    let fortunes: Vec<Fortune> = (0..NATURAL_PEOPLE / 1000)
        .flat_map(|block| {
            let mut stream = streams.stream("posterior", block);
            (0..1000).map(move |_| Fortune::draw(&mut stream))
        })
        .collect();
    let some = fortunes.get(..PEOPLE as usize).unwrap_or(&fortunes);
    let naturals: Vec<NaturalRecovery> =
        grid.par_iter().map(|beta| natural(trials, *beta, seen.of, some)).collect();
    let middle = natural(trials, 0.0, seen.of, &fortunes);
    let likelihood: Vec<f64> = naturals
        .iter()
        .map(|n| n.probability.get(seen.improved as usize).copied().unwrap_or(0.0))
        .collect();
    let prior: Vec<f64> = grid.iter().map(|b| (-0.5 * (b / PRIOR_SD).powi(2)).exp()).collect();
    let all: f64 = prior.iter().sum();
    let evidence: f64 = prior.iter().zip(&likelihood).map(|(p, l)| p / all * l).sum();
    if evidence <= 0.0 {
        return None;
    }
    let weights: Vec<f64> =
        prior.iter().zip(&likelihood).map(|(p, l)| p / all * l / evidence).collect();
    let null = middle.probability.get(seen.improved as usize).copied()?;
    let mean = grid.iter().zip(&weights).map(|(b, w)| b * w).sum();
    let quantile = |q: f64| {
        let mut sum = 0.0;
        for (beta, weight) in grid.iter().zip(&weights) {
            sum += weight;
            if sum >= q {
                return *beta;
            }
        }
        3.0
    };
    let step = 6.0 / (GRID - 1) as f64;
    let density =
        grid.iter().zip(&prior).zip(&weights).map(|((b, p), w)| (*b, p / all / step, w / step));
    Some(Posterior {
        seen,
        expected: middle.expected(),
        at_least: middle.at_least(seen.improved as usize),
        mean,
        interval: (quantile(0.025), quantile(0.975)),
        positive: grid.iter().zip(&weights).filter(|(b, _)| **b > 1e-9).map(|(_, w)| w).sum(),
        bayes_factor: evidence / null,
        density: density.collect(),
    })
}

/// Distribution of the count of `of` people at a strength of the effect: strata in the plan's mix, each with the mean
/// chance of its people.
fn natural(trials: &Trials, beta: f64, of: u32, fortunes: &[Fortune]) -> NaturalRecovery {
    let treatment = &trials.plan().treatment;
    let course = Course {
        log_ratio: trials.log_ratio(beta, 1.0),
        delay: treatment.delay.0,
        lasts: treatment.lasts.0,
        ..Course::NATURAL
    };
    let history = trials.history();
    let of = of as usize;
    let mut sums = vec![(0.0, 0.0); of];
    for (number, fortune) in fortunes.iter().enumerate() {
        let seat = number % of;
        let frailty = trials.frailty(true, fortune);
        let patient = history.enrol(Seat { number: seat, of, frailty }, fortune);
        let value = history.outcome(&patient, &course, fortune);
        if let Some(sum) = sums.get_mut(seat) {
            *sum = (sum.0 + value, sum.1 + 1.0);
        }
    }
    // Seats of one stratum share their chance: the strata of an exact mix stand in order of their seats.
    let mut groups: Vec<(usize, f64, f64, u32)> = Vec::new();
    for (seat, sum) in sums.iter().enumerate() {
        let neutral = Fortune::middle();
        let stratum = history.enrol(Seat { number: seat, of, frailty: 1.0 }, &neutral).stratum;
        match groups.iter_mut().find(|group| group.0 == stratum) {
            Some(group) => *group = (stratum, group.1 + sum.0, group.2 + sum.1, group.3 + 1),
            None => groups.push((stratum, sum.0, sum.1, 1)),
        }
    }
    let chances: Vec<(u32, f64)> = groups
        .into_iter()
        .map(|(_, x, n, people)| (people, if n > 0.0 { x / n } else { 0.0 }))
        .collect();
    NaturalRecovery::of(&chances)
}
