//! Made-up evaluations, for tests and for the example that writes pages to look at.

use std::collections::BTreeMap;

use exoscope_core::cohort::{Provenance, Source, Step};
use exoscope_core::store::checksum_bytes;
use exoscope_read::audit::{Audit, Figures, Verdict};
use exoscope_read::evaluate::{
    ChosenMirna, Evaluation, FlagCount, Flagged, HeatMap, HeatRow, LeftOut,
    MANIFEST_FORMAT_VERSION, Manifest, PanelPoint, Program, SplitKind, SplitSummary, UnseenClass,
};
use exoscope_read::pipeline::Pipeline;
use exoscope_score::{
    Bin, Bootstrap, Calibration, CalibrationIntervals, ClassIntervals, ClassScores, Detected,
    Interval, NetBenefit, OperatingPoint, Origin, Resampling, RocCurve, Scores, Signal,
    StageScores,
};

/// A class of a made-up evaluation: name, whether it is a cancer, samples, share called right.
type Class<'a> = (&'a str, bool, usize, f64);

/// Three classes, by cross-validation with batches kept together, three repeats, no stages.
pub fn vesicles() -> Evaluation {
    let classes = [
        ("Colorectal Cancer", true, 100, 0.78),
        ("Healthy Control", false, 50, 0.565),
        ("Prostate Cancer", true, 36, 0.403),
    ];
    let scores = scores(&classes, 3);
    Evaluation {
        bootstrap: Some(drawn(&scores, "RNA Isolation batch")),
        scores,
        n_features: 412,
        split: SplitSummary {
            kind: SplitKind::CrossValidation,
            grouped_by: vec!["RNA Isolation batch".to_owned()],
            folds: 5,
            repeats: 3,
        },
        estimand: String::new(),
        predictive_values: Vec::new(),
        absent: Vec::new(),
        warnings: Vec::new(),
        panel_curve: Vec::new(),
        left_out_batches: Vec::new(),
        heat_map: None,
        quality: None,
    }
}

/// Nineteen classes, on a test cohort, with stages, warnings and an absent class.
pub fn thirteen_cancers() -> Evaluation {
    let classes = [
        ("breast", true, 135, 0.93),
        ("bladder", true, 80, 0.9),
        ("biliary tract", true, 81, 0.53),
        ("colorectal", true, 320, 0.91),
        ("oesophagus", true, 114, 0.84),
        ("stomach", true, 284, 0.89),
        ("glioma", true, 49, 0.98),
        ("liver", true, 70, 0.81),
        ("lung", true, 340, 0.95),
        ("ovary", true, 80, 0.86),
        ("pancreas", true, 171, 0.82),
        ("prostate", true, 206, 0.97),
        ("sarcoma", true, 60, 0.71),
        ("no cancer", false, 1129, 0.9991),
        ("benign, sarcoma site", false, 62, 0.77),
        ("benign, prostate", false, 46, 0.5),
        ("benign, breast", false, 7, 0.29),
        ("benign, ovary", false, 6, 0.0),
        ("benign, skull", false, 5, 0.2),
    ];
    let mut scores = scores(&classes, 1);
    let stages = [("0", 40), ("I", 620), ("II", 480), ("III", 390), ("IV", 310), ("0-II", 1140)];
    scores.by_stage = stages
        .into_iter()
        .map(|(stage, n)| StageScores {
            stage: stage.to_owned(),
            n,
            accuracy: 0.88,
            accuracy_ci: interval(0.88, n),
            sensitivity: Some(0.97),
            sensitivity_ci: Some(interval(0.97, n)),
        })
        .collect();
    Evaluation {
        scores,
        n_features: 2554,
        split: SplitSummary {
            kind: SplitKind::TestCohort,
            grouped_by: Vec::new(),
            folds: 1,
            repeats: 1,
        },
        estimand: String::new(),
        bootstrap: None,
        predictive_values: Vec::new(),
        absent: vec![UnseenClass {
            class: "benign, ovary".to_owned(),
            repeat: 0,
            fold: 0,
            samples: 6,
        }],
        warnings: vec![
            "97.8 % of slides hold samples of one class only.".to_owned(),
            "12 values were missing and taken to be the training median.".to_owned(),
        ],
        panel_curve: [Some(10), Some(100), None].map(panel).to_vec(),
        left_out_batches: Vec::new(),
        heat_map: Some(heat_map(&classes)),
        quality: Some(quality(classes.len())),
    }
}

