//! Rules of a reader, on samples it was not trained on.

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale, Streams};
use exoscope_read::call::CallSettings;
use exoscope_read::learn::{LdaSettings, LearnerSettings};
use exoscope_read::pipeline::{Calls, FittedPipeline, Pipeline};
use exoscope_read::split::Labelled;
use ndarray::Array2;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

const CLASSES: [&str; 3] = ["colorectal", "healthy", "pancreas"];
const MIRNAS: usize = 40;

/// Log2 intensities of samples of three classes that overlap; four directions common to all.
fn cohort(n: usize, seed: u64) -> Cohort {
    let of = |purpose: &str| Streams::new(3).stream(purpose, 0);
    let draw =
        |stream: &mut exoscope_core::random::Stream| -> f64 { StandardNormal.sample(stream) };
    let (shift, load) = (&mut of("shift"), &mut of("load"));
    let shifts = Array2::from_shape_simple_fn((3, MIRNAS), || 0.35 * draw(shift));
    let loadings = Array2::from_shape_simple_fn((4, MIRNAS), || draw(load));
    let stream = &mut Streams::new(seed).stream("samples", 0);
    let y: Vec<usize> = (0..n).map(|_| stream.random_range(0..3)).collect();
    let mut x = Array2::zeros((n, MIRNAS));
    for (mut row, &class) in x.rows_mut().into_iter().zip(&y) {
        let z = ndarray::Array1::from_shape_simple_fn(4, || draw(stream));
        row.assign(&(z.dot(&loadings) + shifts.row(class) + 8.0));
        row.iter_mut().for_each(|v| *v += 0.7 * draw(stream));
    }
    let samples = (0..n).map(|i| format!("S{i}").parse().unwrap()).collect();
    let mirnas = (1..=MIRNAS).map(|i| format!("hsa-miR-{i}-5p").parse().unwrap()).collect();
    let mut cohort = Cohort::new(samples, mirnas, x, Scale::Log2Intensity).unwrap();
    let labels: Vec<&str> = y.iter().map(|&class| CLASSES[class]).collect();
    cohort.add_column(Column::guess("label", &labels)).unwrap();
    cohort.set_field(Field::Label, "label").unwrap();
    cohort.set_roles(&["healthy"], &[] as &[&str]).unwrap();
    cohort
}

fn settings() -> Pipeline {
    Pipeline {
        learner: LearnerSettings::Lda(LdaSettings::default()),
        calls: Some(CallSettings { specificity: 0.95, ..CallSettings::default() }),
        ..Pipeline::default()
    }
}

fn train(cohort: &Cohort, settings: &Pipeline) -> FittedPipeline {
    FittedPipeline::fit(&Labelled::of(cohort, None).unwrap().training(), settings).unwrap()
}

fn call(reader: &FittedPipeline, cohort: &Cohort) -> Calls {
    let rows: Vec<usize> = (0..cohort.n_samples()).collect();
    reader.call(cohort, &rows, 0.5).unwrap()
}

fn share(of: impl Iterator<Item = bool>) -> f64 {
    let all: Vec<bool> = of.collect();
    all.iter().filter(|v| **v).count() as f64 / all.len() as f64
}

#[test]
fn new_samples_keep_what_the_rules_promise() {
    let (training, new) = (cohort(4000, 1), cohort(8000, 2));
    let y = Labelled::of(&new, None).unwrap().y().to_vec();
    for panel in [None, Some(15)] {
        let settings = Pipeline { panel, ..settings() };
        let reader = train(&training, &settings);
        let calls = call(&reader, &new);
        let verdicts = calls.verdicts.as_ref().unwrap();
        let rules = reader.rules().unwrap();
        for class in 0..3 {
            let of_class = verdicts.iter().zip(&y).filter(|(_, y)| **y == class);
            let covered = share(of_class.map(|(verdict, y)| verdict.set.contains(y)));
            assert!((covered - 0.9).abs() < 0.02, "{panel:?}: class {class} {covered}");
        }
        let signal = rules.signal.unwrap();
        let cancer = calls.cancer().unwrap();
        let quiet = cancer.iter().zip(&y).filter(|(_, y)| **y == 1);
        let specificity = share(quiet.map(|(p, _)| !signal.is_signal((p / (1.0 - p)).ln())));
        assert!((specificity - 0.95).abs() < 0.015, "{panel:?}: {specificity}");
        let ood_alpha = share(verdicts.iter().map(|verdict| verdict.ood_p_value <= 0.01));
        assert!(ood_alpha < 0.02, "{panel:?}: {ood_alpha}");
    }
}

#[test]
fn a_sample_out_of_distribution_is_not_called() {
    let reader = train(&cohort(1000, 1), &settings());
    let new = cohort(50, 2);
    // The same values under other names: every miRNA as usual, none as the others say.
    let turned: Vec<_> = (0..MIRNAS).map(|i| new.mirnas()[(i + 7) % MIRNAS].clone()).collect();
    let mut x = Array2::zeros((50, MIRNAS));
    for (i, row) in x.rows_mut().into_iter().enumerate() {
        row.into_iter().enumerate().for_each(|(j, v)| *v = 8.0 + ((i * 31 + j * 17) % 11) as f64);
    }
    let out_of_distribution =
        Cohort::new(new.samples().to_vec(), turned, x, Scale::Log2Intensity).unwrap();
    for verdict in call(&reader, &out_of_distribution).verdicts.unwrap() {
        assert_eq!(verdict.words(), "not enough to say");
        assert_eq!(verdict.signal, None);
    }
}

