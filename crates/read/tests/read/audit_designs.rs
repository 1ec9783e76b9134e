//! An audit gives a verdict on every design, by the rule of `docs/verdicts.md`.

use std::collections::{BTreeMap, BTreeSet};

use exoscope_core::progress::Silent;
use exoscope_core::random::Stream;
use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale, Streams};
use exoscope_read::audit::{Audit, AuditSettings, Verdict};
use exoscope_read::split::Labelled;
use ndarray::Array2;
use rand::RngExt;
use rayon::prelude::*;

/// Labels, and the value of each sample by each key.
#[derive(Debug, Clone)]
struct Design {
    labels: Vec<String>,
    keys: Vec<Vec<Option<String>>>,
    /// Whether the class `control` is known to be one, and all others to be cancers.
    roles: bool,
}

impl Design {
    fn of(labels: &[&str], keys: &[&dyn Fn(usize) -> Option<String>], roles: bool) -> Self {
        let n = labels.len();
        let keys = keys.iter().map(|key| (0..n).map(key).collect()).collect();
        Self { labels: labels.iter().map(|l| (*l).to_owned()).collect(), keys, roles }
    }

    fn names(&self) -> Vec<String> {
        (0..self.keys.len()).map(|key| format!("key{key}")).collect()
    }

    /// A cohort of this design without any miRNA.
    fn cohort(&self) -> Cohort {
        let n = self.labels.len();
        let samples = (0..n).map(|i| format!("s{i}").parse().unwrap()).collect();
        let values = Array2::zeros((n, 0));
        let mut cohort = Cohort::new(samples, Vec::new(), values, Scale::Unknown).unwrap();
        let labels = self.labels.iter().cloned().map(Some).collect();
        cohort.add_column(Column::text("label", labels)).unwrap();
        for (name, key) in self.names().iter().zip(&self.keys) {
            cohort.add_column(Column::text(name, key.clone())).unwrap();
        }
        cohort.set_field(Field::Label, "label").unwrap();
        if self.roles {
            cohort.set_roles(&["control"], &[] as &[&str]).unwrap();
        }
        cohort
    }

    fn verdict(&self) -> Verdict {
        let cohort = self.cohort();
        let labelled = Labelled::of(&cohort, None).unwrap();
        match Audit::of_design(&labelled, &self.names(), Streams::new(1)) {
            Ok(audit) => audit.verdict,
            Err(error) => panic!("{error}: {self:?}"),
        }
    }

    /// The rule, written apart from the program.
    fn expected(&self) -> String {
        let mut sizes = BTreeMap::<&str, usize>::new();
        self.labels.iter().for_each(|label| *sizes.entry(label).or_default() += 1);
        if sizes.values().filter(|n| **n > 9).count() < 2 {
            return "too small to say".to_owned();
        }
        if self.keys.is_empty() {
            return "cannot be separated from batches, of which none is named".to_owned();
        }
        let mut worst: Option<(usize, usize, usize)> = None;
        for (number, key) in self.keys.iter().enumerate() {
            let mut members = BTreeMap::<&str, Vec<&str>>::new();
            for (label, batch) in self.labels.iter().zip(key) {
                if let Some(batch) = batch {
                    members.entry(batch).or_default().push(label);
                }
            }
            let all = || members.values().flatten();
            let asks = self.roles
                && all().any(|label| *label == "control")
                && all().any(|label| *label != "control");
            let comparable: usize = members
                .values()
                .map(|labels| {
                    let cancers = labels.iter().filter(|label| **label != "control").count();
                    let mixed = labels.iter().collect::<BTreeSet<_>>().len() > 1;
                    match (asks, mixed) {
                        (true, _) if cancers < labels.len() => cancers,
                        (false, true) => labels.len(),
                        _ => 0,
                    }
                })
                .sum();
            let found = (comparable, members.len(), number);
            if comparable < 10 && worst.is_none_or(|worst| found < worst) {
                worst = Some(found);
            }
        }
        worst.map_or_else(
            || "testable".to_owned(),
            |(_, _, key)| format!("cannot be separated from key{key}"),
        )
    }
}

fn halves(n: usize) -> Vec<&'static str> {
    (0..2 * n).map(|i| if i < n { "control" } else { "cancer" }).collect()
}

#[allow(clippy::unnecessary_wraps)] // what a key says of a sample, which may be nothing
fn named(text: impl ToString) -> Option<String> {
    Some(text.to_string())
}

/// Designs that leave nothing to compare, or next to nothing, by the key.
fn degenerate() -> Vec<(&'static str, Design, &'static str)> {
    let cannot = "cannot be separated from key0";
    let mut all = Vec::new();
    for n in [10, 20, 25, 30, 40, 50, 80] {
        let labels = halves(n);
        let batch = move |i: usize| named(if i < n { "A" } else { "B" });
        all.push(("batch follows class", Design::of(&labels, &[&batch], true), cannot));
        all.push((
            "key equal to the label",
            Design::of(&labels, &[&|i| named(labels[i])], false),
            cannot,
        ));
        let one_pure = move |i: usize| named(if i < n && i.is_multiple_of(2) { "A" } else { "B" });
        all.push((
            "one of two batches has one class",
            Design::of(&labels, &[&one_pure], true),
            "testable",
        ));
        all.push((
            "one batch, a constant key",
            Design::of(&labels, &[&|_| named("A")], true),
            "testable",
        ));
        all.push((
            "all batches of one sample",
            Design::of(&labels, &[&|i| named(i)], true),
            cannot,
        ));
        all.push(("a key without a value", Design::of(&labels, &[&|_| None], true), cannot));
        let twice = Design::of(&labels, &[&batch, &batch], true);
        all.push(("a key named twice", twice, cannot));
        all.push((
            "no key",
            Design::of(&labels, &[], true),
            "cannot be separated from batches, of which none is named",
        ));
    }
    let many = halves(1500);
    let levels = |i: usize| named(i % 1500);
    all.push(("thousands of levels", Design::of(&many, &[&levels], true), "testable"));
    all.push(("thousands of samples alone", Design::of(&many, &[&|i| named(i)], true), cannot));
    all.push((
        "two samples",
        Design::of(&["control", "cancer"], &[&|_| named("A")], true),
        "too small to say",
    ));
    all.push(("three", Design::of(&["a", "b", "c"], &[&|i| named(i)], false), "too small to say"));
    all
}

