//! Studies that a fit did not see: the stack beside its members and beside the class shares.

use std::collections::BTreeMap;
use std::path::PathBuf;

use exoscope_core::Streams;
use exoscope_core::random::Stream;
use exoscope_learn::learn::{Classifier, Examples, LearnerSettings};
use exoscope_learn::split::Learnable;
use exoscope_testkit::data;
use ndarray::Array2;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

const FEATURES: usize = 20;
const CLASSES: usize = 3;

const LEARNERS: [&str; 9] = [
    r#"{"learner": "logistic"}"#,
    r#"{"learner": "lda"}"#,
    r#"{"learner": "shrunken-centroids"}"#,
    r#"{"learner": "trees", "rounds": 40}"#,
    r#"{"learner": "logistic-cv"}"#,
    r#"{"learner": "lda-cv"}"#,
    r#"{"learner": "kernel"}"#,
    r#"{"learner": "stack", "members": [{"learner": "shrunken-centroids"}, {"learner": "kernel"}]}"#,
    r#"{"learner": "stack", "members": [{"learner": "shrunken-centroids"}, {"learner": "logistic-cv"},
        {"learner": "kernel"}, {"learner": "trees", "rounds": 40}]}"#,
];

/// Samples of several studies.
struct Samples {
    x: Array2<f32>,
    y: Vec<usize>,
    groups: Vec<usize>,
}

/// Studies of random size that hold some of the classes, each moved by `shift` standard deviations of its own.
fn studies(n: usize, some: bool, shift: f32, stream: &mut Stream) -> Samples {
    let (mut values, mut y, mut of) = (Vec::new(), Vec::new(), Vec::new());
    for group in 0..n {
        let moved: Vec<f32> = (0..FEATURES).map(|_| shift * normal(stream)).collect();
        for class in 0..CLASSES {
            if some && stream.random_range(0..2) == 0 {
                continue;
            }
            for _ in 0..stream.random_range(2..10) {
                for (feature, moved) in moved.iter().enumerate() {
                    let apart = if feature / 5 == class { 1.5 } else { 0.0 };
                    values.push(8.0 + moved + apart + normal(stream));
                }
                y.push(class);
                of.push(group);
            }
        }
    }
    let x = Array2::from_shape_vec((y.len(), FEATURES), values).unwrap();
    Samples { x, y, groups: of }
}

fn normal(stream: &mut Stream) -> f32 {
    StandardNormal.sample(stream)
}

/// Mean log-loss of each study.
fn by_study(p: &Array2<f64>, samples: &Samples) -> Vec<f64> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for ((p, &y), &group) in p.outer_iter().zip(&samples.y).zip(&samples.groups) {
        let sum = sums.entry(group).or_default();
        *sum = (sum.0 - p[y].max(1e-6).ln(), sum.1 + 1.0);
    }
    sums.into_values().map(|(sum, n)| sum / n).collect()
}

/// Whether log-losses are above others by more than 0.02 and two standard errors over studies.
fn behind(ours: &[f64], theirs: &[f64]) -> bool {
    let n = ours.len() as f64;
    let off: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
    let mean = off.iter().sum::<f64>() / n;
    let variance = off.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
    mean > 0.02_f64.max(2.0 * (variance / n).sqrt())
}

/// How many of some cohorts the stack is behind its best member in, and behind the class shares.
fn compared(cohorts: std::ops::Range<u64>) -> (usize, usize, usize) {
    let members = [
        r#"{"learner": "shrunken-centroids"}"#,
        r#"{"learner": "logistic-cv"}"#,
        r#"{"learner": "kernel"}"#,
        r#"{"learner": "trees", "rounds": 40}"#,
    ];
    let stack = format!(r#"{{"learner": "stack", "members": [{}]}}"#, members.join(", "));
    let (mut of, mut of_best, mut of_shares) = (0, 0, 0);
    for seed in cohorts {
        let stream = &mut Streams::new(seed).stream("studies", 0);
        let shift = [0.0, 0.3, 1.0, 2.0][seed as usize % 4];
        let n = stream.random_range(5..20);
        let training = studies(n, true, shift, stream);
        let new = studies(40, false, shift, stream);
        let present = (0..CLASSES).all(|class| training.y.contains(&class));
        if !present {
            continue;
        }
        let losses = |text: &str| {
            let settings: LearnerSettings = serde_json::from_str(text).unwrap();
            let examples = Examples::new(training.x.clone(), training.y.clone(), CLASSES).unwrap();
            let examples = examples.with_groups(training.groups.clone()).unwrap().training();
            let model = settings.fit(&examples).unwrap().model;
            by_study(&model.probabilities(new.x.view()).unwrap(), &new)
        };
        let total = |losses: &Vec<f64>| losses.iter().sum::<f64>();
        let ours = losses(&stack);
        let best = members.map(losses);
        let best = best.iter().min_by(|a, b| total(a).total_cmp(&total(b))).unwrap();
        let share = |class| {
            training.y.iter().filter(|y| **y == class).count() as f64 / training.y.len() as f64
        };
        let shares = Array2::from_shape_fn((new.y.len(), CLASSES), |(_, class)| share(class));
        let shares = by_study(&shares, &new);
        let n = ours.len() as f64;
        println!(
            "{seed}: {n} studies, shift {shift}: stack {:.3}, best member {:.3}, class shares {:.3}",
            total(&ours) / n,
            total(best) / n,
            total(&shares) / n
        );
        of += 1;
        of_best += usize::from(behind(&ours, best));
        of_shares += usize::from(behind(&ours, &shares));
    }
    (of, of_best, of_shares)
}

#[test]
fn the_stack_is_not_behind_its_best_member_in_new_studies() {
    let (of, best, shares) = compared(0..3);
    assert!(best <= 1 && shares == 0, "of {of}: behind the best {best}, class shares {shares}");
}

#[test]
#[ignore = "slow: 200 cohorts, some minutes"]
fn the_stack_is_not_behind_its_best_member_in_200_cohorts() {
    let (of, best, shares) = compared(0..200);
    println!("of {of}: behind the best {best}, behind class shares {shares}");
    // Two standard errors are passed by chance in one of forty.
    assert!(best * 20 <= of && shares * 40 <= of, "of {of}: {best}, {shares}");
}

#[test]
fn blobs_of_the_cases_are_learned() {
    let (Some(x), Some(y)) = (data("cases/blobs_x.npy"), data("cases/blobs_y.npy")) else { return };
    // NumPy's header has a length of its own; the values are what the file ends with.
    let values = |path: PathBuf, bytes: usize| {
        let all = std::fs::read(path).unwrap();
        all[all.len() - bytes..].to_vec()
    };
    let x = values(x, 300 * 2 * 4);
    let x = x.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap()));
    let x = Array2::from_shape_vec((300, 2), x.collect()).unwrap();
    let y = values(y, 300 * 8);
    let y: Vec<usize> =
        y.chunks_exact(8).map(|b| i64::from_le_bytes(b.try_into().unwrap()) as usize).collect();
    let classes = y.iter().max().unwrap() + 1;
    for text in LEARNERS {
        let settings: LearnerSettings = serde_json::from_str(text).unwrap();
        let examples = Examples::new(x.clone(), y.clone(), classes).unwrap();
        let model = settings.fit(&examples.training()).unwrap().model;
        let p = model.probabilities(x.view()).unwrap();
        let right = p.outer_iter().zip(&y).filter(|(p, y)| p.iter().all(|v| *v <= p[**y])).count();
        assert!(right > 270, "{text}: {right} of 300");
    }
}
