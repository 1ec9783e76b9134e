//! Several columns about one sample: `P1_raw_count` and `P1_RPM`, `P1-UMIs` and `P1-READs`.
//!
//! Read as samples they would be two people each. The plainest is taken.

use std::collections::HashMap;

/// What programs call the measures of a sample, behind or before its name, the plainest first. Those in one
/// line mean the same.
const MEASURES: &[&[&str]] = &[
    &["umis", "umi", "umi count", "umi counts"],
    &["raw count", "raw counts", "rawcount", "rawcounts", "raw reads", "raw read count", "raw"],
    &[
        "read count",
        "read counts",
        "readcount",
        "reads",
        "counts",
        "count",
        "expected count",
        "total",
    ],
    &["expression value", "avg signal", "signal", "intensity", "ct", "cq", "value"],
    &["normalized count", "normalized counts", "normalised counts", "norm counts"],
    &["cpm", "rpm", "tpm", "rpkm", "fpkm", "rpmmm", "tmm"],
    &[
        "norm",
        "normalized",
        "normalised",
        "normalized expression value",
        "normalized expression",
        "rpm norm",
        "log2",
        "vst",
        "rlog",
        "zscore",
        "delta ct",
        "dct",
    ],
    &[
        "bead stderr",
        "avg nbeads",
        "array stdev",
        "narrays",
        "detected",
        "detection",
        "flag",
        "flags",
        "error",
        "present",
        "call",
        "quality",
        "rank",
        "percent",
        "fraction",
    ],
];

/// Which of these headings are other measures of a sample that another heading is about as well.
pub(super) fn copies(headings: &[&str]) -> Vec<bool> {
    let split: Vec<(String, usize)> = headings.iter().map(|heading| split(heading)).collect();
    let mut plainest: HashMap<&str, usize> = HashMap::new();
    for (stem, rank) in &split {
        plainest.entry(stem).and_modify(|best| *best = (*rank).min(*best)).or_insert(*rank);
    }
    let copy = |(stem, rank): &(String, usize)| {
        plainest.get(stem.as_str()).is_some_and(|best| best < rank)
    };
    split.iter().map(copy).collect()
}

/// The sample's name and how plain the measure is; a heading without a measure is the plainest.
fn split(heading: &str) -> (String, usize) {
    let words: Vec<String> = heading
        .replace('%', " percent ")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    for length in (1..words.len().min(4)).rev() {
        let (front, back) = words.split_at(words.len() - length);
        let (start, rest) = words.split_at(length);
        for (measure, stem) in [(back, front), (start, rest)] {
            let measure = measure.join(" ");
            if let Some(rank) = MEASURES.iter().position(|same| same.contains(&measure.as_str())) {
                return (stem.join(" "), rank + 1);
            }
        }
    }
    (words.join(" "), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_measure_of_a_sample_is_taken() {
        let kept = |headings: &[&'static str]| -> Vec<&'static str> {
            let copies = copies(headings);
            headings.iter().zip(copies).filter(|(_, copy)| !copy).map(|(h, _)| *h).collect()
        };
        assert_eq!(
            kept(&["P1_raw_count", "P1_RPM", "P2_raw_count", "P2_RPM"]),
            ["P1_raw_count", "P2_raw_count"]
        );
        assert_eq!(kept(&["P1-READs", "P2-READs", "P1-UMIs", "P2-UMIs"]), ["P1-UMIs", "P2-UMIs"]);
        assert_eq!(kept(&["P1", "P1_norm", "P2", "P2_norm"]), ["P1", "P2"]);
        assert_eq!(kept(&["RPM P1", "Raw P1"]), ["Raw P1"]);
        assert_eq!(kept(&["P1", "P1 %", "P2", "% P2"]), ["P1", "P2"]);
        assert_eq!(
            kept(&["A - Expression value", "A - Normalized expression value"]),
            ["A - Expression value"]
        );
        // One measure a sample: these are samples.
        for samples in [&["P1_RPM", "P2_RPM"], &["P1", "P2_norm"], &["raw", "RPM"]] {
            assert_eq!(kept(samples), *samples);
        }
    }
}
