//! What every learner keeps to. A new learner joins by a line in `learners`.

use exoscope_learn::learn::{
    Classifier, Examples, ExamplesError, FitError, InputError, LearnerSettings,
};
use exoscope_learn::split::Learnable;
use ndarray::{Array2, Axis, concatenate};
use proptest::prelude::*;

/// Learners under contract, and how far two fits of the same problem put differently may be apart
/// in any probability; `None` of a learner that draws inner folds or features, which it does by their
/// order. A pipeline puts samples, features and classes in order first, so that there the same bits come
/// out of every learner (`row_order.rs`).
fn learners() -> Vec<(LearnerSettings, Option<f64>)> {
    [
        (r#"{"learner": "logistic", "penalty": 1.0, "tolerance": 1e-6}"#, Some(1e-5)),
        (
            r#"{"learner": "logistic", "penalty": 2.0, "l1_ratio": 0.5, "tolerance": 1e-6}"#,
            Some(1e-5),
        ),
        (r#"{"learner": "lda"}"#, Some(1e-5)),
        (r#"{"learner": "lda", "shrinkage": 0.2}"#, Some(1e-6)),
        (r#"{"learner": "shrunken-centroids"}"#, None),
        (r#"{"learner": "trees", "rounds": 40}"#, None),
        (r#"{"learner": "logistic-cv"}"#, None),
        (r#"{"learner": "lda-cv"}"#, None),
        (r#"{"learner": "kernel", "landmarks": 100}"#, None),
        (
            r#"{"learner": "stack", "members": [{"learner": "shrunken-centroids"}, {"learner": "logistic-cv"},
                {"learner": "kernel", "landmarks": 60}]}"#,
            None,
        ),
    ]
    .map(|(text, tolerance)| (serde_json::from_str(text).unwrap(), tolerance))
    .to_vec()
}

#[test]
fn every_learner_is_under_the_contract() {
    for name in LearnerSettings::NAMES {
        assert!(learners().iter().any(|(settings, _)| settings.name() == name), "{name}");
    }
}

/// Learners whose fit does not hang on order, and how far equal problems may be apart.
fn unordered() -> Vec<(LearnerSettings, f64)> {
    learners()
        .into_iter()
        .filter_map(|(settings, tolerance)| Some((settings, tolerance?)))
        .collect()
}

/// A fixed problem with some signal; class sizes differ.
fn problem(n: usize, p: usize, k: usize) -> (Array2<f32>, Vec<usize>) {
    let y: Vec<usize> = (0..n).map(|i| if i < 3 * k { i % k } else { i * i % k }).collect();
    let mut state = (n * 31 + p * 7 + k) as u32;
    let x = Array2::from_shape_fn((n, p), |(i, j)| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 8) as f32 / 16_777_216.0 * 4.0 - 2.0;
        noise + if j % k == y[i] { 0.8 } else { 0.0 }
    });
    (x, y)
}

fn fit(settings: &LearnerSettings, examples: Examples, x: &Array2<f32>) -> Array2<f64> {
    let model = settings.fit(&examples.training()).unwrap().model;
    let p = model.probabilities(x.view()).unwrap();
    assert_eq!(p.dim(), (x.nrows(), model.n_classes()));
    for row in p.outer_iter() {
        assert!((row.sum() - 1.0).abs() < 1e-12, "probabilities sum to {}", row.sum());
        assert!(row.iter().all(|p| (0.0..=1.0).contains(p)), "{row}");
    }
    p
}

fn calls(settings: &LearnerSettings, x: &Array2<f32>, y: &[usize], k: usize) -> Array2<f64> {
    fit(settings, Examples::new(x.clone(), y.to_vec(), k).unwrap(), x)
}

fn apart(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    assert_eq!(a.dim(), b.dim());
    a.iter().zip(b).fold(0.0, |most, (a, b)| (a - b).abs().max(most))
}

/// Three dense clusters in a few features, values of 32 bits, hundreds of samples that nearly repeat.
fn blobs(n: usize, p: usize) -> (Array2<f32>, Vec<usize>) {
    let y: Vec<usize> = (0..n).map(|i| i % 3).collect();
    let mut state = (n + 17 * p) as u32;
    let x = Array2::from_shape_fn((n, p), |(i, j)| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 8) as f32 / 16_777_216.0 * 2.0 - 1.0;
        noise + 5.0 * ((y[i] + 2 * j) % 3) as f32 + if j == 0 { y[i] as f32 } else { 0.0 }
    });
    (x, y)
}

#[test]
fn clusters_in_one_to_three_features_are_told_apart() {
    for (settings, _) in learners() {
        for p in 1..=3 {
            let (x, y) = blobs(300, p);
            let of_calls = calls(&settings, &x, &y, 3);
            let right = of_calls.outer_iter().zip(&y).filter(|(p, y)| p[**y] > 0.5).count();
            assert!(right > 280, "{settings:?}: {right} of 300 in {p} features");
            let repeated = concatenate![Axis(1), x, x];
            calls(&settings, &repeated, &y, 3);
        }
    }
}

#[test]
fn six_samples_one_of_a_class_and_one_feature_leave_a_model() {
    for (settings, _) in learners() {
        for (y, p) in [(vec![0, 0, 0, 1, 1, 1], 1), (vec![0, 1, 0, 0, 0, 0], 3), (vec![0, 1], 2)] {
            let n = y.len();
            let x =
                Array2::from_shape_fn((n, p), |(i, j)| (i * (j + 2) * 5 % 7) as f32 + y[i] as f32);
            let examples = Examples::new(x.clone(), y.clone(), 2).unwrap().training();
            match settings.fit(&examples) {
                // Two samples, one a class, have no spread within classes, which is said.
                Err(FitError::SingularCovariance { .. })
                    if n == 2 && ["lda", "lda-cv"].contains(&settings.name()) => {}
                Err(error) => panic!("{settings:?}, {n} samples of {p} features: {error}"),
                Ok(_) => {}
            }
        }
    }
}

#[test]
fn features_constant_within_every_class_leave_a_model() {
    for (settings, _) in learners() {
        // Batch and class are one, 20 samples a side: what an audit of a design looks like.
        let y: Vec<usize> = (0..40).map(|i| i % 2).collect();
        let x = Array2::from_shape_fn((40, 2), |(i, j)| f32::from(u8::from(y[i] == j)));
        let examples = Examples::new(x.clone(), y.clone(), 2).unwrap().training();
        match settings.fit(&examples) {
            Ok(fit) => {
                let p = fit.model.probabilities(x.view()).unwrap();
                assert!(p.outer_iter().zip(&y).all(|(p, &y)| p[y] > 0.5), "{settings:?}: {p}");
            }
            // A shrinkage stated as a number is taken as it is.
            Err(FitError::SingularCovariance { .. }) => assert_eq!(settings.name(), "lda"),
            Err(error) => panic!("{settings:?}: {error}"),
        }
    }
}

#[test]
fn any_number_of_classes_from_2_to_20() {
    for (settings, _) in learners() {
        for k in [2, 3, 7, 20] {
            let (x, y) = problem(12 * k, 30, k);
            let p = calls(&settings, &x, &y, k);
            let right = p.outer_iter().zip(&y).filter(|(p, y)| p.iter().all(|v| *v <= p[**y]));
            let commonest = (0..k).map(|class| y.iter().filter(|y| **y == class).count()).max();
            let guessed = commonest.unwrap() as f64;
            // Regularised as inner folds advise, which with twelve samples a class is strongly.
            assert!(
                right.count() as f64 > 1.2 * guessed,
                "{settings:?} learns nothing of {k} classes"
            );
        }
    }
}

#[test]
fn the_order_of_classes_does_not_matter() {
    for (settings, tolerance) in unordered() {
        for k in [2, 5] {
            let (x, y) = problem(60, 8, k);
            let turned: Vec<usize> = y.iter().map(|c| (c + 1) % k).collect();
            let p = calls(&settings, &x, &y, k);
            let q = calls(&settings, &x, &turned, k);
            let order: Vec<usize> = (0..k).map(|c| (c + 1) % k).collect();
            let off = apart(&p, &q.select(Axis(1), &order));
            assert!(off < tolerance, "{settings:?}: {off}");
        }
    }
}

#[test]
fn the_order_of_samples_and_of_features_does_not_matter() {
    for (settings, tolerance) in unordered() {
        let (x, y) = problem(70, 9, 3);
        let p = calls(&settings, &x, &y, 3);
        let rows: Vec<usize> = (0..70).map(|i| i * 11 % 70).collect();
        let columns = [3, 1, 8, 0, 2, 7, 5, 4, 6];
        let shuffled_y: Vec<usize> = rows.iter().map(|&i| y[i]).collect();
        let q = calls(&settings, &x.select(Axis(0), &rows), &shuffled_y, 3);
        assert!(apart(&p.select(Axis(0), &rows), &q) < tolerance, "{settings:?}: samples");
        let q = calls(&settings, &x.select(Axis(1), &columns), &y, 3);
        assert!(apart(&p, &q) < tolerance, "{settings:?}: features");
    }
}

#[test]
fn a_weight_of_two_is_the_sample_twice() {
    let promise = |(settings, tolerance): (LearnerSettings, Option<f64>)| {
        assert_eq!(settings.counts_weights_as_copies(), tolerance.is_some(), "{settings:?}");
    };
    learners().into_iter().for_each(promise);
    for (settings, tolerance) in unordered() {
        for k in [2, 4] {
            let (x, y) = problem(50, 6, k);
            let twice: Vec<usize> = (0..50).filter(|i| i % 3 == 0).collect();
            let weights = (0..50).map(|i| if i % 3 == 0 { 2.0 } else { 1.0 }).collect();
            let weighted = Examples::new(x.clone(), y.clone(), k).unwrap();
            let weighted = weighted.with_groups((0..50).collect()).unwrap();
            let p = fit(&settings, weighted.with_weights(weights).unwrap(), &x);
            let more_x = concatenate![Axis(0), x, x.select(Axis(0), &twice)];
            let more_y = y.iter().copied().chain(twice.iter().map(|&i| y[i])).collect();
            // A sample and its copy are kept on one side of inner folds.
            let copies = (0..50).chain(twice).collect();
            let doubled = Examples::new(more_x, more_y, k).unwrap().with_groups(copies).unwrap();
            let q = fit(&settings, doubled, &x);
            assert!(apart(&p, &q) < tolerance, "{settings:?}: {}", apart(&p, &q));
        }
    }
}

#[test]
fn constant_columns_change_nothing_but_a_shrinkage_target() {
    for (settings, tolerance) in unordered() {
        // A constant feature lowers the mean variance, which LDA shrinks towards.
        let tolerance = if settings.name() == "lda" { 0.2 } else { tolerance };
        for constant in [0.0, 7.5, -3e4] {
            let (x, y) = problem(60, 6, 3);
            let column = Array2::from_elem((60, 1), constant);
            let p = calls(&settings, &x, &y, 3);
            let q = calls(&settings, &concatenate![Axis(1), column, x, column], &y, 3);
            assert!(apart(&p, &q) < tolerance, "{settings:?}: {}", apart(&p, &q));
        }
    }
}

#[test]
fn a_cohort_without_spread_is_refused_or_gives_the_frequencies() {
    for (settings, _) in learners() {
        let examples = Examples::new(Array2::ones((9, 4)), vec![0, 0, 0, 0, 0, 1, 1, 2, 2], 3);
        match settings.fit(&examples.unwrap().training()) {
            Ok(fit) => {
                let p = fit.model.probabilities(Array2::ones((1, 4)).view()).unwrap();
                for (p, expected) in p.iter().zip([5.0, 2.0, 2.0]) {
                    assert!((p - expected / 9.0).abs() < 1e-9, "{settings:?}: {p}");
                }
            }
            Err(FitError::SingularCovariance { feature: 0 } | FitError::NoSpread) => {}
            Err(error) => panic!("{settings:?}: {error}"),
        }
    }
}

#[test]
fn more_features_than_samples_and_tiny_classes() {
    for (settings, _) in learners() {
        let (x, mut y) = problem(24, 150, 3);
        calls(&settings, &x, &y, 3);
        // One class of two samples, one of a single one.
        y[4] = 3;
        y[7] = 3;
        y[9] = 4;
        calls(&settings, &x, &y, 5);
    }
}

#[test]
fn repeated_samples_and_features_are_fine() {
    for (settings, _) in learners() {
        let (x, y) = problem(30, 5, 3);
        let wide = concatenate![Axis(1), x, x, x];
        let p = calls(&settings, &wide, &y, 3);
        let tall = concatenate![Axis(0), wide, wide];
        let q = calls(&settings, &tall, &[y.clone(), y].concat(), 3);
        assert_eq!(p.nrows() * 2, q.nrows());
    }
}

#[test]
fn the_same_bytes_at_any_number_of_threads() {
    let (x, y) = problem(1500, 300, 6);
    let (wide, wide_y) = problem(80, 700, 3);
    for (settings, _) in learners() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| (calls(&settings, &x, &y, 6), calls(&settings, &wide, &wide_y, 3)))
        };
        let one = run(1);
        assert_eq!(one, run(2), "{settings:?}");
        assert_eq!(one, run(4), "{settings:?}");
    }
}

