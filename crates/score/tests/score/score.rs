//! Figures against scikit-learn, and what must hold of any calls.

use exoscope_score::{ScoreError, Scores, Truth};
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;

/// One case of `reference/score.py`; `None` where the figure is undefined.
#[derive(serde::Deserialize)]
struct Case {
    name: String,
    y: Vec<usize>,
    p: Vec<Vec<f64>>,
    is_cancer: Vec<bool>,
    accuracy: f64,
    balanced_accuracy: f64,
    macro_f1: f64,
    log_loss: f64,
    brier: f64,
    confusion: Vec<Vec<f64>>,
    precision: Vec<Option<f64>>,
    recall: Vec<Option<f64>>,
    f1: Vec<Option<f64>>,
    specificity: Vec<Option<f64>>,
    auroc: Vec<Option<f64>>,
    average_precision: Vec<Option<f64>>,
    signal_auroc: Option<f64>,
    signal_sensitivity: Option<f64>,
    signal_specificity: Option<f64>,
    accuracy_cancers: Option<f64>,
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|class| format!("class {class}")).collect()
}

fn close(ours: Option<f64>, reference: Option<f64>, what: &str) {
    match (ours, reference) {
        (None, None) => {}
        (Some(a), Some(b)) if (a - b).abs() < 1e-9 => {}
        _ => panic!("{what}: {ours:?}, scikit-learn {reference:?}"),
    }
}

#[test]
fn agrees_with_scikit_learn_1_9_1() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../reference/score.json")).unwrap();
    for case in cases {
        let k = case.is_cancer.len();
        let p = Array2::from_shape_vec((case.y.len(), k), case.p.concat()).unwrap();
        let truth = Truth::new(names(k), case.is_cancer, case.y).unwrap();
        let scores = Scores::new(&truth, &[p]).unwrap();
        let check = |ours, reference, what: &str| {
            close(ours, reference, &format!("{}: {what}", case.name));
        };
        check(Some(scores.accuracy), Some(case.accuracy), "accuracy");
        check(Some(scores.balanced_accuracy), Some(case.balanced_accuracy), "balanced accuracy");
        check(Some(scores.macro_f1), Some(case.macro_f1), "macro F1");
        check(Some(scores.log_loss), Some(case.log_loss), "log-loss");
        check(Some(scores.brier), Some(case.brier), "Brier");
        check(scores.accuracy_cancers, case.accuracy_cancers, "accuracy among cancers");
        let signal = scores.signal.as_ref();
        check(signal.map(|s| s.auroc), case.signal_auroc, "signal AUROC");
        check(signal.map(|s| s.sensitivity), case.signal_sensitivity, "signal sensitivity");
        check(signal.map(|s| s.specificity), case.signal_specificity, "signal specificity");
        assert_eq!(scores.confusion, case.confusion, "{}", case.name);
        for (c, class) in scores.per_class.iter().enumerate() {
            check(class.precision, case.precision[c], &format!("precision {c}"));
            check(class.recall, case.recall[c], &format!("recall {c}"));
            check(class.f1, case.f1[c], &format!("F1 {c}"));
            check(class.specificity, case.specificity[c], &format!("specificity {c}"));
            check(class.auroc, case.auroc[c], &format!("AUROC {c}"));
            check(class.average_precision, case.average_precision[c], &format!("AP {c}"));
        }
    }
}

/// Samples of up to five classes with probabilities of two repeats.
fn calls() -> impl Strategy<Value = (Truth, Vec<Array2<f64>>)> {
    (2_usize..6, 2_usize..40).prop_flat_map(|(k, n)| {
        let y = prop::collection::vec(0..k, n);
        let cancer = prop::collection::vec(any::<bool>(), k);
        let stages = prop::collection::vec(prop::option::of(0_u8..5), n);
        let weights = prop::collection::vec(prop::collection::vec(0.01..1.0, n * k), 2);
        (y, cancer, stages, weights).prop_map(move |(y, cancer, stages, weights)| {
            let truth = Truth::new(names(k), cancer, y).unwrap().with_stages(stages).unwrap();
            let distributions = |weights: Vec<f64>| {
                let mut p = Array2::from_shape_vec((n, k), weights).unwrap();
                p.outer_iter_mut().for_each(|mut row| row /= row.sum());
                p
            };
            (truth, weights.into_iter().map(distributions).collect())
        })
    })
}

/// All numbers of the figures, in order, so that they can be compared within rounding.
fn numbers(scores: &Scores) -> Vec<f64> {
    fn collect(value: &serde_json::Value, into: &mut Vec<f64>) {
        match value {
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
            serde_json::Value::Object(map) => map.values().for_each(|item| collect(item, into)),
            serde_json::Value::Null => into.push(-1.0),
            value => into.extend(value.as_f64()),
        }
    }
    let mut numbers = Vec::new();
    collect(&serde_json::to_value(scores).unwrap(), &mut numbers);
    numbers
}

