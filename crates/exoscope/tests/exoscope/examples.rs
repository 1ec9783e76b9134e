//! Every example does what it says.

use exoscope::prelude::*;
use exoscope::read::evaluate::Run;

use crate::{audit, evaluate, folds_of_your_own, in_memory, simulate_and_read, train_and_predict};

fn cohort() -> Cohort {
    exoscope::example::cohort(Streams::new(1)).unwrap()
}

#[test]
fn evaluate_writes_a_run_that_opens() {
    let folder = tempfile::tempdir().unwrap();
    let (path, out) = (folder.path().join("cohort.parquet"), folder.path().join("run"));
    cohort().save(&path).unwrap();
    evaluate::evaluate(&path, "slide", &out).unwrap();
    let run = Run::open(&out).unwrap();
    assert_eq!(run.evaluation.split.repeats, 3);
    assert_eq!(run.evaluation.split.grouped_by, ["slide"]);
    assert_eq!(run.manifest.group.as_deref(), Some("slide"));
    assert!(run.evaluation.scores.accuracy > 0.6);
}

#[test]
fn train_and_predict_keeps_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    cohort().save(path("cohort.parquet")).unwrap();
    exoscope::example::cohort(Streams::new(1)).unwrap().save(path("new.parquet")).unwrap();
    let model = path("fitted.model");
    train_and_predict::train_and_predict(&path("cohort.parquet"), &path("new.parquet"), &model)
        .unwrap();
    assert_eq!(FittedPipeline::open(&model).unwrap().classes().len(), 4);
}

#[test]
fn in_memory_gives_page_and_model() {
    let (page, model) = in_memory::in_memory(cohort().to_bytes().unwrap()).unwrap();
    assert!(page.contains("<html"));
    let model = FittedPipeline::from_bytes(&model, "model").unwrap();
    assert_eq!(model.grouped_by(), ["slide"]);
    assert!(in_memory::in_memory(b"no cohort".to_vec()).is_err());
}

#[test]
fn audit_gives_a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cohort.parquet");
    cohort().select_samples(&(0..96).collect::<Vec<_>>()).unwrap().save(&path).unwrap();
    let found = audit::audit(&path, "slide", folder.path()).unwrap();
    assert_eq!((found.n, found.keys.as_slice()), (96, &["slide".to_owned()][..]));
    assert!(folder.path().join("audit.html").is_file());
}

#[test]
fn folds_of_your_own_give_figures() {
    let (accuracy, log_loss) = folds_of_your_own::by_hand(&cohort(), "slide").unwrap();
    assert!(accuracy > 0.6 && log_loss < 1.0, "{accuracy} {log_loss}");
}

#[test]
fn simulate_and_read_ranks_mirnas() {
    let explained = simulate_and_read::simulate_and_read(12).unwrap();
    assert!(explained.ranked.len() > 50);
    assert!(explained.ranked[0].mean_contribution >= explained.ranked[1].mean_contribution);
}
