//! Limits of differences and ratios of Poisson counts: exact limits of each count, put together by square-and-add.

use statrs::distribution::{ContinuousCDF, Gamma};

use crate::figure::Estimate;

/// Exact limits of the mean of a Poisson count, each at `tail` (Garwood 1936, Biometrika 28:437).
pub(crate) fn garwood(count: f64, tail: f64) -> Option<(f64, f64)> {
    let quantile = |shape: f64, p: f64| Some(Gamma::new(shape, 1.0).ok()?.inverse_cdf(p));
    let low = if count > 0.0 { quantile(count, tail)? } else { 0.0 };
    Some((low, quantile(count + 1.0, 1.0 - tail)?))
}

/// How far below and above a counted figure its limits lie, where `variance` is that of the Poisson law: each particle stands
/// for variance / figure. `None` unless both are above 0.
pub(crate) fn reach(figure: f64, variance: f64, tail: f64) -> Option<(f64, f64)> {
    let per = variance / figure;
    let count = figure / per;
    if !(figure > 0.0 && variance > 0.0 && count.is_finite()) {
        return None;
    }
    let (low, high) = garwood(count, tail)?;
    Some(((count - low) * per, (high - count) * per))
}

/// Ratio a / b of independent estimates with limits by their own limits (MOVER: Donner and Zou 2012, Stat Methods Med Res
/// 21:347). Its limits solve (a − R b)² = Δa² + R² Δb², Δ the distance to the limit that is meant; an end is −∞ or ∞ where b
/// may be 0. `None` unless b is above 0.
pub(crate) fn ratio(a: Estimate, b: Estimate) -> Option<Estimate> {
    if !(b.value > 0.0 && a.value.is_finite()) {
        return None;
    }
    // The end on one side (-1 below, 1 above) of which the numerator lies `of_a` away.
    let end = |side: f64, of_a: f64| -> f64 {
        // A ratio below 0 is farthest from it where b is small, one above 0 where b is large.
        let negative = a.value + side * of_a < 0.0;
        let of_b = if (side < 0.0) == negative { b.value - b.low } else { b.high - b.value };
        let room = b.value * b.value - of_b * of_b;
        let product = a.value * b.value;
        let square = product * product - room * (a.value * a.value - of_a * of_a);
        if room <= 0.0 {
            // Nothing bounds a ratio whose denominator may be 0; below, one of positive counts is bounded by 0.
            return if side < 0.0 && !negative { 0.0 } else { side * f64::INFINITY };
        }
        (product + side * square.max(0.0).sqrt()) / room
    };
    let (low, high) = (end(-1.0, a.value - a.low), end(1.0, a.high - a.value));
    Some(Estimate { value: a.value / b.value, low, high, level: a.level })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_counts_is_as_wide_as_the_counts_allow() {
        // 600 after less a blank of 550, over 3,000: a Poisson Monte Carlo gives −0.5 to 3.9 %.
        let net = |n: f64, blank: f64| {
            let (low, high) = reach(n, n, 0.025).unwrap();
            let (b_low, b_high) =
                if blank > 0.0 { reach(blank, blank, 0.025).unwrap() } else { (0.0, 0.0) };
            let value = n - blank;
            Estimate {
                value,
                low: value - low.hypot(b_high),
                high: value + high.hypot(b_low),
                level: 0.95,
            }
        };
        let share = ratio(net(600.0, 550.0), net(3000.0, 0.0)).unwrap();
        assert!((share.value - 50.0 / 3000.0).abs() < 1e-12);
        assert!(
            (share.low + 0.005).abs() < 0.001 && (share.high - 0.039).abs() < 0.001,
            "{share:?}"
        );
        // As many after as before: ± 1.96 √(2/3000).
        let same = ratio(net(3000.0, 0.0), net(3000.0, 0.0)).unwrap();
        assert!((same.low - 0.951).abs() < 0.002 && (same.high - 1.052).abs() < 0.002, "{same:?}");
        // A denominator that may be 0 bounds nothing above.
        let open = ratio(net(10.0, 0.0), net(60.0, 55.0)).unwrap();
        assert!(open.high.is_infinite() && open.low >= 0.0, "{open:?}");
    }
}
