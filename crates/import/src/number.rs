//! Numbers as cells hold them.

mod run;

use exoscope_core::sample::is_missing;

pub(super) use run::short_numbers;

/// The number in a cell, NaN where it says that there is none; `None` where it is no finite number
/// written with a decimal point.
pub(super) fn number(cell: &str) -> Option<f64> {
    if let Some(number) = short_decimal(cell.as_bytes()) {
        return Some(number);
    }
    match cell.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(number),
        // `parse` reads "nan" and "infinity" too.
        _ => is_missing(cell).then_some(f64::NAN),
    }
}

/// Stands for an assay that did not reach its threshold, until the scale is known: a NaN of its own.
pub(super) const UNDETERMINED: f64 = f64::from_bits(0x7ff8_0000_0000_0c71);

/// The number in a cell, [`UNDETERMINED`] where it says that nothing was detected.
pub(super) fn number_or_undetermined(cell: &str, empty_undetermined: bool) -> Option<f64> {
    let undetermined = |word: &&str| cell.eq_ignore_ascii_case(word);
    if WORDS.iter().any(undetermined) || empty_undetermined && cell.is_empty() {
        return Some(UNDETERMINED);
    }
    number(cell)
}

/// Whether a value stands for an assay that did not reach its threshold.
pub(super) fn is_undetermined(value: f64) -> bool {
    value.to_bits() == UNDETERMINED.to_bits()
}

/// What instruments and people write where nothing was detected.
const WORDS: [&str; 10] = [
    "undetermined",
    "undet",
    "undetected",
    "nd",
    "n.d.",
    "no ct",
    "noct",
    "no cq",
    "not detected",
    "<lod",
];

/// 10^0 to 10^15, each exact in 64 bits.
const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The number of up to 15 digits, without an exponent, that a cell holds, as most do. The digits and the
/// power of ten are exact in 64 bits, so their quotient is the nearest number, as `parse` finds it slower
/// (Clinger 1990, PLDI).
fn short_decimal(cell: &[u8]) -> Option<f64> {
    let (negative, unsigned) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    let (mut digits, mut below, mut point) = (0_u64, 0, false);
    for &byte in unsigned.get(..17.min(unsigned.len()))? {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + u64::from(byte - b'0');
                below += usize::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    let count = unsigned.len() - usize::from(point);
    let number = digits as f64 / POWERS.get(below)?;
    (1..=15).contains(&count).then_some(if negative { -number } else { number })
}

/// Whether a text is digits in groups with what people put between them: `1'234`, `1 234`.
pub(super) fn has_groups(text: &str) -> bool {
    const MARKS: [char; 5] = ['\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}'];
    let mut groups = text.split(MARKS);
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    groups.next().is_some_and(digits)
        && text.contains(MARKS)
        && groups.all(|g| g.len() == 3 && digits(g))
}

/// Whether a text is a number with a comma in it: `9,23` or `1,234`.
pub(super) fn has_comma(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.trim_start_matches('-')
        .split_once(',')
        .is_some_and(|(whole, rest)| digits(whole) && rest.split([',', '.']).all(digits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn short_numbers_are_those_of_the_standard_library(
            text in "-?[0-9]{0,16}(\\.[0-9]{0,16})?"
        ) {
            if let Some(number) = short_decimal(text.as_bytes()) {
                prop_assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(number.to_bits()));
            }
        }
    }

    #[test]
    fn numbers_and_missing_values_are_told_from_words() {
        assert_eq!(number("-1.5e3"), Some(-1500.0));
        for missing in ["", "NA", "NaN", "n/a", "null"] {
            assert!(number(missing).is_some_and(f64::is_nan), "{missing}");
        }
        for word in ["inf", "1e400", "9,23", "x", "1 000", "0x10"] {
            assert_eq!(number(word), None, "{word}");
        }
    }

    #[test]
    fn a_comma_in_a_number_is_seen() {
        for text in ["9,23", "-9,23", "1,234,567", "1,234.5"] {
            assert!(has_comma(text), "{text}");
        }
        assert!(has_groups("2'873") && has_groups("1 234 567") && !has_groups("12 months"));
        for text in ["hsa-miR-1,hsa-miR-2", ",", "1,", "9.23"] {
            assert!(!has_comma(text), "{text}");
        }
    }
}