#[test]
fn every_degenerate_design_has_its_verdict() {
    degenerate().into_par_iter().for_each(|(what, design, expected)| {
        let verdict = String::from(design.verdict());
        assert_eq!(verdict, expected, "{what}, {} samples", design.labels.len());
        assert_eq!(design.expected(), expected, "{what}: the rule written apart");
    });
}

/// A design drawn at random: its classes, its keys, how they follow each other, what is missing.
fn random(stream: &mut Stream) -> Design {
    let n = stream.random_range(2..90);
    let classes = ["control", "lung", "ovary", "liver"];
    let classes = &classes[..stream.random_range(2..=4)];
    let rare = stream.random_bool(0.3);
    let mut labels: Vec<usize> = (0..n)
        .map(|_| match stream.random_range(0..classes.len()) {
            class if rare && class > 0 && stream.random_bool(0.8) => class % 2,
            class => class,
        })
        .collect();
    // Two classes at least.
    (labels[0], labels[1]) = (0, 1);
    let key = |stream: &mut Stream| -> Vec<Option<String>> {
        let levels = [1, 2, 3, 8, n, 4000][stream.random_range(0..6)];
        let follows = [0.0, 0.0, 0.5, 0.9, 1.0][stream.random_range(0..5)];
        let missing = [0.0, 0.0, 0.1, 0.9, 1.0][stream.random_range(0..5)];
        let value = |&class: &usize| {
            let batch = stream.random_range(0..levels);
            let batch =
                if stream.random_bool(follows) { format!("of {class}") } else { batch.to_string() };
            (!stream.random_bool(missing)).then_some(batch)
        };
        labels.iter().map(value).collect()
    };
    let keys = (0..stream.random_range(0..=3)).map(|_| key(stream)).collect();
    let roles = stream.random_bool(0.5);
    Design { labels: labels.iter().map(|&class| classes[class].to_owned()).collect(), keys, roles }
}

fn random_designs_have_the_verdict_of_the_rule(designs: u64) {
    let found: Vec<String> = (0..designs)
        .into_par_iter()
        .map(|number| {
            let design = random(&mut Streams::new(number).stream("random design", 0));
            let verdict = String::from(design.verdict());
            assert_eq!(verdict, design.expected(), "{number}: {design:?}");
            verdict.chars().take(6).collect()
        })
        .collect();
    let kinds: BTreeSet<&String> = found.iter().collect();
    assert_eq!(kinds.len(), 3, "not every verdict was met: {kinds:?}");
}

#[test]
fn two_hundred_random_designs_have_the_verdict_of_the_rule() {
    random_designs_have_the_verdict_of_the_rule(200);
}

#[test]
#[ignore = "slow: two thousand audits of designs"]
fn two_thousand_random_designs_have_the_verdict_of_the_rule() {
    random_designs_have_the_verdict_of_the_rule(2000);
}

/// A cohort of this design with twelve miRNAs that mean nothing.
fn with_mirnas(design: &Design) -> Cohort {
    let bare = design.cohort();
    let n = bare.n_samples();
    let mirnas = (1..=12).map(|i| format!("hsa-miR-{}-5p", 9000 + i).parse().unwrap()).collect();
    let mut stream = Streams::new(3).stream("values", n as u64);
    let values = Array2::from_shape_fn((n, 12), |_| stream.random_range(4.0..12.0));
    let mut cohort =
        Cohort::new(bare.samples().to_vec(), mirnas, values, Scale::Log2Intensity).unwrap();
    for column in bare.metadata().columns() {
        cohort.add_column(column.clone()).unwrap();
    }
    cohort.set_field(Field::Label, "label").unwrap();
    cohort.set_roles(&["control"], &[] as &[&str]).unwrap();
    cohort
}

#[test]
fn a_full_audit_of_the_smallest_and_of_one_class_batches_gives_a_verdict() {
    let settings = AuditSettings { permutations: 9, draws: 2, ..AuditSettings::default() };
    for (controls, cancers) in [(20, 20), (3, 3), (2, 1), (1, 1), (12, 1), (30, 6)] {
        let n = controls + cancers;
        let labels: Vec<&str> =
            (0..n).map(|i| if i < controls { "control" } else { "cancer" }).collect();
        let class = move |i: usize| Some(if i < controls { "a" } else { "b" }.to_owned());
        let one = |_: usize| Some("a".to_owned());
        let each = |i: usize| Some(format!("{i}"));
        let mixed = |i: usize| Some(format!("{}", i % 2));
        let lone =
            move |i: usize| Some(if i + 1 == n { "z".to_owned() } else { format!("{}", i % 2) });
        let design = Design::of(&labels, &[&class, &one, &each, &mixed, &lone], true);
        let cohort = with_mirnas(&design);
        let labelled = Labelled::of(&cohort, None).unwrap();
        let audit =
            Audit::of_cohort(&labelled, &design.names(), &settings, Streams::new(1), &Silent);
        let audit = audit.unwrap_or_else(|error| panic!("{controls} and {cancers}: {error}"));
        assert_ne!(audit.verdict, Verdict::Supported, "{controls} and {cancers}");
    }
}
