//! Samples whose values are no sample's, whatever they are called.

/// How many miRNAs are looked at.
const MIRNAS: usize = 256;
/// Fewer present values say nothing.
const FEW: usize = 3;

/// The first sample whose values cannot be a sample's beside the others, and why: sums or means of the
/// others, lengths of miRNAs, p values or shares beside counts, fold changes beside amounts, numbers of
/// rows. `value` gives the value of a sample and a miRNA, NaN where missing.
pub(in super::super) fn odd_values(
    (samples, mirnas): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Option<(usize, String)> {
    let mirnas = mirnas.min(MIRNAS);
    if samples < 2 || mirnas < FEW {
        return None;
    }
    let profile =
        |sample: usize| (0..mirnas).map(|mirna| value(sample, mirna)).collect::<Vec<f64>>();
    let mut sums = vec![0.0; mirnas];
    let mut all: Vec<Traits> = Vec::with_capacity(samples);
    for sample in 0..samples {
        let values = profile(sample);
        for (sum, value) in sums.iter_mut().zip(&values) {
            *sum += if value.is_nan() { 0.0 } else { *value };
        }
        all.push(Traits::of(&values));
    }
    let typical_max = median(all.iter().map(|traits| traits.max));
    let negative = all.iter().filter(|traits| traits.min < 0.0).count();
    for (sample, traits) in all.iter().enumerate() {
        let why = |what: &str| Some((sample, what.to_owned()));
        if traits.present < FEW {
            continue;
        }
        if typical_max > 64.0 && traits.lengths {
            return why("all its values are from 15 to 30, as lengths of miRNAs are");
        }
        if typical_max > 4.0 && traits.shares {
            return why("all its values are from 0 to 1, as p values and shares are");
        }
        if typical_max > 64.0 && traits.min < 0.0 && negative * 4 <= samples {
            return why("it alone has negative values, as logarithms of ratios do");
        }
        if samples > 2 && traits.rows {
            return why("its values are the numbers of the rows");
        }
        if samples > 2 && traits.max > 0.0 {
            let others = (samples - 1) as f64;
            if is_multiple(&profile(sample), &sums, 1.0) {
                return why("its values are the sums of all others");
            }
            if is_multiple(&profile(sample), &sums, others) {
                return why("its values are the means of all others");
            }
        }
    }
    None
}

/// Whether the values, times `factor`, are the sums of all other samples' values: in at least three quarters of the
/// miRNAs, as rows of spike-ins or of other RNAs are often left out of a total, and equal sums are no chance.
fn is_multiple(values: &[f64], sums: &[f64], factor: f64) -> bool {
    let mut known = 0;
    let same = |&(&value, &sum): &(&f64, &f64)| {
        let others = sum - value;
        let same = !value.is_nan() && (value * factor - others).abs() <= 1e-6 * others.abs();
        known += usize::from(same && value != 0.0);
        same
    };
    let equal = values.iter().zip(sums).filter(same).count();
    4 * equal >= 3 * values.len() && known >= FEW
}

/// What is looked at in a sample's values.
struct Traits {
    present: usize,
    min: f64,
    max: f64,
    /// Whole numbers from 15 to 30.
    lengths: bool,
    /// From 0 to 1, most with a fraction.
    shares: bool,
    /// 0, 1, 2, … or 1, 2, 3, …
    rows: bool,
}

impl Traits {
    fn of(values: &[f64]) -> Self {
        let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let min = present.iter().copied().fold(f64::INFINITY, f64::min);
        let max = present.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let whole = present.iter().filter(|value| value.fract() == 0.0).count();
        let all_whole = whole == present.len();
        let step =
            present.windows(2).all(|pair| matches!(pair, [a, b] if (b - a - 1.0).abs() < 1e-9));
        Self {
            present: present.len(),
            lengths: all_whole && min >= 15.0 && max <= 30.0,
            shares: min >= 0.0 && max <= 1.0 && whole * 2 < present.len(),
            rows: present.len() == values.len()
                && present.len() >= 5
                && step
                && (0.0..=1.0).contains(&min),
            min,
            max,
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NEG_INFINITY)
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
                (0.0..9.0_f64).prop_map(|x| x.exp2().exp2().floor().min(1e7)),
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
            for column in [total, mean, rows, lengths, p, change] {
                let with: Vec<Vec<f64>> = counts.iter().cloned().chain([column]).collect();
                prop_assert_eq!(odd(&with), Some(4));
            }
        }
    }
}