proptest! {
    #[test]
    fn figures_hold_together((truth, p) in calls()) {
        let scores = Scores::new(&truth, &p).unwrap();
        prop_assert!(scores.accuracy_ci.low <= scores.accuracy);
        prop_assert!(scores.accuracy <= scores.accuracy_ci.high);
        let called: f64 = scores.confusion.concat().iter().sum();
        prop_assert!((called - truth.n() as f64).abs() < 1e-9);
        prop_assert_eq!(scores.per_class.iter().map(|class| class.n).sum::<usize>(), truth.n());
        let right: f64 = (0..scores.classes.len()).map(|c| scores.confusion[c][c]).sum();
        prop_assert!((right / truth.n() as f64 - scores.accuracy).abs() < 1e-12);
        for stage in &scores.by_stage {
            prop_assert!(stage.sensitivity.is_none_or(|detected| detected >= stage.accuracy));
        }
        let early = |name: &str| name == "0" || name == "I" || name == "II";
        let n = |keep: &dyn Fn(&str) -> bool| -> usize {
            scores.by_stage.iter().filter(|s| keep(&s.stage)).map(|s| s.n).sum()
        };
        prop_assert_eq!(n(&early), n(&|name| name == "0-II"));
        prop_assert!(!serde_json::to_string(&scores).unwrap().contains("NaN"));
    }

    #[test]
    fn the_order_of_samples_does_not_matter((truth, p) in calls(), seed in any::<u64>()) {
        use rand::{SeedableRng, rngs::Xoshiro256PlusPlus, seq::SliceRandom};
        let mut order: Vec<usize> = (0..truth.n()).collect();
        order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
        let y = order.iter().map(|&row| truth.y()[row]).collect();
        let stages = order.iter().map(|&row| truth.stages()[row]).collect();
        let turned = Truth::new(truth.classes().to_vec(), truth.is_cancer().to_vec(), y).unwrap();
        let turned = turned.with_stages(stages).unwrap();
        let turned_p: Vec<_> = p.iter().map(|p| p.select(Axis(0), &order)).collect();
        let before = numbers(&Scores::new(&truth, &p).unwrap());
        let after = numbers(&Scores::new(&turned, &turned_p).unwrap());
        prop_assert_eq!(before.len(), after.len());
        for (a, b) in before.iter().zip(&after) {
            prop_assert!((a - b).abs() < 1e-12);
        }
    }

    /// Repeats call the same people again: the figures stay, and so does their uncertainty.
    #[test]
    fn saying_it_twice_does_not_make_it_surer((truth, p) in calls()) {
        let once = Scores::new(&truth, &p[..1]).unwrap();
        let mut twice = Scores::new(&truth, &[p[0].clone(), p[0].clone()]).unwrap();
        twice.repeats = 1;
        prop_assert_eq!(once, twice);
    }
}

#[test]
fn json_has_its_keys_and_is_read_back() {
    let truth = Truth::new(names(2), vec![true, false], vec![0, 1, 0, 1]).unwrap();
    let truth = truth.with_stages(vec![Some(1), None, None, None]).unwrap();
    let p = array![[0.75, 0.25], [0.5, 0.5], [0.25, 0.75], [0.125, 0.875]];
    let scores = Scores::new(&truth, &[p]).unwrap();
    let json = serde_json::to_value(&scores).unwrap();
    for key in [
        "n",
        "repeats",
        "classes",
        "accuracy",
        "accuracy_ci",
        "balanced_accuracy",
        "accuracy_cancers",
        "accuracy_cancers_ci",
        "macro_f1",
        "macro_auroc",
        "log_loss",
        "brier",
        "signal",
        "per_class",
        "by_stage",
        "confusion",
        "roc",
    ] {
        assert!(json.get(key).is_some(), "metrics.json promises `{key}`");
    }
    assert_eq!(json["accuracy_ci"].as_array().map(Vec::len), Some(2));
    let stages: Vec<_> = scores.by_stage.iter().map(|stage| stage.stage.as_str()).collect();
    assert_eq!(stages, ["I", "0-II"]);
    let back: Scores = serde_json::from_str(&serde_json::to_string(&scores).unwrap()).unwrap();
    assert_eq!(numbers(&back).len(), numbers(&scores).len());
    assert_eq!(back.per_class[0].class, "class 0");
}

#[test]
fn wrong_input_is_refused_with_its_place() {
    let truth = Truth::new(names(2), vec![true, false], vec![0, 1]).unwrap();
    let refuse = |p: Array2<f64>| Scores::new(&truth, &[array![[1.0, 0.0], [0.0, 1.0]], p]);
    assert!(matches!(
        refuse(array![[1.0, 0.0]]),
        Err(ScoreError::Shape { repeat: 1, rows: 1, columns: 2, samples: 2, classes: 2 })
    ));
    assert!(matches!(
        refuse(array![[1.0, 0.0], [f64::NAN, 1.0]]),
        Err(ScoreError::NotAProbability { repeat: 1, row: 1, column: 0, .. })
    ));
    assert!(matches!(
        refuse(array![[1.0, 0.0], [0.0, 0.0]]),
        Err(ScoreError::NotADistribution { repeat: 1, row: 1, .. })
    ));
    assert_eq!(Scores::new(&truth, &[]), Err(ScoreError::NoRepeats));
    assert_eq!(Truth::new(names(1), vec![true], vec![]), Err(ScoreError::NoSamples));
    assert!(matches!(
        Truth::new(names(1), vec![true], vec![0, 1]),
        Err(ScoreError::ClassOutOfRange { row: 1, class: 1, n_classes: 1 })
    ));
    assert!(matches!(
        truth.clone().with_stages(vec![None, Some(5)]),
        Err(ScoreError::StageOutOfRange { row: 1, stage: 5 })
    ));
}
