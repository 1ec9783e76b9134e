//! Variance-based sensitivity indices on Sobol' points, with bootstrap intervals.

use exoscope_core::Streams;
use rand::RngExt;
use rayon::prelude::*;
use serde::Serialize;
use thiserror::Error;

use super::points::{MOST_DIMENSIONS, SobolPoints};

/// Inputs that indices are found of at most: each takes two dimensions of the points.
pub const MOST_INPUTS: usize = MOST_DIMENSIONS / 2;

/// How indices are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SobolPlan {
    /// Points, a power of two: only so many fill the cube evenly.
    pub points: usize,
    /// Resamples behind the intervals.
    pub resamples: usize,
    /// Whether indices of pairs are found too, at one run a point and input more.
    pub pairs: bool,
}

impl Default for SobolPlan {
    fn default() -> Self {
        Self { points: 1024, resamples: 500, pairs: false }
    }
}

/// An index with its 95 % bootstrap interval: percentiles over resamples of the points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The index.
    pub value: f64,
    /// 2.5th percentile.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
}

/// Variance-based indices of one input.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Index {
    /// Fraction of the output's variance from this input alone.
    pub first: Estimate,
    /// Part in which it takes any part.
    pub total: Estimate,
}

/// Second-order index of two inputs: the part of the variance that they have together alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pair {
    /// Places of the inputs.
    pub inputs: (usize, usize),
    /// The index.
    pub index: Estimate,
}

/// Indices of all inputs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Indices {
    /// Of each input.
    pub inputs: Vec<Index>,
    /// Of each pair; empty where none were asked for.
    pub pairs: Vec<Pair>,
}

/// Why there are no indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SobolError<E> {
    /// Points that do not fill the cube.
    #[error("{0} points do not fill the space evenly: take a power of two, 1,024 or 4,096 say")]
    Points(usize),
    /// Inputs beyond the dimensions of the points.
    #[error("Sobol indices are found of at most {MOST_INPUTS} inputs, and these are {0}")]
    Inputs(usize),
    /// A run failed.
    #[error(transparent)]
    Run(E),
}

/// The runs of one point: f(A), f(B), f of A with input i of B for every i, and f of B with input i of A where pairs
/// are asked for.
struct Runs {
    a: f64,
    b: f64,
    ab: Vec<f64>,
    ba: Vec<f64>,
}

