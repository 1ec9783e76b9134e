//! A fitted pipeline does not depend on the order in which a cohort lists samples, miRNAs or classes.

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale, Streams};
use exoscope_read::call::CallSettings;
use exoscope_read::learn::{LearnerSettings, StackSettings, TreesSettings};
use exoscope_read::pipeline::{FittedPipeline, Pipeline};
use exoscope_read::prepare::{CombatSettings, DepthSettings, PreparationSettings, TmmSettings};
use exoscope_read::split::{Labelled, LabelledSamples};
use ndarray::Array2;
use rand::seq::SliceRandom;
use rand_distr::{Distribution, StandardNormal};

const SAMPLES: usize = 60;
const MIRNAS: usize = 15;
const CLASSES: [&str; 3] = ["breast", "healthy", "lung"];

/// Sixty samples of three classes on twelve slides, whose names are in no order.
fn cohort() -> Cohort {
    let stream = &mut Streams::new(4).stream("samples", 0);
    let class = |i: usize| i * 7 % 3;
    let values = Array2::from_shape_fn((SAMPLES, MIRNAS), |(i, m)| {
        let noise: f64 = StandardNormal.sample(stream);
        let apart = if m % 3 == class(i) { 1.0 } else { 0.0 };
        (120.0 * (0.6 * noise + apart).exp()).round()
    });
    let samples = (0..SAMPLES).map(|i| format!("P{:03}", i * 37 % 101).parse().unwrap()).collect();
    let mirnas = (0..MIRNAS).map(|m| format!("hsa-miR-{}-5p", 1 + m * 11 % 23).parse().unwrap());
    let mut cohort = Cohort::new(samples, mirnas.collect(), values, Scale::Counts).unwrap();
    let text = |of: &dyn Fn(usize) -> String| (0..SAMPLES).map(|i| Some(of(i))).collect();
    cohort.add_column(Column::text("label", text(&|i| CLASSES[class(i)].to_owned()))).unwrap();
    cohort.add_column(Column::text("slide", text(&|i| format!("s{}", i % 12)))).unwrap();
    cohort.set_field(Field::Label, "label").unwrap();
    cohort.set_roles(&["healthy"], &[] as &[&str]).unwrap();
    cohort
}

fn permutation(n: usize, number: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(&mut Streams::new(8).stream("order", number));
    order
}

/// That the same samples, listed otherwise, give the same file.
fn check(name: &str, pipeline: &Pipeline) {
    let cohort = cohort();
    let bytes = |samples: &Labelled<'_>| -> Vec<u8> {
        let samples = samples.clone().grouped_by("slide").unwrap();
        FittedPipeline::fit(&samples.training(), pipeline).unwrap().to_bytes().unwrap()
    };
    let samples = cohort.labelled().unwrap();
    let expected = bytes(&samples);
    for number in 0..2 {
        let other = cohort.select_samples(&permutation(SAMPLES, number)).unwrap();
        let other = other.select_mirnas(&permutation(MIRNAS, number)).unwrap();
        assert!(bytes(&other.labelled().unwrap()) == expected, "{name}: order {number}");
    }
    let classes = ["lung", "breast", "healthy"].map(str::to_owned).to_vec();
    assert!(bytes(&Labelled::among(&cohort, classes)) == expected, "{name}: order of classes");
    let other_seed = Pipeline { seed: 2, ..pipeline.clone() };
    let model = FittedPipeline::fit(&samples.training(), &other_seed).unwrap();
    assert_eq!(model.settings().seed, 2);
}

fn learner(name: &str) -> LearnerSettings {
    match LearnerSettings::default_of(name).unwrap() {
        LearnerSettings::Trees(trees) => {
            LearnerSettings::Trees(TreesSettings { rounds: 30, ..trees })
        }
        LearnerSettings::Stack(_) => {
            let members =
                ["shrunken-centroids", "logistic-cv", "kernel", "trees"].map(learner).to_vec();
            LearnerSettings::Stack(StackSettings { members })
        }
        other => other,
    }
}

#[test]
fn every_learner_gives_the_same_bits() {
    for name in LearnerSettings::NAMES {
        check(name, &Pipeline { learner: learner(name), ..Pipeline::default() });
    }
}

#[test]
fn rules_and_panels_are_the_same() {
    for (name, panel) in [("lda", None), ("stack", None), ("kernel", Some(8))] {
        let calls = Some(CallSettings::default());
        check(name, &Pipeline { learner: learner(name), calls, panel, ..Pipeline::default() });
    }
}

#[test]
fn every_preparation_is_the_same() {
    let preparation = PreparationSettings {
        depth: DepthSettings::Tmm(TmmSettings::default()),
        combat: Some(CombatSettings::default()),
        ..PreparationSettings::default()
    };
    let batch = Some("slide".to_owned());
    let pipeline = Pipeline { learner: learner("lda"), ..Pipeline::default() };
    check("TMM and ComBat", &Pipeline { preparation, batch, ..pipeline });
}

#[test]
fn a_seed_moves_inner_folds() {
    let cohort = cohort();
    let samples = cohort.labelled().unwrap();
    let fit = |seed| {
        let learner = LearnerSettings::default_of("kernel").unwrap();
        let pipeline = Pipeline { learner, seed, ..Pipeline::default() };
        pipeline.fit(&samples.training()).unwrap().predict(&cohort).unwrap().probabilities
    };
    assert!(fit(1) != fit(2));
}
