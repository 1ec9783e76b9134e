//! The haemolysis score against the published one, its settings chosen without the study it is held to.

use std::collections::HashMap;
use std::path::Path;

use exoscope_core::{Cohort, Scale};
use exoscope_read::quality::{SIGNATURE, haemolysis, log2_values};
use ndarray::{Array2, Axis};

const STUDIES: [&str; 4] = ["GSE105052", "GSE118038", "GSE151341", "GSE153813"];

/// What could have been chosen otherwise; 40 CPM in three samples, less the others, is what `quality`
/// has, and the published score.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Settings {
    /// Counts per million that a miRNA must exceed.
    cpm: f64,
    /// In so many samples.
    samples: usize,
    /// Whether the mean over the other miRNAs is taken off.
    less_others: bool,
}

fn grid() -> Vec<Settings> {
    let mut all = Vec::new();
    for cpm in [0.0, 5.0, 10.0, 20.0, 40.0, 80.0] {
        for samples in [1, 3, 5] {
            for less_others in [true, false] {
                all.push(Settings { cpm, samples, less_others });
            }
        }
    }
    all
}

/// A study with the published metric of its samples (`reference/haemolysis.R`, edgeR 3.40.2).
struct Study {
    cohort: Cohort,
    log2: Array2<f32>,
    published: Vec<f64>,
}

fn study(folder: &Path, name: &str) -> Study {
    let mut table = csv::Reader::from_path(folder.join(name).with_extension("csv")).unwrap();
    let samples: Vec<String> = table.headers().unwrap().iter().skip(1).map(str::to_owned).collect();
    let (mut mirnas, mut values) = (Vec::new(), Vec::new());
    for row in table.records().map(Result::unwrap) {
        mirnas.push(row[0].parse().unwrap());
        values.extend(row.iter().skip(1).map(|value| value.parse::<f64>().unwrap()));
    }
    let values = Array2::from_shape_vec((mirnas.len(), samples.len()), values).unwrap();
    let metric: HashMap<&str, f64> = include_str!("../reference/haemolysis.tsv")
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.trim().split_once('\t'))
        .map(|(sample, metric)| (sample.trim(), metric.trim().parse().unwrap()))
        .collect();
    let published = samples.iter().map(|sample| metric[sample.as_str()]).collect();
    let ids = samples.iter().map(|sample| sample.parse().unwrap()).collect();
    let values = values.reversed_axes().as_standard_layout().into_owned();
    let cohort = Cohort::new(ids, mirnas, values, Scale::Counts).unwrap();
    Study { log2: log2_values(&cohort), cohort, published }
}

/// The score with other settings; the centre of the cohort, which moves no rank, is left out.
fn score(study: &Study, settings: Settings) -> Vec<f64> {
    let least = (settings.cpm + 1.0).log2();
    let enough = settings.samples.min(study.log2.nrows());
    let kept: Vec<(usize, bool)> = study
        .log2
        .axis_iter(Axis(1))
        .zip(study.cohort.mirnas())
        .enumerate()
        .filter(|(_, (column, _))| {
            settings.cpm <= 0.0
                || column.iter().filter(|v| f64::from(**v) > least).count() >= enough
        })
        .map(|(column, (_, mirna))| (column, SIGNATURE.contains(&mirna.canonical())))
        .collect();
    let mean = |row: usize, own: bool| {
        let of: Vec<f64> = kept
            .iter()
            .filter(|(_, member)| *member == own)
            .map(|(column, _)| f64::from(study.log2[(row, *column)]))
            .collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    let others = |row| if settings.less_others { mean(row, false) } else { 0.0 };
    (0..study.log2.nrows()).map(|row| mean(row, true) - others(row)).collect()
}

/// Ranks, ties at their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |v: f64| values.iter().filter(|w| **w < v).count() as f64;
    let same = |v: f64| values.iter().filter(|w| w.total_cmp(&v).is_eq()).count() as f64;
    values.iter().map(|&v| below(v) + (same(v) - 1.0) / 2.0).collect()
}

fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum()
    };
    sum(&a, &b) / (sum(&a, &a) * sum(&b, &b)).sqrt()
}

/// For each study the settings that rank the other three best are held to it.
#[test]
fn settings_chosen_on_three_studies_rank_the_fourth() {
    let Some(folder) = exoscope_testkit::data("haemolysis") else { return };
    let studies: Vec<Study> = STUDIES.iter().map(|name| study(&folder, name)).collect();
    let grid = grid();
    let table: Vec<Vec<f64>> = grid
        .iter()
        .map(|&settings| {
            studies.iter().map(|s| spearman(&score(s, settings), &s.published)).collect()
        })
        .collect();
    for (left_out, name) in STUDIES.iter().enumerate() {
        let others = |row: &[f64]| row.iter().sum::<f64>() - row[left_out];
        let best = (0..grid.len())
            .fold(0, |best, i| if others(&table[i]) > others(&table[best]) { i } else { best });
        let rho = table[best][left_out];
        println!("{name}: {:?}, rank correlation {rho:.3}", grid[best]);
        assert!(rho > 0.84, "{name}: {rho}");
        assert!(grid[best].less_others);
    }
}

/// The score under test above is the one that `quality` has, and ranks as the published one.
#[test]
fn shipped_settings_are_those_of_the_published_score() {
    let Some(folder) = exoscope_testkit::data("haemolysis") else { return };
    let shipped = Settings { cpm: 40.0, samples: 3, less_others: true };
    for (name, least) in STUDIES.into_iter().zip([0.85, 0.95, 0.95, 0.95]) {
        let study = study(&folder, name);
        let ours: Vec<f64> =
            haemolysis(&study.cohort, study.log2.view()).into_iter().map(Option::unwrap).collect();
        let again = score(&study, shipped);
        let apart: Vec<f64> = ours.iter().zip(&again).map(|(a, b)| a - b).collect();
        assert!(apart.iter().all(|d| (d - apart[0]).abs() < 1e-5), "{name}: {apart:?}");
        let rho = spearman(&ours, &study.published);
        println!("{name}: {} samples, rank correlation {rho:.3}", ours.len());
        assert!(rho >= least, "{name}: {rho}");
    }
}
