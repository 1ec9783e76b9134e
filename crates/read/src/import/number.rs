//! Numbers as cells hold them.

use exoscope_core::sample::is_missing;

/// The number in a cell, NaN where it says that there is none; `None` where it is no finite number
/// written with a decimal point.
pub(super) fn number(cell: &str) -> Option<f64> {
    if let Some((number, length)) = short_decimal(cell.as_bytes())
        && length == cell.len()
    {
        return Some(number);
    }
    match cell.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(number),
        // `parse` reads "nan" and "infinity" too.
        _ => is_missing(cell).then_some(f64::NAN),
    }
}

/// 10^0 to 10^15, each exact in 64 bits.
const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The number of up to 15 digits, without an exponent, that a text starts with, as most cells do,
/// and how many bytes it takes. The digits and the power of ten are exact in 64 bits, so their
/// quotient is the nearest number, as `parse` finds it slower (Clinger 1990, PLDI).
pub(super) fn short_decimal(text: &[u8]) -> Option<(f64, usize)> {
    let (sign, unsigned) = match text {
        [b'-', rest @ ..] => (-1.0, rest),
        _ => (1.0, text),
    };
    let (digits, below, length) = eight_bytes(unsigned).or_else(|| byte_by_byte(unsigned))?;
    let number = sign * (digits as f64 / POWERS.get(below)?);
    Some((number, length + text.len() - unsigned.len()))
}

/// The digits as one whole number, how many stand below the point, and how many bytes all take.
type Digits = (u64, usize, usize);

fn byte_by_byte(text: &[u8]) -> Option<Digits> {
    let (mut digits, mut below, mut point, mut length) = (0_u64, 0, false, 0);
    for &byte in text {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + u64::from(byte - b'0');
                below += usize::from(point);
            }
            b'.' if !point => point = true,
            _ => break,
        }
        length += 1;
        if length > 16 {
            return None;
        }
    }
    let count = length - usize::from(point);
    (1..=15).contains(&count).then_some((digits, below, length))
}

/// What [`byte_by_byte`] finds where the number and its end are among the first eight bytes, all of
/// them looked at together (Lemire 2021, "Number parsing at a gigabyte per second", Softw. Pract.
/// Exp. 51): most cells are that short, and their lengths differ, which branches guess wrong.
fn eight_bytes(text: &[u8]) -> Option<Digits> {
    /// One in each byte.
    const EACH: u64 = 0x0101_0101_0101_0101;
    const POINT: u64 = (b'.' ^ b'0') as u64;
    // The first character becomes the lowest byte, a digit its value.
    let bytes = u64::from_le_bytes(*text.first_chunk()?) ^ (EACH * u64::from(b'0'));
    // The highest bit of each byte that is above 9.
    let others = (((bytes & (EACH * 0x7f)) + EACH * (0x7f - 9)) | bytes) & (EACH * 0x80);
    // Where in `bytes` the first of them is, in bits.
    let place = |others: u64| (others != 0).then_some(others.trailing_zeros() & !7);
    let first = place(others)?;
    let (digits, count, below, end) = if (bytes >> first) & 0xff == POINT {
        let end = place(others & (others - 1))?;
        let whole = (1 << first) - 1;
        ((bytes & whole) | ((bytes >> 8) & !whole), end - 8, end - first - 8, end)
    } else {
        (bytes, first, 0, first)
    };
    // As eight digits, the leading ones 0; then pairs of them, then fours, then all as one.
    let eight = digits.checked_shl(64 - count)?;
    let pairs = (eight.wrapping_mul((10 << 8) | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul((100 << 16) | 1) >> 16) & 0x0000_ffff_0000_ffff;
    let one = fours.wrapping_mul((10_000 << 32) | 1) >> 32;
    Some((one, below as usize / 8, end as usize / 8))
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
            for after in ["", "\t", "\t12.5\t3"] {
                let line = format!("{text}{after}");
                if let Some((number, length)) = short_decimal(line.as_bytes()) {
                    prop_assert_eq!(&line[..length], &text);
                    prop_assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(number.to_bits()));
                }
            }
        }

        #[test]
        fn bytes_looked_at_together_say_what_they_say_one_by_one(
            text in "[-+.0-9eE,\t \u{0}\u{7f}-\u{ff}]{0,12}"
        ) {
            if let Some(digits) = eight_bytes(text.as_bytes()) {
                prop_assert_eq!(Some(digits), byte_by_byte(text.as_bytes()));
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
        for text in ["hsa-miR-1,hsa-miR-2", ",", "1,", "9.23"] {
            assert!(!has_comma(text), "{text}");
        }
    }
}