/// Sobol indices of `output`, a function of `inputs` quantiles in 0..1.
///
/// An index is a correlation of two runs that share some inputs and no others, in the form of Janon 2014: with m the mean
/// of both and v their mean square about it, Σ (y − m)(y′ − m) / v. First order: B, and A with input i of B; total: 1
/// less that of A, and A with input i of B; pairs (Saltelli 2002): B with i of A, and A with j of B, less both first
/// orders. By the Cauchy–Schwarz inequality no first order is above 1; a total above 1, or any index below 0, is chance,
/// and 1 or 0 is given.
///
/// # Errors
///
/// Where points are no power of two, inputs too many, or a run fails.
pub fn sobol<E: Send>(
    inputs: usize,
    plan: SobolPlan,
    streams: Streams,
    output: impl Fn(&[f64]) -> Result<f64, E> + Sync,
) -> Result<Indices, SobolError<E>> {
    let points = u32::try_from(plan.points).ok().filter(|n| n.is_power_of_two() && *n > 1);
    let points = points.ok_or(SobolError::Points(plan.points))?;
    let cube = SobolPoints::shifted(2 * inputs, streams).ok_or(SobolError::Inputs(inputs))?;
    let row = |number: u32| -> Result<Runs, E> {
        let point = cube.point(number);
        let (a, b) = point.split_at(inputs);
        let with = |of: &[f64], from: &[f64], input: usize| -> Result<f64, E> {
            let mut mixed = of.to_vec();
            if let (Some(to), Some(from)) = (mixed.get_mut(input), from.get(input)) {
                *to = *from;
            }
            output(&mixed)
        };
        let all = |of: &[f64], from: &[f64]| -> Result<Vec<f64>, E> {
            (0..inputs).map(|input| with(of, from, input)).collect()
        };
        let ba = if plan.pairs { all(b, a)? } else { Vec::new() };
        Ok(Runs { a: output(a)?, b: output(b)?, ab: all(a, b)?, ba })
    };
    let rows: Vec<Runs> =
        (0..points).into_par_iter().map(row).collect::<Result<_, E>>().map_err(SobolError::Run)?;
    let resample = |number: u64| -> Vec<usize> {
        let stream = &mut streams.stream("bootstrap of Sobol indices", number);
        (0..rows.len()).map(|_| stream.random_range(0..rows.len())).collect()
    };
    let whole = Raw::of(&rows, &(0..rows.len()).collect::<Vec<_>>(), inputs);
    let drawn: Vec<Raw> = (0..plan.resamples as u64)
        .into_par_iter()
        .map(|number| Raw::of(&rows, &resample(number), inputs))
        .collect();
    let estimate = |of: &dyn Fn(&Raw) -> f64| -> Estimate {
        let value = of(&whole);
        let mut values: Vec<f64> = drawn.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        let at = |p: f64| {
            let place = (p * values.len().saturating_sub(1) as f64).round() as usize;
            values.get(place).copied().unwrap_or(value)
        };
        Estimate { value, low: at(0.025), high: at(0.975) }
    };
    let at = |values: &[f64], place: usize| values.get(place).copied().unwrap_or(0.0);
    let index = |input: usize| Index {
        first: estimate(&|raw| at(&raw.first, input)),
        total: estimate(&|raw| at(&raw.total, input)),
    };
    let pair = |(place, inputs): (usize, (usize, usize))| Pair {
        inputs,
        index: estimate(&|raw| at(&raw.pairs, place)),
    };
    let pairs = if plan.pairs { pairs(inputs) } else { Vec::new() };
    Ok(Indices {
        inputs: (0..inputs).map(index).collect(),
        pairs: pairs.into_iter().enumerate().map(pair).collect(),
    })
}

/// Every pair of inputs, the lower first.
fn pairs(inputs: usize) -> Vec<(usize, usize)> {
    (0..inputs).flat_map(|i| (i + 1..inputs).map(move |j| (i, j))).collect()
}

/// Indices from one set of rows.
struct Raw {
    first: Vec<f64>,
    total: Vec<f64>,
    pairs: Vec<f64>,
}

impl Raw {
    fn of(rows: &[Runs], chosen: &[usize], inputs: usize) -> Self {
        let shared = |of: &dyn Fn(&Runs) -> (f64, f64)| -> f64 {
            shared(chosen.iter().filter_map(|&place| rows.get(place)).map(of))
        };
        let at = |values: &[f64], input: usize| values.get(input).copied().unwrap_or(f64::NAN);
        let within = |index: f64| if index.is_nan() { 0.0 } else { index.clamp(0.0, 1.0) };
        let plain: Vec<f64> = (0..inputs).map(|i| shared(&|run| (run.b, at(&run.ab, i)))).collect();
        let total = (0..inputs).map(|i| within(1.0 - shared(&|run| (run.a, at(&run.ab, i)))));
        let any = rows.first().is_some_and(|run| !run.ba.is_empty());
        let pair = |(i, j): (usize, usize)| {
            let closed = shared(&|run| (at(&run.ba, i), at(&run.ab, j)));
            within(closed - at(&plain, i) - at(&plain, j))
        };
        Self {
            pairs: if any { pairs(inputs).into_iter().map(pair).collect() } else { Vec::new() },
            total: total.collect(),
            first: plain.iter().copied().map(within).collect(),
        }
    }
}

