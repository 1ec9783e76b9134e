//! What a sample's quality says.

use std::collections::HashMap;

use crate::program::{Desk, real, stderr, stdout};

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

/// The published metric of the same samples is that of `reference/haemolysis.R` (edgeR 3.40.2).
#[test]
fn haemolysis_ranks_as_the_published_signature_does() {
    let reference = include_str!("../../../read/tests/reference/haemolysis.tsv");
    for (study, least) in
        [("GSE105052", 0.85), ("GSE118038", 0.95), ("GSE151341", 0.95), ("GSE153813", 0.95)]
    {
        let Some(counts) = real(&format!("haemolysis/{study}.csv")) else { return };
        let desk = Desk::new();
        desk.run(0, &["import", "table", &counts, "--out", "c.parquet"]);
        let quality = desk.json(&["quality", "c.parquet"]);
        let published: HashMap<&str, f64> = reference
            .lines()
            .filter_map(|line| line.strip_prefix(study)?.trim().split_once('\t'))
            .map(|(sample, metric)| (sample.trim(), metric.trim().parse().unwrap()))
            .collect();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for sample in quality["samples"].as_array().unwrap() {
            ours.push(sample["haemolysis"].as_f64().unwrap());
            theirs.push(published[sample["sample"].as_str().unwrap()]);
        }
        let rho = spearman(&ours, &theirs);
        println!("{study}: {} samples, rank correlation {rho:.3}", ours.len());
        assert!(rho >= least, "{study}: {rho}");
    }
}

/// Twelve samples of forty miRNAs, of which one is another's copy, one nearly, one shallow.
fn table() -> String {
    let names: Vec<String> = (1..=40).map(|m| format!("hsa-miR-{}-5p", 100 + m)).collect();
    let mut rows = vec![format!("sample,{},diagnosis,sex", names.join(","))];
    let count = |s: usize, m: usize| 50 + (s * s * 31 + m * m * 17 + s * m * 7919) % 977;
    for s in 0..12 {
        let values = |s: usize, scale: usize| -> Vec<String> {
            (0..40).map(|m| (count(s, m) * scale).to_string()).collect()
        };
        let values = match s {
            9 => values(3, 1),
            10 => values(4, 2),
            11 => (0..40).map(|m| if m < 3 { "9".into() } else { "0".to_owned() }).collect(),
            _ => values(s, 1),
        };
        let facts = if s == 5 { "prostate cancer,F" } else { "healthy,M" };
        rows.push(format!("s{s},{},{facts}", values.join(",")));
    }
    rows.join("\n") + "\n"
}

#[test]
fn copies_and_odd_samples_are_flagged() {
    let desk = Desk::new();
    desk.write("t.csv", table());
    desk.run(0, &["import", "table", "t.csv", "--label", "diagnosis", "--out", "c.parquet"]);
    let quality =
        desk.json(&["quality", "c.parquet", "--out", "quality.tsv", "--report", "quality.html"]);
    let page = String::from_utf8(desk.read("quality.html")).unwrap();
    assert!(page.contains("duplicate of s3"), "{page}");
    let flags = |s: usize| quality["samples"][s]["flags"].to_string();
    assert_eq!(flags(9), "[\"duplicate\"]");
    assert_eq!(quality["samples"][9]["repeats"], "s3");
    assert_eq!(quality["samples"][10]["repeats"], "s4", "twice the reads of the same blood");
    assert!(flags(11).contains("shallow"), "{}", flags(11));
    assert_eq!(flags(5), "[\"sex\"]");
    assert_eq!(flags(0), "[]");
    let tsv = String::from_utf8(desk.read("quality.tsv")).unwrap();
    assert_eq!(tsv.lines().count(), 13);
    insta::assert_snapshot!(stdout(&desk.run(0, &["quality", "c.parquet"])));

    let across = desk.json(&["quality", "c.parquet", "--against", "c.parquet"]);
    assert_eq!(across["in_other_cohort"].as_array().unwrap().len(), 12);
    desk.run(0, &["train", "c.parquet", "--out", "m"]);
    let said = stderr(&desk.run(0, &["predict", "m", "c.parquet", "--out", "calls.tsv"]));
    assert!(said.contains("is flagged") && said.contains("s9 (duplicate)"), "{said}");
}
