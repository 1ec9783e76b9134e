#![allow(clippy::unwrap_used)]

use exoscope_core::Streams;
use ndarray::{Array2, Axis, array};
use rand_distr::{Distribution, StandardNormal};

use super::*;
use crate::learn::trees::{Node, Tree};
use crate::learn::{Examples, LearnerSettings, TreesModel};
use crate::split::Training;

/// Three classes on 12 features, the third in the middle of the others.
fn examples() -> (Array2<f32>, Vec<usize>) {
    let stream = &mut Streams::new(2).stream("examples", 0);
    let y: Vec<usize> = (0..150).map(|i| i % 3).collect();
    let mut x: Array2<f32> =
        Array2::from_shape_simple_fn((150, 12), || StandardNormal.sample(stream));
    for (mut row, &class) in x.rows_mut().into_iter().zip(&y) {
        row[0] += [4.0, -4.0, 0.0][class];
        row[1] += [1.0, 1.0, -2.0][class];
    }
    (x, y)
}

fn model(learner: &str) -> Model {
    let (x, y) = examples();
    let examples = Training::new(Examples::new(x, y, 3).unwrap());
    LearnerSettings::default_of(learner).unwrap().fit(&examples).unwrap().model
}

#[test]
fn contributions_sum_to_the_score_and_the_score_is_the_models() {
    let (x, _) = examples();
    for learner in LearnerSettings::NAMES {
        let model = model(learner);
        let p = model.probabilities(x.view()).unwrap();
        for (row, p) in x.outer_iter().zip(p.outer_iter()).step_by(7) {
            for class in 0..3 {
                let of = model.contributions(row, &[0.1; 12], class).unwrap();
                let sum: f64 = of.values.iter().sum();
                assert!((sum - (of.score - of.baseline)).abs() < 1e-6, "{learner} {class}");
                let others: f64 = (0..3).filter(|k| *k != class).map(|k| p[k].ln()).sum();
                let score = p[class].ln() - others / 2.0;
                assert!(
                    (of.score - score).abs() < 2e-4 * (1.0 + score.abs()),
                    "{learner} {score} {}",
                    of.score
                );
            }
        }
    }
}

#[test]
fn the_features_that_tell_the_classes_apart_contribute_most() {
    let (x, y) = examples();
    for learner in ["stack", "kernel", "lda"] {
        let model = model(learner);
        let mut total = vec![0.0; 12];
        for (row, &class) in x.outer_iter().zip(&y) {
            let of = model.contributions(row, &[0.0; 12], class).unwrap();
            total.iter_mut().zip(of.values).for_each(|(t, v)| *t += v.abs());
        }
        let mut order: Vec<usize> = (0..12).collect();
        order.sort_by(|&a, &b| total[b].total_cmp(&total[a]));
        let first = [order[0].min(order[1]), order[0].max(order[1])];
        assert_eq!(first, [0, 1], "{learner}: {total:?}");
    }
}

#[test]
fn a_kernel_machines_contributions_are_the_integral_of_its_gradient() {
    let (x, _) = examples();
    let model = model("kernel");
    let (row, steps) = (x.row(3), 400_usize);
    let of = model.contributions(row, &[0.0; 12], 0).unwrap();
    // Gradients by central differences, at the midpoints of many steps.
    let h = 0.02_f32;
    let points = Array2::from_shape_fn((steps * 24, 12), |(i, j)| {
        let (step, feature, side) = (i / 24, i % 24 / 2, i % 2);
        let t = (step as f32 + 0.5) / steps as f32;
        let off = if j == feature { h * (1.0 - 2.0 * side as f32) } else { 0.0 };
        t * row[j] + off
    });
    let p = model.probabilities(points.view()).unwrap();
    let score = |i: usize| p[[i, 0]].ln() - f64::midpoint(p[[i, 1]].ln(), p[[i, 2]].ln());
    for feature in 0..12 {
        let slope = |step: usize| {
            let at = step * 24 + 2 * feature;
            (score(at) - score(at + 1)) / f64::from(2.0 * h)
        };
        let integral = (0..steps).map(slope).sum::<f64>() / steps as f64 * f64::from(row[feature]);
        let found = of.values[feature];
        assert!((integral - found).abs() < 2e-3 * (1.0 + found.abs()), "{integral} {found}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let model = model("lda");
    let (x, _) = examples();
    let few = x.select(Axis(1), &[0, 1]);
    assert!(model.contributions(few.row(0), &[0.0; 12], 0).is_err());
    assert!(model.contributions(x.row(0), &[0.0; 11], 0).is_err());
    assert!(model.contributions(x.row(0), &[0.0; 12], 3).is_err());
    assert!(model.contributions(x.row(0), &[f64::NAN; 12], 0).is_err());
}

#[test]
fn a_step_of_a_tree_belongs_to_the_feature_that_passed_its_threshold() {
    // x₀ ≤ 0 says 0; above, x₁ ≤ 0 says 1 and above 5. On the way from (−1, −3) to (1, 1), x₀ passes
    // at t = 1/2, x₁ at t = 3/4.
    let nodes = vec![
        Node::Split { feature: 0, threshold: 0.0, below: 1 },
        Node::Leaf { value: 0.0 },
        Node::Split { feature: 1, threshold: 0.0, below: 3 },
        Node::Leaf { value: 1.0 },
        Node::Leaf { value: 5.0 },
    ];
    let trees = vec![Tree::from_nodes(nodes), Tree::from_nodes(vec![Node::Leaf { value: 0.5 }])];
    let model = Model::Trees(TreesModel::from_parts(2, vec![0.0, 0.25], trees).unwrap());
    let of = model.contributions(array![1.0_f32, 1.0].view(), &[-1.0, -3.0], 0).unwrap();
    assert_eq!(of.values, [1.0, 4.0]);
    assert_eq!((of.baseline, of.score), (-0.75, 4.25));
    // The other way round x₁ passes first, where it changes nothing.
    let of = model.contributions(array![1.0_f32, 1.0].view(), &[-3.0, -1.0], 0).unwrap();
    assert_eq!(of.values, [5.0, 0.0]);
}
