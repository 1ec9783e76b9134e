//! Learners against scikit-learn 1.9.1: values in `reference/learn.json`, made by
//! `reference/learn.py`. Trees against scikit-learn 1.9.1 and
//! LightGBM 4.7.0: `reference/trees.json`, made by `reference/trees.py`.

use std::path::Path;

use exoscope_learn::learn::{Classifier, Examples, LearnerSettings, LinearModel, Model};
use exoscope_learn::split::{Learnable, Training};
use ndarray::{Array1, Array2, Axis, s};
use serde::Deserialize;

/// Relative error allowed: Frobenius norm, and greatest entry.
const TOLERANCE: f64 = 1e-3;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
    gse73002: Vec<RealCase>,
}

#[derive(Deserialize)]
struct Case {
    n: usize,
    p: usize,
    k: usize,
    settings: LearnerSettings,
    coefficients: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
}

#[derive(Deserialize)]
struct RealCase {
    settings: LearnerSettings,
    intercept: f64,
    first_coefficients: Vec<f64>,
    norm: f64,
    accuracy: f64,
    log_loss: f64,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../reference/learn.json")).unwrap()
}

/// The problem of `problem.py`: see there.
fn problem(n: usize, p: usize, k: usize) -> Training<Examples> {
    let mut state = 12345_u32;
    let x = Array2::from_shape_fn((n, p), |(i, j)| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let shift = if j % k == i % k { 0.75 } else { 0.0 };
        (state >> 8) as f32 / 16_777_216.0 * 4.0 - 2.0 + shift
    });
    Examples::new(x, (0..n).map(|i| i % k).collect(), k).unwrap().training()
}

fn fit(settings: &LearnerSettings, examples: &Training<Examples>) -> LinearModel {
    match settings.fit(examples).unwrap().model {
        Model::Linear(model) => model,
        _ => panic!("not a linear model"),
    }
}

/// As scikit-learn stores it: of two classes the difference alone.
fn as_reference(model: &LinearModel) -> (Array2<f64>, Array1<f64>) {
    let (w, b) = (model.coefficients(), model.intercepts());
    if w.nrows() > 2 {
        return (w.to_owned(), b.clone());
    }
    let difference = &w.row(1) - &w.row(0);
    (difference.insert_axis(Axis(0)), Array1::from_elem(1, b[1] - b[0]))
}

fn norm(a: &Array2<f64>) -> f64 {
    a.iter().map(|v| v * v).sum::<f64>().sqrt()
}

fn greatest(a: &Array2<f64>) -> f64 {
    a.iter().fold(0.0, |m, v| v.abs().max(m))
}

#[test]
fn coefficients_agree_with_scikit_learn() {
    for Case { n, p, k, settings, coefficients, intercepts } in reference().cases {
        let (w, b) = as_reference(&fit(&settings, &problem(n, p, k)));
        let expected =
            Array2::from_shape_vec((coefficients.len(), p), coefficients.concat()).unwrap();
        let off = &w - &expected;
        let what = format!("{settings:?} at {n} x {p}, {k} classes");
        assert!(norm(&off) <= TOLERANCE * norm(&expected), "{what}: W off by {}", norm(&off));
        assert!(greatest(&off) <= TOLERANCE * greatest(&expected), "{what}: {}", greatest(&off));
        let size = intercepts.iter().fold(greatest(&expected), |m, v| v.abs().max(m));
        for (b, e) in b.iter().zip(&intercepts) {
            assert!((b - e).abs() <= TOLERANCE * size, "{what}: intercept {b}, not {e}");
        }
    }
}

#[derive(Deserialize)]
struct TreesCase {
    n: usize,
    p: usize,
    k: usize,
    settings: LearnerSettings,
    probabilities: Vec<Vec<f64>>,
}

#[test]
fn trees_agree_with_scikit_learn_and_lightgbm() {
    let cases: Vec<TreesCase> =
        serde_json::from_str(include_str!("../reference/trees.json")).unwrap();
    for TreesCase { n, p, k, settings, probabilities } in cases {
        let weights = (0..n).map(|i| 0.5 + (i * 37 % 101) as f64 / 100.0).collect();
        let examples = Examples::clone(&problem(n, p, k)).with_weights(weights).unwrap();
        let examples = examples.training();
        let model = settings.fit(&examples).unwrap().model;
        let called = model.probabilities(examples.x()).unwrap();
        let expected = Array2::from_shape_vec((n, k), probabilities.concat()).unwrap();
        let off = greatest(&(called - expected));
        assert!(off < 1e-7, "{settings:?}: {off:e}");
    }
}

/// One of the two files of GSE73002: values, last column the class.
fn read(path: &Path) -> (Array2<f64>, Vec<usize>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows: Vec<Vec<f64>> = reader
        .records()
        .map(|r| r.unwrap().iter().skip(1).map(|v| v.parse().unwrap()).collect())
        .collect();
    let all = Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap();
    let classes = all.column(all.ncols() - 1).iter().map(|&c| usize::from(c > 0.5)).collect();
    (all.slice(s![.., ..-1]).to_owned(), classes)
}

fn scores(p: &Array2<f64>, truth: &[usize]) -> (f64, f64) {
    let (mut right, mut loss) = (0.0, 0.0);
    for (p, &y) in p.outer_iter().zip(truth) {
        right += f64::from(u8::from(p[y] > 0.5));
        loss -= p[y].clamp(1e-6, 1.0 - 1e-6).ln();
    }
    (right / truth.len() as f64, loss / truth.len() as f64)
}

#[test]
fn breast_cancer_serum_agrees_with_scikit_learn() {
    let Some(folder) = exoscope_testkit::data("gse73002") else { return };
    let (x, y) = read(&folder.join("train.csv"));
    let (held_out, truth) = read(&folder.join("test.csv"));
    let (means, deviations) = (x.mean_axis(Axis(0)).unwrap(), x.std_axis(Axis(0), 0.0));
    let standardise = |x: &Array2<f64>| ((x - &means) / &deviations).mapv(|v| v as f32);
    let examples = Examples::new(standardise(&x), y, 2).unwrap().training();
    for case in reference().gse73002 {
        let what = format!("{:?}", case.settings);
        let model = fit(&case.settings, &examples);
        let (w, b) = as_reference(&model);
        assert!((norm(&w) - case.norm).abs() <= TOLERANCE * case.norm, "{what}: norm {}", norm(&w));
        assert!((b[0] - case.intercept).abs() <= TOLERANCE * case.intercept.abs(), "{what}: {b}");
        for (w, e) in w.iter().zip(&case.first_coefficients) {
            assert!((w - e).abs() <= TOLERANCE * greatest(&as_reference(&model).0), "{what}: {w}");
        }
        let p = model.probabilities(standardise(&held_out).view()).unwrap();
        let (accuracy, log_loss) = scores(&p, &truth);
        assert!((accuracy - case.accuracy).abs() < 1e-12, "{what}: accuracy {accuracy}");
        assert!((log_loss - case.log_loss).abs() < 1e-3, "{what}: log-loss {log_loss}");
        if case.settings.name() == "logistic" {
            assert!(accuracy >= 0.985 && log_loss <= 0.040, "{what}: {accuracy}, {log_loss}");
        }
    }
}
