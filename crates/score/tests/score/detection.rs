//! Signal, origin, calibration and decision curve against scikit-learn.

use exoscope_score::{Calibration, Scores, Truth};
use ndarray::Array2;
use serde::Deserialize;

/// One case of `reference/detection.py`.
#[derive(Deserialize)]
struct Case {
    name: String,
    y: Vec<usize>,
    p: Vec<Vec<f64>>,
    cancer: Vec<bool>,
    control: Vec<bool>,
    points: Vec<Point>,
    signal: Calibration,
    classes: Vec<Calibration>,
    decision: Vec<Benefit>,
    auroc: f64,
    average_precision: f64,
}

#[derive(Deserialize)]
struct Point {
    target: f64,
    sensitivity: f64,
    specificity: f64,
    specificity_others: f64,
    top1: Option<f64>,
    top2: Option<f64>,
    by_cancer: Vec<f64>,
}

#[derive(Deserialize)]
struct Benefit {
    threshold: f64,
    reader: f64,
}

#[track_caller]
fn close(ours: f64, reference: f64, what: &str) {
    assert!((ours - reference).abs() < 1e-9, "{what}: {ours}, scikit-learn {reference}");
}

#[track_caller]
fn same(ours: &Calibration, reference: &Calibration, what: &str) {
    close(ours.ece_plugin.unwrap(), reference.ece.unwrap(), what);
    close(ours.slope.unwrap(), reference.slope.unwrap(), what);
    close(ours.intercept.unwrap(), reference.intercept.unwrap(), what);
    assert_eq!(ours.bins.len(), reference.bins.len(), "{what}");
    for (a, b) in ours.bins.iter().zip(&reference.bins) {
        assert_eq!(a.n, b.n, "{what}");
        close(a.p, b.p, what);
        close(a.share, b.share, what);
    }
}

#[test]
fn agrees_with_scikit_learn_1_9_1() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../reference/detection.json")).unwrap();
    for case in cases {
        let k = case.cancer.len();
        let names = (0..k).map(|class| format!("class {class}")).collect();
        let p = Array2::from_shape_vec((case.y.len(), k), case.p.concat()).unwrap();
        let truth = Truth::new(names, case.cancer, case.y).unwrap();
        let truth = truth.with_controls(case.control).unwrap();
        let scores = Scores::new(&truth, &[p]).unwrap();
        let signal = scores.signal.unwrap();
        close(signal.auroc, case.auroc, &case.name);
        close(signal.average_precision, case.average_precision, &case.name);
        same(&signal.calibration, &case.signal, &case.name);
        for (class, reference) in scores.per_class.iter().zip(&case.classes) {
            same(&class.calibration, reference, &format!("{}, {}", case.name, class.class));
        }
        for (point, reference) in signal.at.iter().zip(&case.points) {
            let what = format!("{} at {}", case.name, reference.target);
            close(point.target, reference.target, &what);
            close(point.sensitivity, reference.sensitivity, &what);
            close(point.specificity, reference.specificity, &what);
            close(point.specificity_others, reference.specificity_others, &what);
            close(point.origin.unwrap().top1, reference.top1.unwrap(), &what);
            close(point.origin.unwrap().top2, reference.top2.unwrap(), &what);
            for (cancer, reference) in point.by_cancer.iter().zip(&reference.by_cancer) {
                close(cancer.sensitivity, *reference, &what);
            }
        }
        for reference in &case.decision {
            let mut at = signal.decision.iter();
            let at = at.find(|at| (at.threshold - reference.threshold).abs() < 1e-12).unwrap();
            close(at.reader, reference.reader, &case.name);
        }
    }
}
