//! What a sample's quality says.

use crate::program::{Desk, stderr, stdout};

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
