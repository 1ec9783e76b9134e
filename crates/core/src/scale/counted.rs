//! Logarithms of counts that nothing has normalised: raised again, less what was added, they are whole numbers.

use super::{Guess, Scale};

/// How many samples and miRNAs are looked at.
const SAMPLES: usize = 64;
const MIRNAS: usize = 256;
/// Values written with so many digits behind the point, or more, are taken for exact to single precision.
const DIGITS: i32 = 6;
/// Different counts that have to be seen.
const SEVERAL: usize = 4;
/// How unlikely it must be that other values are whole by chance, as a natural logarithm: 1e-9.
const UNLIKELY: f64 = 20.7;

/// A base by its name.
const BASES: [(&str, f64); 3] =
    [("log2", 2.0), ("natural logarithms", std::f64::consts::E), ("decimal logarithms", 10.0)];
/// What is added to counts before the logarithm is taken.
const ADDED: [f64; 2] = [1.0, 0.5];

/// What logarithms of counts are: on no scale, as samples of more reads have higher ones. `value` gives that of a sample
/// and a miRNA, NaN where missing.
///
/// For x = log_b(n + a) of a count n, b^x − a is whole, to b^x · ln b times half of the last digit that is written.
/// With a tolerance of t a number that is no count is whole by chance 2t of the time, and all of them are with
/// probability Π 2t.
pub(super) fn counted(
    (samples, mirnas): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Option<Guess> {
    let (samples, mirnas) = (samples.min(SAMPLES), mirnas.min(MIRNAS));
    let all = || {
        let cells = (0..samples).flat_map(|sample| (0..mirnas).map(move |mirna| (sample, mirna)));
        cells.map(|(sample, mirna)| value(sample, mirna)).filter(|value| !value.is_nan())
    };
    let half = half_of_last_digit(all());
    let kinds = BASES.iter().flat_map(|base| ADDED.map(|added| (*base, added)));
    kinds.into_iter().find_map(|((name, base), added)| {
        let counted = are_counts(all(), base, added, half);
        counted.then(|| Guess {
            scale: Scale::Unknown,
            reason: format!("{name} of whole numbers plus {added}: of counts, not normalised"),
        })
    })
}

/// Whether values are logarithms of whole numbers, and not so by chance.
fn are_counts(values: impl Iterator<Item = f64>, base: f64, added: f64, half: f64) -> bool {
    let mut seen: Vec<f64> = Vec::new();
    let mut by_chance = 0.0;
    for value in values {
        let power = base.powf(value);
        let (count, tolerance) = (power - added, power * base.ln() * half + 1e-6 * power.abs());
        if tolerance > 0.1 {
            continue;
        }
        let whole = count.round();
        if (count - whole).abs() > tolerance || whole < 0.0 {
            return false;
        }
        // Small numbers are logarithms of few counts and whole themselves: log2 of 3 + 1 is 2.
        if value.fract() != 0.0 {
            by_chance -= (2.0 * tolerance).ln();
            if !seen.contains(&whole) && seen.len() < SEVERAL {
                seen.push(whole);
            }
        }
    }
    seen.len() >= SEVERAL && by_chance > UNLIKELY
}

/// Half of the last digit behind the point that all values have.
fn half_of_last_digit(values: impl Iterator<Item = f64>) -> f64 {
    let written = |value: f64, digits: i32| {
        let shifted = value * 10_f64.powi(digits);
        (shifted - shifted.round()).abs() <= 1e-7 * shifted.abs().max(1e-3)
    };
    let digits = values.fold(0, |most, value| {
        (most..DIGITS).find(|digits| written(value, *digits)).unwrap_or(DIGITS)
    });
    0.5 * 10_f64.powi(-digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts from 0 to some thousands.
    fn count(sample: usize, mirna: usize) -> f64 {
        ((sample * 37 + mirna * 101) % 17 * ((mirna * 7) % 5) * (sample + 3)) as f64
    }

    fn is_counted(value: impl Fn(usize, usize) -> f64) -> bool {
        counted((6, 12), value).is_some()
    }

    #[test]
    fn logarithms_of_counts_are_known_as_they_are_written() {
        let rounded = |x: f64, digits: i32| (x * 10_f64.powi(digits)).round() / 10_f64.powi(digits);
        for digits in [3, 4, 6, 12] {
            assert!(is_counted(|s, m| rounded(count(s, m).ln_1p(), digits)), "{digits}");
            assert!(is_counted(|s, m| rounded((count(s, m) + 1.0).log10(), digits)), "{digits}");
            assert!(is_counted(|s, m| rounded((count(s, m) + 0.5).log2(), digits)), "{digits}");
        }
        assert!(is_counted(|s, m| f64::from(count(s, m).ln_1p() as f32)));
    }

    #[test]
    fn logarithms_of_normalised_counts_are_not() {
        let total = |s: usize| (0..12).map(|m| count(s, m)).sum::<f64>();
        assert!(!is_counted(|s, m| (count(s, m) / total(s) * 1e6 + 1.0).log2()));
        assert!(!is_counted(|s, m| (count(s, m) / total(s) * 1e4).ln_1p()));
        assert!(!is_counted(|s, m| ((s * 5 + m * 3) % 7) as f64));
        assert!(!is_counted(|_, _| f64::NAN));
    }
}
