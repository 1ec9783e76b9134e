//! What a guess of the scale looks at.

/// Missing-value codes: numbers that stand for missing values in many tables, where nothing else is below 0.
pub const MISSING_VALUE_CODES: [f64; 4] = [-9.0, -99.0, -999.0, -9999.0];

/// The bits of -1.
const MINUS_ONE: u64 = (-1.0_f64).to_bits();

/// Values counted, and their extremes; those that are missing are passed over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    pub(super) values: u64,
    /// Whole numbers among them.
    pub(super) whole: u64,
    pub(super) zero: u64,
    /// Above 20, which few values on a log2 scale pass.
    pub(super) high: u64,
    /// Below 0.
    pub(super) negative: u64,
    /// -9, -99, -999 and their like, which stand for what is missing in many tables.
    pub(super) marks: u64,
    /// -1, which stands for what is missing in some.
    pub(super) minus_one: u64,
    /// The least above 0.
    pub(super) above: f64,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            values: 0,
            whole: 0,
            zero: 0,
            high: 0,
            negative: 0,
            marks: 0,
            minus_one: 0,
            above: f64::INFINITY,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }
}

impl Seen {
    /// In one piece; values side by side are looked at together.
    pub(super) fn of(piece: &[f64]) -> Self {
        const TOGETHER: usize = 4;
        let (groups, rest) = piece.as_chunks::<TOGETHER>();
        let mut seen = [Self::default(); TOGETHER];
        for group in groups {
            seen.iter_mut().zip(group).for_each(|(seen, &value)| seen.add(value));
        }
        seen.iter_mut().zip(rest).for_each(|(seen, &value)| seen.add(value));
        seen.into_iter().fold(Self::default(), Self::and)
    }

    fn add(&mut self, value: f64) {
        self.values += u64::from(!value.is_nan());
        self.whole += u64::from(is_whole(value));
        self.zero += u64::from(value == 0.0);
        self.high += u64::from(value > 20.0);
        self.negative += u64::from(value < 0.0);
        self.marks += u64::from(value <= -9.0 && MISSING_VALUE_CODES.contains(&value));
        self.minus_one += u64::from(value.to_bits() == MINUS_ONE);
        self.above = if value > 0.0 && value < self.above { value } else { self.above };
        self.min = if value < self.min { value } else { self.min };
        self.max = if value > self.max { value } else { self.max };
    }

    /// Why values are Ct, where they are: no scanner and no sequencer gives log2 values of which most are
    /// above 20, and runs of PCR end at 40, 45 or 50 cycles.
    pub(super) fn speaks_for_ct(&self) -> Option<String> {
        let (min, max) = (self.min, self.max);
        let fits = min >= 4.0 && max <= 50.0 && max > 20.0 && self.whole * 10 < self.values * 9;
        let ends = [40.0, 45.0, 50.0].contains(&max);
        let most = self.high * 2 > self.values;
        (fits && (ends || most)).then(|| {
            let end = if ends { ", a last cycle" } else { "" };
            let share = self.high as f64 / self.values as f64 * 100.0;
            format!("values from {min} to {max}{end}, {share:.0} % of them above 20")
        })
    }

    /// Why values may be Ct though they could be logarithms too, where they may: most are above 20 beside a number that
    /// stands for what was not detected, or all are as high as few log2 values are.
    pub(super) fn may_be_ct(&self) -> Option<String> {
        let (above, max) = (self.above, self.max);
        let there = self.values - self.zero - self.negative;
        let code = match (self.zero, self.negative) {
            (0, 0) => None,
            (zeros, 0) => Some((0, zeros)),
            (0, ones) if ones == self.minus_one => Some((-1, ones)),
            _ => return None,
        };
        let fits = max <= 50.0 && self.whole * 10 < self.values * 9;
        let most = above >= 8.0 && max > 20.0 && self.high * 2 > there;
        // A scanner of 16 bits ends at 16, and begins below 10.
        let all_high = above >= 10.0 && max > 18.0;
        (fits && (all_high || code.is_some() && most)).then(|| match code {
            Some((code, count)) => format!(
                "values from {above} to {max} beside {count} of {code}, as Ct are where {code} stands for what was \
                 not detected"
            ),
            None => format!("values from {above} to {max}, as Ct and few log2 values are"),
        })
    }

    /// Whether the only values below 0 are such as stand for missing ones.
    pub(super) const fn is_marked(&self) -> bool {
        self.marks > 0 && self.marks == self.negative
    }

    /// In both: the same in whatever order pieces are put together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            values: self.values + other.values,
            whole: self.whole + other.whole,
            zero: self.zero + other.zero,
            high: self.high + other.high,
            negative: self.negative + other.negative,
            marks: self.marks + other.marks,
            minus_one: self.minus_one + other.minus_one,
            above: self.above.min(other.above),
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }
}

/// `value.fract() == 0.0` without a call: what is added to 2^52 loses its fraction, and no number from
/// there on has one.
fn is_whole(value: f64) -> bool {
    const ALL_WHOLE: f64 = 4_503_599_627_370_496.0;
    let size = value.abs();
    let rounded = (size + ALL_WHOLE) - ALL_WHOLE;
    rounded - size == 0.0 || (ALL_WHOLE..f64::INFINITY).contains(&size)
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whole_numbers_have_no_fraction(bits: u64, whole in -1e17..1e17_f64, quarter in -9_i64..9) {
            for value in [f64::from_bits(bits), whole, whole.trunc(), quarter as f64 / 4.0] {
                prop_assert_eq!(is_whole(value), value.fract() == 0.0, "{}", value);
            }
        }

        #[test]
        fn pieces_together_are_the_whole(
            values in prop::collection::vec(
                prop_oneof![Just(f64::NAN), Just(0.0), -9.0..9.0_f64, (-9..9_i8).prop_map(f64::from)],
                0..40,
            ),
            cut in 0_usize..40,
        ) {
            let (left, right) = values.split_at(cut.min(values.len()));
            let all = Seen::of(&values);
            prop_assert_eq!(Seen::of(left).and(Seen::of(right)), all);
            let there: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
            prop_assert_eq!(all.values, there.len() as u64);
            prop_assert_eq!(all.zero, there.iter().filter(|value| **value == 0.0).count() as u64);
            prop_assert_eq!(all.whole, there.iter().filter(|v| v.fract() == 0.0).count() as u64);
            prop_assert_eq!(all.min, there.iter().copied().fold(f64::INFINITY, f64::min));
            prop_assert_eq!(all.max, there.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        }
    }
}