/// Intervals as if groups had been drawn again, of figures that they lie about.
fn drawn(scores: &Scores, grouped_by: &str) -> Bootstrap {
    let about = |figure: f64| Some(Interval { low: figure - 0.06, high: figure + 0.05 });
    let signal = |figure: fn(&Signal) -> f64| scores.signal.as_ref().map(figure).and_then(about);
    let calibration =
        CalibrationIntervals { ece: about(0.07), slope: about(0.87), intercept: about(-0.12) };
    let of_class = |class: &ClassScores| ClassIntervals {
        class: class.class.clone(),
        f1: class.f1.and_then(about),
        auroc: class.auroc.and_then(about),
        average_precision: class.average_precision.and_then(about),
        calibration,
    };
    Bootstrap {
        grouped_by: vec![grouped_by.to_owned()],
        clusters: 31,
        resamples: 2000,
        method: Resampling::Bootstrap,
        accuracy: about(scores.accuracy),
        accuracy_cancers: scores.accuracy_cancers.and_then(about),
        balanced_accuracy: about(scores.balanced_accuracy),
        macro_f1: about(scores.macro_f1),
        macro_auroc: scores.macro_auroc.and_then(about),
        log_loss: about(scores.log_loss),
        brier: about(scores.brier),
        signal_auroc: signal(|signal| signal.auroc),
        signal_average_precision: signal(|signal| signal.average_precision),
        signal_calibration: calibration,
        signal_decision: (scores.signal.iter().flat_map(|signal| &signal.decision))
            .map(|at| about(at.reader))
            .collect(),
        classwise_ece: about(0.07),
        per_class: scores.per_class.iter().map(of_class).collect(),
    }
}

/// A reader confined to a panel.
fn panel(size: Option<usize>) -> PanelPoint {
    let n_features = size.unwrap_or(2554);
    let accuracy = 0.9 - 2.0 / n_features as f64;
    let chosen = |i: usize| ChosenMirna { mirna: format!("hsa-miR-{}-5p", 100 + i), share: 0.8 };
    PanelPoint {
        size,
        n_features,
        accuracy,
        accuracy_ci: interval(accuracy, 3246),
        balanced_accuracy: accuracy - 0.1,
        balanced_accuracy_ci: Some(interval(accuracy - 0.1, 2000)),
        accuracy_cancers: Some(accuracy - 0.02),
        accuracy_cancers_ci: Some(interval(accuracy - 0.02, 1990)),
        log_loss: 0.4,
        log_loss_ci: Some(Interval { low: 0.37, high: 0.43 }),
        overlap: size.map(|_| 0.71),
        chosen: (0..size.unwrap_or(0)).map(chosen).collect(),
    }
}

