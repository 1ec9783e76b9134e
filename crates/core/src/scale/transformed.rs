//! Values that look like logarithms of base 2 and are something else: z-scores, centred values, logarithms of
//! another base.

use super::counted::counted;
use super::{Guess, Scale};

/// How many samples or miRNAs are looked at first: where these speak against it, the others are not asked.
const FIRST: usize = 3;
/// How near to 0 a mean, to 1 a deviation, and to each other totals must be.
const NEAR: f64 = 2e-3;
/// Of fewer values a mean of 0 says little.
const FEW: usize = 3;

/// A base by its name, and what a logarithm of 1 + x to it is of: x.
type Base = (&'static str, fn(f64) -> f64);

/// What values of this shape are, where they are no logarithms of base 2 that can be analysed as they are. `value`
/// gives that of a sample and a miRNA, NaN where missing.
///
/// Z-scores: each miRNA over samples, or each sample over miRNAs, has mean 0 and standard deviation 1. Centred
/// values: mean 0 alone. Values relative to one miRNA: that one has 0 throughout. Logarithms of another base: what they are logarithms of, less 1, sums to the same in
/// every sample, as `log1p` of normalised counts does. Logarithms of counts: what they are logarithms of is whole.
///
/// ```
/// use exoscope_core::Scale;
/// use exoscope_core::scale::transformed;
///
/// let z = [[-1.0, 1.0, 0.0], [0.0, -1.0, 1.0], [1.0, 0.0, -1.0]];
/// let guess = transformed((3, 3), |sample, mirna| z[sample][mirna]);
/// assert_eq!(guess.map(|guess| guess.scale), Some(Scale::ZScore));
/// ```
pub fn transformed(
    (samples, mirnas): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Option<Guess> {
    let of_mirna = |mirna: usize| Moments::of((0..samples).map(|sample| value(sample, mirna)));
    let of_sample = |sample: usize| Moments::of((0..mirnas).map(|mirna| value(sample, mirna)));
    let over_samples = Moments::all(mirnas, of_mirna).map(|standard| ("miRNA", standard));
    let over_mirnas = || Moments::all(samples, of_sample).map(|standard| ("sample", standard));
    if let Some((of, standard)) = over_samples.or_else(over_mirnas) {
        return Some(if standard {
            let reason = format!("every {of} has mean 0 and standard deviation 1");
            Guess { scale: Scale::ZScore, reason }
        } else {
            let reason = format!("every {of} has mean 0: the values are centred");
            Guess { scale: Scale::Unknown, reason }
        });
    }
    if let Some(reason) = relative((samples, mirnas), &value) {
        return Some(Guess { scale: Scale::Unknown, reason });
    }
    if let Some(counts) = counted((samples, mirnas), &value) {
        return Some(counts);
    }
    let bases: [Base; 2] = [("natural", f64::exp_m1), ("decimal", |x| 10.0_f64.powf(x) - 1.0)];
    bases.into_iter().find_map(|(name, inverse)| {
        let total = |sample: usize| -> f64 {
            let there = (0..mirnas).map(|mirna| value(sample, mirna)).filter(|v| !v.is_nan());
            there.map(inverse).sum()
        };
        let first = total(0);
        let same = |sample: usize| (total(sample) - first).abs() <= NEAR * first.abs();
        let all = samples >= FEW
            && mirnas >= FEW
            && first > 1.0
            && (1..samples).all(same)
            && !alike((samples, mirnas), &value);
        all.then(|| Guess {
            scale: Scale::Unknown,
            reason: format!(
                "{name} logarithms: what they are of, less 1, sums to {first:.0} in every sample"
            ),
        })
    })
}

/// Whether the first samples hold the same values in another order, as after quantile normalisation: whatever is made
/// of them sums to the same. The greatest has to be the same, and more than half of those below. A least value that
/// stands more than once is a floor, as the 0 of what was not found is, and says nothing: samples share it on any scale.
fn alike((samples, mirnas): (usize, usize), value: impl Fn(usize, usize) -> f64) -> bool {
    let falling = |sample: usize| -> Vec<f64> {
        let mut values: Vec<f64> =
            (0..mirnas).map(|mirna| value(sample, mirna)).filter(|v| !v.is_nan()).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        let above = values.last().map_or(0, |floor| values.partition_point(|v| v > floor));
        if above + 1 < values.len() {
            values.truncate(above);
        }
        values
    };
    let first = falling(0);
    (1..samples.min(FIRST)).all(|sample| {
        let other = falling(sample);
        let same = |(a, b): &(&f64, &f64)| (*a - *b).abs() <= 1e-6 * a.abs();
        let pairs = || first.iter().zip(&other);
        pairs().next().is_some_and(|pair| same(&pair))
            && pairs().filter(same).count() * 2 > first.len()
    })
}

/// Why values are relative to one miRNA, as ΔCt and logarithms of ratios are: it has 0 in every sample, and some
/// other value is below 0, so that 0 is not the least.
fn relative(
    (samples, mirnas): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Option<String> {
    let reference = |mirna: &usize| (0..samples).all(|sample| value(sample, *mirna) == 0.0);
    let below = |mirna: usize| (0..samples).any(|sample| value(sample, mirna) < 0.0);
    let fits = samples >= FEW && (0..mirnas).any(|mirna| reference(&mirna));
    (fits && (0..mirnas).any(below)).then(|| {
        "a miRNA has 0 in every sample, and others are below: values relative to it, as ΔCt and \
         logarithms of ratios are"
            .to_owned()
    })
}

/// Mean and spread of values that are there.
struct Moments {
    count: usize,
    mean: f64,
    /// The sum of squares about the mean.
    squares: f64,
}

impl Moments {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let (mut count, mut mean, mut squares) = (0_usize, 0.0, 0.0);
        for value in values.filter(|value| !value.is_nan()) {
            count += 1;
            let off = value - mean;
            mean += off / count as f64;
            squares += off * (value - mean);
        }
        Self { count, mean, squares }
    }

    /// Whether all have mean 0, and then whether those that vary have deviation 1, by n or n − 1.
    fn all(count: usize, of: impl Fn(usize) -> Self) -> Option<bool> {
        let centred = |moments: &Self| moments.count >= FEW && moments.mean.abs() <= NEAR;
        if count < FEW || !(0..FIRST).map(&of).all(|moments| centred(&moments)) {
            return None;
        }
        let (mut standard, mut varying) = (true, false);
        for moments in (0..count).map(of) {
            if !centred(&moments) {
                return None;
            }
            let by = |n: usize| ((moments.squares / n as f64).sqrt() - 1.0).abs() <= 5.0 * NEAR;
            let constant = moments.squares < NEAR;
            varying |= !constant;
            standard &= constant || by(moments.count) || by(moments.count - 1);
        }
        varying.then_some(standard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of four samples and five miRNAs, none like another.
    fn plain(sample: usize, mirna: usize) -> f64 {
        3.0 + ((sample * 7 + mirna * 5) % 11) as f64 * 0.83
    }

    fn scale(value: impl Fn(usize, usize) -> f64) -> Option<Scale> {
        transformed((4, 5), value).map(|guess| guess.scale)
    }

    #[test]
    fn plain_logarithms_are_let_be() {
        assert_eq!(scale(plain), None);
        assert_eq!(scale(|s, m| plain(s, m) - 6.0), None);
        assert_eq!(transformed((1, 5), plain), None);
    }

    #[test]
    fn values_relative_to_one_mirna_are_asked_about() {
        assert_eq!(scale(|s, m| plain(s, m) - plain(s, 2)), Some(Scale::Unknown));
        // A miRNA that is in no sample, where 0 is the least.
        assert_eq!(scale(|s, m| if m == 2 { 0.0 } else { plain(s, m) }), None);
    }

    #[test]
    fn standardised_and_centred_values_are_known() {
        let mean = |m: usize| (0..4).map(|s| plain(s, m)).sum::<f64>() / 4.0;
        let deviation = |m: usize, n: f64| {
            ((0..4).map(|s| (plain(s, m) - mean(m)).powi(2)).sum::<f64>() / n).sqrt()
        };
        for n in [3.0, 4.0] {
            assert_eq!(
                scale(|s, m| (plain(s, m) - mean(m)) / deviation(m, n)),
                Some(Scale::ZScore)
            );
        }
        assert_eq!(scale(|s, m| plain(s, m) - mean(m)), Some(Scale::Unknown));
    }

    #[test]
    fn logarithms_of_other_bases_are_known_by_their_totals() {
        let total = |s: usize| (0..5).map(|m| plain(s, m)).sum::<f64>();
        let share = |s: usize, m: usize| plain(s, m) / total(s) * 1e4;
        assert_eq!(scale(|s, m| share(s, m).ln_1p()), Some(Scale::Unknown));
        assert_eq!(scale(|s, m| (share(s, m) + 1.0).log10()), Some(Scale::Unknown));
        assert_eq!(scale(|s, m| (share(s, m) * 100.0 + 1.0).log2()), None);
        // One distribution for all samples, which has one total on every scale.
        assert_eq!(scale(|s, m| 5.25 + ((s + m) % 5) as f64), None);
    }

    #[test]
    fn samples_that_are_mostly_zeros_have_a_base_and_rarefied_ones_too() {
        // Three of five miRNAs were not found in a sample, other ones in each.
        let found = |s: usize, m: usize| (m + s) % 5 < 2;
        let total = |s: usize| (0..5).filter(|&m| found(s, m)).map(|m| plain(s, m)).sum::<f64>();
        let share =
            |s: usize, m: usize| if found(s, m) { plain(s, m) / total(s) * 1e4 } else { 0.0 };
        assert_eq!(scale(|s, m| share(s, m).ln_1p()), Some(Scale::Unknown));
        assert_eq!(scale(|s, m| (share(s, m) + 1.0).log10()), Some(Scale::Unknown));
        // Counts of one depth: many samples have the same small ones.
        let reads = |s: usize, m: usize| [1, 1, 2, 40 + 9 * s, 160 - 9 * s][m] as f64;
        assert_eq!(scale(|s, m| reads(s, m).ln_1p()), Some(Scale::Unknown));
        // One distribution with a floor.
        assert_eq!(scale(|s, m| [2.5, 2.5, 2.5, 7.25, 11.0][(s + m) % 5]), None);
    }
}
