//! Type I error: with permuted labels 5 % of p values are below 0.05.

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Streams};
use exoscope_differential::Settings;
use rand::seq::SliceRandom;
use rayon::prelude::*;

use crate::made::{compare, named, pairs};
use crate::real::{serum, vesicles};

/// Tables whose labels are permuted.
const TABLES: u64 = 2000;

/// Share of p values below 0.05 over all tables; labels are permuted within batches where there are any.
fn share(cohort: &Cohort, contrast: &str, batch: Option<&str>) -> f64 {
    let metadata = cohort.metadata();
    let label = metadata.field(Field::Label).unwrap();
    let classes: Vec<String> = label.texts().map(|text| text.unwrap().into_owned()).collect();
    let batches: Vec<String> = match batch {
        Some(name) => {
            metadata.column(name).unwrap().texts().map(|t| t.unwrap().into_owned()).collect()
        }
        None => vec![String::new(); classes.len()],
    };
    let (hits, tests) = (0..TABLES)
        .into_par_iter()
        .map(|table| {
            let mut rng = Streams::new(5).stream("permuted labels", table);
            let mut permuted = classes.clone();
            let mut known: Vec<&String> = batches.iter().collect();
            known.sort_unstable();
            known.dedup();
            for batch in known {
                let rows: Vec<usize> =
                    (0..classes.len()).filter(|&i| batches[i] == *batch).collect();
                let mut of: Vec<&String> = rows.iter().map(|&i| &classes[i]).collect();
                of.shuffle(&mut rng);
                for (&row, class) in rows.iter().zip(of) {
                    permuted[row].clone_from(class);
                }
            }
            let mut cohort = cohort.clone();
            cohort.add_column(Column::words("permuted", &permuted)).unwrap();
            let settings = Settings {
                by: Some("permuted".to_owned()),
                batches: batch.map(|name| named(&[name])).unwrap_or_default(),
                ..pairs(&[contrast])
            };
            let found = compare(&cohort, &settings).unwrap();
            let rows = &found.contrasts[0].rows;
            (rows.iter().filter(|row| row.p < 0.05).count(), rows.len())
        })
        .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    hits as f64 / tests as f64
}

#[track_caller]
fn holds(what: &str, share: f64) {
    println!("{what}: {:.2} % of p values below 0.05", 100.0 * share);
    assert!((0.045..=0.055).contains(&share), "{what}: {share}");
}

/// The samples of two classes, `n` of each at most, whose batch is known.
fn part(cohort: &Cohort, classes: [&str; 2], n: usize, batch: Option<&str>) -> Cohort {
    let metadata = cohort.metadata();
    let label = metadata.field(Field::Label).unwrap();
    let batch = batch.map(|name| metadata.column(name).unwrap());
    let mut seen = [0; 2];
    let rows: Vec<usize> = (0..cohort.n_samples())
        .filter(|&row| {
            let class = classes.iter().position(|class| label.get(row).as_deref() == Some(class));
            let known = batch.is_none_or(|batch| batch.get(row).is_some());
            let Some(class) = class.filter(|_| known) else { return false };
            seen[class] += 1;
            seen[class] <= n
        })
        .collect();
    cohort.select_samples(&rows).unwrap()
}

#[test]
#[ignore = "slow: 2,000 tables of permuted labels"]
fn voom_holds_its_level_on_permuted_vesicles() {
    let Some(cohort) = vesicles() else { return };
    let classes = ["Colorectal Cancer", "Healthy Control"];
    let cohort = part(&cohort, classes, usize::MAX, Some("batch"));
    holds("voom", share(&cohort, &classes.join(","), Some("batch")));
}

#[test]
#[ignore = "slow: 2,000 tables of permuted labels"]
fn limma_trend_holds_its_level_on_permuted_serum() {
    let Some(cohort) = serum() else { return };
    let cohort = part(&cohort, ["1", "0"], 40, None);
    holds("limma-trend", share(&cohort, "1,0", None));
}
