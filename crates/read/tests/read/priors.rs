//! Readers where classes are more or less common than in training, against known truth: two normal
//! classes of one covariance.

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale, Streams};
use exoscope_read::learn::{LdaSettings, LearnerSettings, Shrinkage};
use exoscope_read::pipeline::{ClassWeights, FittedPipeline, Pipeline};
use exoscope_read::split::Labelled;
use exoscope_score::Prevalence;
use ndarray::Array2;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// Distance of the classes' means in each miRNA, in standard deviations.
const APART: [f64; 4] = [1.0, -0.6, 0.3, 0.0];
const RARE: f64 = 0.05;

/// Samples of whom a share has the cancer.
fn cohort(n: usize, share: f64, seed: u64) -> Cohort {
    let stream = &mut Streams::new(seed).stream("samples", 0);
    let cancer: Vec<bool> = (0..n).map(|_| stream.random_range(0.0..1.0) < share).collect();
    let x = Array2::from_shape_fn((n, APART.len()), |(i, j)| {
        let noise: f64 = StandardNormal.sample(stream);
        8.0 + noise + if cancer[i] { APART[j] } else { 0.0 }
    });
    let samples = (0..n).map(|i| format!("S{i}").parse().unwrap()).collect();
    let mirnas = (1..=APART.len()).map(|i| format!("hsa-miR-{i}-5p").parse().unwrap()).collect();
    let mut cohort = Cohort::new(samples, mirnas, x, Scale::Log2Intensity).unwrap();
    let labels: Vec<&str> = cancer.iter().map(|&c| if c { "cancer" } else { "healthy" }).collect();
    cohort.add_column(Column::guess("label", &labels)).unwrap();
    cohort.set_field(Field::Label, "label").unwrap();
    cohort.set_roles(&["healthy"], &[] as &[&str]).unwrap();
    cohort
}

fn train(share: f64, class_weights: ClassWeights) -> FittedPipeline {
    let learner = LearnerSettings::Lda(LdaSettings { shrinkage: Shrinkage::Fixed(0.0) });
    let settings = Pipeline { learner, class_weights, ..Pipeline::default() };
    let cohort = cohort(40_000, share, 1);
    FittedPipeline::fit(&Labelled::of(&cohort, None).unwrap().training(), &settings).unwrap()
}

/// Probabilities of cancer at a prevalence, or where the reader stands.
fn cancer(reader: &FittedPipeline, of: &Cohort, prevalence: Option<f64>) -> Vec<f64> {
    let rows: Vec<usize> = (0..of.n_samples()).collect();
    let calls = reader.call(of, &rows, 0.0).unwrap();
    match prevalence {
        None => calls.cancer().unwrap(),
        Some(share) => {
            let there = reader.meaning(&calls, &Prevalence::Any(share)).unwrap();
            there.cancer.into_iter().map(Option::unwrap).collect()
        }
    }
}

/// The true probabilities, by Bayes' rule.
fn truth(of: &Cohort, share: f64) -> Vec<f64> {
    let exoscope_core::cohort::Values::Single(x) = of.values() else { return Vec::new() };
    let odds = |x: ndarray::ArrayView1<'_, f32>| {
        let each = x.iter().zip(APART).map(|(x, d)| d * (f64::from(*x) - 8.0 - d / 2.0));
        each.sum::<f64>() + (share / (1.0 - share)).ln()
    };
    x.outer_iter().map(|x| 1.0 / (1.0 + (-odds(x)).exp())).collect()
}

/// Mean absolute difference.
fn apart(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>() / a.len() as f64
}

/// That probabilities differ by no more than the sampling of training does.
fn assert_same(a: &[f64], b: &[f64], what: &str) {
    assert!(apart(a, b) < 0.01, "{what}: {}", apart(a, b));
}

#[test]
fn shifted_probabilities_are_those_of_a_reader_trained_there() {
    let new = cohort(2000, 0.3, 2);
    let rare = train(RARE, ClassWeights::None);
    assert_same(&cancer(&rare, &new, None), &truth(&new, RARE), "as trained");
    assert!(apart(&cancer(&rare, &new, None), &truth(&new, 0.5)) > 0.2, "the mixes differ");
    let common = train(0.5, ClassWeights::None);
    for (there, trained) in [(0.5, &common), (RARE, &rare)] {
        assert_same(&cancer(trained, &new, None), &truth(&new, there), "trained there");
        for reader in [&rare, &common] {
            assert_same(&cancer(reader, &new, Some(there)), &truth(&new, there), "shifted");
        }
    }
}

#[test]
fn balanced_weights_stand_where_classes_are_equally_common() {
    let new = cohort(2000, 0.3, 2);
    let balanced = train(RARE, ClassWeights::Balanced);
    assert_eq!(balanced.trained_prevalence(), Some(0.5));
    assert_eq!(balanced.training_samples().unwrap().iter().sum::<usize>(), 40_000);
    assert_same(&cancer(&balanced, &new, None), &truth(&new, 0.5), "balanced");
    assert_same(&cancer(&balanced, &new, Some(RARE)), &truth(&new, RARE), "shifted back");
}
