//! Cohorts on disk: what is written is read back, and nothing else is taken for a cohort.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;

use exoscope_core::cohort::Step;
use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale};
use ndarray::Array2;
use proptest::prelude::*;

fn cohort(values: Array2<f64>, scale: Scale) -> Cohort {
    let samples = (0..values.nrows()).map(|i| format!("S{i}").parse().unwrap()).collect();
    let mirnas =
        (0..values.ncols()).map(|j| format!("miR-{}-5p", j + 1).parse().unwrap()).collect();
    let mut cohort = Cohort::new(samples, mirnas, values, scale).unwrap();
    let n = cohort.n_samples();
    let label = (0..n).map(|i| Some(if i % 2 == 0 { "CRC" } else { "healthy" }.to_owned()));
    cohort.add_column(Column::text("CancerType", label.collect())).unwrap();
    let age = (0..n).map(|i| (i != 1).then_some(40.5 + i as f64));
    cohort.add_column(Column::number("Age", age.collect())).unwrap();
    cohort.set_field(Field::Label, "CancerType").unwrap();
    cohort.set_field(Field::Age, "Age").unwrap();
    if n > 1 {
        cohort.set_roles(&["healthy"], &[] as &[&str]).unwrap();
    }
    cohort.add_step(Step::new("made in a test", vec![]));
    cohort
}

fn round_trip(cohort: &Cohort, folder: &Path) -> Cohort {
    let path = folder.join("c.parquet");
    cohort.save(&path).unwrap();
    Cohort::open(&path).unwrap()
}

#[test]
fn counts_beyond_single_precision_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let large = 16_777_217.0; // 2^24 + 1: the first whole number that f32 cannot hold
    let values = ndarray::array![[large, 0.0, 2.5], [9_007_199_254_740_991.0, f64::NAN, 1.0]];
    let before = cohort(values, Scale::Counts);
    let after = round_trip(&before, folder.path());
    assert_eq!(after.values().get(0, 0), Some(large));
    assert_eq!(after, before);
    assert_eq!(after.mirnas()[0].original(), "miR-1-5p");
}

#[test]
fn a_changed_scale_is_checked_anew() {
    let negative = cohort(ndarray::array![[-1.5, 3.0]], Scale::Log2Intensity);
    assert!(negative.clone().with_scale(Scale::Counts).is_err());
    let stated = negative.with_scale(Scale::Log2Cpm).unwrap();
    assert_eq!(stated.scale(), Scale::Log2Cpm);
    assert!(stated.metadata().field(Field::Age).is_some());
}

#[test]
fn other_files_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.parquet");
    for (bytes, expected) in [
        (b"".as_slice(), "not a whole Parquet file"),
        (b"sample\thsa-miR-21-5p\nA\t1\n", "not a whole Parquet file"),
        (b"PAR1\x00\x00\x00\x00PAR1", "not a whole Parquet file"),
    ] {
        fs::write(&path, bytes).unwrap();
        let message = Cohort::open(&path).unwrap_err().to_string();
        assert!(message.contains(expected) && message.contains("c.parquet"), "{message}");
    }
    let missing = Cohort::open(folder.path().join("none.parquet")).unwrap_err().to_string();
    assert!(missing.contains("none.parquet"), "{missing}");
}

/// Error message for a cohort of 12 miRNAs and two facts in whose header `new` stands for `old`.
fn refused(old: &str, new: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.parquet");
    cohort(Array2::ones((2, 12)), Scale::Counts).save(&path).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(old.len()).position(|window| window == old.as_bytes()).unwrap();
    bytes[at..at + new.len()].copy_from_slice(new.as_bytes());
    fs::write(&path, bytes).unwrap();
    Cohort::open(&path).unwrap_err().to_string()
}

