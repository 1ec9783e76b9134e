//! Headings that programs write over statistics, annotation, totals and copies.

use super::ColumnKind;
use super::headings::{AMOUNTS, ANNOTATION, COPIES, COUNTS, KEYS, SAMPLES, TOTALS};
use super::statistics::{AVERAGES, BESIDE, MEANS, PIECES, SPREADS, STATISTICS};

/// What a column with this heading holds, where that is known; some headings (`t`, `B`, `F`) say so only
/// beside `statistics` that are known.
pub(in super::super) fn known(heading: &str, statistics: bool) -> Option<ColumnKind> {
    let key = key(heading);
    let key = key.as_str();
    let one_of = |words: &[&str]| words.contains(&key);
    if is_statistic(heading) || statistics && (one_of(BESIDE) || ends_in(heading, SPREADS)) {
        Some(ColumnKind::Statistic)
    } else if one_of(TOTALS)
        || key.strip_prefix("total").is_some_and(|rest| AMOUNTS.contains(&rest))
    {
        Some(ColumnKind::Total)
    } else if one_of(ANNOTATION) {
        Some(ColumnKind::Annotation)
    } else if is_copy(heading, key) {
        Some(ColumnKind::Copy)
    } else {
        None
    }
}

/// Whether a heading is that of a comparison's result.
pub(in super::super) fn is_statistic(heading: &str) -> bool {
    let key = key(heading);
    STATISTICS.contains(&key.as_str())
        || MEANS.contains(&key.as_str())
        || ends_in(heading, AVERAGES)
        || PIECES.iter().any(|piece| key.starts_with(piece) || key.ends_with(piece))
        || key.contains("detectionp")
        || compares(heading)
}

/// Whether a heading names two groups that are compared: `Cancer_vs_Control`.
fn compares(heading: &str) -> bool {
    // CancerVsControl
    let camel = heading.match_indices("Vs").any(|(at, vs)| {
        let before = heading.get(..at).and_then(|text| text.chars().next_back());
        let behind = heading.get(at + vs.len()..).and_then(|text| text.chars().next());
        before.is_some_and(char::is_lowercase) && behind.is_some_and(char::is_uppercase)
    });
    let words: Vec<&str> = heading.split(|c: char| !c.is_alphanumeric()).collect();
    let versus = |word: &str| ["vs", "versus"].iter().any(|vs| word.eq_ignore_ascii_case(vs));
    camel
        || matches!(words.as_slice(), [first, middle @ .., last]
        if !first.is_empty() && !last.is_empty() && middle.iter().any(|word| versus(word)))
}

/// Whether a name is a word for how samples spread, which stands beside their mean: `SD`, `Min (log2)`.
pub(in super::super) fn is_spread(name: &str) -> bool {
    ends_in(name, SPREADS) || SPREADS.contains(&key(name).as_str())
}

/// How plainly a heading says that its column holds counts, 0 most; `None` where it does not.
pub(in super::super) fn count_rank(heading: &str) -> Option<usize> {
    let key = key(heading);
    COUNTS.iter().position(|count| *count == key)
}

/// How plainly a heading says that its column names samples, 0 most; `None` where it does not.
pub(in super::super) fn sample_rank(heading: &str) -> Option<usize> {
    let key = key(heading);
    SAMPLES.iter().position(|sample| *sample == key)
}

/// Whether a heading is one that programs write over what were headings before.
pub(in super::super) fn is_key(heading: &str) -> bool {
    KEYS.contains(&key(heading).as_str())
}

/// Whether a heading is what pandas and R write over numbers of rows, or none.
pub(super) fn is_index(heading: &str) -> bool {
    let key = key(heading);
    let unnamed =
        key.strip_prefix("unnamed").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    let tibble =
        heading.strip_prefix("...").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    unnamed
        || tibble
        || ["", "index", "level0", "x", "rowid", "rownumber", "rowname", "rownames"]
            .contains(&key.as_str())
}

/// Whether a heading is over names of precursors, beside those of mature miRNAs.
pub(in super::super) fn is_precursor(heading: &str) -> bool {
    ["precursor", "hairpin", "precursorid", "premirna", "hairpinid"]
        .contains(&key(heading).as_str())
}

/// Whether one of these words begins or ends a heading of several: `Ct Mean`, `Case Avg (log2)`.
fn ends_in(heading: &str, words: &[&str]) -> bool {
    let heading = heading.split('(').next().unwrap_or_default().to_lowercase();
    let mut parts = heading.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let (first, last) = (parts.next(), parts.next_back());
    last.is_some() && [first, last].into_iter().flatten().any(|part| words.contains(&part))
}

/// A heading in small letters, without what separates its words.
pub(in super::super) fn key(heading: &str) -> String {
    let letters = heading.chars().filter(|c| c.is_alphanumeric() || *c == '%');
    letters.flat_map(char::to_lowercase).collect()
}

/// `RPM`, `S1(norm)`, `S1 (RPM)`.
fn is_copy(heading: &str, key: &str) -> bool {
    let heading = heading.to_lowercase();
    COPIES.contains(&key)
        || key.starts_with("readspermillion")
        || ["(norm)", "(rpm)", "(cpm)", "(tpm)"].iter().any(|ending| heading.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_annotation_totals_and_copies_are_known() {
        let kinds: &[(ColumnKind, &[&str])] = &[
            // edgeR, limma, DESeq2, and contrasts behind a point.
            (
                ColumnKind::Statistic,
                &[
                    "logFC",
                    "logCPM",
                    "PValue",
                    "FDR",
                    "AveExpr",
                    "P.Value",
                    "adj.P.Val",
                    "baseMean",
                    "log2FoldChange",
                    "lfcSE",
                    "pvalue",
                    "padj",
                    "logFC.BC_vs_VOL",
                    "BC_pvalue",
                    "Fold Change",
                    "q-value",
                    "Mean",
                    "S1.Detection Pval",
                    "Ct Mean",
                    "Case Avg (log2)",
                    "mean_control",
                    "Cancer_vs_Control",
                    "LungVsCtrl",
                    "Fold Regulation",
                    "BC vs. healthy",
                    "IQR",
                    "FC",
                ],
            ),
            (
                ColumnKind::Annotation,
                &["Length", "Chr", "Start", "Strand", "Code.Class", "Sequence"],
            ),
            (ColumnKind::Total, &["total", "Total copies", "total_reads", "Sum"]),
            (ColumnKind::Copy, &["RPM (lib)", "S1(norm)", "reads_per_million_miRNA_mapped"]),
        ];
        for (kind, headings) in kinds {
            for heading in *headings {
                assert_eq!(known(heading, false), Some(*kind), "{heading}");
            }
        }
        for sample in ["t", "B", "F", "S1", "BC_1", "patient_total_1", "GSM1", "Max", "meanwell"] {
            assert_eq!(known(sample, false), None, "{sample}");
        }
        for beside in ["t", "B", "F", "LR", "stat"] {
            assert_eq!(known(beside, true), Some(ColumnKind::Statistic), "{beside}");
        }
    }
}
