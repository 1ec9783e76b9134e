#![allow(clippy::unwrap_used, clippy::float_cmp)]

use ndarray::Array2;
use rand::RngExt;

use super::*;

/// 300 samples in groups of three: the first class right with chance `right`, in steps of 1/100.
fn run(right: u64, seed: u64, groups: bool) -> HeldOutCalls {
    let n = 300;
    let mut stream = Streams::new(seed).stream("calls", 0);
    let y: Vec<usize> = (0..n).map(|i| i % 2).collect();
    let mut p = Array2::zeros((n, 2));
    for (i, mut row) in p.rows_mut().into_iter().enumerate() {
        let hit = stream.random_range(0..100) < right;
        let class = if hit { y[i] } else { 1 - y[i] };
        row[class] = 0.8;
        row[1 - class] = 0.2;
    }
    HeldOutCalls {
        samples: (0..n).map(|i| format!("P{i}").parse().unwrap()).collect(),
        classes: vec!["colorectal".to_owned(), "healthy".to_owned()],
        groups: groups.then(|| (0..n).map(|i| format!("P{}", i / 3 * 3)).collect()),
        folds: vec![(0..n).map(|i| i / 3 % 5).collect()],
        probabilities: vec![p],
        y,
    }
}

fn compare(a: &HeldOutCalls, b: &HeldOutCalls) -> Comparison {
    Comparison::new(a, b, &[true, false], 2000, Streams::new(1)).unwrap()
}

#[test]
fn a_run_is_no_better_than_itself() {
    let run = run(80, 1, true);
    let same = compare(&run, &run);
    assert_eq!((same.n, same.clusters, same.mcnemar.p), (300, 100, 1.0));
    let nought = Interval { low: 0.0, high: 0.0 };
    for figure in [same.accuracy, same.balanced_accuracy, same.log_loss] {
        assert_eq!((figure.difference, figure.ci), (0.0, Some(nought)));
    }
    assert!(same.warnings.is_empty(), "{:?}", same.warnings);
}

#[test]
fn a_better_run_is_found_better_whichever_comes_first() {
    let (worse, better) = (run(70, 1, false), run(90, 2, false));
    let forth = compare(&worse, &better);
    let back = compare(&better, &worse);
    let ci = forth.accuracy.ci.unwrap();
    assert!(ci.low > 0.05 && ci.high < 0.25 && forth.mcnemar.p < 1e-4, "{forth:?}");
    assert!(forth.log_loss.ci.unwrap().high < 0.0 && forth.accuracy_cancers.unwrap().b > 0.8);
    assert_eq!(forth.accuracy.difference, -back.accuracy.difference);
    let turned = back.accuracy.ci.unwrap();
    assert!((ci.low + turned.high).abs() < 1e-12 && (ci.high + turned.low).abs() < 1e-12);
    assert_eq!(forth.mcnemar.p, back.mcnemar.p);
}

#[test]
fn the_order_of_samples_does_not_matter() {
    let (a, mut b) = (run(70, 1, true), run(90, 2, true));
    let straight = compare(&a, &b);
    let turned: Vec<usize> = (0..300).rev().collect();
    b.samples.reverse();
    b.y.reverse();
    b.folds[0].reverse();
    b.groups.as_mut().unwrap().reverse();
    b.probabilities[0] = b.probabilities[0].select(ndarray::Axis(0), &turned);
    assert_eq!(compare(&a, &b), straight);
}

#[test]
fn runs_of_other_samples_labels_or_classes_are_refused() {
    let a = run(70, 1, false);
    let refused = |b: &HeldOutCalls| {
        Comparison::new(&a, b, &[true, false], 10, Streams::new(1)).unwrap_err().to_string()
    };
    let mut b = a.clone();
    b.samples[7] = "X".parse().unwrap();
    assert_eq!(
        refused(&b),
        "the runs are of different samples: 1 are in the first alone (P7); 1 are in the second \
         alone (X)"
    );
    let mut b = a.clone();
    b.y[4] = 1;
    assert_eq!(refused(&b), "sample P4 has another label in the second run");
    let mut b = a.clone();
    b.classes[0] = "pancreas".to_owned();
    assert!(refused(&b).starts_with("the runs are of different classes"));
}

#[test]
fn other_folds_and_groups_are_said() {
    let (a, mut b) = (run(70, 1, true), run(70, 1, false));
    b.folds[0].reverse();
    assert_eq!(compare(&a, &b).warnings.len(), 2);
}

#[test]
fn the_common_samples_of_several_runs_are_compared() {
    let (a, b) = (run(70, 1, true), run(90, 2, true));
    let parts = [
        a.select(&(0..200).collect::<Vec<_>>()),
        b.select(&(50..300).rev().collect::<Vec<_>>()),
        a,
    ];
    let common = on_common_samples(&parts);
    assert!(common.iter().all(|run| run.samples.len() == 150));
    let found = compare(&common[0], &common[1]);
    assert_eq!(found.n, 150);
    assert!(found.accuracy.difference > 0.0);
    assert_eq!(compare(&common[0], &common[2]).accuracy.difference, 0.0);
}
