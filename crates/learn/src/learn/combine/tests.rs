#![allow(clippy::unwrap_used)]

use exoscope_core::Streams;
use exoscope_core::random::Stream;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::*;

/// Samples without features, on inner folds.
fn problem(y: &[usize], classes: usize, groups: Option<Vec<usize>>) -> (Examples, InnerFolds) {
    let examples = Examples::new(Array2::zeros((y.len(), 1)), y.to_vec(), classes).unwrap();
    let examples = match groups {
        Some(groups) => examples.with_groups(groups).unwrap(),
        None => examples,
    };
    let folds = InnerFolds::draw(&examples).unwrap();
    (examples, folds)
}

#[test]
fn a_member_that_knows_outweighs_one_that_guesses() {
    let y: Vec<usize> = (0..400).map(|i| i % 3).collect();
    let sure = Array2::from_shape_fn((400, 3), |(i, c)| {
        let called = if i % 10 == 0 { (y[i] + 1) % 3 } else { y[i] };
        if called == c { 0.8 } else { 0.1 }
    });
    let guess =
        Array2::from_shape_fn((400, 3), |(i, c)| if (i * 7 / 3 + c) % 3 == 0 { 0.5 } else { 0.25 });
    let members = [sure.view(), guess.view()];
    let (examples, folds) = problem(&y, 3, None);
    let fitted = Combination::fit(&members, &folds, &examples).unwrap().whole;
    assert!(fitted.weights[0] > 3.0 * fitted.weights[1], "{fitted:?}");
    // Nine of ten are right, and the combination is about that sure.
    let p = fitted.apply_all(&members);
    assert!((p[[1, 1]] - 0.9).abs() < 0.05, "{}", p.row(1));
}

#[test]
fn a_member_that_misleads_gets_no_weight() {
    let y: Vec<usize> = (0..300).map(|i| i % 2).collect();
    let right = Array2::from_shape_fn((300, 2), |(i, c)| if y[i] == c { 0.7 } else { 0.3 });
    let wrong = Array2::from_shape_fn((300, 2), |(i, c)| {
        let towards = if i % 3 == 0 { y[i] } else { 1 - y[i] };
        if towards == c { 0.9 } else { 0.1 }
    });
    let members = [wrong.view(), right.view()];
    let (examples, folds) = problem(&y, 2, None);
    let fitted = Combination::fit(&members, &folds, &examples).unwrap().whole;
    assert!(fitted.weights[0] < 1e-12, "{fitted:?}");
    assert!(fitted.weights[1] > 1.0);
}

/// Calls that know nothing, as sure as they may be.
fn noise(n: usize, classes: usize, stream: &mut Stream) -> Array2<f64> {
    let mut p = Array2::from_shape_fn((n, classes), |_| {
        let z: f64 = StandardNormal.sample(stream);
        (3.0 * z).exp()
    });
    for mut row in p.outer_iter_mut() {
        row /= row.sum();
    }
    p
}

#[test]
fn where_nothing_is_learned_the_class_shares_are_said() {
    for groups in [None, Some((0..120).map(|i| i / 6).collect::<Vec<usize>>())] {
        let stream = &mut Streams::new(3).stream("noise", 0);
        let y: Vec<usize> = (0..120).map(|_| usize::from(stream.random_range(0..4) == 0)).collect();
        let members = [noise(120, 2, stream), noise(120, 2, stream), noise(120, 2, stream)];
        let views: Vec<ArrayView2<'_, f64>> = members.iter().map(|m| m.view()).collect();
        let (examples, folds) = problem(&y, 2, groups);
        let fitted = Combination::fit(&views, &folds, &examples).unwrap().whole;
        let share = y.iter().filter(|y| **y == 1).count() as f64 / 120.0;
        let new = [noise(2000, 2, stream), noise(2000, 2, stream), noise(2000, 2, stream)];
        let views: Vec<ArrayView2<'_, f64>> = new.iter().map(|m| m.view()).collect();
        let p = fitted.apply_all(&views);
        let loss = |p: f64| -share * p.ln() - (1.0 - share) * (1.0 - p).ln();
        let ours = p.column(1).iter().map(|&p| loss(p)).sum::<f64>() / 2000.0;
        assert!(ours <= loss(share) + 0.03, "{ours} {} {fitted:?}", loss(share));
    }
}

/// Members whose calls of new groups are right or wrong by groups: what looks right on a few groups by chance is
/// not bet on. Log-loss of new groups, of the combination and of each member with the class shares' floor.
#[test]
fn no_worse_than_the_best_member_on_new_groups() {
    let (mut ours, mut best, mut shares, cohorts) = (Vec::new(), Vec::new(), Vec::new(), 40);
    for cohort in 0..cohorts {
        let stream = &mut Streams::new(cohort).stream("cohorts", 0);
        let (n_groups, each, classes) = (8, 12, 3);
        let skills: Vec<f64> = (0..4).map(|_| stream.random_range(-0.5..2.0)).collect();
        let mut draw = |groups: usize| {
            let (mut y, mut of, mut members) =
                (vec![], vec![], vec![Array2::zeros((groups * each, classes)); 4]);
            for group in 0..groups {
                let luck: Vec<f64> = (0..4).map(|_| StandardNormal.sample(stream)).collect();
                for _ in 0..each {
                    let class = stream.random_range(0..classes);
                    for (m, member) in members.iter_mut().enumerate() {
                        for c in 0..classes {
                            let z: f64 = StandardNormal.sample(stream);
                            let own = if c == class { skills[m] + luck[m] } else { 0.0 };
                            member[[y.len(), c]] = (2.0 * (own + z)).exp();
                        }
                    }
                    y.push(class);
                    of.push(group);
                }
            }
            for member in &mut members {
                for mut row in member.outer_iter_mut() {
                    row /= row.sum();
                }
            }
            (y, of, members)
        };
        let (y, of, members) = draw(n_groups);
        let (new, _, new_members) = draw(60);
        if (0..classes).any(|class| !y.contains(&class)) {
            continue;
        }
        let (examples, folds) = problem(&y, classes, Some(of));
        let views: Vec<ArrayView2<'_, f64>> = members.iter().map(|m| m.view()).collect();
        let fitted = Combination::fit(&views, &folds, &examples).unwrap().whole;
        let views: Vec<ArrayView2<'_, f64>> = new_members.iter().map(|m| m.view()).collect();
        let loss = |p: &Array2<f64>| {
            let own = |(p, &y): (ndarray::ArrayView1<'_, f64>, &usize)| -p[y].max(1e-6).ln();
            p.outer_iter().zip(&new).map(own).sum::<f64>() / new.len() as f64
        };
        ours.push(loss(&fitted.apply_all(&views)));
        best.push(new_members.iter().map(loss).fold(f64::INFINITY, f64::min));
        shares.push((classes as f64).ln());
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    println!(
        "ours {:.3}, best member {:.3}, shares {:.3}",
        mean(&ours),
        mean(&best),
        mean(&shares)
    );
    assert!(mean(&ours) <= mean(&best) + 0.02);
    let behind =
        |than: &[f64], by: f64| ours.iter().zip(than).filter(|(a, b)| **a > **b + by).count();
    assert!(behind(&best, 0.1) <= 2, "{} of {cohorts} cohorts", behind(&best, 0.1));
    assert!(behind(&shares, 0.05) <= 2, "{} of {cohorts} cohorts", behind(&shares, 0.05));
}