#[test]
fn a_newer_format_is_refused_by_its_version() {
    let message = refused(r#"{"format":1,"#, r#"{"format":9,"#);
    assert!(message.contains("cohort format 9; this version reads up to 1"), "{message}");
}

#[test]
fn columns_that_another_program_took_out_are_missed() {
    for (mirnas, none) in [("13", "Age"), ("14", "CancerType"), ("15", "sample"), ("99", "sample")]
    {
        let message = refused(r#""mirnas":12"#, &format!(r#""mirnas":{mirnas}"#));
        let expected = format!("its last {mirnas} columns should be miRNAs, and column {none:?}");
        assert!(message.contains(&expected), "{message}");
    }
}

#[test]
fn a_cut_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.parquet");
    cohort(Array2::from_shape_fn((40, 12), |(i, j)| (i * j) as f64), Scale::Counts)
        .save(&path)
        .unwrap();
    let whole = fs::read(&path).unwrap();
    for kept in (0..whole.len()).step_by(97) {
        fs::write(&path, &whole[..kept]).unwrap();
        assert!(Cohort::open(&path).is_err(), "cut at {kept} of {}", whole.len());
    }
}

#[test]
fn samples_are_selected_with_their_facts() {
    let all = cohort(Array2::from_shape_fn((5, 2), |(i, j)| (i * 2 + j) as f64), Scale::Counts);
    let some = all.select_samples(&[4, 0]).unwrap();
    assert_eq!(some.samples()[0].as_str(), "S4");
    assert_eq!(some.values().get(0, 1), Some(9.0));
    assert_eq!(some.metadata().column("Age").unwrap().get(0).as_deref(), Some("44.5"));
    assert!(all.select_samples(&[5]).is_err());
    assert!(all.select_samples(&[1, 1]).is_err(), "a sample twice is a duplicate");
}

#[test]
fn an_assay_needs_a_scale_and_names_of_one_form() {
    let mixed = Cohort::new(
        vec!["A".parse().unwrap()],
        vec!["hsa-miR-21-5p".parse().unwrap(), "hsa-mir-21".parse().unwrap()],
        ndarray::array![[1.0, 2.0]],
        Scale::Counts,
    )
    .unwrap();
    let message = mixed.assay().unwrap_err().to_string();
    assert!(message.contains("hsa-miR-21-5p") && message.contains("hsa-mir-21"), "{message}");
    let unknown = cohort(ndarray::array![[1.0]], Scale::Unknown);
    assert!(unknown.assay().is_err());
}

#[test]
fn stacked_cohorts_keep_every_sample_and_mirna() {
    let a = cohort(ndarray::array![[1.0, 2.0]], Scale::Counts);
    let b = Cohort::new(
        vec!["T0".parse().unwrap()],
        vec!["miR-2-5p".parse().unwrap(), "miR-9-5p".parse().unwrap()],
        ndarray::array![[3.0, 4.0]],
        Scale::Counts,
    )
    .unwrap();
    let whole = Cohort::stack(vec![a.clone(), b]).unwrap();
    assert_eq!(whole.values().dim(), (2, 3));
    assert_eq!(whole.values().get(1, 1), Some(3.0));
    assert_eq!(whole.values().n_missing(), 2);
    assert_eq!(whole.metadata().column("Age").unwrap().n_missing(), 1);
    assert!(Cohort::stack(vec![a.clone(), a]).is_err(), "one sample in two parts");
}

fn values(scale: Scale) -> impl Strategy<Value = Array2<f64>> {
    let range = if scale.is_log2() { -30.0..30.0 } else { 0.0..1e9 };
    (1_usize..8, 1_usize..6).prop_flat_map(move |(rows, columns)| {
        let cell = prop_oneof![4 => range.clone(), 1 => Just(f64::NAN), 1 => Just(0.0)];
        proptest::collection::vec(cell, rows * columns)
            .prop_map(move |cells| Array2::from_shape_vec((rows, columns), cells).unwrap())
    })
}

proptest! {
    #[test]
    fn every_cohort_comes_back_as_it_was(
        (matrix, scale) in prop::sample::select(vec![
            Scale::Counts, Scale::Cpm, Scale::Log2Cpm, Scale::Log2Intensity, Scale::Unknown,
        ]).prop_flat_map(|scale| (values(scale), Just(scale))),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let before = cohort(matrix, scale);
        prop_assert_eq!(round_trip(&before, folder.path()), before);
    }

    #[test]
    fn no_damage_to_a_file_brings_the_program_down(at in 0_usize..4000, bit in 0_u8..8) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.parquet");
        cohort(Array2::from_shape_fn((9, 5), |(i, j)| (i * j) as f64), Scale::Counts)
            .save(&path)
            .unwrap();
        let mut bytes = fs::read(&path).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        fs::write(&path, bytes).unwrap();
        let _ = Cohort::open(&path);
    }
}
