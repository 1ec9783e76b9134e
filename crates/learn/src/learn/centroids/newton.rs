//! One shrunken centroid, by Newton's method on the factor scores of its average.

use faer::Mat;
use ndarray::{Array1, ArrayView1, Axis, Zip};

use super::precision::Precision;
use crate::learn::products::cholesky::Cholesky;

/// Steps at most; it takes 2 to 10.
const STEPS: usize = 100;
/// Share of the decrease that the gradient promises, which a step must reach (Armijo).
const DECREASE: f64 = 1e-4;
/// Times a step is halved at most.
const HALVINGS: usize = 30;

/// The centroid m that minimises ½ (a − m)ᵀΩ(a − m) + Σⱼ dⱼ|mⱼ| / Ψⱼ, with a the average and d the
/// thresholds; `start` is a guess, and the result is right to `tolerance` of each feature.
///
/// With the factor scores f of the average as unknowns, ½ rᵀΩr is the least of
/// ½ (r − Lf)ᵀΨ⁻¹(r − Lf) + ½ fᵀf over f. Given f, m is a − Lf drawn to 0 by d, and what is left,
/// Σⱼ huber(aⱼ − Lⱼf; dⱼ) / Ψⱼ + ½ fᵀf, is convex, has a continuous gradient and as many unknowns as
/// there are factors (Huber 1964; Newton steps after Madsen & Nielsen, BIT 30, 1990).
pub(super) fn shrink(
    precision: &Precision,
    average: ArrayView1<'_, f64>,
    draw: ArrayView1<'_, f64>,
    start: ArrayView1<'_, f64>,
    tolerance: ArrayView1<'_, f64>,
) -> Array1<f64> {
    let Precision { loadings, own, .. } = precision;
    let factors = loadings.ncols();
    let drawn = |f: &Array1<f64>| {
        let rest = &average - &loadings.dot(f);
        Zip::from(&rest).and(draw).map_collect(|v, d| v.signum() * (v.abs() - d).max(0.0))
    };
    if factors == 0 {
        return drawn(&Array1::zeros(0));
    }
    // The factor scores of the average about the guess: LᵀΩ(a − m).
    let off = (&average - &start).insert_axis(Axis(1));
    let mut f = loadings.t().dot(&precision.times(off.view()).column(0));
    let loss = |f: &Array1<f64>| -> f64 {
        let rest = &average - &loadings.dot(f);
        let huber = Zip::from(&rest).and(draw).and(own).fold(0.0, |sum, r, d, own| {
            let r = r.abs();
            sum + if r <= *d { 0.5 * r * r } else { d * (r - 0.5 * d) } / own
        });
        huber + 0.5 * f.dot(f)
    };
    let (mut at, mut m) = (loss(&f), drawn(&f));
    for _ in 0..STEPS {
        let rest = &average - &loadings.dot(&f);
        let pull =
            Zip::from(&rest).and(draw).and(own).map_collect(|r, d, own| r.clamp(-*d, *d) / own);
        let gradient = &f - &loadings.t().dot(&pull);
        let inside: Vec<usize> = (0..rest.len()).filter(|&j| rest[j].abs() <= draw[j]).collect();
        let scaled = ndarray::Array2::from_shape_fn((inside.len(), factors), |(i, k)| {
            loadings[[inside[i], k]] / own[inside[i]].sqrt()
        });
        let products = scaled.t().dot(&scaled);
        let hessian =
            Mat::from_fn(factors, factors, |i, j| products[[i, j]] + f64::from(u8::from(i == j)));
        let mut step: Vec<f64> = gradient.iter().map(|g| -g).collect();
        let Ok(factor) = Cholesky::new(hessian) else { break };
        factor.solve(&mut step);
        let step = Array1::from(step);
        let promised = step.dot(&gradient);
        let mut length = 1.0;
        let mut found = None;
        for _ in 0..HALVINGS {
            let next = &f + &(&step * length);
            let there = loss(&next);
            if there <= at + DECREASE * length * promised {
                found = Some((next, there));
                break;
            }
            length /= 2.0;
        }
        // No decrease within rounding: this is the minimum.
        let Some((next, there)) = found else { break };
        let moved = drawn(&next);
        let near =
            Zip::from(&moved).and(&m).and(tolerance).all(|new, old, by| (new - old).abs() <= *by);
        (f, at, m) = (next, there, moved);
        if near {
            break;
        }
    }
    m
}
