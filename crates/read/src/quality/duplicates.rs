//! Samples that are one and the same, or nearly.

use std::collections::HashMap;

use exoscope_core::Cohort;
use ndarray::{Array2, ArrayView2, Axis, s};
use rayon::prelude::*;
use serde::Serialize;

use super::log2_values;

/// A sample that another one repeats.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicate {
    /// Row of the sample.
    pub row: usize,
    /// Row of the one it repeats; in the other cohort, where two are compared.
    pub of: usize,
    /// Whether every value is the same.
    pub exact: bool,
    /// Correlation of what sets the two apart from the cohort.
    pub correlation: f64,
}

/// From this correlation of centred profiles on, two samples count as nearly the same: other
/// people's blood does not agree so far in what is unusual about it.
const NEAR: f64 = 0.98;

/// miRNAs that are compared: those that vary most.
const COMPARED: usize = 200;

/// Fewer than this say nothing.
const MIN_COMPARED: usize = 20;

/// Rows whose correlations are looked at together.
const BLOCK: usize = 256;

/// For each sample that repeats an earlier one, the one it is most like.
pub(super) fn duplicates(log2: ArrayView2<'_, f32>) -> Vec<Duplicate> {
    let Some(profiles) = Profiles::of(log2, None) else { return Vec::new() };
    like(&profiles.0, &profiles.0, true)
        .into_iter()
        .map(|(row, of, correlation)| Duplicate {
            row,
            of,
            exact: same(log2.row(row), log2.row(of)),
            correlation,
        })
        .collect()
}

/// For each sample of `cohort` that is the same or nearly the same as one of `other`, the one it is
/// most like, over the miRNAs that both have.
pub fn duplicates_across(cohort: &Cohort, other: &Cohort) -> Vec<Duplicate> {
    let place: HashMap<_, usize> =
        other.mirnas().iter().enumerate().map(|(column, mirna)| (mirna, column)).collect();
    let shared: Vec<(usize, usize)> = cohort
        .mirnas()
        .iter()
        .enumerate()
        .filter_map(|(column, mirna)| Some((column, *place.get(mirna)?)))
        .collect();
    let (ours, theirs): (Vec<usize>, Vec<usize>) = shared.into_iter().unzip();
    let a = log2_values(cohort).select(Axis(1), &ours);
    let b = log2_values(other).select(Axis(1), &theirs);
    let (Some(of_a), Some(of_b)) =
        (Profiles::of(a.view(), None), Profiles::of(b.view(), Some(a.view())))
    else {
        return Vec::new();
    };
    like(&of_a.0, &of_b.0, false)
        .into_iter()
        .map(|(row, of, correlation)| Duplicate {
            row,
            of,
            exact: same(a.row(row), b.row(of)),
            correlation,
        })
        .collect()
}

/// Centred profiles of unit length, samples × compared miRNAs.
struct Profiles(Array2<f32>);

impl Profiles {
    /// The profiles of `log2`; which miRNAs are compared, and from where they are centred, is taken
    /// from `from` where it is given. `None` with too few miRNAs.
    fn of(log2: ArrayView2<'_, f32>, from: Option<ArrayView2<'_, f32>>) -> Option<Self> {
        let from = from.unwrap_or(log2);
        let moments: Vec<(usize, f32, f32)> = (0..from.ncols())
            .into_par_iter()
            .map(|column| {
                let values = from.column(column);
                let known = || values.iter().filter(|v| !v.is_nan()).map(|&v| f64::from(v));
                let n = known().count().max(1) as f64;
                let mean = known().sum::<f64>() / n;
                let variance = known().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
                (column, mean as f32, variance as f32)
            })
            .collect();
        let mut varying: Vec<_> = moments.into_iter().filter(|(_, _, v)| *v > 0.0).collect();
        varying.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        varying.truncate(COMPARED);
        if varying.len() < MIN_COMPARED {
            return None;
        }
        let mut profiles = Array2::zeros((log2.nrows(), varying.len()));
        for (mut to, from) in profiles.rows_mut().into_iter().zip(log2.rows()) {
            for (to, &(column, mean, variance)) in to.iter_mut().zip(&varying) {
                let value = from.get(column).copied().unwrap_or(f32::NAN);
                *to = if value.is_nan() { 0.0 } else { (value - mean) / variance.sqrt() };
            }
            let length = to.iter().map(|v| v * v).sum::<f32>().sqrt();
            if length > 0.0 {
                to /= length;
            }
        }
        Some(Self(profiles))
    }
}

/// For each row of `a` the row of `b` it is most like, where near: an earlier one if `within`.
fn like(a: &Array2<f32>, b: &Array2<f32>, within: bool) -> Vec<(usize, usize, f64)> {
    let starts: Vec<usize> = (0..a.nrows()).step_by(BLOCK).collect();
    let blocks: Vec<Vec<(usize, usize, f64)>> = starts
        .par_iter()
        .map(|&start| {
            let end = (start + BLOCK).min(a.nrows());
            let candidates = if within { end } else { b.nrows() };
            let products = a.slice(s![start..end, ..]).dot(&b.slice(s![..candidates, ..]).t());
            let mut found = Vec::new();
            for (i, products) in products.rows().into_iter().enumerate() {
                let row = start + i;
                let upto = if within { row } else { candidates };
                let mut best = (0, f32::NEG_INFINITY);
                for (of, &product) in products.iter().take(upto).enumerate() {
                    if product > best.1 {
                        best = (of, product);
                    }
                }
                if f64::from(best.1) >= NEAR {
                    found.push((row, best.0, f64::from(best.1).min(1.0)));
                }
            }
            found
        })
        .collect();
    blocks.into_iter().flatten().collect()
}

fn same(a: ndarray::ArrayView1<'_, f32>, b: ndarray::ArrayView1<'_, f32>) -> bool {
    a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan())
}