#[test]
fn one_sample_alone_gets_the_bytes_it_gets_among_others() {
    let (x, y) = problem(60, 37, 4);
    for (settings, _) in learners() {
        let examples = Examples::new(x.clone(), y.clone(), 4).unwrap().training();
        let model = settings.fit(&examples).unwrap().model;
        let all = model.probabilities(x.view()).unwrap();
        for (sample, p) in x.outer_iter().zip(all.outer_iter()) {
            let alone = model.probabilities(sample.insert_axis(Axis(0))).unwrap();
            assert_eq!(alone.row(0), p);
        }
    }
}

#[test]
fn what_is_not_a_number_is_refused_with_its_place() {
    let (mut x, y) = problem(20, 4, 2);
    let examples = Examples::new(x.clone(), y.clone(), 2).unwrap().training();
    x[[7, 2]] = f32::NAN;
    let refused = Examples::new(x.clone(), y, 2).unwrap_err();
    assert!(matches!(refused, ExamplesError::NotFinite { row: 7, column: 2, .. }));
    for (settings, _) in learners() {
        let model = settings.fit(&examples).unwrap().model;
        let refused = model.probabilities(x.view()).unwrap_err();
        assert!(matches!(refused, InputError::NotFinite { row: 7, column: 2, .. }));
        let refused = model.probabilities(Array2::zeros((1, 5)).view());
        assert_eq!(refused, Err(InputError::Features { expected: 4, found: 5 }));
    }
}

#[test]
fn extreme_values_end_in_a_model_or_an_error() {
    for (settings, _) in learners() {
        for scale in [1e-30, 1e-6, 1e6, 1e18, 1e38] {
            let (x, y) = problem(30, 5, 3);
            let x = x.mapv(|v| (v / 3.0) * scale);
            let examples = Examples::new(x.clone(), y, 3).unwrap().training();
            if let Ok(fit) = settings.fit(&examples) {
                let p = fit.model.probabilities(x.view()).unwrap();
                assert!(p.iter().all(|p| p.is_finite()), "{settings:?} at {scale:e}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_small_problem_gives_probabilities(
        n in 6..40_usize, p in 1..20_usize, k in 2..6_usize,
        weights in prop::collection::vec(0.1..10.0_f64, 40), which in 0..10_usize,
    ) {
        let (x, y) = problem(n, p, k);
        let examples = Examples::new(x.clone(), y, k).unwrap();
        let examples = examples.with_weights(weights[..n].to_vec()).unwrap();
        fit(&learners()[which].0, examples, &x);
    }
}
