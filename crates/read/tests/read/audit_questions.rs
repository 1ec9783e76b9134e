//! Questions of an audit are judged apart, and beside facts of the samples alone.

use exoscope_core::progress::Silent;
use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale, Streams};
use exoscope_read::audit::{Audit, AuditSettings, Question, Verdict};
use exoscope_read::split::Labelled;
use ndarray::Array2;
use rand_distr::{Distribution, StandardNormal};

const N: usize = 150;
const MIRNAS: usize = 30;

fn class(i: usize) -> &'static str {
    ["healthy", "liver", "lung"][i % 3]
}

/// 150 samples in five batches that hold all three classes; `level` is what a sample's ten markers gain.
fn cohort(level: impl Fn(usize) -> f64, age: impl Fn(usize) -> f64) -> Cohort {
    let stream = &mut Streams::new(5).stream("samples", 0);
    let values = Array2::from_shape_fn((N, MIRNAS), |(i, m)| {
        let noise: f64 = StandardNormal.sample(stream);
        8.0 + noise + if m < 10 { level(i) } else { 0.0 }
    });
    let samples = (0..N).map(|i| format!("s{i}").parse().unwrap()).collect();
    let mirnas = (0..MIRNAS).map(|m| format!("hsa-miR-{}-5p", m + 1).parse().unwrap()).collect();
    let mut cohort = Cohort::new(samples, mirnas, values, Scale::Log2Intensity).unwrap();
    let text = |of: &dyn Fn(usize) -> String| (0..N).map(|i| Some(of(i))).collect();
    cohort.add_column(Column::text("label", text(&|i| class(i).to_owned()))).unwrap();
    cohort.add_column(Column::text("batch", text(&|i| format!("b{}", i / 3 % 5)))).unwrap();
    cohort.add_column(Column::text("age", text(&|i| format!("{:.1}", age(i))))).unwrap();
    cohort.set_field(Field::Label, "label").unwrap();
    cohort.set_field(Field::Age, "age").unwrap();
    cohort.set_roles(&["healthy"], &[] as &[&str]).unwrap();
    cohort
}

fn audited(cohort: &Cohort) -> Audit {
    let labelled = Labelled::of(cohort, None).unwrap();
    let settings = AuditSettings { draws: 0, permutations: 99, ..AuditSettings::default() };
    Audit::of_cohort(&labelled, &["batch".to_owned()], &settings, Streams::new(1), &Silent).unwrap()
}

/// Years that say nothing of the class.
fn any_age(i: usize) -> f64 {
    40.0 + (i * 7 % 31) as f64
}

#[test]
fn cancer_may_be_told_from_control_and_no_cancer_from_another() {
    let audit = audited(&cohort(|i| if class(i) == "healthy" { 0.0 } else { 1.2 }, any_age));
    let asked: Vec<Question> = audit.questions.iter().map(|judged| judged.question).collect();
    assert_eq!(asked, [Question::Signal, Question::Origin]);
    assert_eq!(audit.verdict, Verdict::Supported, "{}", audit.sentence);
    let origin = &audit.questions[1];
    assert!(
        matches!(origin.verdict, Verdict::NoSignal | Verdict::TooSmall),
        "{}: {}",
        origin.verdict,
        origin.sentence
    );
    assert_eq!(origin.free.samples, 100, "cancers alone");
    let json = serde_json::to_string(&audit).unwrap();
    assert_eq!(serde_json::from_str::<Audit>(&json).unwrap(), audit);
}

#[test]
fn what_age_explains_is_not_supported() {
    // Cancers are older, and the markers follow age alone.
    let age = |i: usize| any_age(i) + if class(i) == "healthy" { 0.0 } else { 25.0 };
    let audit = audited(&cohort(|i| age(i) / 12.0, age));
    let from = "age and sex".to_owned();
    assert_eq!(audit.verdict, Verdict::CannotBeSeparated { from }, "{}", audit.sentence);
    assert!(audit.sentence.contains("age and sex alone"), "{}", audit.sentence);
    let beside = &audit.questions[0].beside["age and sex"];
    assert!(beside.explains() && beside.facts > 0.7, "{beside:?}");
}
