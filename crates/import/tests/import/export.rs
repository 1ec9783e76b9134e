//! Cohorts written for other programs come back.

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale};
use exoscope_import::export;
use exoscope_import::{TableSettings, table};
use ndarray::Array2;

use crate::{Folder, message};

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
fn csv_comes_back_to_the_bit() {
    let folder = Folder::new();
    let path = folder.0.path().join("c.csv");
    let cohort = cohort();
    export::csv(&cohort, &path).unwrap();
    let settings = TableSettings { scale: Some(Scale::Log2Intensity), ..TableSettings::default() };
    let back = table(&[path], &settings).unwrap_or_else(|e| panic!("{}", message(&e))).cohort;
    assert_eq!(back.values(), cohort.values());
    assert_eq!((back.samples(), back.mirnas()), (cohort.samples(), cohort.mirnas()));
    assert_eq!(back.metadata(), cohort.metadata());
}
