//! Which parameters a result depends on: Morris screening and Sobol indices.

use exoscope_core::Streams;
use rand::RngExt;
use rayon::prelude::*;
use serde::Serialize;

/// Elementary effects of one input (Morris 1991).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effect {
    /// Mean absolute effect of the whole range, in units of the output (μ*; Campolongo 2007).
    pub mean: f64,
    /// Standard deviation of the effect: large where it depends on other inputs.
    pub spread: f64,
}

/// Variance-based indices of one input.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Index {
    /// Part of the output's variance from this input alone (first order; Saltelli 2010, table 2 b).
    pub first: f64,
    /// Part in which it takes any part (total; Jansen 1999).
    pub total: f64,
}

/// Levels of the Morris grid; effects step by half of it, as recommended for an even number.
const LEVELS: u32 = 4;

/// Morris screening of `output`, a function of `inputs` quantiles in 0..1, over `trajectories` walks
/// of `inputs` + 1 runs each. The first error of a run is returned.
pub fn morris<E: Send>(
    inputs: usize,
    trajectories: usize,
    streams: Streams,
    output: impl Fn(&[f64]) -> Result<f64, E> + Sync,
) -> Result<Vec<Effect>, E> {
    let walk = |number: usize| -> Result<Vec<f64>, E> {
        let mut stream = streams.stream("morris", number as u64);
        let step = f64::from(LEVELS) / (2.0 * f64::from(LEVELS - 1));
        let half = LEVELS / 2;
        let grid = f64::from(LEVELS - 1);
        let start = (0..inputs).map(|_| f64::from(stream.random_range(0..half)) / grid);
        let mut at: Vec<f64> = start.collect();
        let up: Vec<bool> = (0..inputs).map(|_| stream.random()).collect();
        for (x, up) in at.iter_mut().zip(&up) {
            if !up {
                *x += step;
            }
        }
        let mut order: Vec<usize> = (0..inputs).collect();
        for i in (1..inputs).rev() {
            order.swap(i, stream.random_range(0..=i));
        }
        let mut before = output(&at)?;
        let mut effects = vec![0.0; inputs];
        for input in order {
            let direction = if up[input] { step } else { -step };
            at[input] += direction;
            let after = output(&at)?;
            effects[input] = (after - before) / direction;
            before = after;
        }
        Ok(effects)
    };
    let walks = (0..trajectories).into_par_iter().map(walk).collect::<Result<Vec<_>, E>>()?;
    let n = trajectories as f64;
    let effect = |input: usize| {
        let of = || walks.iter().map(|w| w[input]);
        let mean = of().sum::<f64>() / n;
        let variance = of().map(|e| (e - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        Effect { mean: of().map(f64::abs).sum::<f64>() / n, spread: variance.sqrt() }
    };
    Ok((0..inputs).map(effect).collect())
}

/// Sobol indices of `output`, a function of `inputs` quantiles in 0..1, from `samples` × (`inputs` + 2)
/// runs (Saltelli 2010). The first error of a run is returned.
pub fn sobol<E: Send>(
    inputs: usize,
    samples: usize,
    streams: Streams,
    output: impl Fn(&[f64]) -> Result<f64, E> + Sync,
) -> Result<Vec<Index>, E> {
    // For each sample: f(A), f(B), and f(A with column i of B) for every i.
    let row = |number: usize| -> Result<Vec<f64>, E> {
        let mut stream = streams.stream("sobol", number as u64);
        let mut a: Vec<f64> = (0..inputs).map(|_| stream.random()).collect();
        let b: Vec<f64> = (0..inputs).map(|_| stream.random()).collect();
        let mut runs = vec![output(&a)?, output(&b)?];
        for input in 0..inputs {
            let kept = std::mem::replace(&mut a[input], b[input]);
            runs.push(output(&a)?);
            a[input] = kept;
        }
        Ok(runs)
    };
    let rows = (0..samples).into_par_iter().map(row).collect::<Result<Vec<_>, E>>()?;
    let n = samples as f64;
    let mean = rows.iter().map(|r| r[0] + r[1]).sum::<f64>() / (2.0 * n);
    let variance =
        rows.iter().map(|r| (r[0] - mean).powi(2) + (r[1] - mean).powi(2)).sum::<f64>() / (2.0 * n);
    let index = |input: usize| {
        let first = rows.iter().map(|r| (r[1] - mean) * (r[2 + input] - r[0])).sum::<f64>() / n;
        let total = rows.iter().map(|r| (r[0] - r[2 + input]).powi(2)).sum::<f64>() / (2.0 * n);
        Index { first: first / variance, total: total / variance }
    };
    Ok((0..inputs).map(index).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::convert::Infallible;
    use std::f64::consts::PI;

    use super::*;

    /// Ishigami & Homma 1990 with a = 7, b = 0.1; its indices are known in closed form.
    #[allow(clippy::unnecessary_wraps)] // as the routines take functions that may fail
    fn ishigami(u: &[f64]) -> Result<f64, Infallible> {
        let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
        Ok(x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin())
    }

    #[test]
    fn sobol_finds_the_indices_of_ishigami() {
        let found = sobol(3, 20_000, Streams::new(1), ishigami).unwrap();
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (found, (first, total)) in found.iter().zip(known) {
            assert!((found.first - first).abs() < 0.02, "{} is not {first}", found.first);
            assert!((found.total - total).abs() < 0.02, "{} is not {total}", found.total);
        }
    }

    #[test]
    fn morris_finds_what_matters_and_what_does_not() {
        let linear = |u: &[f64]| Ok::<_, Infallible>(3.0 * u[0] - u[1] + 0.0 * u[2]);
        let found = morris(3, 10, Streams::new(1), linear).unwrap();
        assert!((found[0].mean - 3.0).abs() < 1e-12 && found[0].spread < 1e-12);
        assert!((found[1].mean - 1.0).abs() < 1e-12);
        assert!(found[2].mean < 1e-12);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_at_any_thread_count() {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| sobol(3, 500, Streams::new(9), ishigami).unwrap())
        };
        assert_eq!(run(1), run(2));
        assert_eq!(run(1), run(4));
    }
}
