//! Use cases: files and memory give the same bytes, settings survive JSON, a watch cancels.

use std::fmt::Write as _;

use exoscope::Error;
use exoscope::compare::Compare;
use exoscope::evaluate::{Evaluate, SplitBy};
use exoscope::predict::Predict;
use exoscope::prelude::*;
use exoscope::read::evaluate::EvaluateError;
use exoscope::train::Train;

fn learner() -> LearnerSettings {
    LearnerSettings::default_of("lda").unwrap()
}

fn evaluate() -> Evaluate {
    let mut evaluate = Evaluate { group: Some("slide".to_owned()), ..Evaluate::default() };
    evaluate.pipeline.learner = learner();
    evaluate.split = SplitBy::Folds { folds: 3, repeats: 1 };
    evaluate
}

fn cohort_bytes() -> Vec<u8> {
    exoscope::example::cohort(Streams::new(1)).unwrap().to_bytes().unwrap()
}

#[test]
fn a_folder_and_memory_hold_the_same_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cohort.parquet"), cohort_bytes()).unwrap();
    let out = folder.path().join("run");
    let inputs = Inputs::folder(folder.path());
    let on_disk = evaluate().run(&inputs, &mut Outputs::folder(&out), &Silent).unwrap();
    let inputs = Inputs::default().with_bytes("cohort.parquet", cohort_bytes());
    let mut outputs = Outputs::memory();
    let in_memory = evaluate().run(&inputs, &mut outputs, &Silent).unwrap();
    assert_eq!(on_disk.evaluation(), in_memory.evaluation());
    let files = outputs.into_memory();
    assert_eq!(files.len(), 7);
    for (name, bytes) in files.iter().filter(|(name, _)| *name != "timings.json") {
        assert!(std::fs::read(out.join(name)).unwrap() == *bytes, "{name}");
    }
    let compared = Compare { resamples: 50, ..Compare::default() };
    let memory = files
        .into_iter()
        .fold(Inputs::default(), |inputs, (name, bytes)| inputs.with_bytes(&name, bytes));
    let comparison = compared.run(&Inputs::folder(&out), &memory).unwrap();
    assert!(comparison.accuracy.difference.abs() < 1e-15);
}

#[test]
fn settings_survive_json() {
    let evaluate = evaluate();
    let json = serde_json::to_string(&evaluate).unwrap();
    assert_eq!(serde_json::from_str::<Evaluate>(&json).unwrap(), evaluate);
    for split in
        [SplitBy::FoldsTable, SplitBy::Batch { column: "slide".to_owned() }, SplitBy::TestCohort]
    {
        let json = serde_json::to_string(&split).unwrap();
        assert_eq!(serde_json::from_str::<SplitBy>(&json).unwrap(), split);
    }
    assert!(serde_json::from_str::<Evaluate>(r#"{"groups": "slide"}"#).is_err());
    assert_eq!(serde_json::from_str::<Train>("{}").unwrap(), Train::default());
}

#[test]
fn a_watch_cancels_between_fits() {
    let inputs = Inputs::default().with_bytes("cohort.parquet", cohort_bytes());
    let stop = |_: &str, done: usize, _: usize| if done < 2 { Ok(()) } else { Err(Cancelled) };
    let mut outputs = Outputs::memory();
    let cancelled = evaluate().run(&inputs, &mut outputs, &stop).unwrap_err();
    assert!(matches!(cancelled, Error::Evaluate(EvaluateError::Cancelled(_))), "{cancelled}");
    assert!(outputs.bytes("metrics.json").is_none());
}

#[test]
fn a_batch_left_out_a_folds_table_and_a_test_cohort_are_splits_too() {
    let inputs = Inputs::default().with_bytes("cohort.parquet", cohort_bytes());
    let of = |split: SplitBy, inputs: &Inputs| {
        let evaluate = Evaluate { split, group: None, ..evaluate() };
        evaluate.run(inputs, &mut Outputs::memory(), &Silent)
    };
    let batch = of(SplitBy::Batch { column: "slide".to_owned() }, &inputs).unwrap();
    assert_eq!(batch.evaluation().left_out_batches.len(), batch.evaluation().split.folds);
    assert_eq!(batch.manifest().group.as_deref(), Some("slide"));

    let cohort = exoscope::example::cohort(Streams::new(1)).unwrap();
    let mut table = "repeat\tsample\tfold\n".to_owned();
    for (row, sample) in cohort.samples().iter().enumerate() {
        let _ = writeln!(table, "0\t{sample}\t{}", row % 4);
    }
    let with_folds = inputs.clone().with_bytes("folds.tsv", table.into_bytes());
    let run = of(SplitBy::FoldsTable, &with_folds).unwrap();
    assert_eq!((run.evaluation().split.folds, run.manifest().inputs.len()), (4, 2));

    let half = |rows: std::ops::Range<usize>| {
        cohort.select_samples(&rows.collect::<Vec<_>>()).unwrap().to_bytes().unwrap()
    };
    let halves = Inputs::default()
        .with_bytes("cohort.parquet", half(0..180))
        .with_bytes("test.parquet", half(180..280));
    assert_eq!(of(SplitBy::TestCohort, &halves).unwrap().evaluation().scores.n, 100);
    let missing = of(SplitBy::TestCohort, &inputs).unwrap_err().to_string();
    assert!(missing.contains("test.parquet"), "{missing}");
}

#[test]
fn a_model_in_memory_calls_a_cohort_in_memory() {
    let inputs = Inputs::default().with_bytes("cohort.parquet", cohort_bytes());
    let (cohort, _) = inputs.cohort("cohort.parquet").unwrap();
    let first = cohort.samples()[0].to_string();
    let mut outputs = Outputs::memory();
    Train::of(learner()).run(&inputs, &mut outputs, &Silent).unwrap();
    let inputs = inputs.with_bytes("model", outputs.bytes("model").unwrap().to_vec());
    let of = |sample: &str, outputs: &mut Outputs| {
        let predict =
            Predict { samples: vec![sample.to_owned()], page: true, ..Predict::default() };
        predict.run(&inputs, outputs, &Silent)
    };
    let predicted = of(&first, &mut outputs).unwrap();
    assert_eq!(predicted.calls.samples.len(), 1);
    assert!(outputs.bytes("calls.tsv").is_some() && outputs.bytes("calls.html").is_some());
    let refused = of("nobody", &mut outputs).unwrap_err().to_string();
    assert!(refused.contains("no sample \"nobody\""), "{refused}");
    let all = Predict::default().run(&inputs, &mut outputs, &Silent).unwrap();
    assert_eq!(all.calls.each().len(), 280);
}