/// Correlation of two outputs of one law.
fn shared(both: impl Iterator<Item = (f64, f64)>) -> f64 {
    let both: Vec<(f64, f64)> = both.collect();
    let n = both.len() as f64;
    let mean = both.iter().map(|(x, y)| x + y).sum::<f64>() / (2.0 * n);
    let of = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        both.iter().map(|(x, y)| f(x - mean, y - mean)).sum::<f64>() / n
    };
    of(&|x, y| x * y) / of(&|x, y| f64::midpoint(x * x, y * y))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::convert::Infallible;
    use std::f64::consts::PI;

    use proptest::prelude::*;

    use super::*;

    /// Ishigami & Homma 1990 with a = 7, b = 0.1; its indices are known in closed form.
    #[allow(clippy::unnecessary_wraps)] // as the routines take functions that may fail
    fn ishigami(u: &[f64]) -> Result<f64, Infallible> {
        let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
        Ok(x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin())
    }

    #[test]
    fn the_indices_of_ishigami_are_found_with_their_pairs() {
        let plan = SobolPlan { points: 4096, resamples: 200, pairs: true };
        let found = sobol(3, plan, Streams::new(1), ishigami).unwrap();
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (found, (first, total)) in found.inputs.iter().zip(known) {
            assert!((found.first.value - first).abs() < 0.02, "{found:?} is not {first}");
            assert!((found.total.value - total).abs() < 0.02, "{found:?} is not {total}");
            assert!(found.first.low <= first + 0.02 && first - 0.02 <= found.first.high);
        }
        for pair in found.pairs {
            let known = if pair.inputs == (0, 2) { 0.2437 } else { 0.0 };
            assert!((pair.index.value - known).abs() < 0.02, "{pair:?}");
        }
    }

    #[test]
    fn sobol_points_come_nearer_than_chance_would() {
        // The standard error of a correlation of 0.44 from 512 random points is 0.04.
        let plan = SobolPlan { points: 512, resamples: 0, pairs: false };
        let off = (0..20).map(|seed| {
            let found = sobol(3, plan, Streams::new(seed), ishigami).unwrap();
            (found.inputs[1].first.value - 0.4424).powi(2)
        });
        let error = (off.sum::<f64>() / 20.0).sqrt();
        assert!(error < 0.02, "{error}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_index_leaves_0_to_1(seed in 0..1000_u64, a in -3.0..3.0_f64, b in -3.0..3.0_f64) {
            let plan = SobolPlan { points: 16, resamples: 20, pairs: true };
            let output = |u: &[f64]| Ok::<_, Infallible>((a * u[0]).exp() + b * u[1] * u[2]);
            let found = sobol(3, plan, Streams::new(seed), output).unwrap();
            let all = found.inputs.iter().flat_map(|index| [index.first, index.total]);
            for estimate in all.chain(found.pairs.iter().map(|pair| pair.index)) {
                let Estimate { value, low, high } = estimate;
                prop_assert!([value, low, high].iter().all(|x| (0.0..=1.0).contains(x)), "{estimate:?}");
                prop_assert!(low <= high);
            }
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let constant = |_: &[f64]| Ok::<_, Infallible>(1.0);
        let plan = SobolPlan { points: 1000, ..SobolPlan::default() };
        assert_eq!(sobol(2, plan, Streams::new(1), constant), Err(SobolError::Points(1000)));
        let plan = SobolPlan { points: 8, ..SobolPlan::default() };
        assert_eq!(sobol(33, plan, Streams::new(1), constant), Err(SobolError::Inputs(33)));
        let found = sobol(2, plan, Streams::new(1), constant).unwrap();
        assert!(found.inputs.iter().all(|index| index.total.value.abs() < 1e-12));
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_at_any_thread_count() {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| sobol(3, SobolPlan::default(), Streams::new(9), ishigami).unwrap())
        };
        assert_eq!(run(1), run(2));
        assert_eq!(run(1), run(4));
    }
}
