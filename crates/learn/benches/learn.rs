//! Fits of a small made-up problem: `cargo bench -p exoscope-read --bench learn`.
#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use exoscope_learn::learn::{Classifier, Examples, LearnerSettings};
use exoscope_learn::split::{Learnable, Training};
use ndarray::Array2;

const CASES: [(&str, &str); 3] = [
    ("logistic", r#"{"learner": "logistic"}"#),
    ("elastic-net", r#"{"learner": "logistic", "l1_ratio": 0.5}"#),
    ("lda", r#"{"learner": "lda"}"#),
];

/// Samples, features, classes: as many features as a panel; more features than samples.
const SHAPES: [(usize, usize, usize); 2] = [(3000, 100, 2), (150, 400, 3)];

fn problem(n: usize, p: usize, k: usize) -> Training<Examples> {
    let mut state = 1_u32;
    let x = Array2::from_shape_fn((n, p), |(i, j)| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 + if j % k == i % k { 0.2 } else { 0.0 }
    });
    Examples::new(x, (0..n).map(|i| i % k).collect(), k).unwrap().training()
}

fn fits(criterion: &mut Criterion) {
    for (n, p, k) in SHAPES {
        let examples = problem(n, p, k);
        let mut group = criterion.benchmark_group(format!("fit {n} x {p}, {k} classes"));
        group.sample_size(10);
        for (name, settings) in CASES {
            let settings: LearnerSettings = serde_json::from_str(settings).unwrap();
            group.bench_function(name, |b| b.iter(|| settings.fit(&examples).unwrap()));
        }
        group.finish();
        let model = LearnerSettings::default_of("lda").unwrap().fit(&examples).unwrap().model;
        criterion.bench_function(&format!("call {n} x {p}, {k} classes"), |b| {
            b.iter(|| model.probabilities(examples.x()).unwrap());
        });
    }
}

criterion_group!(benches, fits);
criterion_main!(benches);
