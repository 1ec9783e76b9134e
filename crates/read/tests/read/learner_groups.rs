//! Classes that stand in one group, in two, in all: what every learner and the rules of a model keep to.

use exoscope_core::random::Stream;
use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale, Streams};
use exoscope_read::call::CallSettings;
use exoscope_read::learn::{Classifier, Examples, LearnerSettings};
use exoscope_read::pipeline::{FittedPipeline, Pipeline};
use exoscope_read::split::{Labelled, Learnable};
use ndarray::{Array2, Axis};
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

/// Samples of several groups, each moved by a shift of its own in every feature.
struct Samples {
    x: Array2<f32>,
    y: Vec<usize>,
    groups: Vec<usize>,
}

/// `groups[g]` names the classes that stand in group g, `each` samples of each. The classes are apart by 2
/// standard deviations in five features each, the groups by a quarter in all.
fn samples(groups: &[&[usize]], each: usize, stream: &mut Stream) -> Samples {
    let mut normal = || -> f32 { StandardNormal.sample(stream) };
    let (mut values, mut y, mut of) = (Vec::new(), Vec::new(), Vec::new());
    for (group, classes) in groups.iter().enumerate() {
        let shift: Vec<f32> = (0..FEATURES).map(|_| 0.25 * normal()).collect();
        for &class in *classes {
            for _ in 0..each {
                for (feature, shift) in shift.iter().enumerate() {
                    let apart = if feature / 5 == class { 2.0 } else { 0.0 };
                    values.push(8.0 + shift + apart + normal());
                }
                y.push(class);
                of.push(group);
            }
        }
    }
    let x = Array2::from_shape_vec((y.len(), FEATURES), values).unwrap();
    Samples { x, y, groups: of }
}

/// Recall of the last class, and mean log-loss.
fn figures(p: &Array2<f64>, y: &[usize]) -> (f64, f64) {
    let last = CLASSES - 1;
    let of_last = p.outer_iter().zip(y).filter(|(_, y)| **y == last);
    let right: Vec<bool> = of_last.map(|(p, _)| p.iter().all(|v| *v <= p[last])).collect();
    let recall = right.iter().filter(|r| **r).count() as f64 / right.len() as f64;
    let loss: f64 = p.outer_iter().zip(y).map(|(p, &y)| -p[y].max(1e-6).ln()).sum();
    (recall, loss / y.len() as f64)
}

/// Designs by the number of the four groups that hold the last class.
fn design(holding: usize) -> Vec<&'static [usize]> {
    (0..4).map(|group| if group < holding { &[0, 1, 2][..] } else { &[0, 1][..] }).collect()
}

#[test]
fn a_class_in_one_group_in_two_or_in_all_is_called() {
    is_called(1..2);
}

#[test]
#[ignore = "slow: a dozen cohorts more, a minute"]
fn a_class_in_one_group_in_two_or_in_all_is_called_in_more_cohorts() {
    is_called(2..6);
}

fn is_called(seeds: std::ops::Range<u64>) {
    for holding in [1, 2, 4] {
        for seed in seeds.clone() {
            let stream = &mut Streams::new(seed).stream("samples", holding as u64);
            let training = samples(&design(holding), 15, stream);
            let new = samples(&[&[0, 1, 2], &[0, 1, 2]], 50, stream);
            for text in LEARNERS {
                let settings: LearnerSettings = serde_json::from_str(text).unwrap();
                let examples =
                    Examples::new(training.x.clone(), training.y.clone(), CLASSES).unwrap();
                let fit = |examples: Examples| {
                    let model = settings.fit(&examples.training()).unwrap().model;
                    figures(&model.probabilities(new.x.view()).unwrap(), &new.y)
                };
                let parted = fit(examples.clone());
                let grouped = fit(examples.with_groups(training.groups.clone()).unwrap());
                let said = format!("{text}, in {holding}, seed {seed}: {grouped:?} {parted:?}");
                assert!(grouped.0 >= parted.0 - 0.15, "recall {said}");
                assert!(grouped.1 <= parted.1 + 0.1, "log-loss {said}");
            }
        }
    }
}

#[test]
fn designs_whose_groups_can_judge_nothing_leave_a_model() {
    let one_study: Vec<&[usize]> = vec![&[0, 1, 2]];
    let two: Vec<&[usize]> = vec![&[0, 1, 2]; 2];
    let one_class_each: Vec<&[usize]> = vec![&[0], &[1], &[2]];
    let two_classes_alone: Vec<&[usize]> = vec![&[0], &[0], &[0], &[1], &[2]];
    let all_alone_but_one: Vec<&[usize]> = vec![&[0, 1], &[0, 1], &[0, 1], &[2], &[0], &[1]];
    let many: Vec<&[usize]> = vec![&[0, 1, 2, 0, 1]; 40];
    for (groups, each) in [
        (one_study, 20),
        (two, 20),
        (one_class_each, 20),
        (two_classes_alone, 12),
        (all_alone_but_one, 12),
        (many, 1),
    ] {
        let stream = &mut Streams::new(1).stream("samples", groups.len() as u64);
        let training = samples(&groups, each, stream);
        let new = samples(&[&[0, 1, 2]], 60, stream);
        for text in LEARNERS {
            let settings: LearnerSettings = serde_json::from_str(text).unwrap();
            let examples = Examples::new(training.x.clone(), training.y.clone(), CLASSES).unwrap();
            let examples = examples.with_groups(training.groups.clone()).unwrap();
            let model = settings.fit(&examples.training()).unwrap().model;
            let (recall, loss) = figures(&model.probabilities(new.x.view()).unwrap(), &new.y);
            assert!(recall > 0.5 && loss < 3.0_f64.ln(), "{text} {groups:?}: {recall} {loss}");
        }
    }
}

