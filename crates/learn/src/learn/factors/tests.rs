#![allow(clippy::unwrap_used)]

use exoscope_core::Streams;
use rand_distr::{Distribution, StandardNormal};

use super::*;

/// Samples of three factors on 40 features, each with a variance of its own of 0.3.
fn samples(n: usize, seed: u64) -> Array2<f32> {
    let w = &mut Streams::new(9).stream("loadings", 0);
    let w: Array2<f64> = Array2::from_shape_simple_fn((40, 3), || StandardNormal.sample(w));
    let stream = &mut Streams::new(seed).stream("samples", 0);
    let z: Array2<f64> = Array2::from_shape_simple_fn((n, 3), || StandardNormal.sample(stream));
    let own: Array2<f64> = Array2::from_shape_simple_fn((n, 40), || StandardNormal.sample(stream));
    (z.dot(&w.t()) + own * 0.3_f64.sqrt() + 2.0).mapv(|v| v as f32)
}

fn fitted() -> Factors {
    Factors::fit(&Training::new(samples(600, 1).view()), Streams::new(0))
}

#[test]
fn the_covariance_is_found() {
    let factors = fitted();
    let w = &mut Streams::new(9).stream("loadings", 0);
    let w: Array2<f64> = Array2::from_shape_simple_fn((40, 3), || StandardNormal.sample(w));
    let (truth, found) = (w.dot(&w.t()), factors.loadings.dot(&factors.loadings.t()));
    let error = (&truth - &found).mapv(|v| v * v).sum() / truth.mapv(|v| v * v).sum();
    assert!(error < 0.02, "{error}");
    let own = factors.own().iter().sum::<f64>() / 40.0;
    // Twenty factors for three take a part of what is the features' own.
    assert!((0.1..0.35).contains(&own), "{own}");
}

#[test]
fn new_samples_are_about_as_far_as_expected_and_samples_out_of_distribution_farther() {
    let factors = fitted();
    let new = samples(200, 2);
    let mean = |x: &Array2<f32>| {
        let all = x.outer_iter().map(|row| factors.distance(row, &[]).unwrap());
        all.sum::<f64>() / x.nrows() as f64
    };
    let usual = mean(&new);
    assert!((0.8..1.6).contains(&usual), "{usual}");
    // The same marginals without what ties the features together.
    let mut apart = new.clone();
    for (j, mut column) in apart.columns_mut().into_iter().enumerate() {
        let turned: Vec<f32> = (0..200).map(|i| new[[(i + 3 * j) % 200, j]]).collect();
        column.iter_mut().zip(turned).for_each(|(to, v)| *to = v);
    }
    assert!(mean(&apart) > 4.0 * usual, "{}", mean(&apart));
}

#[test]
fn missing_features_are_filled_from_the_others_and_drawn_with_their_spread() {
    let factors = fitted();
    let new = samples(300, 3);
    let missing = [0, 7, 8, 39];
    let pattern = factors.pattern(&missing, 40).unwrap();
    let (mut filled, mut unfilled, mut drawn) = (0.0, 0.0, 0.0);
    for (i, row) in new.outer_iter().enumerate() {
        let mut holed = row.to_owned();
        for &j in &missing {
            holed[j] = f32::NAN;
        }
        let known = pattern.known(holed.view());
        let stream = &mut Streams::new(4).stream("draw", i as u64);
        let normals: Vec<f64> = (0..60).map(|_| StandardNormal.sample(stream)).collect();
        let draw = pattern.draw(&known, &normals);
        for ((&j, mean), draw) in missing.iter().zip(pattern.mean(&known)).zip(draw) {
            let truth = f64::from(row[j]);
            filled += (mean - truth).powi(2);
            unfilled += (factors.mean()[j] - truth).powi(2);
            drawn += (draw - mean).powi(2);
        }
    }
    assert!(filled < 0.2 * unfilled, "{filled} {unfilled}");
    // Draws scatter about the mean as the truth does.
    assert!((0.5..1.5).contains(&(drawn / filled)), "{drawn} {filled}");
}

#[test]
fn parts_are_checked_and_constant_features_do_no_harm() {
    let wrong = Factors::from_parts(vec![0.0; 2], Array2::zeros((3, 1)), vec![1.0; 3]);
    assert_eq!(wrong, Err(InputError::Features { expected: 3, found: 2 }));
    assert!(Factors::from_parts(vec![0.0], Array2::zeros((1, 1)), vec![0.0]).is_err());
    let constant = Array2::from_elem((2, 3), 1.0_f32);
    let factors = Factors::fit(&Training::new(constant.view()), Streams::new(0));
    assert!(factors.distance(constant.row(0), &[1]).unwrap() < 1e-9);
}
