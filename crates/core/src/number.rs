//! Whole numbers as people read them.

/// A whole number with commas at the thousands.
///
/// ```
/// use exoscope_core::number::grouped;
/// assert_eq!([0, 999, 1000, -15_155_820].map(grouped), ["0", "999", "1,000", "-15,155,820"]);
/// ```
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
