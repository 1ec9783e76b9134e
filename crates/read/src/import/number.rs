//! Numbers as cells hold them.

use exoscope_core::sample::is_missing;

/// The number in a cell, NaN where it says that there is none; `None` where it is no finite number
/// written with a decimal point.
pub(super) fn number(cell: &str) -> Option<f64> {
    match cell.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(number),
        // `parse` reads "nan" and "infinity" too.
        _ => is_missing(cell).then_some(f64::NAN),
    }
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
    use super::*;

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
