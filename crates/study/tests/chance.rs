//! Readers where there is nothing to read, and where there are batches alone.

#![allow(clippy::unwrap_used)]

use exoscope_core::Streams;
use exoscope_read::learn::LearnerSettings;
use exoscope_read::pipeline::Pipeline;
use exoscope_sim::cohort::{Design, Study};
use exoscope_study::confounding::{Contrast, contrast};
use exoscope_study::detection::{DetectionPlan, detection_curve};
use exoscope_study::quick_reader;

/// Two classes alike in everything: no tumour sheds, no host responds.
const ALIKE: &str = r#"
format = 1
name = "alike"
[[class]]
label = "a"
role = "cancer"
organ = "lung"
people = 75
[[class]]
label = "b"
role = "control"
people = 75
[tumour]
shedding = 0.0
[host]
scale = 0.0
[batch]
per_date = 25
per_slide = 25
effect = 2.0
sites_too = false
"#;

/// One reader of each kind, and the default, which combines three.
fn learners() -> Vec<Pipeline> {
    let of = |name: &str| {
        let learner = LearnerSettings::default_of(name).unwrap();
        Pipeline { learner, ..Pipeline::default() }
    };
    ["logistic", "lda", "stack"].map(of).into()
}

fn contrasts(confounding: f64) -> Vec<Contrast> {
    let mut design: Design = ALIKE.parse().unwrap();
    design.batch.confounding = confounding;
    let streams = Streams::new(11);
    let study = Study::new(design, streams).unwrap();
    let cohort = study.cohort(0..study.len()).unwrap();
    let of = |settings: &Pipeline| contrast(&cohort, "date", 5, settings, streams).unwrap();
    learners().iter().map(of).collect()
}

#[test]
#[ignore = "slow: thirty fits of 2,565 miRNAs without optimisation"]
fn without_a_class_effect_every_reader_is_at_chance_under_every_split() {
    for seen in contrasts(0.0) {
        println!("{seen:?}");
        for figure in [seen.random_split, seen.grouped_split] {
            // 150 samples: three standard errors are 0.122.
            assert!((figure.accuracy - 0.5).abs() < 0.122, "{figure:?}");
        }
    }
}

#[test]
#[ignore = "slow: thirty fits of 2,565 miRNAs without optimisation"]
fn batches_inside_class_win_under_random_folds_and_fall_to_chance_when_kept_apart() {
    for seen in contrasts(1.0) {
        println!("{seen:?}");
        assert!(seen.random_split.accuracy > 0.75, "{seen:?}");
        // Three dates a class, each called as a whole: chance is wide, and leans below one half, as the
        // class of a date held out is rarer among those learned from.
        assert!(seen.grouped_split.accuracy < 0.65, "{seen:?}");
        assert!(seen.random_split.accuracy > seen.grouped_split.accuracy + 0.25, "{seen:?}");
    }
}

#[test]
#[ignore = "slow: trains on hundreds of people without optimisation"]
fn what_stage_one_tumours_shed_is_at_chance_in_whole_serum() {
    let small = exoscope_sim::cohort::BUILT_IN.iter().find(|(name, _)| *name == "small").unwrap();
    let design: Design = small.1.parse().unwrap();
    let plan = DetectionPlan {
        diameters: vec![10.0, 20.0],
        people: 300,
        // The cut-off is read from these: of 300 it would be 5 % ± 2.5 %.
        controls: 1500,
        specificity: 0.95,
        draws: 0,
    };
    let settings = quick_reader();
    let seen = detection_curve(&design, 0.0, &plan, &settings, Streams::new(1)).unwrap();
    println!("{seen:?}");
    assert_eq!(seen.diameter_mm, None);
    for point in seen.curve {
        assert!(point.interval.low < 0.06 && point.sensitivity < 0.13, "{point:?}");
    }
}
