#![allow(clippy::unwrap_used)]

use ndarray::{Array2, array};

use super::*;
use crate::learn::{Classifier, InputError};

#[test]
fn settings_out_of_range_are_refused() {
    let wrong = [
        (TreesSettings { features: 0, ..TreesSettings::default() }, "features"),
        (TreesSettings { rounds: 0, ..TreesSettings::default() }, "rounds"),
        (TreesSettings { max_leaves: 1, ..TreesSettings::default() }, "max_leaves"),
        (TreesSettings { learning_rate: f64::NAN, ..TreesSettings::default() }, "learning_rate"),
        (TreesSettings { colsample: 1.5, ..TreesSettings::default() }, "colsample"),
    ];
    for (settings, setting) in wrong {
        assert_eq!(settings.check().unwrap_err().setting, setting);
    }
}

#[test]
fn a_threshold_is_found_where_the_classes_meet() {
    let x = Array2::from_shape_fn((40, 1), |(i, _)| i as f32);
    let y = (0..40).map(|i| usize::from(i >= 25)).collect();
    let settings = TreesSettings { rounds: 1, learning_rate: 1.0, ..TreesSettings::default() };
    let examples = Training::new(Examples::new(x, y, 2).unwrap());
    let model = settings.check().unwrap().fit(&examples).unwrap().model;
    // p = 3/8 of the second class: curvature 2 p (1 − p) a sample, Newton steps by hand.
    let (p, curvature): (f64, f64) = (0.375, 2.0 * 0.375 * 0.625);
    let second = &model.trees()[1];
    let split = Node::Split { feature: 0, threshold: 24.5, below: 1 };
    assert_eq!(second.nodes()[0], split);
    let leaves =
        [-25.0 * p / (25.0 * curvature + 1.0), 15.0 * (1.0 - p) / (15.0 * curvature + 1.0)];
    for (node, value) in second.nodes()[1..].iter().zip(leaves) {
        assert!(matches!(node, Node::Leaf { value: v } if (v - value).abs() < 1e-12), "{node:?}");
    }
}

#[test]
fn trees_that_do_not_fit_are_refused() {
    let leaf = Node::Leaf { value: 1.0 };
    let split = |feature, below| Node::Split { feature, threshold: 0.0, below };
    let model = |nodes: Vec<Node>| {
        let fine = Tree::from_nodes(vec![leaf]);
        TreesModel::from_parts(2, vec![0.0, 0.0], vec![fine, Tree::from_nodes(nodes)])
    };
    let p = model(vec![split(1, 1), leaf, Node::Leaf { value: 3.0 }]).unwrap();
    let p = p.probabilities(array![[9.0_f32, 0.0], [9.0, 0.1]].view()).unwrap();
    assert!((p[[0, 0]] - 0.5).abs() < 1e-15);
    assert!((p[[1, 1]] - 1.0 / (1.0 + (-2.0_f64).exp())).abs() < 1e-15);
    for nodes in [
        vec![],
        vec![split(2, 1), leaf, leaf],
        vec![split(0, 0), leaf],
        vec![split(0, 2), leaf, leaf],
        vec![Node::Leaf { value: f64::NAN }],
        // Two ways to one node: a chain of them would have more ways than could ever be walked.
        vec![split(0, 1), split(1, 2), leaf, leaf],
        // A node that nothing leads to.
        vec![leaf, leaf],
        // A chain deeper than any tree that was grown.
        (0..300).flat_map(|i| [split(0, 2 * i + 1), leaf]).chain([leaf]).collect(),
    ] {
        assert_eq!(model(nodes), Err(InputError::Tree { tree: 1 }));
    }
}
