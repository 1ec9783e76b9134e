//! Tumours that divide and die by chance, and the DNA that their deaths leave in blood.
//!
//! Steps are exact for any length: the descendants of one cell after t days are none with probability
//! α = d(e^{rt} − 1)/(b e^{rt} − d), else geometric with β = b(e^{rt} − 1)/(b e^{rt} − d), r = b − d
//! (Kendall 1948).

use rand::Rng;
use rand_distr::{Binomial, Distribution, Gamma, Normal, Poisson};

use crate::world::shedding::Avanzini;

/// Above this mean a Poisson number is drawn as a normal one, which differs by less than 1e-6 of it.
const MANY: f64 = 1e12;

/// Cells after `days`, from `cells` that divide at `birth` and die at `death` per day.
pub fn step(cells: f64, birth: f64, death: f64, days: f64, stream: &mut impl Rng) -> f64 {
    let grown = ((birth - death) * days).exp();
    let below = birth * grown - death;
    let (alpha, beta) = (death * (grown - 1.0) / below, birth * (grown - 1.0) / below);
    let lines = binomial(cells, 1.0 - alpha, stream);
    if lines == 0.0 {
        return 0.0;
    }
    // Each surviving line has one cell and a geometric number more: together a negative binomial.
    let mean = Gamma::new(lines, beta / (1.0 - beta)).map_or(0.0, |g| g.sample(stream));
    lines + poisson(mean, stream)
}

/// A tumour of one lineage that has not died out, and the fragments it has in blood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shed {
    /// Days since the first cell.
    pub days: f64,
    /// Living cells.
    pub cells: f64,
    /// Genome equivalents in all blood.
    pub fragments: f64,
}

/// Grows a tumour from one cell until it has `size` cells, in steps of `days`, and returns it with what
/// it has in blood then. Lineages that die out are begun again.
///
/// Fragments enter at d q per cell, and each is lost at ε: over a step, those there before stay with
/// probability e^{−εt}, and a Poisson number comes with the mean ∫ d q N e^{−ε(t−s)} ds of cells that
/// grow at the rate they did in this step.
pub fn grow(model: Avanzini, size: f64, days: f64, stream: &mut impl Rng) -> Shed {
    let mut now = Shed { days: 0.0, cells: 1.0, fragments: 0.0 };
    while now.cells < size {
        let next = step(now.cells, model.birth, model.death, days, stream);
        if next == 0.0 {
            now = Shed { days: 0.0, cells: 1.0, fragments: 0.0 };
            continue;
        }
        now = follow(model, now, next, days, stream);
    }
    now
}

/// The fragments after a step of `days` in which the tumour came to `cells`.
pub fn follow(model: Avanzini, from: Shed, cells: f64, days: f64, stream: &mut impl Rng) -> Shed {
    let rate = (cells / from.cells).ln() / days;
    let kept = (-model.elimination * days).exp();
    let through = from.cells * ((rate * days).exp() - kept) / (rate + model.elimination);
    let stay = binomial(from.fragments, kept, stream);
    let come = poisson(model.death * model.per_death * through, stream);
    Shed { days: from.days + days, cells, fragments: stay + come }
}

/// A binomial number of `n` at `p`; normal where n is beyond whole numbers.
pub fn binomial(n: f64, p: f64, stream: &mut impl Rng) -> f64 {
    if n * p > MANY {
        let deviation = (n * p * (1.0 - p)).sqrt();
        return Normal::new(n * p, deviation)
            .map_or(n * p, |d| d.sample(stream).clamp(0.0, n).round());
    }
    Binomial::new(n as u64, p.clamp(0.0, 1.0)).map_or(0.0, |d| d.sample(stream) as f64)
}

/// A Poisson number of this mean; normal where it is large.
pub fn poisson(mean: f64, stream: &mut impl Rng) -> f64 {
    if mean > MANY {
        return Normal::new(mean, mean.sqrt()).map_or(mean, |d| d.sample(stream).round());
    }
    Poisson::new(mean).map_or(0.0, |d| d.sample(stream))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Streams;

    use super::*;

    #[test]
    fn avanzini_2020_comes_out_of_the_simulation() {
        const TUBES: u64 = 20;
        // 1e9 cells: 572 genome equivalents in blood; 1.72 in 15 mL of it (paper 1.7).
        let model = Avanzini::published().unwrap();
        let (mut fragments, mut drawn, n) = (0.0, 0.0, 400);
        for number in 0..n {
            let stream = &mut Streams::new(1).stream("avanzini", number);
            let shed = grow(model, 1e9, 1.0, stream);
            // The last step may pass 1e9 by a little: scaled back.
            fragments += shed.fragments * 1e9 / shed.cells;
            for _ in 0..TUBES {
                drawn += binomial(shed.fragments, 15.0 * 0.55 / 2750.0, stream) * 1e9 / shed.cells;
            }
        }
        let (fragments, drawn) = (fragments / n as f64, drawn / (n * TUBES) as f64);
        println!("{fragments} genome equivalents, {drawn} in 15 mL");
        assert!((fragments / 572.0 - 1.0).abs() < 0.05, "{fragments}");
        // 8,000 Poisson draws of mean 1.72 have a standard error of 0.015.
        assert!((drawn / 1.72 - 1.0).abs() < 0.05, "{drawn}");
    }

    #[test]
    fn steps_have_the_mean_and_variance_of_a_birth_death_process() {
        let (b, d, t, n0) = (0.14, 0.1, 10.0_f64, 50.0);
        let runs = 20_000;
        let mut values = Vec::with_capacity(runs);
        for number in 0..runs {
            values.push(step(n0, b, d, t, &mut Streams::new(2).stream("step", number as u64)));
        }
        let mean = values.iter().sum::<f64>() / runs as f64;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / runs as f64;
        let growth = ((b - d) * t).exp();
        let expected = n0 * growth * (growth - 1.0) * (b + d) / (b - d);
        assert!((mean / (n0 * growth) - 1.0).abs() < 0.01, "{mean}");
        assert!((variance / expected - 1.0).abs() < 0.05, "{variance} {expected}");
    }

    #[test]
    fn two_steps_are_one_of_their_length() {
        let (b, d, runs) = (0.14, 0.136, 20_000_u64);
        let mean = |parts: usize| {
            let one = |number: u64| {
                let stream = &mut Streams::new(3).stream("parts", number);
                (0..parts).fold(100.0, |n, _| step(n, b, d, 60.0 / parts as f64, stream))
            };
            let all: Vec<f64> = (0..runs).map(one).collect();
            let mean = all.iter().sum::<f64>() / runs as f64;
            (mean, (all.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / runs as f64).sqrt())
        };
        let (one, many) = (mean(1), mean(6));
        assert!((one.0 / many.0 - 1.0).abs() < 0.02, "{one:?} {many:?}");
        assert!((one.1 / many.1 - 1.0).abs() < 0.03, "{one:?} {many:?}");
    }
}