fn heat_map(classes: &[Class<'_>]) -> HeatMap {
    let level = |row: usize, class: usize| if row % classes.len() == class { 1.9 } else { -0.1 };
    let row = |row: usize| HeatRow {
        mirna: format!("hsa-miR-{}-3p", 200 + row),
        by: row % classes.len(),
        levels: (0..classes.len()).map(|class| level(row, class)).collect(),
    };
    let mut rows: Vec<HeatRow> = (0..30).map(row).collect();
    rows.sort_by_key(|row| row.by);
    HeatMap { classes: classes.iter().map(|class| class.0.to_owned()).collect(), rows }
}

fn quality(classes: usize) -> Flagged {
    let flag = |flag: &str, n: usize| FlagCount {
        flag: flag.to_owned(),
        n,
        by_class: (0..classes).map(|class| usize::from(class < n)).collect(),
        samples: (0..n.min(10)).filter_map(|i| format!("S{i}").parse().ok()).collect(),
    };
    Flagged {
        n: 3246,
        flagged: 19,
        looks_like: Some("Toray 3D-Gene miRNA v21 array".to_owned()),
        flags: vec![flag("haemolysis", 17), flag("duplicate", 2)],
        not_judged: vec!["sex is judged by the organ that a label names".to_owned()],
    }
}

/// An audit of either: two baselines, a batch that parts the classes.
pub fn audit() -> Audit {
    let figures = |accuracy: f64| Figures {
        n: 186,
        accuracy,
        accuracy_ci: interval(accuracy, 186),
        accuracy_cancers: Some(accuracy - 0.02),
        accuracy_cancers_ci: Some(interval(accuracy - 0.02, 136)),
        balanced_accuracy: accuracy - 0.1,
        balanced_accuracy_ci: Some(interval(accuracy - 0.1, 90)),
        macro_auroc: Some(0.7),
        signal_auroc: Some(0.7),
        log_loss: 0.9,
    };
    Audit {
        verdict: Verdict::CannotBeSeparated { from: "slide".to_owned() },
        sentence:
            "Class and slide coincide for 97.8 % of 4,634 batches: no split of these samples \
                   can show a signal apart from slide."
                .to_owned(),
        questions: Vec::new(),
        subject: None,
        n: 186,
        classes: BTreeMap::from([("Colorectal Cancer".to_owned(), 100)]),
        keys: vec!["slide".to_owned()],
        folds: 5,
        baseline: BTreeMap::from([
            ("slide".to_owned(), figures(0.958).into()),
            ("age and sex".to_owned(), figures(0.52).into()),
        ]),
        confounding: BTreeMap::new(),
        notes: vec!["slide alone, without any miRNA, calls 0.958 of 186 samples right.".to_owned()],
        measured: None,
    }
}

/// The manifest of either.
pub fn manifest() -> Manifest {
    let source =
        |name: &str| Source { name: name.to_owned(), sha256: checksum_bytes([name.as_bytes()]) };
    let steps = vec![
        Step::new(
            "imported a table of raw counts of plasma extracellular vesicles",
            vec![source("counts.txt.gz")],
        ),
        Step::new(
            "annotated samples; label Stage; roles of 4 labels",
            vec![source("phenotype.txt"), source("batch.txt")],
        ),
    ];
    let samples = (1..=6).filter_map(|i| format!("Sample_4S{i}").parse().ok()).collect();
    Manifest {
        format: MANIFEST_FORMAT_VERSION,
        program: Program { name: "exoscope".to_owned(), version: "0.1.0".to_owned() },
        seed: 20_261_122,
        reader: Pipeline::default(),
        group: Some("slide".to_owned()),
        classes: Some(vec!["Colorectal Cancer".to_owned(), "Healthy Control".to_owned()]),
        inputs: vec![source("cohort.parquet")],
        cohort: Provenance { steps },
        left_out: vec![LeftOut { why: "of a class that was not asked for".to_owned(), samples }],
        files: BTreeMap::new(),
    }
}

/// Figures that hang together well enough to look at. What is called wrong is spread over the
/// other classes, more on the nearer ones; curves are `sensitivity = (1 − specificity)^a`.
fn scores(classes: &[Class<'_>], repeats: usize) -> Scores {
    let n: usize = classes.iter().map(|class| class.2).sum();
    let confusion: Vec<Vec<f64>> =
        (0..classes.len()).map(|row| confusion(row, classes, repeats as f64)).collect();
    let total = |cancers_only: bool, what: fn(&Class<'_>) -> f64| -> f64 {
        classes.iter().filter(|class| class.1 || !cancers_only).map(what).sum()
    };
    let n_cancers = total(true, |class| class.2 as f64);
    let accuracy = total(false, |class| class.2 as f64 * class.3) / n as f64;
    let among_cancers = total(true, |class| class.2 as f64 * class.3) / n_cancers;
    Scores {
        n,
        repeats,
        classes: classes.iter().map(|class| class.0.to_owned()).collect(),
        accuracy,
        accuracy_ci: interval(accuracy, n),
        balanced_accuracy: total(false, |class| class.3) / classes.len() as f64,
        accuracy_cancers: Some(among_cancers),
        accuracy_cancers_ci: Some(interval(among_cancers, n_cancers as usize)),
        macro_f1: 0.61,
        macro_auroc: Some(0.8437),
        log_loss: 0.742_9,
        log_loss_unclipped: 0.742_9,
        brier: 0.455_1,
        signal: Some(signal(n_cancers as usize, n - n_cancers as usize)),
        per_class: (0..classes.len()).map(|i| class_scores(i, classes, &confusion)).collect(),
        by_stage: Vec::new(),
        by_subgroup: Vec::new(),
        classwise_ece: Some(0.031),
        confusion,
        roc: classes
            .iter()
            .map(|class| RocCurve { class: class.0.to_owned(), points: curve(auroc(class.3)) })
            .collect(),
    }
}

fn signal(n_cancers: usize, n_others: usize) -> Signal {
    Signal {
        n_cancers,
        n_others,
        auroc: 0.913,
        average_precision: 0.948,
        sensitivity: 0.89,
        sensitivity_ci: interval(0.89, n_cancers),
        specificity: 0.72,
        specificity_ci: interval(0.72, n_others),
        roc: curve(0.913),
        at: [0.98, 0.99, 0.995].map(|target| point(target, n_cancers, n_others)).to_vec(),
        calibration: calibration(),
        decision: [0.01, 0.1, 0.3, 0.5, 0.8].map(benefit).to_vec(),
    }
}

fn point(target: f64, n_cancers: usize, n_others: usize) -> OperatingPoint {
    let detected = |of: &str, n: usize, sensitivity: f64| Detected {
        of: of.to_owned(),
        n,
        sensitivity,
        sensitivity_ci: interval(sensitivity, n),
    };
    OperatingPoint {
        target,
        threshold: target - 0.2,
        n_controls: n_others,
        specificity: target + 0.002,
        specificity_ci: interval(target + 0.002, n_others),
        n_others,
        specificity_others: target - 0.04,
        specificity_others_ci: interval(target - 0.04, n_others),
        sensitivity: 0.52,
        sensitivity_ci: interval(0.52, n_cancers),
        by_cancer: vec![
            detected("Colorectal Cancer", 100, 0.61),
            detected("Prostate Cancer", 36, 0.28),
        ],
        by_stage: vec![detected("I", 40, 0.17), detected("0-II", 60, 0.3)],
        origin: Some(Origin {
            n: 70.7,
            top1: 0.84,
            top1_ci: interval(0.84, 70),
            top2: 0.97,
            top2_ci: interval(0.97, 70),
        }),
    }
}

fn calibration() -> Calibration {
    let bin = |i: usize| {
        let (n, share) = (5 + 3 * i, 0.02 + 0.105 * i as f64);
        Bin { n, p: 0.05 + 0.1 * i as f64, share, share_ci: Some(interval(share, n)) }
    };
    Calibration {
        ece: Some(0.041),
        ece_plugin: Some(0.041),
        slope: Some(0.87),
        intercept: Some(-0.12),
        bins: (0..9).map(bin).collect(),
    }
}

fn benefit(threshold: f64) -> NetBenefit {
    let cost = threshold / (1.0 - threshold);
    NetBenefit { threshold, reader: 0.65 - 0.08 * cost, everyone: 0.73 - 0.27 * cost }
}

/// Counts are means over repeats, so whole multiples of `1 / repeats`.
fn confusion(row: usize, classes: &[Class<'_>], repeats: f64) -> Vec<f64> {
    let Some(&(_, _, n, right)) = classes.get(row) else { return Vec::new() };
    let nearness =
        |i: usize| if i == row { 0.0 } else { 1.0 / (1.0 + row.abs_diff(i).pow(2) as f64) };
    let all: f64 = (0..classes.len()).map(nearness).sum();
    let wrong = n as f64 * (1.0 - right) / all;
    let mut counts: Vec<f64> =
        (0..classes.len()).map(|i| (wrong * nearness(i) * repeats).round() / repeats).collect();
    let left = n as f64 - counts.iter().sum::<f64>();
    if let Some(diagonal) = counts.get_mut(row) {
        *diagonal = left;
    }
    counts
}

fn class_scores(i: usize, classes: &[Class<'_>], confusion: &[Vec<f64>]) -> ClassScores {
    let (class, is_cancer, n, recall) = classes.get(i).copied().unwrap_or(("", false, 0, 0.0));
    let called: f64 = confusion.iter().filter_map(|row| row.get(i)).sum();
    let precision = (called > 0.0).then(|| (n as f64 * recall / called).min(1.0));
    ClassScores {
        class: class.to_owned(),
        is_cancer,
        n,
        recall: Some(recall),
        recall_ci: Some(interval(recall, n)),
        precision,
        precision_ci: precision.map(|p| interval(p, called as usize)),
        f1: precision.map(|p| 2.0 * p * recall / (p + recall).max(1e-9)),
        specificity: Some(0.97),
        specificity_ci: Some(interval(0.97, 1000)),
        auroc: Some(auroc(recall)),
        average_precision: Some(recall),
        calibration: Calibration::default(),
    }
}

/// A made-up AUROC for a class of this recall.
fn auroc(recall: f64) -> f64 {
    0.6 + 0.399 * recall
}

fn curve(auroc: f64) -> Vec<[f64; 2]> {
    let a = (1.0 - auroc) / auroc;
    (0..200).map(|i| f64::from(i) / 199.0).map(|x| [x.powi(3), x.powi(3).powf(a)]).collect()
}

fn interval(p: f64, n: usize) -> Interval {
    Interval::wilson(p, n as f64).unwrap_or(Interval { low: 0.0, high: 1.0 })
}
