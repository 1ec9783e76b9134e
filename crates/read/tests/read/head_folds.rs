//! Fold folders of HEAD come back, and damaged ones are refused.

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale};
use exoscope_import::{ImportError, head};
use exoscope_read::head_folds::write_head_folds;
use exoscope_read::split::{Folds, Labelled};
use ndarray::Array2;

/// Asserts that an error and its hint hold every piece.
#[track_caller]
fn says(error: &ImportError, pieces: &[&str]) {
    let path = error.place.path.parent().map(|path| format!("{}/", path.display()));
    let hint = error.hint().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    let message = format!("{error}{hint}").replace(&path.unwrap_or_default(), "");
    for piece in pieces {
        assert!(message.contains(piece), "{piece:?} is not in {message:?}");
    }
}

fn cohort() -> Cohort {
    let samples = (0..6).map(|i| format!("S{i}").parse().unwrap()).collect();
    let mirnas = vec!["hsa-miR-21-5p".parse().unwrap(), "miR-365a-3p,miR-365b-3p".parse().unwrap()];
    let mut values = Array2::from_shape_fn((6, 2), |(i, j)| 0.1 + 1.7 * (i + 2 * j) as f64);
    values[(2, 1)] = f64::NAN;
    let mut cohort = Cohort::new(samples, mirnas, values, Scale::Log2Intensity).unwrap();
    cohort.add_column(Column::guess("label", &["a", "b", "a", "b", "a", "b"])).unwrap();
    cohort.add_column(Column::guess("a fact", &["x, y", "\"z\"", "", "", "", "w"])).unwrap();
    cohort.set_field(Field::Label, "label").unwrap();
    cohort
}

#[test]
fn folds_of_head_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folds");
    let cohort = cohort();
    let labelled = Labelled::of(&cohort, None).unwrap();
    let folds = Folds::new(2, vec![vec![0, 0, 1, 1, 0, 1]]).unwrap();
    write_head_folds(&labelled, &folds, &path).unwrap();
    says(&head(&path, None).unwrap_err(), &["folds: this folder holds 2 folds", "DIR/0"]);
    let train = path.join("0/train");
    says(&head(&train, None).unwrap_err(), &["train: no fold of HEAD", "hint: name a folder with"]);
    assert!(
        write_head_folds(&labelled, &folds, &path).unwrap_err().to_string().contains("already")
    );

    let scale = Some(Scale::Log2Intensity);
    let back = head(&path.join("1"), scale).unwrap().cohort;
    let order = [0, 1, 4, 2, 3, 5];
    let expected = cohort.select_samples(&order).unwrap();
    assert_eq!((back.samples(), back.mirnas()), (expected.samples(), expected.mirnas()));
    assert_eq!(back.values(), expected.values());
    let labels = |cohort: &Cohort| -> Vec<String> {
        let column = cohort.metadata().field(Field::Label).unwrap();
        column.texts().flatten().map(Into::into).collect()
    };
    assert_eq!(labels(&back), labels(&expected));
    let part = back.metadata().column("part").unwrap();
    assert_eq!((part.get(2).as_deref(), part.get(3).as_deref()), (Some("train"), Some("test")));
}

#[test]
fn damaged_folds_of_head_are_refused() {
    let cohort = cohort();
    let labelled = Labelled::of(&cohort, None).unwrap();
    let folds = Folds::new(2, vec![vec![0, 0, 1, 1, 0, 1]]).unwrap();
    let cases: &[(&str, Option<&str>, &[&str])] = &[
        ("train/labels.txt", Some("0\n7\n1\n"), &["labels.txt:2: \"7\" is no line of label_names"]),
        ("train/labels.txt", Some("0\n1\n"), &["2 labels for 3 rows"]),
        ("test/instance_names.txt", Some("S0\nS1\nS1\n"), &["sample S1 is there twice"]),
        ("test/instance_names.txt", Some("S2\nS1\nS9\n"), &["sample S"]),
        ("test/feature_vectors.csv", Some("1,2\n1\n1,2\n"), &["feature_vectors.csv:2: 1 cells"]),
        ("test/feature_vectors.csv", Some("1,2\n1,x\n1,2\n"), &["feature_vectors.csv:2:2: \"x\""]),
        ("feature_names.txt", Some("hsa-miR-21-5p\n"), &["feature"]),
        ("label_names.txt", None, &["label_names.txt"]),
        ("test/labels.txt", None, &["labels.txt"]),
    ];
    for (file, content, pieces) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("folds");
        write_head_folds(&labelled, &folds, &path).unwrap();
        let damaged = path.join("0").join(file);
        match content {
            Some(content) => std::fs::write(damaged, content).unwrap(),
            None => std::fs::remove_file(damaged).unwrap(),
        }
        says(&head(&path.join("0"), None).unwrap_err(), pieces);
    }
}
