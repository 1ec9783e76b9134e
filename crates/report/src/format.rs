//! Numbers and lists as people read them.

use std::ops::RangeInclusive;

use exoscope_score::Interval;

/// Stands where a figure is undefined.
pub(crate) const UNDEFINED: &str = "–";

/// A proportion with three decimals, or more where it would else pass for 0 or 1.
pub(crate) fn proportion(p: f64) -> String {
    if !p.is_finite() {
        return UNDEFINED.to_owned();
    }
    format!("{p:.*}", telling_decimals(&[p], 3..=5))
}

/// The probability of one sample, to three decimals, never shown as certain.
pub(crate) fn chance(p: f64) -> String {
    match p {
        p if !p.is_finite() => UNDEFINED.to_owned(),
        p if p < 0.0005 => "<0.001".to_owned(),
        p if p > 0.9995 => ">0.999".to_owned(),
        p => format!("{p:.3}"),
    }
}

/// A proportion that may be undefined.
pub(crate) fn maybe(p: Option<f64>) -> String {
    p.map_or_else(|| UNDEFINED.to_owned(), proportion)
}

/// An interval of a proportion, `0.84–0.91`; a third decimal where an end would else pass for 0 or 1.
pub(crate) fn interval(interval: Interval) -> String {
    let Interval { low, high } = interval;
    let decimals = telling_decimals(&[low, high], 2..=3);
    format!("{low:.decimals$}–{high:.decimals$}")
}

/// An interval that may be undefined; empty then, since its figure already says so.
pub(crate) fn maybe_interval(ci: Option<Interval>) -> String {
    ci.map(interval).unwrap_or_default()
}

/// A quantity with no upper end, to three significant digits.
///
/// ```
/// use exoscope_report::quantity;
/// assert_eq!(quantity(149.96), "150");
/// assert_eq!(quantity(0.012_345), "0.0123");
/// ```
pub fn quantity(x: f64) -> String {
    if !x.is_finite() {
        return UNDEFINED.to_owned();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let decimals = (2.0 - x.abs().log10().floor()).clamp(0.0, 9.0) as usize;
    format!("{x:.decimals$}")
}

/// A count with a comma at the thousands.
pub(crate) fn count(n: usize) -> String {
    exoscope_core::number::grouped(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A mean of counts: whole where it is, else with one decimal.
pub(crate) fn mean_count(mean: f64) -> String {
    if !mean.is_finite() || mean < 0.0 {
        return UNDEFINED.to_owned();
    }
    let tenths = (mean * 10.0).round() as usize;
    let whole = count(tenths / 10);
    match tenths % 10 {
        0 if tenths == 0 && mean > 0.0 => "<0.1".to_owned(),
        0 => whole,
        tenth => format!("{whole}.{tenth}"),
    }
}

/// A count and its noun: `1 sample`, `186 samples`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        _ if noun.ends_with('s') || noun.ends_with("ch") => format!("{} {noun}es", count(n)),
        _ => format!("{} {noun}s", count(n)),
    }
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn list(items: &[impl AsRef<str>], conjunction: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} {conjunction} {last}", first.join(", ")),
        None => String::new(),
    }
}

/// The fewest decimals at which no proportion is rounded to a 0 or 1 that it is not, if any are
/// enough.
fn telling_decimals(proportions: &[f64], decimals: RangeInclusive<usize>) -> usize {
    let misleads = |p: f64, decimals: usize| {
        let half_a_unit = 0.5 * 0.1_f64.powf(decimals as f64);
        [p, 1.0 - p].iter().any(|&distance| distance > 0.0 && distance <= half_a_unit)
    };
    let most = *decimals.end();
    decimals.into_iter().find(|&d| !proportions.iter().any(|&p| misleads(p, d))).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proportion_is_never_rounded_to_a_0_or_1_that_it_is_not() {
        let cases = [0.649_4, 0.0, 1.0, 0.9996, 0.999_96, 0.000_2, 0.999_999_99, f64::NAN];
        let texts = cases.map(proportion);
        assert_eq!(
            texts,
            ["0.649", "0.000", "1.000", "0.9996", "0.99996", "0.0002", "1.00000", "–"]
        );
    }

    #[test]
    fn nothing_is_certain_of_one_sample() {
        assert_eq!([0.0, 0.123_4, 1.0, f64::NAN].map(chance), ["<0.001", "0.123", ">0.999", "–"]);
    }

    #[test]
    fn both_ends_of_an_interval_have_the_same_decimals() {
        let text = |low, high| interval(Interval { low, high });
        assert_eq!(text(0.8402, 0.909), "0.84–0.91");
        assert_eq!(text(0.9881, 0.9987), "0.988–0.999");
        assert_eq!(text(0.93, 1.0), "0.93–1.00");
        assert_eq!(text(0.995, 0.9998), "0.995–1.000");
    }

    #[test]
    fn a_quantity_has_three_significant_digits() {
        let texts = [0.013_641, 0.742_9, 1.0986, 12.34, 4321.0, 0.0].map(quantity);
        assert_eq!(texts, ["0.0136", "0.743", "1.10", "12.3", "4321", "0"]);
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(
            [0, 999, 1000, 16_190, 1_234_567].map(count),
            ["0", "999", "1,000", "16,190", "1,234,567"]
        );
        assert_eq!(
            [0.0, 0.01, 3.0, 3.333, 1129.96].map(mean_count),
            ["0", "<0.1", "3", "3.3", "1,130"]
        );
    }

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(
            [counted(1, "class"), counted(2, "class"), counted(0, "fold"), counted(3, "batch")],
            ["1 class", "2 classes", "0 folds", "3 batches"]
        );
    }

    #[test]
    fn a_list_ends_in_its_conjunction() {
        assert_eq!(list(&["a", "b", "c"], "or"), "a, b or c");
        assert_eq!(list(&["a", "b"], "and"), "a and b");
        assert_eq!(list(&["a"], "and"), "a");
        assert_eq!(list(&[] as &[&str], "and"), "");
    }
}
