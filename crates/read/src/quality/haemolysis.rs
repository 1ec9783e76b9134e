//! Haemolysis: red cells that burst while blood was handled spill their miRNAs.

use exoscope_core::{Cohort, MirnaName};
use ndarray::{ArrayView2, Axis};
use rayon::prelude::*;

use super::relative::medians;

/// miRNAs that rise with haemolysis in plasma: the signature of Smith 2022 (Genes 13:1288; DraculR).
pub const SIGNATURE: [&str; 20] = [
    "hsa-miR-106b-3p",
    "hsa-miR-140-3p",
    "hsa-miR-142-5p",
    "hsa-miR-532-5p",
    "hsa-miR-17-5p",
    "hsa-miR-19b-3p",
    "hsa-miR-30c-5p",
    "hsa-miR-324-5p",
    "hsa-miR-192-5p",
    "hsa-miR-660-5p",
    "hsa-miR-186-5p",
    "hsa-miR-425-5p",
    "hsa-miR-25-3p",
    "hsa-miR-363-3p",
    "hsa-miR-183-5p",
    "hsa-miR-451a",
    "hsa-miR-182-5p",
    "hsa-miR-191-5p",
    "hsa-miR-194-5p",
    "hsa-miR-20b-5p",
];

/// The least miRNAs of the signature, and of the others, that a score rests on.
const MIN_MIRNAS: usize = 5;

/// A miRNA takes part where this many samples, or all of fewer, have more than [`MIN_LOG2_CPM`] of
/// it. Intensities take part throughout.
const MIN_SAMPLES: usize = 3;

/// 40 reads a million, as in the published score, as `log2(CPM + 1)`.
const MIN_LOG2_CPM: f64 = 5.357_552_004_618_084;

/// The score of each sample of `log2` (samples × the miRNAs of `cohort`): the mean over the
/// signature less the mean over the other miRNAs, both of the difference from the cohort's median.
///
/// Cohort-relative: 0 is the typical sample of this cohort, whatever its own haemolysis. `None`
/// where too few miRNAs of the signature are measured.
pub fn haemolysis(cohort: &Cohort, log2: ArrayView2<'_, f32>) -> Vec<Option<f64>> {
    scores(cohort, log2, &medians(log2))
}

/// [`haemolysis`], from the median of each miRNA.
pub(super) fn scores(
    cohort: &Cohort,
    log2: ArrayView2<'_, f32>,
    medians: &[Option<f64>],
) -> Vec<Option<f64>> {
    let least = match cohort.scale().analysed_as() {
        exoscope_core::Scale::Log2Intensity | exoscope_core::Scale::Unknown => f64::NEG_INFINITY,
        _ => MIN_LOG2_CPM,
    };
    let centred: Vec<(bool, usize, f64)> = cohort
        .mirnas()
        .par_iter()
        .enumerate()
        .filter_map(|(column, mirna)| {
            let centre = medians.get(column).copied().flatten()?;
            let values = log2.column(column);
            let high = values.iter().filter(|value| f64::from(**value) > least);
            let enough = MIN_SAMPLES.min(log2.nrows());
            if high.take(enough).count() < enough {
                return None;
            }
            Some((is_of_signature(mirna), column, centre))
        })
        .collect();
    let of = |wanted: bool| centred.iter().filter(move |(member, _, _)| *member == wanted);
    if of(true).count() < MIN_MIRNAS || of(false).count() < MIN_MIRNAS {
        return vec![None; log2.nrows()];
    }
    let rows: Vec<_> = log2.axis_iter(Axis(0)).collect();
    let score = |row: &ndarray::ArrayView1<'_, f32>| {
        let mean = |wanted: bool| {
            let values = of(wanted).filter_map(|&(_, column, centre)| {
                let value = f64::from(*row.get(column)?);
                (!value.is_nan()).then_some(value - centre)
            });
            let (sum, n) = values.fold((0.0, 0.0), |(sum, n), v| (sum + v, n + 1.0));
            (n > 0.0).then(|| sum / n)
        };
        Some(mean(true)? - mean(false)?)
    };
    rows.par_iter().map(score).collect()
}

/// Whether a mature miRNA, or any of those merged under one name, is of the signature, or a
/// precursor gives rise to one of it.
fn is_of_signature(mirna: &MirnaName) -> bool {
    let named = |name: &str| SIGNATURE.contains(&name);
    if named(mirna.canonical()) || mirna.members().into_iter().any(named) {
        return true;
    }
    let Some(precursor) = mirna.canonical().strip_prefix("hsa-mir-") else { return false };
    SIGNATURE.iter().any(|name| {
        let stem = name.trim_start_matches("hsa-miR-");
        let stem = stem.trim_end_matches("-5p").trim_end_matches("-3p");
        // Genes of one miRNA on several chromosomes are numbered: hsa-mir-16-1, hsa-mir-16-2.
        precursor == stem
            || precursor
                .strip_prefix(stem)
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn precursors_and_merged_names_are_known() {
        for (name, expected) in [
            ("hsa-miR-451a", true),
            ("hsa-mir-451a", true),
            ("hsa-mir-19b-2", true),
            ("hsa-mir-17", true),
            ("hsa-mir-171", false),
            ("hsa-miR-451b", false),
            ("hsa-miR-21-5p", false),
        ] {
            assert_eq!(is_of_signature(&name.parse().unwrap()), expected, "{name}");
        }
    }
}
