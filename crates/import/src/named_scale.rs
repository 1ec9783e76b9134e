//! Scales that headings and names of files state, against what the values look like.

use std::path::Path;

use exoscope_core::Scale;
use exoscope_core::sample::SampleId;

use super::report::ScaleReport;

/// Words that name a scale whose values look like logarithms of base 2, and what they say.
const WORDS: &[(&[&str], &str)] = &[
    (
        &["dct", "ddct", "deltact", "deltadeltact", "δct", "δδct", "dcq", "ddcq", "deltacq", "δcq"],
        "ΔCt: state delta-ct, low is much",
    ),
    (&["log10", "lg10"], "decimal logarithms"),
    (&["zscore", "zscores"], "z-scores"),
    (
        &["foldchange", "foldchanges", "log2fc", "logfc", "log2ratio", "log2ratios"],
        "ratios of samples",
    ),
];

/// The scale that was found, or none where it is that of logarithms and the file's or a sample's name says
/// otherwise.
pub(super) fn checked(found: ScaleReport, path: &Path, samples: &[SampleId]) -> ScaleReport {
    if !found.guessed || !found.scale.is_log2() {
        return found;
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut names = std::iter::once(stem.as_ref()).chain(samples.iter().map(SampleId::as_str));
    match names.find_map(|name| Some((name, says(name)?))) {
        Some((name, what)) => {
            let reason = format!("they look like {}, and {name:?} says {what}", found.scale);
            ScaleReport { scale: Scale::Unknown, reason, ..found }
        }
        None => found,
    }
}

/// What a word of a name, or two that follow, says of a scale.
fn says(name: &str) -> Option<&'static str> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let pairs = words.windows(2).map(<[String]>::concat);
    let spoken: Vec<String> = words.iter().cloned().chain(pairs).collect();
    let known =
        |(all, _): &&(&[&str], &str)| spoken.iter().any(|word| all.contains(&word.as_str()));
    WORDS.iter().find(known).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_state_scales() {
        for name in ["dCt", "P1_delta_Ct", "plasma-ΔCt", "S1.log10", "z-score", "P3 Fold Change"] {
            assert!(says(name).is_some(), "{name}");
        }
        for name in ["P1", "dctk", "log2", "score", "catalog10", "ct", "delta"] {
            assert!(says(name).is_none(), "{name}");
        }
    }
}
