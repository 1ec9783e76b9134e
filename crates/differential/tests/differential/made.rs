//! Cohorts for tests.

use exoscope_core::progress::Silent;
use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale};
use exoscope_differential::{Analysis, Contrasts, Differential, DifferentialError, Settings};
use ndarray::Array2;

pub fn cohort(
    samples: &[&str],
    mirnas: &[&str],
    values: Array2<f64>,
    scale: Scale,
    facts: &[(&str, Vec<String>)],
) -> Cohort {
    let samples = samples.iter().map(|name| name.parse().unwrap()).collect();
    let mirnas = mirnas.iter().map(|name| name.parse().unwrap()).collect();
    let mut cohort = Cohort::new(samples, mirnas, values, scale).unwrap();
    for (name, values) in facts {
        cohort.add_column(Column::guess(name, values)).unwrap();
    }
    if facts.iter().any(|(name, _)| *name == "class") {
        cohort.set_field(Field::Label, "class").unwrap();
    }
    cohort
}

pub fn pairs(pairs: &[&str]) -> Settings {
    let contrasts = Contrasts::Pairs(pairs.iter().map(|&pair| pair.to_owned()).collect());
    Settings { contrasts, ..Settings::default() }
}

pub fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

pub fn compare(cohort: &Cohort, settings: &Settings) -> Result<Differential, DifferentialError> {
    match Analysis::run(cohort, settings, &Silent) {
        Ok(analysis) => Ok(analysis.result().clone()),
        Err(exoscope_differential::AnalysisError::Differential(error)) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

/// Made-up log2 values of `n` samples, 12 miRNAs, without any randomness that matters.
pub fn plain(classes: &[&str], scale: Scale) -> Cohort {
    plain_with(classes, scale, &[])
}

pub fn plain_with(classes: &[&str], scale: Scale, more: &[(&str, Vec<String>)]) -> Cohort {
    let n = classes.len();
    let samples: Vec<String> = (0..n).map(|i| format!("S{i}")).collect();
    let mirnas: Vec<String> = (1..=12).map(|j| format!("hsa-miR-{}-5p", 9000 + j)).collect();
    let noise = |i: usize, j: usize| ((i * 37 + j * 101 + i * j * 13) % 29) as f64 / 29.0;
    let value = |(i, j): (usize, usize)| match scale {
        Scale::Counts => (40.0 * (1 + j) as f64 * (0.5 + noise(i, j))).round(),
        _ => 6.0 + j as f64 / 3.0 + noise(i, j),
    };
    let mut facts = vec![("class", named(classes))];
    facts.extend(more.iter().cloned());
    let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
    let mirnas: Vec<&str> = mirnas.iter().map(String::as_str).collect();
    cohort(&samples, &mirnas, Array2::from_shape_fn((n, 12), value), scale, &facts)
}
