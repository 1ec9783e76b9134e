//! Scales that headings and names of files state, against what the values look like.

use std::path::Path;

use exoscope_core::Scale;
use exoscope_core::sample::SampleId;

use super::report::ScaleReport;

/// Words that name a scale whose values look like logarithms of base 2, and what they say.
const WORDS: &[(&[&str], &str)] = &[
    (
        &[
            "rq",
            "relativequantity",
            "relativequantification",
            "2ddct",
            "2dct",
            "2ddcq",
            "2dcq",
            "2δct",
            "2δδct",
        ],
        "relative quantities, not logarithms: take log2 of them",
    ),
    (
        &["dct", "ddct", "deltact", "deltadeltact", "δct", "δδct", "dcq", "ddcq", "deltacq", "δcq"],
        "ΔCt: state delta-ct, low is much",
    ),
    (&["log10", "lg10"], "decimal logarithms"),
    (&["ln", "naturallog", "naturallogarithm", "loge"], "natural logarithms"),
    (&["zscore", "zscores", "zscored"], "z-scores"),
    (&["foldchange", "foldchanges", "log2fc", "logfc", "log2ratio", "log2ratios"], RATIOS),
];

/// What is said of a description too, but for this: it often names the ratio above which something is called changed.
const RATIOS: &str = "ratios of samples";

/// Words that name Ct in the name of a file or over its names, not in samples' (`CT_1` is a control).
const CYCLES: (&[&str], &str) = (
    &["ct", "cts", "cq", "ctvalue", "ctvalues", "cqvalue", "cqvalues", "ctvals"],
    "Ct: low is much",
);

/// Where a scale may be stated beside the values.
pub(super) struct Stated<'a> {
    /// The file.
    pub(super) path: &'a Path,
    /// What stands over the names of the table's rows.
    pub(super) corner: &'a str,
    /// The samples.
    pub(super) samples: &'a [SampleId],
}

/// The scale that was found, or none where it is that of logarithms and the file's name, a heading or a sample's name
/// says otherwise.
pub(super) fn checked(found: ScaleReport, stated: &Stated<'_>) -> ScaleReport {
    if !found.guessed || !found.scale.is_log2() {
        return found;
    }
    let stem = stated.path.file_stem().unwrap_or_default().to_string_lossy();
    let tables = [stem.as_ref(), stated.corner];
    let samples = stated.samples.iter().map(SampleId::as_str);
    let of_table = tables.into_iter().find_map(|name| Some((name, says(name, true)?)));
    // `CT_1` may be a control; all of them are none.
    let all = || samples.clone().all(names_cycles);
    let cycles = || samples.clone().next().filter(|_| all()).map(|name| (name, CYCLES.1));
    let of_samples = || samples.clone().find_map(|name| Some((name, says(name, false)?)));
    match of_table.or_else(of_samples).or_else(cycles) {
        Some((name, what)) => otherwise(found, &format!("{name:?} says {what}")),
        None => found,
    }
}

/// The scale that was found, or none where it is that of logarithms and a submitter's description of what was done
/// with the values says otherwise.
pub(super) fn described(found: ScaleReport, description: &str) -> ScaleReport {
    if !found.guessed || !found.scale.is_log2() {
        return found;
    }
    match says(description, true).filter(|what| *what != RATIOS) {
        Some(what) => {
            let text = super::table::shortened(description);
            otherwise(found, &format!("they are described as {text:?}, which says {what}"))
        }
        None => found,
    }
}

fn otherwise(found: ScaleReport, why: &str) -> ScaleReport {
    let reason = format!("they look like {}, and {why}", found.scale);
    ScaleReport { scale: Scale::Unknown, reason, ..found }
}

/// Whether a sample's name says Ct, as `Ct_P01`, `P01.Cq` and `P01 (Cp)` do.
fn names_cycles(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.any(|word| CYCLES.0.contains(&word.as_str()) || word == "cp" || word == "crt")
}

/// What a word of a name, or two or three that follow, says of a scale; of a table's name also that it is of Ct.
fn says(name: &str, table: bool) -> Option<&'static str> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let together = |several: usize| words.windows(several).map(<[String]>::concat);
    let spoken: Vec<String> = together(1).chain(together(2)).chain(together(3)).collect();
    let known =
        |(all, _): &&(&[&str], &str)| spoken.iter().any(|word| all.contains(&word.as_str()));
    WORDS.iter().chain(table.then_some(&CYCLES)).find(known).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_state_scales() {
        for name in
            ["dCt", "P1_delta_Ct", "plasma-ΔCt", "S1.log10", "z-score", "P3 Fold Change", "RQ"]
        {
            assert!(says(name, false).is_some(), "{name}");
        }
        for name in ["P1", "dctk", "log2", "score", "catalog10", "ct", "CT_1", "delta"] {
            assert!(says(name, false).is_none(), "{name}");
        }
        assert_eq!(says("2^-ΔΔCt", false), says("RQ", false));
    }

    #[test]
    fn files_and_descriptions_state_them_too() {
        let scale = |path: &str, corner: &str, description: &str| {
            let reason = String::new();
            let found = ScaleReport { scale: Scale::Log2Intensity, guessed: true, reason };
            let (path, samples) = (Path::new(path), &[]);
            described(checked(found, &Stated { path, corner, samples }), description).scale
        };
        assert_eq!(scale("Ct_values.csv", "", ""), Scale::Unknown);
        assert_eq!(scale("a.csv", "dCt", ""), Scale::Unknown);
        assert_eq!(scale("a.csv", "ID_REF", "log10 of normalized signals"), Scale::Unknown);
        for description in ["log2 of signals, quantile normalised", "miRNAs of fold change above 2"]
        {
            assert_eq!(scale("act.csv", "miRNA", description), Scale::Log2Intensity);
        }
    }
}