fn cohort(samples: &Samples) -> Cohort {
    let n = samples.y.len();
    let names = (0..n).map(|i| format!("s{i}").parse().unwrap()).collect();
    let mirnas = (0..FEATURES).map(|m| format!("hsa-miR-{}-5p", m + 1).parse().unwrap()).collect();
    let values = samples.x.mapv(f64::from);
    let mut cohort = Cohort::new(names, mirnas, values, Scale::Log2Intensity).unwrap();
    let text = |of: &dyn Fn(usize) -> String| (0..n).map(|i| Some(of(i))).collect();
    let label = text(&|i| ["healthy", "lung", "rare"][samples.y[i]].to_owned());
    cohort.add_column(Column::text("label", label)).unwrap();
    cohort.add_column(Column::text("study", text(&|i| format!("g{}", samples.groups[i])))).unwrap();
    cohort.set_field(Field::Label, "label").unwrap();
    cohort.set_roles(&["healthy"], &[] as &[&str]).unwrap();
    cohort
}

#[test]
fn rules_rest_on_usable_calls_alone() {
    for (holding, panel) in [(1, None), (2, None), (4, None), (1, Some(12))] {
        let stream = &mut Streams::new(7).stream("samples", holding as u64);
        let training = cohort(&samples(&design(holding), 15, stream));
        let new = samples(&[&[0, 1, 2], &[0, 1, 2]], 60, stream);
        let settings = Pipeline {
            learner: LearnerSettings::default_of("kernel").unwrap(),
            panel,
            calls: Some(CallSettings::default()),
            ..Pipeline::default()
        };
        let labelled = Labelled::of(&training, None).unwrap().grouped_by("study").unwrap();
        let reader = FittedPipeline::fit(&labelled.training(), &settings).unwrap();
        let rules = reader.rules().unwrap();
        let counted: Vec<usize> = rules.conformal.classes.iter().map(|c| c.samples).collect();
        let of_rare = if holding == 1 { 0 } else { 15 * holding };
        assert_eq!(counted[2], of_rare, "in {holding}");
        assert!(counted[0] == 60 && counted[1] == 60, "{counted:?}: the group with the class too");
        let warned = reader.warnings().iter().any(|w| w.contains("rare stand in one group"));
        assert_eq!(warned, holding == 1);
        let detection = rules.detection.as_ref().unwrap();
        let rare = detection.by_cancer.iter().any(|cancer| cancer.of == "rare");
        assert_eq!(rare, holding > 1, "no sensitivity of a class that no fit was tested on");

        let calls = reader.call(&cohort(&new), &(0..new.y.len()).collect::<Vec<_>>(), 1.0).unwrap();
        let p = calls.probabilities.select(Axis(0), &(0..new.y.len()).collect::<Vec<_>>());
        assert!(figures(&p, &new.y).0 > 0.7, "in {holding}: recall {:?}", figures(&p, &new.y));
        for class in 0..CLASSES {
            let of = p.outer_iter().zip(&new.y).filter(|(_, y)| **y == class);
            let held: Vec<bool> = of.map(|(p, y)| rules.conformal.set(p).contains(y)).collect();
            let share = held.iter().filter(|h| **h).count() as f64 / held.len() as f64;
            assert!(share > 0.75, "in {holding}, class {class}: {share}");
        }
    }
}

/// A table of the folder of cases: label, study and values, or `None` with a note where it is absent.
fn case(name: &str) -> Option<Samples> {
    let path = exoscope_testkit::data("cases")?.join(name);
    let mut table = csv::Reader::from_path(path).unwrap();
    let (mut values, mut y, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    let mut studies: Vec<String> = Vec::new();
    for record in table.records() {
        let record = record.unwrap();
        y.push(["A", "B", "C"].iter().position(|class| *class == &record[1]).unwrap());
        let seen = studies.iter().position(|study| *study == record[2]);
        groups.push(seen.unwrap_or(studies.len()));
        if seen.is_none() {
            studies.push(record[2].to_owned());
        }
        values.extend(record.iter().skip(3).map(|v| v.parse::<f32>().unwrap()));
    }
    let x = Array2::from_shape_vec((y.len(), values.len() / y.len()), values).unwrap();
    Some(Samples { x, y, groups })
}

#[test]
fn the_class_in_one_study_of_the_cases_is_called() {
    let (Some(training), Some(new)) =
        (case("class_in_one_group.csv"), case("class_in_one_group_test.csv"))
    else {
        return;
    };
    for text in LEARNERS {
        let settings: LearnerSettings = serde_json::from_str(text).unwrap();
        let examples = Examples::new(training.x.clone(), training.y.clone(), CLASSES).unwrap();
        let fit = |examples: Examples| {
            let model = settings.fit(&examples.training()).unwrap().model;
            figures(&model.probabilities(new.x.view()).unwrap(), &new.y)
        };
        let parted = fit(examples.clone());
        let grouped = fit(examples.with_groups(training.groups.clone()).unwrap());
        println!("{text}: {grouped:?} with groups, {parted:?} without");
        assert!(
            grouped.0 >= parted.0 - 0.1 && grouped.1 <= parted.1 + 0.05,
            "{text}: {grouped:?} {parted:?}"
        );
    }
}
