#![allow(clippy::unwrap_used, clippy::panic)]

use ndarray::{Array2, Axis};
use proptest::prelude::*;

use super::precision::Precision;
use super::shrink::Centroids;
use super::within::Within;
use super::*;
use crate::learn::Classifier;

/// Two classes of which few features differ, under factors that move all.
fn cohort(n: usize, p: usize, moved: usize) -> Examples {
    let mut state = 7_u32;
    let mut uniform = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 24) * 2.0 - 1.0
    };
    let loadings = Array2::from_shape_simple_fn((p, 3), &mut uniform) * 3.0;
    let factors = Array2::from_shape_simple_fn((n, 3), &mut uniform);
    let mut x = factors.dot(&loadings.t());
    x += &Array2::from_shape_simple_fn((n, p), &mut uniform);
    let y: Vec<usize> = (0..n).map(|i| usize::from(i % 3 == 0)).collect();
    for (mut row, &class) in x.outer_iter_mut().zip(&y) {
        row.iter_mut().take(moved).for_each(|v| *v += class as f64);
    }
    Examples::new(x.mapv(|v| v as f32), y, 2).unwrap()
}

#[test]
fn samples_and_features_give_the_same_axes() {
    // 60 samples of 40 features by way of features, the same twice as wide by way of samples.
    let examples = cohort(60, 40, 5);
    let x = examples.x();
    let twice = ndarray::concatenate(Axis(1), &[x, x]).unwrap();
    let wide = Examples::new(twice, examples.y().to_vec(), 2).unwrap();
    let (narrow, wide) = (Within::estimate(&examples).unwrap(), Within::estimate(&wide).unwrap());
    for (a, b) in narrow.spreads.iter().zip(&wide.spreads) {
        assert!((2.0 * a - b).abs() < 1e-6, "{a} {b}");
    }
    for (a, b) in narrow.directions.column(0).iter().zip(wide.directions.column(0)) {
        assert!((a.abs() / 2.0_f64.sqrt() - b.abs()).abs() < 1e-5);
    }
}

#[test]
fn the_precision_is_the_inverse_of_the_factor_model() {
    let within = Within::estimate(&cohort(50, 12, 3)).unwrap();
    let precision = Precision::new(&within, 3).unwrap();
    let rest = (12.0 - within.spreads[..3].iter().sum::<f64>()) / 9.0;
    let covariance = Array2::from_shape_fn((12, 12), |(i, j)| {
        let common: f64 = (0..3)
            .map(|f| {
                within.directions[[i, f]] * within.directions[[j, f]] * (within.spreads[f] - rest)
            })
            .sum();
        if i == j { 1.0_f64.max(common) } else { common }
    });
    let identity = precision.times(covariance.view());
    for ((i, j), v) in identity.indexed_iter() {
        assert!((v - f64::from(u8::from(i == j))).abs() < 1e-9, "{i} {j} {v}");
    }
    let columns = precision.times(Array2::eye(12).view());
    for (a, b) in columns.diag().iter().zip(&precision.diagonal) {
        assert!((a - b).abs() < 1e-12);
    }
}

/// How far a centroid is from meeting the lasso's conditions, in standard errors: Ω(m̂ − m) is
/// t·√(Ωⱼⱼ/n)·sign(m) where m is not 0, and at most that where it is.
fn unmet(within: &Within, factors: usize, threshold: f64) -> f64 {
    let precision = Precision::new(within, factors).unwrap();
    let centroids = Centroids::new(within, factors).unwrap().shrunken(threshold);
    let m = centroids.values();
    let slope = precision.times((&within.averages - m).view());
    slope
        .indexed_iter()
        .map(|((j, c), s)| {
            let s = s / (precision.diagonal[j] / within.sizes[c]).sqrt();
            let m = m[[j, c]];
            if m == 0.0 {
                (s.abs() - threshold).max(0.0)
            } else {
                (s - threshold * m.signum()).abs()
            }
        })
        .fold(0.0, f64::max)
}

#[test]
fn shrunken_centroids_meet_the_conditions_of_the_lasso() {
    let within = Within::estimate(&cohort(90, 30, 5)).unwrap();
    for factors in [0, 3, 10] {
        for threshold in [0.5, 1.0, 2.5] {
            let unmet = unmet(&within, factors, threshold);
            assert!(unmet < 0.1, "{factors} factors, {threshold}: {unmet}");
        }
    }
}

#[test]
fn a_large_threshold_leaves_no_class_apart() {
    let within = Within::estimate(&cohort(60, 20, 5)).unwrap();
    let none = Centroids::new(&within, 3).unwrap().shrunken(1e4);
    assert!(none.values().iter().all(|v| *v == 0.0));
}

#[test]
fn factors_and_few_moved_features_are_found() {
    let examples = cohort(150, 60, 4);
    let fit = CentroidsSettings::default().fit(&Training::new(examples.clone())).unwrap();
    let FitRecord::Centroids { candidates } = fit.record else { panic!("{:?}", fit.record) };
    let mean = |of: fn(&CentroidsCandidate) -> f64| -> f64 {
        candidates.iter().map(|candidate| candidate.weight * of(candidate)).sum()
    };
    let (factors, threshold) = (mean(|c| c.factors as f64), mean(|c| c.threshold));
    assert!(factors >= 2.5 && threshold > 0.3, "{factors} {threshold}: {candidates:?}");
    assert!((mean(|_| 1.0) - 1.0).abs() < 1e-12);
    let p = fit.model.probabilities(examples.x()).unwrap();
    let right = p.outer_iter().zip(examples.y()).filter(|(p, y)| (p[1] > 0.5) == (**y == 1));
    assert!(right.count() > 135);
}

proptest! {
    #[test]
    fn conditions_hold_for_any_threshold(threshold in 0.05..4.0_f64, factors in 0..8_usize) {
        let within = Within::estimate(&cohort(40, 25, 4)).unwrap();
        prop_assert!(unmet(&within, factors, threshold) < 0.1);
    }
}
