//! Made-up evaluations, for tests and for the example that writes pages to look at.

// The example of pages takes this file by its path, from where the folder beside it is not found.
#[path = "fixture/scores.rs"]
mod scores;

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
    Bootstrap, CalibrationIntervals, ClassIntervals, ClassScores, Interval, Resampling, Scores,
    Signal, StageScores,
};

use self::scores::{interval, scores};

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
