//! Morris screening: elementary effects along random walks.

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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn morris_finds_what_matters_and_what_does_not() {
        let linear = |u: &[f64]| Ok::<_, Infallible>(3.0 * u[0] - u[1] + 0.0 * u[2]);
        let found = morris(3, 10, Streams::new(1), linear).unwrap();
        assert!((found[0].mean - 3.0).abs() < 1e-12 && found[0].spread < 1e-12);
        assert!((found[1].mean - 1.0).abs() < 1e-12);
        assert!(found[2].mean < 1e-12);
    }
}
