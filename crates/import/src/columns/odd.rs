//! Samples whose values are no sample's, whatever they are called.

mod combined;
mod spread;
mod summary;
mod traits;
mod unlike;

use std::collections::HashMap;

use combined::combination;
use exoscope_core::scale::MISSING_VALUE_CODES;
use spread::spread;
use summary::summaries;
use traits::{Traits, upper_quartile};
use unlike::unlike;

/// How many miRNAs are looked at.
const MIRNAS: usize = 256;
/// Fewer present values say nothing.
const FEW: usize = 3;

/// The first sample whose values cannot be a sample's beside the others, and why: sums, means, medians or highest values of
/// the others, how the others vary, sums, means and differences of some of them, another order of miRNAs than in all samples, lengths of miRNAs, numbers of samples, p values or shares beside counts, fold changes beside amounts,
/// fractions beside whole numbers, one value throughout, numbers of rows. `value` gives the value of a sample and a
/// miRNA, NaN where missing.
pub(in super::super) fn odd_values(
    (samples, mirnas): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Option<(usize, String)> {
    // Where a value is missing, a mark of that is no value: it would hide what sums up the others.
    let value = |sample: usize, mirna: usize| {
        let value = value(sample, mirna);
        if MISSING_VALUE_CODES.contains(&value) { f64::NAN } else { value }
    };
    let all_mirnas = mirnas;
    let mirnas = mirnas.min(MIRNAS);
    if samples < 2 || mirnas < FEW {
        return None;
    }
    let profile =
        |sample: usize| (0..mirnas).map(|mirna| value(sample, mirna)).collect::<Vec<f64>>();
    let all: Vec<Traits> = (0..samples).map(|sample| Traits::of(&profile(sample))).collect();
    let summing: HashMap<usize, &str> = if samples > 2 {
        summaries((samples, mirnas), value).into_iter().collect()
    } else {
        HashMap::new()
    };
    // Where several columns are none, the samples are those of the higher values.
    let typical_max = upper_quartile(all.iter().map(|traits| traits.max));
    let (least, most) = (all.iter().map(|t| t.min), all.iter().map(|t| t.max));
    let range = (least.fold(f64::INFINITY, f64::min), most.fold(f64::NEG_INFINITY, f64::max));
    let count = |of: fn(&Traits) -> bool| all.iter().filter(|traits| of(traits)).count();
    let few_negative = count(|traits| traits.min < 0.0) * 4 <= samples;
    let (fractional, whole) = (count(|traits| traits.fractions), count(|traits| traits.whole));
    let few_fractional = fractional <= whole;
    let few_whole = whole * 4 <= samples && fractional * 4 >= samples * 3;
    let mut highest: Vec<f64> = all.iter().map(|traits| traits.max).collect();
    highest.sort_by(|a, b| b.total_cmp(a));
    // No sample's least miRNA is above all of every other sample.
    let beyond = |traits: &Traits| {
        // Its own is the first, where no other has that.
        let own = usize::from(highest.first() == Some(&traits.max));
        let highest = highest.get(own).copied().unwrap_or(f64::INFINITY);
        traits.several() && highest > 0.0 && traits.min > 2.0 * highest
    };
    // Where nothing was found in a sample, its values are the least of others too.
    let is_floor = |traits: &Traits| {
        let as_low = |other: &&Traits| other.min.to_bits() == traits.min.to_bits();
        traits.min == 0.0 || all.iter().filter(as_low).count() > 1
    };
    let by_traits = all.iter().enumerate().find_map(|(sample, traits)| {
        if traits.present < FEW {
            return None;
        }
        let amounts = typical_max > 64.0;
        let why = if amounts && traits.lengths {
            "all its values are from 15 to 30, as lengths of miRNAs are"
        } else if typical_max > 4.0 && traits.shares {
            "all its values are from 0 to 1, as p values and shares are"
        } else if amounts && traits.min < 0.0 && few_negative {
            "it alone has negative values, as logarithms of ratios do"
        } else if amounts && traits.fractions && few_fractional && samples > 2 {
            "it has fractions, where most others hold whole numbers"
        } else if few_whole && traits.whole && traits.several() && !is_floor(traits) {
            "it alone holds whole numbers, where the others have fractions"
        } else if samples > 2 && beyond(traits) {
            "all its values are above twice the highest of all others"
        } else if samples > 2 && amounts && traits.counts_up_to(samples - 1) {
            "its values are from 1 to the number of the others, as numbers of samples are"
        } else if samples > 2 && traits.is_constant(range) {
            "it has one value throughout, where others vary"
        } else if samples > 2 && traits.rows {
            "its values are the numbers of the rows"
        } else if let Some(why) = summing.get(&sample).filter(|_| traits.max > 0.0) {
            // One of two files of a sample may have its highest values.
            let values = profile(sample);
            if (0..samples).any(|other| other != sample && profile(other) == values) {
                return None;
            }
            why
        } else {
            return None;
        };
        Some((sample, why.to_owned()))
    });
    by_traits
        .or_else(|| combination((samples, all_mirnas), value))
        .or_else(|| spread((samples, mirnas), value))
        .or_else(|| unlike((samples, mirnas), value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn odd(samples: &[Vec<f64>]) -> Option<usize> {
        let shape = (samples.len(), samples.first().map_or(0, Vec::len));
        odd_values(shape, |sample, mirna| samples[sample][mirna]).map(|(sample, _)| sample)
    }

    /// Counts of 4 samples and 12 miRNAs.
    fn counts() -> impl Strategy<Value = Vec<Vec<f64>>> {
        prop::collection::vec(
            prop::collection::vec(
                (0.0..4.5_f64).prop_map(|x| x.exp2().exp2().floor().min(1e7)),
                12,
            ),
            4,
        )
        .prop_filter("counts that pass 64", |all| all.iter().all(|s| s.iter().any(|v| *v > 200.0)))
    }

    proptest! {
        #[test]
        fn counts_are_samples(counts in counts()) {
            prop_assert_eq!(odd(&counts), None);
        }

        #[test]
        fn statistics_lengths_and_totals_are_not(
            counts in counts(), lengths in prop::collection::vec(18_u8..26, 12),
            p in prop::collection::vec(0.0001..0.9999_f64, 12),
            change in prop::collection::vec(-6.0..-0.1_f64, 12),
        ) {
            let sum = |mirna: usize| counts.iter().map(|s| s[mirna]).sum::<f64>();
            let total: Vec<f64> = (0..12).map(sum).collect();
            let mean = total.iter().map(|total| total / 4.0).collect();
            let rows = (1..=12).map(f64::from).collect();
            let lengths = lengths.into_iter().map(f64::from).collect();
            let rounded = total.iter().map(|total| (total / 4.0).round()).collect();
            let highest = |mirna: usize| counts.iter().map(|s| s[mirna]).fold(0.0, f64::max);
            let highest: Vec<f64> = (0..12).map(highest).collect();
            let median = |mirna: usize| {
                let mut of: Vec<f64> = counts.iter().map(|s| s[mirna]).collect();
                of.sort_by(f64::total_cmp);
                f64::midpoint(of[1], of[2])
            };
            let median: Vec<f64> = (0..12).map(median).collect();
            let detected = (0..12).map(|mirna| f64::from(1 + mirna as u8 % 4)).collect();
            let variation = total.iter().map(|total| 10.5 + total % 100.0).collect();
            let constant = vec![3.0; 12];
            // Where samples hardly differ, or one has all highest values, nothing can be told.
            let least = |mirna: usize| counts.iter().map(|s| s[mirna]).fold(f64::INFINITY, f64::min);
            let telling = (0..12)
                .filter(|&m| highest[m] - total[m] / 4.0 > 10.0 && median[m] > least(m))
                .map(|m| median[m] as u64)
                .collect::<std::collections::BTreeSet<u64>>();
            prop_assume!(telling.len() > FEW && counts.iter().all(|sample| *sample != highest));
            let numbers = [lengths, p, change, rows, detected, variation];
            for column in [total.clone(), mean, rounded, highest, median.clone()].into_iter().chain(numbers) {
                let with: Vec<Vec<f64>> = counts.iter().cloned().chain([column]).collect();
                prop_assert_eq!(odd(&with), Some(4));
            }
            // Where none has so little, that is a sample in which nothing was found.
            if counts.iter().flatten().any(|count| *count < 3.0) {
                let with: Vec<Vec<f64>> = counts.iter().cloned().chain([constant]).collect();
                prop_assert_eq!(odd(&with), Some(4));
            }
            // Two of them hide each other from a sum of all others.
            for others in [[total.clone(), median.clone()], [median, total]] {
                let behind: Vec<Vec<f64>> = counts.iter().cloned().chain(others.clone()).collect();
                prop_assert!(odd(&behind).is_some_and(|sample| sample > 3));
                let around: Vec<Vec<f64>> =
                    others[..1].iter().chain(&counts).chain(&others[1..]).cloned().collect();
                prop_assert!(odd(&around).is_some_and(|sample| [0, 5].contains(&sample)));
            }
        }
    }
}
