//! Numbers as people read them.

/// A number as written by hand: twelve significant digits, so that 70.9 / 100 is 0.709, and no rows of zeros.
///
/// ```
/// use exoscope_core::number::short;
/// assert_eq!([70.9 / 100.0, 0.1 + 0.2, 2.0, -3.5].map(short), ["0.709", "0.3", "2", "-3.5"]);
/// assert_eq!([1e300, 1e-9, 0.0, f64::NAN].map(short), ["1e300", "1e-9", "0", "NaN"]);
/// ```
pub fn short(x: f64) -> String {
    let rounded = format!("{x:.11e}").parse().unwrap_or(x);
    if rounded == 0.0 || !rounded.is_finite() || (1e-4..1e7).contains(&rounded.abs()) {
        rounded.to_string()
    } else {
        format!("{rounded:e}")
    }
}

/// A figure of three significant digits from 1 to below 1e5, of three decimals from 0.01 to 1, and of three digits with an
/// exponent elsewhere; 0 only where it is 0.
///
/// ```
/// use exoscope_core::number::amount;
/// assert_eq!([0.6397, 114.2, 1.0, 0.0, 4.73e-4, 6e9].map(amount), ["0.640", "114", "1.00", "0", "4.73e-4", "6.00e9"]);
/// assert_eq!([99_999.7, 0.009_999, -12.34, f64::NAN].map(amount), ["1.00e5", "0.010", "-12.3", "–"]);
/// ```
pub fn amount(x: f64) -> String {
    if !x.is_finite() {
        return UNDEFINED.to_owned();
    }
    let rounded: f64 = format!("{x:.2e}").parse().unwrap_or(x);
    if rounded == 0.0 {
        "0".to_owned()
    } else if (1e-2..1e5).contains(&rounded.abs()) {
        let decimals = (2.0 - rounded.abs().log10().floor()).clamp(0.0, 3.0) as usize;
        format!("{x:.decimals$}")
    } else {
        format!("{x:.2e}")
    }
}

/// A share in percent with one decimal, or with more within 1 % of 0 (two significant digits) and of 100 % (one of what is
/// left), so that nothing passes for 0 or 100 % that is neither.
///
/// ```
/// use exoscope_core::number::percent;
/// assert_eq!([0.206, 0.05, 0.0, 1.0].map(percent), ["20.6 %", "5.0 %", "0 %", "100 %"]);
/// assert_eq!([6.1e-3, 2.14e-4, 9.8e-7, 3e-9].map(percent), ["0.61 %", "0.021 %", "0.000098 %", "3.0e-7 %"]);
/// assert_eq!([0.9997, 0.999_999_99, f64::NAN].map(percent), ["99.97 %", "99.999999 %", "–"]);
/// ```
pub fn percent(share: f64) -> String {
    let value = 100.0 * share;
    let distance = value.abs().min((100.0 - value).abs());
    if !value.is_finite() {
        UNDEFINED.to_owned()
    } else if distance == 0.0 {
        format!("{value:.0} %")
    } else if distance >= 1.0 {
        format!("{value:.1} %")
    } else if value.abs() < 1e-5 {
        format!("{value:.1e} %")
    } else {
        // Of a share near all of 100 % one digit of what is left tells enough.
        let digits = if value > 50.0 { 0.0 } else { 1.0 };
        let decimals = (digits - distance.log10().floor()).clamp(1.0, 15.0) as usize;
        format!("{value:.decimals$} %")
    }
}

/// What stands where a figure is not defined.
pub const UNDEFINED: &str = "–";

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