#[test]
fn missing_mirnas_make_calls_less_sure_but_seldom_others() {
    let (training, new) = (cohort(2000, 1), cohort(1000, 2));
    let reader = train(&training, &settings());
    let whole = call(&reader, &new);
    let kept: Vec<usize> = (0..MIRNAS).filter(|j| j % 10 != 3).collect();
    let exoscope_core::cohort::Values::Single(x) = new.values() else { panic!("log2") };
    let x = x.select(ndarray::Axis(1), &kept).mapv(f64::from);
    let mirnas = kept.iter().map(|&j| new.mirnas()[j].clone()).collect();
    let holed = Cohort::new(new.samples().to_vec(), mirnas, x, Scale::Log2Intensity).unwrap();
    let calls = call(&reader, &holed);
    assert_eq!(calls.missing, vec![4; 1000]);
    let sure = |calls: &Calls| {
        let best = calls.probabilities.outer_iter().map(|p| p.iter().copied().fold(0.0, f64::max));
        best.sum::<f64>() / 1000.0
    };
    assert!(sure(&calls) < sure(&whole) - 0.005, "{} {}", sure(&calls), sure(&whole));
    let y = Labelled::of(&new, None).unwrap().y().to_vec();
    let right = |calls: &Calls| {
        share(calls.called().iter().zip(&y).map(|(called, &y)| *called == CLASSES[y]))
    };
    assert!(right(&calls) > right(&whole) - 0.05, "{} {}", right(&calls), right(&whole));
    // Alone as among others.
    let one = reader.call(&holed, &[17], 0.5).unwrap();
    assert_eq!(one.probabilities.row(0), calls.probabilities.row(17));
    assert!(reader.call(&holed, &[17], 0.05).is_err());
}

#[test]
fn rules_and_panel_come_back_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let cohort = cohort(300, 1);
    let reader = train(&cohort, &Pipeline { panel: Some(12), ..settings() });
    assert_eq!(reader.mirnas().len(), 12);
    let stability = &reader.panel().unwrap().stability;
    assert!(stability.len() == 12 && stability.iter().sum::<f64>() > 6.0, "{stability:?}");
    reader.save(&path).unwrap();
    let opened = FittedPipeline::open(&path).unwrap();
    assert_eq!(opened, reader);
    assert_eq!(call(&opened, &cohort), call(&reader, &cohort));
}

/// The cohort with samples in sites of 25, whose values lie `shift` of a standard deviation higher in every second miRNA.
fn with_sites(cohort: &Cohort, prefix: &str, shift: f64) -> Cohort {
    let site = |i: usize| format!("{prefix}{}", i / 25);
    let sites: Vec<String> = (0..cohort.n_samples()).map(site).collect();
    let x = Array2::from_shape_fn((cohort.n_samples(), MIRNAS), |(i, j)| {
        cohort.values().get(i, j).unwrap() + if j % 2 == 0 { shift } else { 0.0 }
    });
    let mut cohort = cohort.with_values(x, Scale::Log2Intensity).unwrap();
    cohort.add_column(Column::guess("site", &sites)).unwrap();
    cohort
}

#[test]
fn a_site_that_training_never_held_is_named_and_one_that_is_shifted_is_told() {
    let training = with_sites(&cohort(600, 1), "A", 0.0);
    let labelled = Labelled::of(&training, None).unwrap().grouped_by("site").unwrap();
    let model = FittedPipeline::fit(&labelled.training(), &settings()).unwrap();
    let kept = FittedPipeline::from_bytes(&model.to_bytes().unwrap(), "model").unwrap();
    assert_eq!(kept, model);
    assert_eq!(model.training_batches().map(|seen| seen.values.len()), Some(24));
    let judged = |cohort: &Cohort, column: Option<&str>| {
        let rows: Vec<usize> = (0..cohort.n_samples()).collect();
        let calls = call(&model, cohort);
        model.called_batches(cohort, &rows, &calls, column).unwrap()
    };
    let known = judged(&with_sites(&cohort(100, 2), "A", 0.0), None);
    assert_eq!(known.len(), 4);
    assert!(known.iter().all(|batch| batch.in_training == Some(true)), "{known:?}");
    let new = judged(&with_sites(&cohort(2500, 3), "B", 0.0), None);
    assert!(new.iter().all(|batch| batch.in_training == Some(false) && batch.n == 25));
    let called = share(new.iter().map(|batch| batch.shift.unwrap().shifted));
    assert!(called <= 0.05, "{called} of unshifted sites at a level of 0.01");
    let shifted = judged(&with_sites(&cohort(500, 4), "C", 1.0), None);
    let told = share(shifted.iter().map(|batch| batch.shift.unwrap().shifted));
    assert!(told >= 0.9, "{told} of shifted sites: {shifted:?}");
    // Without a column that parts them, all are one batch, and a column that is not there is an error.
    let one = judged(&cohort(100, 5), None);
    assert!(one.len() == 1 && one[0].name.is_none() && one[0].in_training.is_none());
    let rows: Vec<usize> = (0..100).collect();
    let new = cohort(100, 5);
    assert!(model.called_batches(&new, &rows, &call(&model, &new), Some("nope")).is_err());
}
